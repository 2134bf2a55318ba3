"""Numbers that another teller gives of losses told before: "the army says three, residents say seven".

The one who counts, and no more than a number, is what such words tell; the heads rarely see a count in them. Together
with the number before it makes a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from sijill.coding.casualties import is_part
from sijill.coding.disputes import grew, mended, voices
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.numbers import Interval, find_counts
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.coding.standing import is_ruled
from sijill.model import COUNT_FIELDS, Count
from sijill.model.vocabulary import CountField

BY: Final = "reckoning"
"""Who gave a role that is another teller's number."""

_SCORE = 0.7
# "It had spoken of twelve": who told before.
_PRONOUN = re.compile(r"\b(?:it|he|she|they|we|I)\b", re.IGNORECASE)
_LEFT, _RIGHT = 140, 60


@dataclass(frozen=True, slots=True)
class _Number:
    """A number by a teller of its own: `name` its heading, None where no word gives one."""

    span: Chars
    interval: Interval
    name: CountField | None


@cache
def _words() -> dict[str, Any]:
    return read_data("reckonings")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = _words()
    said = rf"\b(?:{'|'.join(words['said'])}){words['between']}"
    return (
        re.compile(rf"(?:{'|'.join(words['before'])}){words['bound']}$", re.IGNORECASE),
        re.compile("|".join(words["after"]), re.IGNORECASE),
        re.compile(rf"{said}{words['bound']}$", re.IGNORECASE),
        re.compile(words["bare"], re.IGNORECASE),
    )


@cache
def _kinds() -> dict[CountField, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{'|'.join(w)})\b", re.IGNORECASE) for name, w in _words()["kinds"].items()}


def with_reckonings(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames, each with the numbers that others give of its losses."""
    out = list(frames)
    if not any(frame.spans(*COUNT_FIELDS) for frame in out):
        return out
    for number in _numbers(setting):
        found = _home(number, out, setting)
        if found is not None:
            home, name = found
            same = [r for r in out[home].roles if r.name in COUNT_FIELDS and r.span.overlaps(number.span)]
            span = same[0].span if same else number.span
            kept = [r for r in out[home].roles if r not in same]
            out[home] = replace(out[home], roles=(*kept, Role(name, span, _SCORE, BY)))
    return out


def _numbers(setting: Setting) -> Iterator[_Number]:
    before, after, said, bare = _patterns()
    for sentence in setting.sentences.spans:
        if setting.in_clutter(sentence):
            continue
        words = setting.words(sentence)
        for count in find_counts(words):
            if count.interval.high is None or count.interval.low < 1:
                continue
            left, right = words[max(0, count.start - _LEFT) : count.start], words[count.end : count.end + _RIGHT]
            if before.search(left) or after.match(right) or (said.search(left) and bare.match(right)):
                span = Chars(sentence.start + count.start, sentence.start + count.end)
                yield _Number(span, count.interval, _heading(left, right))


def _heading(left: str, right: str) -> CountField | None:
    """The heading whose word stands nearest, after the number rather than before it."""
    after = [(m.start(), name) for name, p in _kinds().items() if (m := p.search(right[:30]))]
    before = [(-m.end(), name) for name, p in _kinds().items() for m in p.finditer(left)]
    return min(after or before)[1] if after or before else None


def _home(number: _Number, frames: Sequence[Frame], setting: Setting) -> tuple[int, CountField] | None:
    """The frame whose losses the number tells otherwise, and of which kind: those last counted before it nearby."""
    here, voice = setting.sentences.index(number.span.start), voices(setting)
    told = [
        (span, n, name)
        for n, frame in enumerate(frames)
        for name in ([number.name] if number.name else COUNT_FIELDS)
        for span in (r.span for r in frame.roles if r.name == name and r.by != BY)
        if span.end <= number.span.start
    ]
    if not told:
        return None
    span, home, name = max(told)
    there = setting.sentences.index(span.start)
    claims = [any(s.overlaps(number.span) for s in f.spans(*COUNT_FIELDS)) and not is_ruled(f) for f in frames]
    claimed = {n for n, claim in enumerate(claims) if claim}
    if here - there > _words()["reach"] or claimed - {home}:
        return None  # Far off, or of another event's losses.
    if here == there:
        between = setting.text[span.end : number.span.start]
        two = _tells().search(between) is not None and not mended(setting, here)
    else:
        led_in = setting.text[setting.sentences.at(number.span.start).start : number.span.start]
        other = bool(voice(here)) or _PRONOUN.search(led_in) is None
        apart = bool(voice(there)) and other and not voice(there) & voice(here)
        two = apart and not grew(setting, here)
    return (home, name) if two else None


@cache
def _tells() -> re.Pattern[str]:
    """What between two numbers of a sentence says that each has its own teller."""
    words = _words()
    return re.compile(rf";|\baccording to\b|\bcount of\b|\b(?:{'|'.join(words['said'])})\b", re.IGNORECASE)


def widened(
    rows: Sequence[tuple[Count, list[Chars]]], spans: Sequence[Chars], setting: Setting
) -> list[tuple[Count, list[Chars]]]:
    """The rows of one kind of loss, each widened by the numbers that others give of it: those told after it."""
    out = list(rows)
    for span, number in ((s, c.interval) for s in spans for c in find_counts(setting.words(s))[:1]):
        near = [
            (max((s.start for s in where if s.end <= span.start), default=-1), n)
            for n, (count, where) in enumerate(out)
            if _comparable(count, number)
        ]
        if near:
            n = max(near)[1]
            count, where = out[n]
            # Who is told of among them is counted in the other number too.
            among = [c.low for c, ws in out if c is not count and any(is_part(setting.text, w) for w in ws)]
            out[n] = _with_number(count, number, sum(among)), [*where, span]
    return out


def _comparable(count: Count, number: Interval) -> bool:
    """True for numbers that may be of the same people; "at least 13" leaves no room for nine."""
    least, most = sorted((max(count.low, 1), number.low))
    return most <= _words()["apart"] * least and (count.high is not None or number.low >= count.low)


def _with_number(count: Count, number: Interval, among: int) -> Count:
    if number.low == count.low and count.high is None:
        return count
    number = Interval(number.low - among, None if number.high is None else number.high - among)
    highs = [high for high in (count.high, number.high) if high is not None]
    return count.model_copy(update={"low": min(count.low, number.low), "high": max(highs, default=None)})
