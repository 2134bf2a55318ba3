"""Counts of people for one event: which mentions add up, which tell the same number again, which is the fuller.

A mention gives one or more parts ("an officer and four soldiers"); every part has an interval and a group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from sijill.coding.disputes import Row, with_disputes
from sijill.coding.frames import Chars
from sijill.coding.numbers import Interval, find_counts, parts
from sijill.coding.phrases import read_data
from sijill.model import Count, Group

GroupReader = Callable[[str, Chars], Group]

_PART_OF_ANOTHER = re.compile(
    r"\b(?:including|include[sd]?|among(?:st)? (?:them|the dead|those killed|the victims|the casualties))\b[^.;]{0,40}$"
    r"|\bof (?:them|whom)\b[^.;,]{0,25}$",
    re.IGNORECASE,
)
# "Of the 14 people hurt, five ..."
_OUT_OF = re.compile(r"(?:^|[.;] +)Of (?:the |these |those |its )?(?:\d+|[a-z-]+) \w+ [^.;]{0,60}$")
_OF_THEM = re.compile(r"[\w-]+ (?:of|among) (?:them|whom)\b", re.IGNORECASE)
# "Another died", "two more", "a third civilian": beside those told before, and how many they are together.
_FURTHER = re.compile(
    r"(?:at least |some |around |about )?(?:an?other|(?:an? )?further|[\w-]+ (?:others?|more|further|additional))\b",
    re.I,
)
_ORDINAL = re.compile(r"(?:an?|the) (second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE)
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_KIN = "|".join((*read_data("numbers")["words"]["KIN"], "driver", "bodyguard"))
# Of another day or place they would be those of another event.
_ALSO = re.compile(
    r"(?: (?:was|were|has|have|had))? also (?:been )?\w+(?=[.,;]| (?:in|by) the\b| when\b)", re.IGNORECASE
)
_AGED = re.compile(r"(?P<name>(?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+) \d{1,2}")
_THINGS_NEXT = re.compile(
    r",? and (?:destroy|damag|seiz|confiscat|recover|burn|torch|wreck|blow)(?:ed|ing|ning)?\b", re.IGNORECASE
)
_BOUND_REACH = 24
# From here on numbers are round.
_ROUND = 10
# What bounds the number after it.
_BOUND = re.compile(
    r"\b(?:more than|at least|no fewer than|no less than|fewer than|less than|over|up to|as many as|nearly|almost) $",
    re.I,
)
_CUT = re.compile(
    r"(?:at least|as many(?: as)?|more than|no fewer than|no less than|fewer than|less than|over|up to|nearly|almost|"
    r"some|around|about)$",
    re.I,
)
# The number that a phrase cut off after its bound was to have, with its noun.
_REST = re.compile(r"(?: as)? [\w,]*\w(?: (?!and\b|or\b|were\b|was\b|have\b|had\b)\w+)?", re.I)
_COUNT_BEFORE = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|dozens|\d{1,4}) $", re.I
)
_OWN = re.compile(rf"(?:his|her|their|its) (?:\w+ )?(?:{_KIN})$", re.IGNORECASE)
_ARMED = frozenset({"state_forces", "non_state_forces"})
_ONE = re.compile(r"(?:an?|another|one|both)\b", re.IGNORECASE)
# "Eleven were killed and the same number wounded": the number before, said again of others.
_AGAIN = re.compile(r"\b(?:same|equal|like|similar) number\b|\bas many\b(?! as\b)", re.IGNORECASE)
_AGAIN_REACH = 200
_NEXT_DEED = re.compile(
    r"\w(?P<gap>,?(?:\s+and)?\s+)(?P<deed>(?:killing|injuring|wounding|maiming)\s(?!of\b))", re.IGNORECASE
)
_JOINING = frozenset({",", "and", ", and", "as well as", "along with"})
_AFTERWARDS = re.compile(
    r"^[^.;,]{0,25}?\b(?:of them|of whom|"
    r"among (?:them|the dead|those killed|the victims|the [\w-]+ (?:\w+ )?(?:killed|dead)))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a count mention: `span` in the text, its interval and group, the sentence it stands in.

    `whole` is the mention that it is part of. `firm`: the words count ("four men", "several", "a man"); a bare name
    or plural ("villagers") does not.
    """

    span: Chars
    interval: Interval
    group: Group
    sentence: int
    whole: Chars
    firm: bool = True


