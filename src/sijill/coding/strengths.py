"""How many fighters or troops a report says are somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sijill.codebook import ActorMatch
from sijill.codebook.countries import countries_in
from sijill.coding.frames import Chars
from sijill.coding.numbers import FoundCount, read_count
from sijill.coding.setting import Setting
from sijill.coding.statements import Statement, joined, patterns, place_before, places_in, sides_in

_LEAST = 10
# Letters between "3,000-strong" and the name of those who are.
_NAME_NEAR = 20


def strengths(setting: Setting, sentence: Chars, counts: Sequence[FoundCount]) -> Iterator[Statement]:
    """The strengths that a sentence states; `counts` are its numbers, by offsets into it."""
    words = setting.words(sentence)
    yield from _strong(setting, sentence, words)
    last: Statement | None = None
    for count in counts:
        if count.interval.low < _LEAST and (count.interval.high or 0) < _LEAST:
            continue
        noun = _noun(words, count)
        span = Chars(sentence.start + count.start, sentence.start + count.end)
        if last and _goes_on(words, count):
            last = Statement(
                "strength_estimate", sentence, span, last.subject, count.interval.low, count.interval.high, last.unit,
                _place_by(setting, sentence, span),
            )  # fmt: skip
            yield last
        elif noun and _stated(words, count, noun):
            core = Chars(span.start, span.end + noun.end())
            subject = _subject(setting, sentence, noun[0].strip(" -,"), span)
            if subject is None:
                continue
            last = Statement(
                "strength_estimate", sentence, core, subject, count.interval.low, count.interval.high,
                noun["noun"].lower(), _place_by(setting, sentence, core),
            )  # fmt: skip
            yield last
        elif not noun and _bare(words, count):
            side = _last_side(setting, sentence, span)
            if side is not None:
                last = Statement(
                    "strength_estimate", sentence, span, side, count.interval.low, count.interval.high, "fighters",
                    _place_by(setting, sentence, span),
                )  # fmt: skip
                yield last


def _bare(words: str, count: FoundCount) -> bool:
    """True for a number of fighters that only the words around tell: "their number is put at 400"."""
    before, after = words[: count.start], words[count.end :]
    if patterns().words("strength", "blockers").search(words):
        return False
    if any(p.match(after) for p in patterns().filled("strength", "bare_after")):
        return True
    goes_on = re.match(r"\s+(?!(?:of|in|to|at|on)\b)[a-z]", after)
    return not goes_on and any(p.search(before) for p in patterns().filled("strength", "bare_before"))


def _last_side(setting: Setting, sentence: Chars, count: Chars) -> str | None:
    """The armed group last named before a number in its sentence or the one before, none that only tells."""
    number = setting.sentences.index(sentence.start)
    earlier = setting.sentences.spans[number - 1].start if number else sentence.start
    named = sides_in(setting, Chars(earlier, count.start))
    sides = [m.name for s, m in named if m.group == "non_state_forces" and not _tells(setting, s)]
    return sides[-1] if sides else None


def _strong(setting: Setting, sentence: Chars, words: str) -> Iterator[Statement]:
    """ "the 3,000-strong Tawhid Brigade"."""
    for pattern in patterns().filled("strength", "strong"):
        for found in pattern.finditer(words):
            number = read_count(found["number"])
            after = Chars(sentence.start + found.end(), sentence.end)
            named = [(s, m) for s, m in sides_in(setting, after) if s.start - after.start <= _NAME_NEAR]
            if number and number.low >= _LEAST and named:
                core = Chars(sentence.start + found.start("number"), sentence.start + found.end("number"))
                yield Statement(
                    "strength_estimate", sentence, core, named[0][1].name, number.low, number.high, "fighters",
                    _place_by(setting, sentence, core),
                )  # fmt: skip


def _noun(words: str, count: FoundCount) -> re.Match[str] | None:
    (pattern,) = patterns().filled("strength", "counted")
    return pattern.match(words[count.end :])


def _stated(words: str, count: FoundCount, noun: re.Match[str]) -> bool:
    """True where the words around say that they are there, and not that they were killed, caught or moved."""
    before, after = words[: count.start], words[count.end + noun.end() :]
    if patterns().words("strength", "blockers").search(before[-45:] + "|" + noun[0] + "|" + after[:30]):
        return False
    leads = patterns().filled("strength", "before")
    follows = patterns().filled("strength", "after")
    return any(p.search(before) for p in leads) or any(p.match(after) for p in follows)


def _goes_on(words: str, count: FoundCount) -> bool:
    """True for "and 900 in Syria", "10,000 of them in Khartoum" after a strength."""
    before, after = words[: count.start], words[count.end :]
    return bool(
        re.match(r"\s+(?:of (?:them|these|those|whom)\s+)?(?:more\s+)?(?:in|at|on)\b", after)
        and re.search(r"(?:,|\band)\s*(?:\w+\s+)?$", before)
        and not re.match(r"\s+(?:in|on|at)\s+(?:\d{4}|january|february|march|april|may|june|july|august)", after, re.I)
    )


def _subject(setting: Setting, sentence: Chars, phrase: str, count: Chars) -> str | None:
    """Whose strength: named in the phrase, else who has them in the sentence, else the report's main such side."""
    registry = setting.tools.registry
    named = sides_in(setting, Chars(count.end, count.end + len(phrase) + 1))
    own: ActorMatch = next((m for _, m in named if m.actor_id), registry.resolve(phrase, None))
    if own.actor_id is not None or own.country is not None:
        return own.name
    after = re.match(r"[^,;.]*?\bof\s+(?:the\s+)?", setting.text[count.end : sentence.end])
    if after and after.end() - len(phrase) < 12:
        of = sides_in(setting, Chars(count.end + after.end(), min(count.end + after.end() + 40, sentence.end)))
        if of and of[0][0].start == count.end + after.end():
            return of[0][1].name
    earlier = [(s, m) for s, m in sides_in(setting, Chars(sentence.start, count.start)) if m.group != "unknown"]
    fitting = [m for s, m in earlier if own.group in ("unknown", "civilians", m.group) and not _tells(setting, s)]
    if fitting:
        return fitting[-1].name
    if own.group != "non_state_forces" and (
        codes := countries_in(
            re.sub(r"\b(?:in|to|from|of)\s+(?:the\s+)?\S+", "", setting.text[sentence.start : count.start])
        )
    ):
        # "the United States maintains 2,500 troops": a country's name stands for its forces.
        return registry.resolve("troops", codes[-1]).name
    if own.group == "civilians":
        return None
    if own.group == "non_state_forces" and (side := _last_side(setting, sentence, count)):
        return side
    sides = Counter(m.name for _, _, m in registry.find(setting.text) if m.group == own.group)
    if sides and own.group == "non_state_forces":
        return sides.most_common(1)[0][0]
    name = registry.resolve(phrase, setting.country).name
    return name if own.group != "unknown" else None


def _tells(setting: Setting, side: Chars) -> bool:
    """True where a side is the teller: "the army believes that ..."."""
    after = setting.text[side.end : side.end + 25]
    return re.match(rf"\s+(?:\w+\s+)?{patterns().any('pieces', 'reckon')}\b", after, re.IGNORECASE) is not None


def _place_by(setting: Setting, sentence: Chars, core: Chars) -> Chars | None:
    """Where: named after the words, else ("there") before them in the sentence, else before it in the text."""
    after = places_in(setting, Chars(core.end, sentence.end))
    before = places_in(setting, Chars(sentence.start, core.start))
    there = re.match(r"\s+there\b", setting.text[core.end : sentence.end])
    if after and not (there and before):
        return joined(setting, after[0])
    return before[-1] if before else place_before(setting, sentence.start)
