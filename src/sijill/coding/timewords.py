"""Where a text tells a time, and what its words say; the days they mean are found by `times`.

The words and the patterns lie in `data/times.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, cast

from sijill.coding.calendar import Edge
from sijill.coding.numbers import sum_of_words
from sijill.coding.phrases import Lexicon, Line, Token, joined, read_data, whole_number

Kind = Literal[
    "iso", "dates", "date", "nth", "month", "year", "season", "feast", "weekday", "near", "part",
    "period", "span", "ago", "shift", "range", "vague",
]  # fmt: skip
Which = Literal["", "last", "previous", "past", "this", "next", "following", "same"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time as the text tells it: `text[start:end]`, its kind, and what its words say.

    `which` is "last", "this", "next", ...; `edge` "early", "mid", "late"; `since` where "since" stands before it; a
    range runs from `first` to `then`. `back` is true for "ago", "earlier" and "before", and for "after" too: in "a day
    after the blast" the words date the blast. `kind` "vague" ("recently") and "part" ("at dawn") name no day of their
    own.
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
    first: TimeExpression | None = None
    then: TimeExpression | None = None


_DATA = read_data("times")
_FEASTS: dict[str, tuple[str, tuple[int, ...]]] = {
    **{joined(name): ("feast", tuple(days)) for name, days in _DATA["feasts"].items()},
    **{joined(name): ("easter", (away,)) for name, away in _DATA["easter"].items()},
    **{joined(name): ("hijri", tuple(days)) for name, days in _DATA["hijri"].items()},
}
_NEAR: dict[str, list[int]] = {joined(name): days for name, days in _DATA["near"].items()}
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


_WORDS = {**_DATA["words"], "FEAST": [*_DATA["feasts"], *_DATA["easter"], *_DATA["hijri"]]}
_LEXICON = Lexicon(_WORDS, _DATA["capitalised"], _SHAPES, _shape)
_NAMES = (
    "iso", "dates", "date", "ago", "shift", "season", "month_alone", "nth", "feast", "span", "period",
    "weekday_alone", "near", "year", "vague", "part",
)  # fmt: skip
_TIMES = _LEXICON.compile(_DATA["patterns"], _NAMES, _DATA["starts"]["symbols"])
_KINDS: dict[str, Kind] = {"month_alone": "month", "weekday_alone": "weekday"}
_SYMBOL = {_LEXICON.letter(name): name for name in (*_WORDS, *_DATA["capitalised"], *_SHAPES)}
_WHICH: dict[str, Which] = {
    "LAST": "last", "PREVIOUS": "previous", "PAST": "past", "THIS": "this", "NEXT": "next", "FOLLOWING": "following",
    "SAME": "same",
}  # fmt: skip
_EDGES: dict[str, Edge] = {"EARLY": "early", "MID": "mid", "LATE": "late", "FIRSTHALF": "first", "SECONDHALF": "second"}
_AND = _LEXICON.letter("AND")
_RANGE = re.compile(f"^(?P<link>[{_AND}{_LEXICON.letter('TO')}{_LEXICON.letter('DASH')}]){_LEXICON.letter('ON')}?$")


def find_times(text: str) -> list[TimeExpression]:
    """Times told in a text, in its order and apart from each other; prepositions are left out of their spans."""
    line = _LEXICON.read(text)
    found: list[TimeExpression] = []
    before, after = -1, 0  # the tokens around the last time found
    for match in _TIMES.finditer(line.symbols):
        this = _expression(line, match)
        if found and _joins(line, found[-1], (before, after, match.start()), this):
            first = found.pop()
            this = TimeExpression(first.start, this.end, "range", since=first.since, first=first, then=this)
        found.append(this)
        before, after = match.start() - 1, match.end()
    return found


_DAY_KINDS = {"date", "weekday", "near", "iso"}


def _joins(line: Line, first: TimeExpression, at: tuple[int, int, int], then: TimeExpression) -> bool:
    """True where two times with "to", a dash or "and" between them are one span of time."""
    before, after, start = at
    between = _RANGE.match(line.symbols[after:start])
    if not between or first.first:
        return False
    spanned = before >= 0 and _SYMBOL[line.symbols[before]] == "BETWEEN"
    days = first.kind in _DAY_KINDS and then.kind in _DAY_KINDS
    return days or (
        first.kind == then.kind and first.kind in ("month", "year") and (between["link"] != _AND or spanned)
    )


def _expression(line: Line, match: re.Match[str]) -> TimeExpression:
    first, last = match.span()
    tokens = line.tokens[first:last]
    told: dict[str, str] = {}
    days: list[int] = []
    which: Which = ""
    edge: Edge = ""
    for letter, token in zip(line.symbols[first:last], tokens, strict=True):
        name = _SYMBOL[letter]
        told.setdefault(name, token.low)
        which = which or _WHICH.get(name, "")
        edge = edge or _EDGES.get(name, "")
        if name in ("DAY", "NTH"):
            days.append(int(token.low.rstrip("stndrh")))
    group = match.lastgroup or ""
    kind: Kind = _KINDS.get(group) or cast(Kind, group)
    if kind == "shift" and _SYMBOL[line.symbols[first]] in ("EARLIER", "LATER"):
        longer = told.get("UNIT") in ("week", "month") and not which  # "earlier in the week": in this one
        kind, which = ("period", which) if longer else ("shift", "same")  # "later in the day"
    return TimeExpression(
        tokens[0].start,
        tokens[-1].end,
        kind,
        which=which,
        edge=edge,
        since=first > 0 and _SYMBOL[line.symbols[first - 1]] == "SINCE",
        **_details(kind, told, days, tokens),
    )


def _details(kind: Kind, told: dict[str, str], days: list[int], tokens: list[Token]) -> dict[str, Any]:
    """The fields of an expression that only some kinds have, from its words by symbol."""
    if kind == "iso":
        return _numeric(told)
    out: dict[str, Any] = {"back": bool({"AGO", "EARLIER", "BEFORE", "PREVIOUS", "AFTER"} & set(told))}
    if "YEAR" in told:
        out["year"] = int(told["YEAR"])
    month = told.get("MONTH") or told.get("MAYBE")
    weekday = told.get("WEEKDAY") or told.get("WD") or told.get("WEEKDAYS", "")[:-1]
    if month:
        out["month"] = _DATA["months"][month]
    if weekday:
        out["weekday"] = _DATA["weekdays"][weekday]
    if kind in ("date", "dates", "month", "weekday") and ("UNIT" in told or "TWELVEMONTH" in told):
        out["unit"] = _unit(told)
    if days and kind in ("date", "dates", "nth"):
        out["day"], out["last_day"] = days[0], days[-1]
    elif kind == "date":
        out["day"] = out["last_day"] = _DATA["ordinals"][told["ORDINAL"]]
    if kind == "feast":
        out["unit"], out["near"] = _FEASTS[told["FEAST"]]
    elif kind == "near":
        out["near"] = tuple(_NEAR[told["NEAR"]]) if "NEAR" in told else (0, 0)
    elif kind == "season":
        out["unit"] = told["SEASON"]
    elif kind in ("ago", "shift", "span", "period"):
        out["unit"] = _unit(told)
        out["amount"] = None if "SOME" in told else sum_of_words(tokens) or (None if "UNITS" in told else 1)
    return out


def _unit(told: dict[str, str]) -> str:
    if "TWELVEMONTH" in told:
        return "year"
    if "WEEKEND" in told:
        return "weekend"
    word = told.get("UNIT") or told.get("UNITS", "day")
    return str(_DATA["units"][word])


def _numeric(told: dict[str, str]) -> dict[str, Any]:
    """A date in figures: year first, or day first; month first only where the day can't be a month."""
    pieces = [int(piece) for piece in re.split(r"[/.-]", told.get("ISO") or told["SLASHED"])]
    year, month, day = pieces if "ISO" in told else pieces[::-1]
    year += 2000 if year < 100 else 0
    if month > 12:
        month, day = day, month
    return {"year": year, "month": month, "day": day, "last_day": day}
