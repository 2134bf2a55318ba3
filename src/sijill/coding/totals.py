"""Totals of events or losses over a span of time: activity summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sijill.codebook.countries import countries, countries_in
from sijill.coding.frames import Chars
from sijill.coding.numbers import FoundCount
from sijill.coding.setting import Setting
from sijill.coding.statements import Statement, joined, patterns, place_before, places_in, sides_in, tellers

_LEAST = 3
# So many attacks are a total, whatever the span.
_MANY = 10


def totals(
    setting: Setting, sentence: Chars, counts: Sequence[FoundCount], free: Sequence[FoundCount]
) -> Iterator[Statement]:
    """The totals that a sentence states.

    `counts` are its numbers, by offsets into it; `free` those among them that no event has.
    """
    words = setting.words(sentence)
    yield from _nth(setting, sentence, words)
    for count in counts:
        if (count.interval.high or count.interval.low) < _LEAST:
            continue
        unit = _unit(words, count, count in free)
        if unit is None:
            continue
        core = Chars(sentence.start + count.start, sentence.start + count.end)
        yield Statement(
            "activity_summary", sentence, core, _subject(setting, sentence, core, unit),
            count.interval.low, count.interval.high, unit, _place(setting, sentence, core),
        )  # fmt: skip


def summed(setting: Setting, sentence: Chars, counts: Sequence[FoundCount]) -> Iterator[Chars]:
    """Numbers of a sentence that count the losses of a war or of a span of time, and of no single event.

    "170,000 people have been killed in the conflict", "ten soldiers have lost their lives since January".
    """
    p = patterns()
    words = setting.words(sentence)
    spanned = any(p.words("summary", name).search(words) for name in ("spans", "wars"))
    dated = p.words("summary", "months").search(words) is not None
    ranged = _ranged(setting, sentence, words)
    # "Dozens of attacks this year, killing more than 100": the losses are those of all of them.
    many = [c for c in counts if c.interval.low >= _MANY]
    follow = [words[c.end :].removeprefix(" of") for c in many]
    staged = any(e.match(text) for text in follow for e in p.filled("summary", "happenings"))
    for count in counts:
        if spanned and staged and count in many:
            yield Chars(sentence.start + count.start, sentence.start + count.end)
            continue
        if ranged and count.interval.low >= _MANY and _unit(words, count, free=True):
            yield Chars(sentence.start + count.start, sentence.start + count.end)
            continue
        least = _LEAST if spanned else _MANY
        if not (spanned or dated) or count.interval.low < least:
            continue
        before, after = words[: count.start], words[count.end :]
        if any(e.search(before) for e in p.filled("summary", "perfect_before")) or any(
            e.match(after) for e in p.filled("summary", "perfect_after")
        ):
            yield Chars(sentence.start + count.start, sentence.start + count.end)


def _ranged(setting: Setting, sentence: Chars, words: str) -> bool:
    """True where a sentence speaks of months from one to another, and of no day beside them."""
    found = patterns().words("summary", "ranges").search(words)
    if found is None:
        return False
    months = Chars(sentence.start + found.start(), sentence.start + found.end())
    return all(s.overlaps(months) for s in setting.time_spans() if s.overlaps(sentence))


def _unit(words: str, count: FoundCount, free: bool) -> str | None:
    """What is totalled ("people killed", "air strikes"), where the words around tell of a total."""
    p = patterns()
    before, after = words[: count.start], words[count.end :]
    if re.search(r"\bincluding (?:\w+ )?$", before) or p.words("summary", "blockers").search(before):
        return None
    spanned = any(p.words("summary", name).search(words) for name in ("spans", "ranges"))
    monthly = spanned or p.words("summary", "months").search(words) is not None
    war = p.words("summary", "wars").search(words) is not None
    for name, needed in (("total", True), ("perfect", monthly or war), ("loss", spanned and free)):
        lead = next((m for e in p.filled("summary", f"{name}_before") if (m := e.search(before))), None)
        follow = next((m for e in p.filled("summary", f"{name}_after") if (m := e.match(after))), None)
        if needed and (found := follow or lead):
            return _losses(found, after)
    staged = any(e.search(before) for e in p.filled("summary", "staged"))
    if monthly or (staged and count.interval.low >= _MANY):
        for entry in p.filled("summary", "happenings"):
            found = entry.match(after)
            if found:
                return found["what"].lower()
    return None


def _losses(found: re.Match[str], after: str) -> str:
    groups = found.groupdict()
    noun = re.match(rf"\s+(?:\w+\s+){{0,2}}?({patterns().any('pieces', 'people')})\b", after, re.IGNORECASE)
    who = (groups.get("who") or (noun[1] if noun else "people")).lower()
    done = (groups.get("done") or "killed").lower()
    done = next((fate for fate, words in patterns().lists["done"].items() if done in words), done)
    return f"{'people' if who == 'lives' else who} {done}"


def _nth(setting: Setting, sentence: Chars, words: str) -> Iterator[Statement]:
    """ "the third attack this week": as many attacks."""
    for entry in patterns().filled("summary", "ordinals"):
        found = entry.search(words)
        if found:
            number = patterns().lists["pieces"]["nth"].index(found["nth"].lower()) + _LEAST
            what = found["what"].lower() + "s"
            core = Chars(sentence.start + found.start(), sentence.start + found.end())
            yield Statement(
                "activity_summary", sentence, core, _subject(setting, sentence, core, what),
                number, number, what, _place(setting, sentence, core),
            )  # fmt: skip
            return


def _subject(setting: Setting, sentence: Chars, core: Chars, unit: str) -> str:
    """Who did it: named after "by", else before the number; else the war that did, else those whom it hit."""
    p = patterns()
    words = setting.words(sentence)
    told = tellers(setting, sentence, core)
    sides = [
        (s, m)
        for s, m in sides_in(setting, sentence)
        if m.group in ("state_forces", "non_state_forces") and not any(s.overlaps(t) for t in told)
    ]
    by = next((m.name for s, m in sides if s.start > core.end and _doer(setting, sentence, s)), None)
    if by is not None:
        return by
    for found in p.words("summary", "raids").finditer(words):
        match = setting.tools.registry.resolve(found[0], None)
        if match.actor_id is not None:
            return match.name
    never = p.words("summary", "bystanders")
    earlier = [m.name for s, m in sides if s.end <= core.start and not never.fullmatch(m.name)]
    if earlier:
        return earlier[-1]
    victims = [m.name for s, m in sides if core.end <= s.start <= core.end + 25]
    if victims:
        return victims[0]
    if war := p.words("summary", "wars").search(words):
        codes = (
            countries_in(words[max(0, war.start() - 25) : war.end() + 25])
            or countries_in(words)
            or ([setting.country] if setting.country else [])
        )
        if codes and codes[0] in countries():
            return f"{countries()[codes[0]].plain_name} conflict"
    losses = re.match(rf"({p.any('pieces', 'people')}) ", unit)
    who = losses[1] if losses else unit
    return who if who == "people" else who.capitalize()


def _doer(setting: Setting, sentence: Chars, side: Chars) -> bool:
    before = setting.text[sentence.start : side.start]
    after = setting.text[side.end : sentence.end]
    p = patterns()
    return any(e.search(before) for e in p.filled("summary", "doer_before")) or any(
        e.match(after) for e in p.filled("summary", "doer_after")
    )


def _place(setting: Setting, sentence: Chars, core: Chars) -> Chars | None:
    after = places_in(setting, Chars(core.end, sentence.end))
    if after:
        return joined(setting, after[0])
    before = places_in(setting, Chars(sentence.start, core.start))
    return before[-1] if before else place_before(setting, sentence.start)