def tell(text: str, span: Chars, sentence: int, group_of: GroupReader) -> list[Told]:
    """The parts of the mention at `span`; empty where it counts nobody."""
    out = []
    span = _without_age(text, _of_people(text, _completed(text, span)))
    found = _NEXT_DEED.search(text, span.start, span.end)
    halves = [Chars(span.start, found.start("gap")), Chars(found.start("deed"), span.end)] if found else []
    if halves and all(find_counts(text[half.start : half.end]) for half in halves):
        # "Two people injuring seven others" are two counts.
        return [part for half in halves for part in tell(text, half, sentence, group_of)]
    phrase = text[span.start : span.end]
    if _AGAIN.search(phrase) and (before := find_counts(text[max(0, span.start - _AGAIN_REACH) : span.start])):
        return [Told(span, before[-1].interval, group_of(phrase, span), sentence, span)]
    for part in parts(phrase):
        place = Chars(span.start + part.start, span.start + part.end)
        words = text[place.start : place.end]
        firm = is_firm(words)
        group = group_of(phrase if place == span else words, span)
        out.append(Told(place, part.interval, group, sentence, span, firm))
    return out


def _without_age(text: str, span: Chars) -> Chars:
    """A name without the age that stands right after it: "Samson Haokip 54"."""
    found = _AGED.fullmatch(text, span.start, span.end)
    return Chars(span.start, found.end("name")) if found else span


def _of_people(text: str, span: Chars) -> Chars:
    """The words without a second deed that was done to things: "about 100 men and destroying 10 vehicles"."""
    found = _THINGS_NEXT.search(text, span.start, span.end)
    return Chars(span.start, found.start()) if found else span


def _completed(text: str, span: Chars) -> Chars:
    """The words with what bounds their number right before them, and the number before "of the men"."""
    if _CUT.search(text, span.start, span.end) and (rest := _REST.match(text, span.end)) and find_counts(rest[0]):
        span = Chars(span.start, rest.end())
    before = text[max(0, span.start - _BOUND_REACH) : span.start]
    cut = text[span.start : span.start + len("least ")].lower()
    found = _COUNT_BEFORE.search(before) if cut.startswith("of ") else _BOUND.search(before)
    if found is None and cut.startswith("of "):
        return Chars(span.start + len("of "), span.end)  # "The injury of two farmers"
    if found is None and cut == "least " and before.lower().endswith("at "):
        return Chars(span.start - len("at "), span.end)
    return Chars(span.start - len(found[0]), span.end) if found else span


def phrases(words: str) -> list[str]:
    """The words of each part of a counting phrase."""
    return [words[p.start : p.end] for p in parts(words)]


def is_firm(words: str) -> bool:
    """True where words count people: a number, "several", "a man"; a bare name or plural does not."""
    return bool(_ONE.match(words) or _ORDINAL.match(words) or _OWN.match(words) or find_counts(words))


def is_one_more(words: str) -> bool:
    """True for one who is told after others: "a third farmer", "the fourth"."""
    return _ORDINAL.match(words) is not None


def is_part(text: str, span: Chars) -> bool:
    """True where the words around say that this number is among one already told ("including three children")."""
    before, after = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 60]
    own = text[span.start : span.end + len(" them")]
    parted = _PART_OF_ANOTHER.search(before) or _OUT_OF.search(before)
    return bool(parted or _AFTERWARDS.search(after) or _OF_THEM.match(own))


