"""How the values of a report's coding came about: for each, the words, who gave them, and the arithmetic.

`explain(report)` codes the report once more with a trace, so that what it says is what the coder did: the record in
`Explanation.coded` is the one that `sijill code` writes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sijill.coding.coder import BuiltinCoder, load
from sijill.coding.context import odds
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.merge import limits
from sijill.coding.numbers import Interval, parts
from sijill.coding.phrases import read_data
from sijill.coding.portions import joined, portions
from sijill.coding.setting import Setting
from sijill.coding.standing import features, weights
from sijill.coding.times import ToldTime
from sijill.coding.trace import Trace
from sijill.model import COUNT_FIELDS, Account, ActorRef, Assertion, CodedReport, Count, Evidence, Place, Report

_SIDES = {"initiators": "initiator", "targets": "target", "claimed_by": "claimant"}
_ROLES = {**_SIDES, "weapons": "weapon", "sources": "source", "persons": "person"}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that carry a value: where they stand in the report, who gave them with what chance, what they say."""

    start: int
    end: int
    text: str
    by: str
    chance: float | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an account: `field` as in its evidence, the value for people, its words, and how it follows."""

    field: str
    value: str
    words: tuple[Words, ...] = ()
    how: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """An account and how its values came about. `standing`: what speaks for an event of its own, in log odds."""

    account: Account
    values: tuple[Value, ...]
    standing: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A telling that became no event: its words, and the chance that it is one of its own; mostly below `least`."""

    words: Words
    least: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A coded report with the story of each account, of each assertion, and what was left out."""

    coded: CodedReport
    stories: tuple[Story, ...]
    assertions: tuple[tuple[Assertion, tuple[Words, ...]], ...]
    left_out: tuple[LeftOut, ...]


def explain(report: Report, coder: BuiltinCoder | None = None) -> Explanation:
    """How the built-in coder reads a report."""
    coder = coder or load()
    coded: list[tuple[int, CodedReport]] = []
    stories: list[Story] = []
    left: list[LeftOut] = []
    for offset, portion in portions(report):
        trace = Trace()
        part = coder.read(portion, trace)
        coded.append((offset, part))
        if trace.setting is not None:
            told = [
                _Teller(trace, trace.setting, offset).story(a, f)
                for a, f in zip(part.events, trace.frames, strict=True)
            ]
            stories += told
            left += _left_out(trace, trace.setting, offset)
    whole = joined(report, coded)
    # A report in several portions numbers its accounts anew.
    stories = [Story(a, s.values, s.standing) for a, s in zip(whole.events, stories, strict=True)]
    return Explanation(whole, tuple(stories), tuple((a, _stated(a)) for a in whole.assertions), tuple(left))


def _stated(item: Assertion) -> tuple[Words, ...]:
    by = _by("rule")
    return tuple(Words(e.start, e.end, e.text, by, says=e.field.replace("_", " ")) for e in item.evidence)


def _left_out(trace: Trace, setting: Setting, offset: int) -> Iterator[LeftOut]:
    """Tellings that were judged and are no events, the likeliest first: too unlikely, or taken out by a rule."""
    kept = {t for f in trace.frames for t in (f.trigger, *f.mentions)}
    least = limits()["least_standing"]
    for frame, chance in sorted(trace.stood, key=lambda item: (-item[1], item[0].trigger)):
        if frame.trigger not in kept:
            start, end = frame.trigger
            yield LeftOut(
                Words(
                    start=start + offset,
                    end=end + offset,
                    text=setting.words(frame.trigger),
                    by=_by("heads" if chance < least else "gone"),
                    chance=round(chance, 4),
                    says=frame.sub_event_type,
                ),
                least,
            )


@cache
def _data() -> dict[str, Any]:
    return read_data("explain")


def _by(name: str) -> str:
    return str(_data()["by"].get(name) or _data()["by"]["rule"])


def bounds(low: int | None, high: int | None) -> str:
    """`5`, `2 to 4`, `7 or more`, `up to 7`."""
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low or 0:,} or more"
    return f"up to {high:,}" if not low else f"{low:,} to {high:,}"


class _Teller:
    """Tells the story of the accounts of one portion."""

    def __init__(self, trace: Trace, setting: Setting, offset: int) -> None:
        self.trace, self.setting, self.offset = trace, setting, offset

    def story(self, account: Account, frame: Frame) -> Story:
        """The story of an account that came of a frame."""
        values = [self.kind(account, frame), self.context(account, frame), self.status(account, frame)]
        values += [v for v in (self.date(account, frame), self.place(account, frame)) if v is not None]
        for field in _SIDES:
            values += self.actors(account, frame, field)
        for name in COUNT_FIELDS:
            values += self.counts(account, frame, name)
        values += self.plain(account, frame)
        return Story(account, tuple(values), self.standing(frame))

    # --- words ---

    def words(self, item: Evidence, frame: Frame, role: str, says: str = "") -> Words:
        """The words of a line of evidence: who filled the role with them."""
        given = self.given(Chars(item.start, item.end), frame, role)
        return self.shown(item, _by(given.by if given else "beside"), given.score if given else None, says)

    def shown(self, item: Evidence, by: str, chance: float | None = None, says: str = "") -> Words:
        """Words at their place in the whole report; a rule has no chance to tell."""
        chance = chance if by == _by("heads") else None
        return Words(item.start + self.offset, item.end + self.offset, item.text, by, chance, says)

    def given(self, span: Chars, frame: Frame, *names: str) -> Role | None:
        """The role of these names that shares most with a span."""
        found = [r for r in frame.roles if r.name in names and r.span.overlaps(span)]
        return max(found, key=lambda r: min(r.span.end, span.end) - max(r.span.start, span.start), default=None)

    def lines(self, account: Account, field: str) -> list[Evidence]:
        return [e for e in account.evidence if e.field == field]

    # --- what kind of event, and how sure ---

    def kind(self, account: Account, frame: Frame) -> Value:
        """The type: the event model's, or a rule's."""
        own = (frame.trigger, *frame.mentions)
        heard = [f for f in (self.trace.reading.frames if self.trace.reading else ()) if f.trigger in own]
        words = []
        for item in self.lines(account, "event_type"):
            first = next((f for f in heard if f.trigger == frame.trigger), None)
            rule = next((r.by for r in frame.roles if r.by in ("harm", "reaction")), "rule")
            words.append(self.shown(item, _by("heads" if first else rule), first.score if first else None))
        kinds = [f.sub_event_type for f in heard if f.trigger == frame.trigger]
        how = []
        if kinds and kinds[0] != account.sub_event_type:
            how.append(f"the event model reads {kinds[0]}; a rule changes it {_why(kinds[0], account.sub_event_type)}")
        if frame.mentions:
            others = dict.fromkeys(" ".join(self.setting.words(t).split()) for t in frame.mentions)
            how.append("told again as " + ", ".join(f"“{t}”" for t in others))
        return Value("event_type", account.sub_event_type, tuple(words), tuple(how))

    def context(self, account: Account, frame: Frame) -> Value:
        """Current or background: three terms and their sum."""
        day = None if account.date is None or account.date.inferred else account.date
        terms = odds(frame, day, self.setting.report.published, first=account.id == "e1")
        names = {"words": "by its words", "age": "by its day", "first": "told first"}
        said = [f"{names.get(k, k)} {v:+.1f}" for k, v in terms.items() if v]
        total = sum(terms.values())
        return Value("context", account.context, how=(f"odds of background: {', '.join(said)} = {total:+.1f}",))

    def status(self, account: Account, frame: Frame) -> Value:
        """Whether it took place: the event model's word, or that of a rule."""
        heard = self.heard(frame)
        if heard is None or heard.status == account.status:
            return Value("status", account.status)
        how = f"the event model reads {heard.status}; a rule changes it by the verb that its words depend on"
        return Value("status", account.status, how=(how,))

    def heard(self, frame: Frame) -> Frame | None:
        """What the event model made of a frame's trigger."""
        told = self.trace.reading.frames if self.trace.reading else ()
        return next((f for f in told if f.trigger == frame.trigger), None)

    def standing(self, frame: Frame) -> tuple[tuple[str, float], ...]:
        """What speaks for an event of its own, in log odds, the weightiest first after what there is to begin with."""
        frames = [f for f, _ in self.trace.stood]
        number = next((n for n, f in enumerate(frames) if f.trigger == frame.trigger), None)
        if number is None:
            return ()
        known, names, judged = weights(), _data()["standing"], frames[number]
        heard = self.heard(frame)
        if heard is None or judged.score > heard.score:
            names = {**names, "trigger": names["raised"]}
        row = features(frames, self.setting)[number]
        terms = [(names[n], known[n] * v) for n, v in row.items() if known[n] * v]
        return ((names["bias"], known["bias"]), *sorted(terms, key=lambda t: -abs(t[1])))

    # --- when and where ---

    def date(self, account: Account, frame: Frame) -> Value | None:
        days = account.date
        if days is None:
            return None
        lines = self.lines(account, "date")
        said = " to ".join(str(d) for d in dict.fromkeys((days.earliest, days.latest)) if d)
        if days.inferred or not lines:
            return Value("date", f"until {days.latest}", how=("no words say when; not after the day of publication",))
        words = [self.words(item, frame, "date") for item in lines]
        times = [t for t in self.setting.times if Chars(t.expression.start, t.expression.end).overlaps(_span(lines[0]))]
        return Value("date", said, tuple(words), tuple(self.reckoning(t) for t in times[:1]))

    def reckoning(self, time: ToldTime) -> str:
        """What a time is counted from."""
        told, anchor = time.expression, self.setting.anchor
        if told.kind in ("iso", "date", "month", "year", "dates") and told.year:
            return "the words tell it in full"
        if anchor is None:
            return "counted from what was told before"
        whence = "the day of publication" if anchor == self.setting.report.published else "the report's own dateline"
        return f"counted from {anchor:%A} {anchor}, {whence}"

    def place(self, account: Account, frame: Frame) -> Value | None:
        place = account.place
        if place is None:
            return None
        words = [self.words(item, frame, "place") for item in self.lines(account, "place")]
        said = ", ".join(dict.fromkeys(p for p in (place.name, place.admin1, place.country) if p))
        return Value("place", said, tuple(words), tuple(_placing(place)))

    # --- who ---

    def actors(self, account: Account, frame: Frame, field: str) -> list[Value]:
        refs: Sequence[ActorRef] = getattr(account, field)
        out = []
        for n, ref in enumerate(refs):
            words = []
            for item in self.lines(account, f"{field}.{n}"):
                given = self.given(_span(item), frame, _SIDES[field])
                deed = "unnamed" if field == "initiators" else "civilian"
                by = given.by if given else "harmed" if self.given(_span(item), frame, *COUNT_FIELDS) else deed
                words.append(self.shown(item, _by(by), given.score if given else None))
            out.append(Value(f"{field}.{n}", ref.name, tuple(words), (self.meaning(ref),)))
        return out

    def meaning(self, ref: ActorRef) -> str:
        """How words became an actor."""
        registry = self.setting.tools.registry
        known = [m for _, _, m in registry.find(ref.mention, self.setting.country) if m.actor_id == ref.actor_id]
        if ref.actor_id and known:
            return f"the registry knows the name ({ref.actor_id})"
        if ref.actor_id:
            return f"the registry's class for such words ({ref.actor_id})"
        if ref.name == ref.mention:
            return "as the report calls them; not in the registry"
        if registry.resolve(ref.mention, self.setting.country).group == "unknown":
            return "nobody is named: whom the kind of deed means"
        return "the class of people that the words tell of"

    # --- how many ---

    def counts(self, account: Account, frame: Frame, name: str) -> list[Value]:
        rows: Sequence[Count] = getattr(account, name) or ()
        out = []
        for n, row in enumerate(rows):
            lines = self.lines(account, f"{name}.{n}")
            said = [_interval(item.text) for item in lines]
            words = [self.counted(item, frame, i) for item, i in zip(lines, said, strict=True)]
            value = f"{bounds(row.low, row.high)} ({row.group.replace('_', ' ')})"
            out.append(Value(f"{name}.{n}", value, tuple(words), (*_sum(row, said, rows), *self.whose(row, lines))))
        again = self.lines(account, name)
        if again:
            words = [self.counted(item, frame, _interval(item.text)) for item in again]
            out.append(Value(name, "not added", tuple(words), ("said again, or part of a number told already",)))
        return out

    def counted(self, item: Evidence, frame: Frame, said: Interval | None) -> Words:
        given = self.given(_span(item), frame, *COUNT_FIELDS) or self.given(_span(item), frame, "person")
        says = bounds(*said) if said else ""
        return self.shown(item, _by(given.by if given else "numbers"), given.score if given else None, says)

    def whose(self, row: Count, lines: Sequence[Evidence]) -> list[str]:
        """Who says whose people they are: the event model of the whole mention, else the words."""
        reading = self.trace.reading
        for item in lines:
            guess = reading.groups.get(_span(item)) if reading else None
            if guess and guess[0] == row.group:
                return [f"whose people: event model {guess[1]:.2f}"]
        return ["whose people: by their words, or those of the event's targets"]

    # --- the rest ---

    def plain(self, account: Account, frame: Frame) -> Iterator[Value]:
        """Weapons, sources and persons."""
        told: dict[str, list[str]] = {
            "weapons": list(account.weapons),
            "sources": list(account.sources),
            "persons": [", ".join(p for p in (x.name, x.role, x.fate) if p) for x in account.persons],
        }
        for field, values in told.items():
            for n, value in enumerate(values):
                lines = self.lines(account, f"{field}.{n}")
                yield Value(f"{field}.{n}", value, tuple(self.words(item, frame, _ROLES[field]) for item in lines))


