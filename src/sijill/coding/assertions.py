"""What a report states that is no event: strength estimates, territorial control, activity summaries.

The patterns lie in `data/assertions.toml`; a statement is read within its sentence, and words such as "it" and
"there" look back to the sentence before.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sijill.codebook import ActorMatch
from sijill.codebook.countries import countries_in
from sijill.coding.frames import Chars, Frame
from sijill.coding.numbers import FoundCount, find_counts
from sijill.coding.setting import Setting
from sijill.coding.sources import sources_in
from sijill.coding.text import quote, trim
from sijill.model import COUNT_FIELDS, Assertion, AssertionKind, Evidence


@dataclass(frozen=True)
class _Patterns:
    strength_noun: re.Pattern[str]
    strength_cue: re.Pattern[str]
    strength_blocker: re.Pattern[str]
    control: tuple[str, ...]
    total: re.Pattern[str]
    span: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/assertions.toml").read_text(encoding="utf-8"))

    def words(entries: list[str]) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(entries)})\b", re.IGNORECASE)

    strength = raw["strength"]
    nouns = "|".join(strength["nouns"])
    return _Patterns(
        strength_noun=re.compile(rf"^\W{{0,2}}(?:[\w.'’-]+\s+){{0,5}}?(?:{nouns})\b", re.IGNORECASE),
        strength_cue=words(strength["cues"]),
        strength_blocker=words(strength["blockers"]),
        control=tuple(raw["control"]["patterns"]),
        total=words(raw["summary"]["totals"]),
        span=re.compile(rf"\b(?:{'|'.join(raw['summary']['spans'])})", re.IGNORECASE),
    )


@dataclass(frozen=True)
class _Statement:
    kind: AssertionKind
    sentence: Chars
    core: Chars
    subject: str
    low: int | None = None
    high: int | None = None
    unit: str | None = None
    place: Chars | None = None


def assertions(setting: Setting, frames: Sequence[Frame]) -> Iterator[Assertion]:
    """The assertions of a report, in the order of the text."""
    counted = [s for f in frames for s in f.spans(*COUNT_FIELDS)]
    number = 0
    seen: set[tuple[str, str, int | None, int | None]] = set()
    for sentence in setting.sentences.spans:
        if setting.in_clutter(sentence):
            continue
        counts = [
            c
            for c in find_counts(setting.words(sentence))
            if not any(s.overlaps(Chars(sentence.start + c.start, sentence.start + c.end)) for s in counted)
        ]
        found = [*_strengths(setting, sentence, counts), *_controls(setting, sentence)]
        if not found:
            found = list(_summaries(setting, sentence, counts))
        for statement in found:
            key = (statement.kind, statement.subject, statement.low, statement.high)
            if key not in seen:
                seen.add(key)
                number += 1
                yield _made(setting, statement, number)


def _made(setting: Setting, statement: _Statement, number: int) -> Assertion:
    told_by = sources_in(setting, statement.sentence)
    quoted = quote(setting.text, statement.sentence, [statement.core])
    lines = [Evidence(field="assertion", start=quoted.start, end=quoted.end, text=setting.words(quoted))]
    if statement.low is not None or statement.high is not None:
        core = trim(setting.text, statement.core)
        lines.append(Evidence(field="low", start=core.start, end=core.end, text=setting.words(core)))
    return Assertion(
        id=f"a{number}",
        kind=statement.kind,
        subject=statement.subject,
        low=statement.low,
        high=statement.high,
        unit=statement.unit,
        place=setting.words(statement.place) if statement.place else None,
        as_of=_as_of(setting, statement),
        source=setting.words(told_by[0]) if told_by else None,
        quote=setting.words(quoted),
        evidence=tuple(lines),
    )


def _strengths(setting: Setting, sentence: Chars, counts: list[FoundCount]) -> Iterator[_Statement]:
    p, words = _patterns(), setting.words(sentence)
    if not p.strength_cue.search(words):
        return
    last: _Statement | None = None
    for count in counts:
        after = words[count.end :]
        noun = p.strength_noun.match(after)
        span = Chars(sentence.start + count.start, sentence.start + count.end)
        around = words[max(0, count.start - 45) : count.end + (noun.end() if noun else 0) + 30]
        if noun and count.interval.low >= 10 and not p.strength_blocker.search(around):
            phrase = noun[0].strip(" -,")
            core = Chars(span.start, span.end + noun.end())
            last = _Statement(
                "strength_estimate", sentence, core, _subject(setting, sentence, phrase, span.start),
                count.interval.low, count.interval.high, phrase.split()[-1].lower(),
                _place_by(setting, sentence, core.end),
            )  # fmt: skip
            yield last
        elif (
            last
            and re.match(r"\s+(?:in|at|on)\b", after)
            and re.search(r"(?:,|\band)\s*(?:\w+\s+)?$", words[: count.start])
        ):
            yield _Statement(
                "strength_estimate", sentence, span, last.subject, count.interval.low, count.interval.high, last.unit,
                _place_by(setting, sentence, span.end),
            )  # fmt: skip


def _subject(setting: Setting, sentence: Chars, phrase: str, before: int) -> str:
    """Whose strength: named in the phrase, else named before it in the sentence, else the report's main such side."""
    registry = setting.tools.registry
    own: ActorMatch = registry.resolve(phrase)
    if own.actor_id is not None or own.country is not None:
        return own.name
    earlier = setting.text[sentence.start : before]
    named = [m.name for _, _, m in registry.find(earlier) if m.group == own.group]
    if named:
        return named[-1]
    if own.group == "state_forces" and (codes := countries_in(earlier)):
        # "the United States maintains 2,500 troops": a country's name stands for its forces.
        return registry.resolve(phrase, codes[-1]).name
    sides = Counter(m.name for _, _, m in registry.find(setting.text) if m.group == own.group)
    if sides and own.group == "non_state_forces":
        return sides.most_common(1)[0][0]
    return registry.resolve(phrase, setting.country).name