def settle(
    text: str, told: Iterable[Told], *, further: bool = False, apart: Callable[[int, int], bool] = lambda a, b: False
) -> tuple[list[tuple[Count, list[Chars]]], list[Chars]]:
    """The rows of one field, each with the spans that carry it, and the spans that only repeat.

    Within a sentence different numbers add up; between sentences the fuller telling wins, by group. Where `further`,
    "another man" and "a third" add to those told before; of the wounded they may be beside the dead. `apart`: whether
    two sentences are of two tellers, whose numbers make a range.
    """
    chosen: dict[int, list[Told]] = {}
    repeated: list[Chars] = []
    told = sorted(told, key=lambda t: t.span)
    beside = {t.span for t in told if further and is_beside(text, t.span)}
    told = _firm(told, beside, repeated)
    nobody: list[Told] = []
    early: list[Told] = []
    seen: set[Chars] = set()
    for part in told:
        if part.span in seen or _names_the_same(text, chosen.get(part.sentence, []), part):
            continue
        seen.add(part.span)
        if part.interval == (0, 0):
            nobody.append(part)
            continue
        if is_part(text, part.span):
            if not chosen:
                early.append(part)
            elif not _parted(chosen, part):
                repeated.append(part.span)
            continue
        if part.span not in beside or not _added(text, chosen, part):
            chosen.setdefault(part.sentence, []).append(part)
    # "A commander and a courier were among the 17 killed".
    if chosen:
        repeated += [part.span for part in early]
    for part in () if chosen else early:
        chosen.setdefault(part.sentence, []).append(part)
    if nobody and not chosen:
        chosen[nobody[0].sentence] = nobody[:1]
    tellings = {sentence: _rows(text, parts_) for sentence, parts_ in chosen.items()}
    best = with_disputes(_fullest(list(tellings.values())), tellings, apart)
    kept = {span for _, spans in best for span in spans}
    repeated += [t.span for ts in chosen.values() for t in ts if t.span not in kept]
    return best, sorted(repeated)


def _names_the_same(text: str, before: list[Told], part: Told) -> bool:
    """True for the name right after a word for its bearer, neither of which counts: "the journalist Nour Hadi"."""
    if not before or part.firm or before[-1].firm:
        return False
    alone = part.interval == before[-1].interval == (1, 1)
    word, name = (text[t.span.start : t.span.end].split()[-1:] for t in (before[-1], part))
    bears = bool(word and name) and word[0].islower() and name[0][:1].isupper()
    return bears and alone and text[before[-1].span.end : part.span.start].strip() in ("", ",")


def is_further(words: str) -> bool:
    """True for people beside those told before: "another man", "two others", "the fourth"."""
    return bool(_FURTHER.match(words) or _ORDINAL.match(words))


def is_beside(text: str, span: Chars) -> bool:
    """True for people beside those told before, by their own words or by "also": "two policemen were also killed"."""
    return is_further(text[span.start : span.end]) or bool(_ALSO.match(text, span.end))


def _added(text: str, chosen: dict[int, list[Told]], part: Told) -> bool:
    """True where `part` ("another man", "the fourth") was added to those that the sentence before it counts."""
    if not chosen or part.sentence in chosen:
        return False
    before = next(reversed(chosen.values()))
    ordinal = _ORDINAL.match(text[part.span.start : part.span.end])
    have = sum(row.low for row, _ in _rows(text, before))
    if ordinal and _ORDINALS.index(ordinal[1].lower()) + 1 != have:
        return False
    bare = ordinal or _FURTHER.fullmatch(text[part.span.start : part.span.end])
    group = before[-1].group if bare else part.group
    before.append(replace(part, group=group))
    return True