def _span(item: Evidence) -> Chars:
    return Chars(item.start, item.end)


def _why(before: str, after: str) -> str:
    for row in _data()["changed"]:
        if before in row.get("from", [before]) and after in row.get("to", [after]):
            return str(row["why"])
    return "by the words around"


def _interval(words: str) -> Interval | None:
    """How many the words say, all their parts together; None where they count nobody."""
    told = [part.interval for part in parts(words)]
    total = Interval(0, 0)
    for interval in told:
        total = total.plus(interval)
    return total if told else None


def _sum(row: Count, said: Sequence[Interval | None], rows: Sequence[Count]) -> Iterator[str]:
    """The arithmetic of one row, where there is some: "1 + 4 = 5"."""
    known = [i for i in said if i is not None]
    total = Interval(0, 0)
    for interval in known:
        total = total.plus(interval)
    result = bounds(row.low, row.high)
    others = sum(r.low for r in rows if r is not row)
    if total == (row.low, row.high):
        if len(known) > 1:
            yield " + ".join(bounds(*i) for i in known) + f" = {result}"
    elif row.group == "unknown" and total.low - others == row.low:
        yield f"{bounds(*total)} in all, less {others:,} told by group = {result}"
    else:
        yield f"by the words, {result}"


def _placing(place: Place) -> Iterator[str]:
    if place.place_id:
        yield f"gazetteer entry {place.place_id}"
    elif place.latitude is not None:
        yield "not in the gazetteer; the point is that of a known place named near it"
    else:
        yield "not in the gazetteer"
    if place.latitude is not None and place.longitude is not None:
        reach = f" ± {place.tolerance_km:g} km" if place.tolerance_km is not None else ""
        yield f"{place.latitude:g}, {place.longitude:g}{reach}"
    followed = [f"{n} {v}" for n in place.inferred if (v := getattr(place, n, None)) and n in ("admin1", "country")]
    if followed:
        yield f"follows from the gazetteer: {', '.join(followed)}"


def chance_of(terms: Sequence[tuple[str, float]]) -> float:
    """The chance, 0 to 1, that terms in log odds add up to."""
    return 1.0 / (1.0 + math.exp(-sum(value for _, value in terms)))
