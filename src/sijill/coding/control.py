"""Who a report says holds a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sijill.codebook import ActorMatch
from sijill.coding.frames import Chars
from sijill.coding.setting import Setting
from sijill.coding.statements import Statement, patterns, place_before, places_in, sides_in

# Letters between the words of control and the place that they are about.
_NEAR = 45


def controls(setting: Setting, sentence: Chars) -> Iterator[Statement]:
    """The statements of control of a sentence, each holder and place once."""
    words = setting.words(sentence)
    if not patterns().words("control", "hints").search(words):
        return
    seen: set[Chars] = set()
    for span, actor in (*sides_in(setting, sentence), *_stand_ins(setting, sentence)):
        if actor.group not in ("state_forces", "non_state_forces"):
            continue
        start, end = span.start - sentence.start, span.end - sentence.start
        found = _held(setting, sentence, words, start, end)
        if found is None or found[1] in seen:
            continue
        core, place = found
        seen.add(place)
        yield Statement("territorial_control", sentence, core, actor.name, place=place)


def _stand_ins(setting: Setting, sentence: Chars) -> Iterator[tuple[Chars, ActorMatch]]:
    """ "they", "the group": words that control something, with the side that was last spoken of as a subject."""
    for found in patterns().words("control", "stand_ins").finditer(setting.words(sentence)):
        own = Chars(sentence.start + found.start(), sentence.start + found.end())
        before = [m for _, m in sides_in(setting, Chars(sentence.start, own.start))]
        number = setting.sentences.index(sentence.start)
        if not before and number:
            before = [m for _, m in sides_in(setting, setting.sentences.spans[number - 1])]
        if before:
            yield own, before[0]


def _held(setting: Setting, sentence: Chars, words: str, start: int, end: int) -> tuple[Chars, Chars] | None:
    """The words of control around the holder at `words[start:end]`, and the place held."""
    holder = re.escape(words[start:end])
    for order in ("place_after", "place_before"):
        for pattern in patterns().filled("control", order, actor=holder):
            for match in pattern.finditer(words):
                if not (match.start() <= start and end <= match.end()) or _blocked(words, match):
                    continue
                core = Chars(sentence.start + match.start(), sentence.start + match.end())
                place = _after(setting, sentence, core) if order == "place_after" else _before(setting, sentence, core)
                if place is not None:
                    return core, place
    return None


def _blocked(words: str, match: re.Match[str]) -> bool:
    return patterns().words("control", "blockers").search(words[max(0, match.start() - 20) : match.end()]) is not None


def _after(setting: Setting, sentence: Chars, core: Chars) -> Chars | None:
    if patterns().words("control", "that_place").match(setting.text[core.end : sentence.end].lstrip()):
        return _topic(setting, sentence)
    near = [s for s in places_in(setting, Chars(core.end, sentence.end)) if s.start - core.end <= _NEAR]
    verbs = patterns().words("control", "breaks")
    return next((s for s in near if not verbs.search(setting.text[core.end : s.start])), None)


def _before(setting: Setting, sentence: Chars, core: Chars) -> Chars | None:
    """The place before the words in the sentence, else what "it" or "the town" stands for."""
    lead = setting.text[sentence.start : core.start]
    before = places_in(setting, Chars(sentence.start, core.start))
    if before and core.start - before[-1].end <= 2 * _NEAR:
        return before[-1] if re.search(r"\bwhich\b", lead) else _subject(setting, before)
    if not before and patterns().words("control", "topic").match(setting.words(sentence)):
        return _topic(setting, sentence)
    return None


def _subject(setting: Setting, before: list[Chars]) -> Chars:
    """The first of the places that belong together right before the words."""
    first = before[-1]
    for earlier in reversed(before[:-1]):
        if re.search(r"[.;]|\bwhile\b", setting.text[earlier.end : first.start]) or first.start - earlier.end > _NEAR:
            break
        first = earlier
    return first


def _topic(setting: Setting, sentence: Chars) -> Chars | None:
    """What the sentence before is about: its first place; else the last place named at all."""
    number = setting.sentences.index(sentence.start)
    if number and (named := places_in(setting, setting.sentences.spans[number - 1])):
        return named[0]
    return place_before(setting, sentence.start)