def _parted(chosen: dict[int, list[Told]], part: Told) -> bool:
    """True where `part` is taken out of the number before it, of whose people it tells more: "ten others, including
    five policemen" are five policemen and five others."""
    parts = next(reversed(chosen.values()))
    at = max((n for n, p in enumerate(parts) if p.group not in _ARMED), default=-1)
    whole = parts[at]
    if part.group not in _ARMED or whole.group in _ARMED or not part.firm:
        return False
    if part.interval.high is None or part.interval.high >= whole.interval.low:
        return False
    if whole.group != "unknown":
        # Of people of whom nothing is told, `_fullest` takes those away of whom something is.
        high = None if whole.interval.high is None else whole.interval.high - part.interval.low
        rest = Interval(whole.interval.low - part.interval.high, high)
        parts[at] = replace(whole, interval=rest)
    parts.append(part)
    return True


def _firm(told: list[Told], beside: AbstractSet[Chars], repeated: list[Chars]) -> list[Told]:
    """What counts: beside numbers, a bare plural repeats them, and so do names that they leave room for.

    A name joined to a number in one phrase ("the leader and eight others") counts with it. `beside` are numbers of
    others, which leave no room for a name.
    """
    firm = [t for t in told if t.firm]
    if not firm:
        return told
    wholes = {t.whole for t in firm}
    loose = [t for t in told if not t.firm and (t.interval.high is None or t.whole not in wholes)]
    names = [t for t in loose if t.interval.high is not None]
    if len(names) > sum(t.interval.low for t in firm if t.span not in beside):
        loose = [t for t in loose if t.interval.high is None]
    repeated += [t.span for t in loose]
    return [t for t in told if t not in loose]


def _rows(text: str, told: list[Told]) -> list[Row]:
    """One sentence's parts as rows: same group and number is said twice, other numbers of a group add up.

    What stands in one list ("three women and three children") adds up too.
    """
    rows: dict[Group, tuple[Interval, list[Chars]]] = {}
    numbers: dict[Group, set[Interval]] = {}
    for n, part in enumerate(told):
        listed = n > 0 and " ".join(text[told[n - 1].span.end : part.span.start].split()).lower() in _JOINING
        have = rows.get(part.group)
        if have is None:
            rows[part.group] = (part.interval, [part.span])
            numbers[part.group] = {part.interval}
        elif part.interval in numbers[part.group] and part.interval.low > 1 and not listed:
            continue
        else:
            rows[part.group] = (have[0].plus(part.interval), [*have[1], part.span])
            numbers[part.group].add(part.interval)
    return [(Count(group=g, low=i.low, high=i.high), spans) for g, (i, spans) in rows.items()]


def _fullest(tellings: list[list[Row]]) -> list[Row]:
    """Of several sentences' rows, those to keep: for each group the largest, known groups before unknown."""
    best: dict[Group, Row] = {}
    for rows in tellings:
        for row in rows:
            have = best.get(row[0].group)
            if have is None or (_size(row[0]) > _size(have[0]) and not _as_good(have[0], row[0])):
                best[row[0].group] = row
    unknown = best.get("unknown")
    known = [row for group, row in best.items() if group != "unknown"]
    if unknown and known:
        total = sum(row[0].low for row in known)
        if unknown[0].low == total and unknown[0].high is None and len(known) == 1:
            # "Killing 40 attackers", and "at least 40 people were killed".
            count, spans = known[0]
            return [(count.model_copy(update={"high": None}), [*spans, *unknown[1]])]
        if unknown[0].low <= total:
            return known
        # The total says more than its named parts together: the rest is of unknown group.
        high = unknown[0].high
        rest = Count(group="unknown", low=unknown[0].low - total, high=None if high is None else high - total)
        return [*known, (rest, unknown[1])]
    return [*known, unknown] if unknown else known


def _as_good(count: Count, more: Count) -> bool:
    """True for "at least 60" beside "over 60"."""
    return count.high is None and more.high is None and count.low >= _ROUND and more.low == count.low + 1


def _size(count: Count) -> tuple[int, int]:
    # Who says "at least" knows better than the headline that leaves it out.
    return count.low, int(count.high is None)
