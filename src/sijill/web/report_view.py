"""What the page of a report shows: its text with every value's words marked, and its accounts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sijill.model import Account, Assertion, CodedReport, Report
from sijill.register.told import Home
from sijill.web.fields import LABELS, label, value_words, values_of
from sijill.web.links import PART, words_anchor
from sijill.web.marking import Segment, Span, lines, part_at, parts, segments
from sijill.web.render import harmless

# Words of a link are cut to so many letters.
_QUOTED = 90


@dataclass(frozen=True, slots=True)
class Carried:
    """One value that some words carry: its field, its words, whose it is, and its row beside the text."""

    field: str
    label: str
    value: str
    owner: str
    row: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A span with all the values that it carries. `anchor`: its name in the page; `here`: it is in the part shown."""

    number: int
    span: Span
    anchor: str
    carries: tuple[Carried, ...]
    here: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its values, each once."""
        return tuple(dict.fromkeys(item.field for item in self.carries))


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a value as a link to their place."""

    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Row:
    """A value of an account or assertion, with the words that carry it."""

    id: str
    field: str
    label: str
    value: str
    quotes: tuple[Quoted, ...]
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An account or assertion beside the text. `home`: the event that it is in."""

    id: str
    record: Account | Assertion
    rows: tuple[Row, ...]
    home: Home | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as the page writes it. `kinds`: its fields, the widest span's first. `first`: its narrowest spot,
    where a spot begins here, so that each can be reached by keyboard."""

    segment: Segment
    html: Markup
    kinds: tuple[str, ...]
    spots: tuple[Spot, ...]
    opens: tuple[Spot, ...]
    first: Spot | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of a report that a page shows, from 0 of `parts`; `legend`: fields with the number of their spots."""

    lines: Sequence[Sequence[Piece]]
    items: Sequence[Item]
    spots: Sequence[Spot]
    legend: Sequence[tuple[str, str, int]]
    clutter: Sequence[str]
    part: int
    parts: Sequence[Span]
    beyond: int


def view(
    report: Report, coded: CodedReport, keys: Sequence[str], homes: Mapping[str, Home], at: int = 0, size: int = PART
) -> Shown:
    """The part of a report that holds the offset `at`, with the accounts and assertions that have words there.

    `keys`: those of the coded events, in their order. `homes`: the events that they are in.
    """
    cut = parts(report.text, size)
    part = part_at(cut, at)
    stretch = cut[part]
    numbered: list[tuple[str, Account | Assertion]] = [
        *((f"v-{n}", item) for n, item in enumerate(coded.events)),
        *((f"v-{n}", item) for n, item in enumerate(coded.assertions, len(coded.events))),
    ]
    here = [pair for pair in numbered if len(cut) == 1 or _told_in(pair[1], stretch)]
    spots = _spots(here, stretch)
    by_span = {spot.span: spot for spot in spots}
    home_of = dict(zip((f"v-{n}" for n in range(len(coded.events))), map(homes.get, keys), strict=False))
    found = segments(report.text, [spot.span for spot in spots], report.clutter, stretch.start, stretch.end)
    counted: dict[str, int] = {}
    for spot in spots:
        for field in spot.fields if spot.here else ():
            counted[field] = counted.get(field, 0) + 1
    return Shown(
        lines=[[_piece(segment, spots) for segment in line] for line in lines(found)],
        items=[Item(name, item, _rows(name, item, by_span, report), home_of.get(name)) for name, item in here],
        spots=spots,
        legend=[(name, label(name), counted[name]) for name in LABELS if name in counted],
        clutter=sorted({segment.clutter for segment in found if segment.clutter}),
        part=part,
        parts=cut,
        beyond=len(numbered) - len(here),
    )


def exact(text: str) -> Markup:
    """A text for a page, sign for sign: what a page can't show replaced one for one, line ends as they are."""
    # A page's reader would take a bare carriage return for a line feed.
    return Markup(str(escape(harmless(text))).replace("\r", "&#13;"))


def _told_in(item: Account | Assertion, stretch: Span) -> bool:
    return any(e.start < stretch.end and e.end > stretch.start for e in item.evidence)


def _spots(items: Iterable[tuple[str, Account | Assertion]], stretch: Span) -> list[Spot]:
    """All spans that carry values, by their place in the text."""
    carried: dict[Span, list[Carried]] = {}
    for name, item in items:
        for line in item.evidence:
            field = line.field.partition(".")[0]
            value = value_words(item, line.field)
            what = Carried(field, label(field), value, item.id, _row_id(name, line.field))
            its = carried.setdefault(Span(line.start, line.end), [])
            if what not in its:
                its.append(what)
    ordered = sorted(carried, key=lambda span: (span.start, -span.end))
    return [
        Spot(
            number=number,
            span=span,
            anchor=words_anchor(span.start, span.end),
            carries=tuple(carried[span]),
            here=span.start < stretch.end and span.end > stretch.start,
        )
        for number, span in enumerate(ordered)
    ]


def _piece(segment: Segment, spots: Sequence[Spot]) -> Piece:
    held = tuple(spots[number] for number in segment.spans)
    return Piece(
        segment=segment,
        html=exact(segment.text),
        kinds=tuple(dict.fromkeys(field for spot in held for field in spot.fields)),
        spots=held,
        opens=tuple(spots[number] for number in segment.opens),
        first=held[-1] if segment.opens else None,
    )


def _rows(name: str, item: Account | Assertion, by_span: Mapping[Span, Spot], report: Report) -> tuple[Row, ...]:
    """The values of an item, then the words that tell it as a whole and any that stand for no value of their own."""
    quotes: dict[str, list[Quoted]] = {}
    for line in sorted(item.evidence, key=lambda e: e.start):
        spot = by_span[Span(line.start, line.end)]
        quotes.setdefault(line.field, []).append(Quoted(_short(line.text), spot))
    inferred = _inferred(item)
    rows = [
        Row(_row_id(name, field), field.partition(".")[0], label(field), value, tuple(quotes.pop(field, ())),
            inferred.get(field, ""))
        for field, value in values_of(item)
    ]  # fmt: skip
    rest = [
        Row(_row_id(name, field), field.partition(".")[0], label(field), "", tuple(its))
        for field, its in quotes.items()
    ]
    # What tells it as a whole comes last.
    order = {field: number for number, field in enumerate(LABELS)} | {"event": len(LABELS) + 1}
    return tuple(sorted((*rows, *rest), key=lambda row: (order.get(row.field, len(LABELS)), not row.value)))


def _inferred(item: Account | Assertion) -> dict[str, str]:
    """Which values no words say, and what they follow from."""
    if isinstance(item, Assertion):
        return {}
    found = {}
    if item.date and item.date.inferred:
        found["date"] = "no words say it: the day of publication bounds it"
    if item.place and item.place.inferred:
        parts_ = [part for part in item.place.inferred if part in ("admin1", "country")]
        said = [str(getattr(item.place, part)) for part in parts_ if getattr(item.place, part)]
        if said:
            found["place"] = f"by the gazetteer: {', '.join(said)}"
    return found


def _row_id(name: str, field: str) -> str:
    return f"{name}-{field.replace('.', '-')}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1].rstrip()}…"