def _place_by(setting: Setting, sentence: Chars, offset: int) -> Chars | None:
    """The first place named after an offset of the sentence, else the nearest before it in the text."""
    after = [s for s in setting.places if offset <= s.start < sentence.end]
    before = [s for s in setting.places if s.end <= offset]
    return min(after) if after else max(before) if before else None


def _controls(setting: Setting, sentence: Chars) -> Iterator[_Statement]:
    words = setting.words(sentence)
    for start, end, actor in setting.tools.registry.find(words):
        if actor.group == "civilians":
            continue
        pattern = _control_pattern(words[start:end])
        found = next((m for m in pattern.finditer(words) if m.start() <= start and end <= m.end()), None)
        if found is None:
            continue
        core = Chars(sentence.start + found.start(), sentence.start + found.end())
        place = _held_place(setting, sentence, core)
        if place is not None:
            yield _Statement("territorial_control", sentence, core, actor.name, place=place)
            return


@cache
def _control_pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(p.replace("{actor}", re.escape(name)) for p in _patterns().control), re.IGNORECASE)


def _held_place(setting: Setting, sentence: Chars, core: Chars) -> Chars | None:
    """The place held: right after the words, else before them in the sentence, else what "it" stands for."""
    within = [s for s in setting.places if sentence.start <= s.start < sentence.end and not s.overlaps(core)]
    after = [s for s in within if 0 <= s.start - core.end <= 40]
    if after:
        return min(after)
    before = [s for s in within if s.end <= core.start]
    if before:
        return min(before)
    if re.match(r"(?:it|the (?:town|city|area|village|district|region))\b", setting.words(sentence), re.IGNORECASE):
        earlier = [s for s in setting.places if s.end <= sentence.start]
        return max(earlier) if earlier else None
    return None


def _summaries(setting: Setting, sentence: Chars, counts: list[FoundCount]) -> Iterator[_Statement]:
    p, words = _patterns(), setting.words(sentence)
    if not p.span.search(words):
        return
    for count in counts:
        near = words[max(0, count.start - 25) : count.end + 60]
        total = p.total.search(near)
        if count.interval.low < 3 or total is None:
            continue
        core = Chars(sentence.start + count.start, sentence.start + count.end)
        actors = [m for _, _, m in setting.tools.registry.find(words) if m.group != "civilians"]
        subject = actors[0].name if actors else "people"
        yield _Statement(
            "activity_summary", sentence, core, subject, count.interval.low, count.interval.high, total[0].lower(),
            _place_by(setting, sentence, sentence.start),
        )  # fmt: skip
        return


def _as_of(setting: Setting, statement: _Statement) -> str | None:
    """A date, month, year or interval of the statement's sentence, as the narrowest ISO 8601 form that fits."""
    inside = [t for t in setting.times if statement.sentence.start <= t.expression.start < statement.sentence.end]
    days = [t.days for t in inside if t.days is not None]
    if not days:
        return None
    if statement.kind != "strength_estimate" and len(days) > 1:
        first, last = min(d.earliest for d in days), max(d.latest for d in days)
        return f"{_iso(days[0].earliest, days[0].latest)}/{last.isoformat()}" if first < last else first.isoformat()
    return _iso(days[0].earliest, days[0].latest)


def _iso(earliest: object, latest: object) -> str:
    first, last = str(earliest), str(latest)
    if first == last:
        return first
    if first[:7] == last[:7] and first[8:] == "01" and last[8:] >= "28":
        return first[:7]
    if first[:4] == last[:4] and first[5:] == "01-01" and last[5:] == "12-31":
        return first[:4]
    return f"{first}/{last}"
