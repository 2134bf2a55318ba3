"""Times told in a text: where they stand, and which days they mean for a report of a known day.

"on Monday" is the last Monday on or before the day of the report; "late July" its 21st to 31st; "September 18" the
latest such day. What can't be told stays None: a report without a date resolves full dates only. The words and the
patterns lie in `data/times.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from sijill.coding.calendar import (
    Days,
    Edge,
    month_of,
    months_from,
    one_day,
    same_day_in,
    season_of,
    shifted,
    week_of,
    weekday_near,
    weekend_of,
    year_of,
)
from sijill.coding.numbers import sum_of_words
from sijill.coding.phrases import Lexicon, Line, Token, read_data, whole_number

Kind = Literal[
    "iso", "dates", "date", "nth", "month", "year", "season", "feast", "weekday", "near", "part",
    "period", "span", "ago", "shift", "range", "vague",
]  # fmt: skip
Which = Literal["", "last", "previous", "past", "this", "next", "following", "same"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time as the text tells it: `text[start:end]`, its kind, and what its words say.

    `which` is "last", "this", "next", ...; `edge` "early", "mid", "late"; `back` is true for "ago", "earlier" and
    "before"; `since` where "since" stands before it; `then` is the end of a range. `kind` "vague" ("recently") and
    "part" ("at dawn") name no day of their own.
    """

    start: int
    end: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    which: Which = ""
    edge: Edge = ""
    unit: str = ""
    amount: int | None = None
    back: bool = False
    near: tuple[int, ...] = ()
    since: bool = False
    then: TimeExpression | None = None


class Dateline(NamedTuple):
    """Where and when a report says that it was told: `text[start:end]`; both None where only one is told."""

    start: int
    end: int
    place: str | None
    when: TimeExpression | None


_DATA = read_data("times")
_SHAPES = ("ISO", "SLASHED", "NTH", "DAY", "YEAR", "NUMERAL", "NAME", "WORD", "MARK")


def _shape(token: Token) -> str:
    word = token.low
    if not word[0].isdecimal():
        return ("NAME" if token.capital else "WORD") if word[0].isalpha() else "MARK"
    value = whole_number(word)
    if value is None:
        if word[-2:] in ("st", "nd", "rd", "th"):
            return "NTH"
        pieces = re.split(r"[/.-]", word)
        return "NUMERAL" if len(pieces) != 3 else "ISO" if len(pieces[0]) == 4 else "SLASHED"
    if len(word) == 4 and 1900 <= value < 2100:
        return "YEAR"
    return "DAY" if len(word) <= 2 and 1 <= value <= 31 else "NUMERAL"


_LEXICON = Lexicon(_DATA["words"], _DATA["capitalised"], _SHAPES, _shape)
_NAMES = (
    "iso", "dates", "date", "ago", "shift", "season", "month_alone", "nth", "feast", "span", "period",
    "weekday_alone", "near", "year", "vague", "part",
)  # fmt: skip
_TIMES = _LEXICON.compile(_DATA["patterns"], _NAMES)
_KINDS: dict[str, Kind] = {"month_alone": "month", "weekday_alone": "weekday"}
_SYMBOL = {_LEXICON.letter(name): name for name in (*_DATA["words"], *_DATA["capitalised"], *_SHAPES)}
_WHICH: dict[str, Which] = {
    "LAST": "last", "PREVIOUS": "previous", "PAST": "past", "THIS": "this", "NEXT": "next", "FOLLOWING": "following",
    "SAME": "same",
}  # fmt: skip
_EDGES: dict[str, Edge] = {"EARLY": "early", "MID": "mid", "LATE": "late"}
_RANGE = re.compile("^(?:{TO}|{DASH}|{AND}){ON}?$".format(**{n: _LEXICON.letter(n) for n in ("TO", "DASH", "AND", "ON")}))


def find_times(text: str) -> list[TimeExpression]:
    """Times told in a text, in its order and apart from each other; prepositions are left out of their spans."""
    line = _LEXICON.read(text)
    found: list[tuple[int, int, TimeExpression]] = []
    for match in _TIMES.finditer(line.symbols):
        start, end = match.span()
        this = _expression(line, match)
        if found and _joins(line, found[-1], start, this):
            begun, _, first = found.pop()
            this = replace(first, end=this.end, kind="range", then=this, since=False)
            this = replace(this, kind="range")
            found.append((begun, end, _range(first, this.then or first)))
        else:
            found.append((start, end, this))
    return [expression for _, _, expression in found]
