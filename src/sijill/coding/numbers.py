"""How many people a phrase counts, and where a text has numbers that count.

A count is an interval: "nine" 9..9, "at least 7" 7 to unknown, "a colonel and four soldiers" 5..5. The words and
the patterns of numbers lie in `data/numbers.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Literal, NamedTuple

from sijill.coding.phrases import Lexicon, Line, Token, read_data, whole_number


class Interval(NamedTuple):
    """A number of people: at least `low`, at most `high`; no `high`: no upper bound told."""

    low: int
    high: int | None

    def plus(self, other: Interval) -> Interval:
        """Both together."""
        open_end = self.high is None or other.high is None
        return Interval(self.low + other.low, None if open_end else (self.high or 0) + (other.high or 0))


class Part(NamedTuple):
    """One conjunct of a phrase: `phrase[start:end]`, how many it counts, its noun with what stands before that."""

    start: int
    end: int
    interval: Interval
    head: str


class FoundCount(NamedTuple):
    """A number expression in running text: `text[start:end]`, bounds ("at least") included, its noun not."""

    start: int
    end: int
    interval: Interval


_DATA = read_data("numbers")
_VALUES: dict[str, float] = _DATA["values"]
_LEAST: dict[str, int] = _DATA["least"]
_SINGULAR_ENDINGS = tuple(_DATA["endings"]["singular"])
_PEOPLES_ENDINGS = tuple(_DATA["endings"]["peoples"])


def _shape(token: Token) -> str:
    first = token.low[0]
    if first.isdecimal():
        value = whole_number(token.low)
        if value is None:
            return "ORDINAL" if token.low[-1].isalpha() else "DECIMAL"
        return "YEAR" if len(token.low) == 4 and 1900 <= value < 2100 else "DIGITS"
    if not first.isalpha():
        return "MARK"
    return "NAME" if token.capital else "WORD"


_SHAPES = ("DIGITS", "YEAR", "DECIMAL", "ORDINAL", "NAME", "WORD", "MARK")
_LEXICON = Lexicon(_DATA["words"], _DATA["capitalised"], _SHAPES, _shape)
_STARTS: list[str] = _DATA["starts"]["symbols"]
_QUANTITY = _LEXICON.compile(_DATA["patterns"], ("age", "other", "amount", "plenty", "vague", "none"), _STARTS)
_FOUND = _LEXICON.compile(_DATA["patterns"], ("age", "other", "amount", "plenty", "vague"), _STARTS)
_CARDINAL = _LEXICON.compile(_DATA["patterns"], ("cardinal",))
_YEAR = _LEXICON.letter("YEAR")
_LETTER = {name: _LEXICON.letter(name) for name in (*_DATA["words"], *_SHAPES)}
_BOUNDS = {_LETTER[name]: name for name in ("ATLEAST", "MORETHAN", "UPTO", "LESSTHAN")}
_HEAD_ENDS = _LETTER["OF"] + _LETTER["FROM"] + _LETTER["PREP"] + _LETTER["VERB"] + _LETTER["THEM"]
_JOINERS = _LETTER["AND"] + _LETTER["COMMA"] + _LETTER["PLUS"]
_HOLDERS = _LETTER["HOLDER"] + _LETTER["BAND"] + _LETTER["DOING"]
_NOUNS = _LETTER["WORD"] + _LETTER["KIN"] + _LETTER["PLURALS"] + _LETTER["MEMBER"]
_DETERMINERS = _LETTER["DEFINITE"] + _LETTER["OWN"]
_CUTS = re.compile(f"[{_LETTER['CUT']}{_LETTER['STOP']}]")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPACED_DASH = re.compile(r"(?<=[^\W\d])(\s+)[-–—]+(?=\s)")


def sum_of_words(tokens: list[Token]) -> int:
    """The number that a run of number words and digits says: `two hundred and fifty` -> 250."""
    total, current = 0.0, 0.0
    for token in tokens:
        word = token.low
        value = _VALUES.get(word)
        if value is None:
            try:
                current += float(word.replace(",", ""))
            except ValueError:  # "and", a hyphen
                continue
        elif value >= 1000:
            total, current = total + (current or 1) * value, 0
        elif value == 100 or word == "dozen":
            current = (current or 1) * value
        elif value == 0.5:
            current = value
        elif word not in ("a", "an") or not current:
            current += value
    return int(total + current)


def _bounded(bound: str | None, number: int) -> Interval:
    match bound:
        case "ATLEAST":
            return Interval(number, None)
        case "MORETHAN":
            return Interval(number + 1, None)
        case "UPTO":
            return Interval(0, number)
        case "LESSTHAN":
            return Interval(0, max(number - 1, 0))
        case _:
            return Interval(number, number)


def _amount(line: Line, start: int, end: int) -> Interval:
    """The interval that the tokens `start:end` say: one number, or two with "to" between, with their bounds."""
    symbols = line.symbols[start:end]
    spans = [match.span() for match in _CARDINAL.finditer(symbols)] or [(symbols.find(_YEAR), len(symbols))]
    read, after = [], 0
    for first, last in spans[:2]:
        bounds = [_BOUNDS[letter] for letter in symbols[after:first] if letter in _BOUNDS]
        read.append(_bounded(bounds[-1] if bounds else None, sum_of_words(line.tokens[start + first : start + last])))
        after = last
    low = read[0]
    if len(read) == 2:
        top = read[1].high
        return Interval(low.low, top) if top is None or top >= low.low else low
    return Interval(low.low, None) if _LETTER["ORMORE"] in symbols else low


def _interval(line: Line, match: re.Match[str]) -> Interval:
    start, end = match.span()
    if match.lastgroup == "amount":
        return _amount(line, start, end)
    if match.lastgroup == "none":
        return Interval(0, 0)
    if match.lastgroup == "plenty":
        word = line.tokens[end - 1].low
        return Interval(_LEAST.get(word) or _LEAST[word + "s"], None)
    return Interval(_LEAST["some"], None)


def find_counts(text: str) -> list[FoundCount]:
    """Number expressions of a text, in its order.

    Ages, dates, times, distances, money, shares and ordinals are left out; so are "a", "the" and "no".
    """
    return list(_found_counts(text))


@lru_cache(maxsize=256)
def _found_counts(text: str) -> tuple[FoundCount, ...]:
    line = _LEXICON.read(text)
    return tuple(
        FoundCount(line.tokens[match.start()].start, line.tokens[match.end() - 1].end, _interval(line, match))
        for match in _FOUND.finditer(line.symbols)
        if match.lastgroup in ("amount", "plenty", "vague")
    )


# What a conjunct is by its first words and its noun: counted by a number or quantity word; one, or several, by
# a determiner or a pronoun; a name; a bare noun in the singular or plural; a part of what was counted before it.
_Kind = Literal["counted", "one", "several", "name", "bare_one", "bare_several", "subset"]


@dataclass(slots=True)
class _Conjunct:
    kind: _Kind
    interval: Interval
    first: int
    last: int
    head: tuple[int, int]
    joiner: str = ""


def _is_plural(token: Token, letter: str) -> bool:
    word = token.low
    if letter in _LETTER["PLURALS"] + _LETTER["OTHERS"] + _LETTER["BAND"] or word == "people":
        return True
    if letter == _LETTER["SINGULARS"]:
        return False
    if token.capital:
        return word.endswith(_PEOPLES_ENDINGS)
    return len(word) > 2 and word.endswith("s") and not word.endswith(_SINGULAR_ENDINGS)


def _head_end(symbols: str, start: int, end: int) -> int:
    """Where the noun and what stands before it end, from `start` on."""
    return next((at for at in range(start, end) if symbols[at] in _HEAD_ENDS), end)


def _counted(line: Line, match: re.Match[str], first: int, last: int) -> _Conjunct:
    symbols, start = line.symbols, match.end()
    while start < last and symbols[start] in _LETTER["OF"] + _DETERMINERS:
        start += 1
    interval = _interval(line, match)
    if _LETTER["ORMORE"] in symbols[start:last]:
        interval = Interval(interval.low, None)
    subset = symbols[match.end() : match.end() + 1] == _LETTER["THEM"]
    head = (start, _head_end(symbols, start, last))
    return _Conjunct("subset" if subset else "counted", interval, first, last, head)


def _uncounted(line: Line, first: int, last: int) -> _Conjunct | None:
    """A conjunct without a number: what its determiner, or else its noun, says."""
    symbols = line.symbols
    end = _head_end(symbols, first, last)
    if end == first or (end == first + 1 and symbols[first] in _DETERMINERS):
        return None
    noun = end - 1
    while noun > first and symbols[noun] in _LETTER["DOING"] + _LETTER["ORMORE"]:
        noun -= 1
    letter = symbols[first]
    one, several = Interval(1, 1), Interval(_LEAST["some"], None)
    plural = _is_plural(line.tokens[noun], symbols[noun])
    kind: _Kind
    if letter == _LETTER["PERSONAL"]:
        kind = "one"
    elif letter == _LETTER["AN"]:
        kind = "several" if symbols[noun] == _LETTER["BAND"] and not line.tokens[noun].capital else "one"
    elif letter in _DETERMINERS and end > first + 1 and not line.tokens[noun].capital:
        kind = "several" if plural else "one"
    elif line.tokens[noun].capital and not plural and (noun > 0 or letter == _LETTER["NAME"]):
        kind = "name" if letter != _LETTER["WORD"] or noun > first else "bare_one"
    else:
        kind = "bare_several" if plural else "bare_one"
    value = several if kind in ("several", "bare_several") else one
    return _Conjunct(kind, value, first, last, (first + (letter in _LETTER["AN"] + _DETERMINERS), end))


def _conjunct(line: Line, first: int, last: int, quantities: list[re.Match[str]]) -> _Conjunct | None:
    """What the tokens `first:last`, between two joiners, count; None where they count nobody."""
    symbols = line.symbols
    while first < last and symbols[first] in _LETTER["DOING"] + _LETTER["MARK"]:
        first += 1
    while first < last and symbols[last - 1] in _LETTER["MARK"] + _LETTER["DOT"] + _LETTER["DASH"]:
        last -= 1
    inside = [match for match in quantities if first <= match.start() < last]
    zone = _head_end(symbols, first, last)
    while zone < last and symbols[zone] == _LETTER["OF"] and symbols[max(zone - 1, first)] in _HOLDERS:
        zone = _head_end(symbols, zone + 1, last)
    for match in inside:
        if match.lastgroup == "age":
            continue
        if match.start() <= zone and match.lastgroup != "other":
            return _counted(line, match, first, last)
        described = match.start() > first and symbols[first] in _LETTER["AN"] + _DETERMINERS  # "a two-star general"
        if match.start() < zone and not described:
            return None
    ages = [match for match in inside if match.start() == first]
    if ages:
        first = ages[0].end()
    return _uncounted(line, first, last) if first < last else None


def _shares(before: _Conjunct, this: _Conjunct, line: Line) -> bool:
    """True where a conjunct adds nobody: it shares the number or the determiner of the one before it."""
    if this.joiner == _LETTER["PLUS"]:
        return False
    comma = this.joiner == _LETTER["COMMA"]
    if this.kind == "subset":
        return comma
    if comma and before.interval == (1, 1) and this.interval == (1, 1) and "name" in (before.kind, this.kind):
        if before.kind == this.kind:
            return False
        before.kind = "counted"  # an apposition; what comes next is somebody else
        return True
    if this.kind == "name":
        return before.kind != "name" and line.tokens[before.last - 1].capital
    if this.kind == "bare_several":
        return before.interval != (1, 1) and before.kind in ("counted", "several")
    if this.kind == "bare_one" and line.symbols[this.head[1] - 1] == _LETTER["KIN"]:
        return False
    return this.kind == "bare_one" and before.kind in ("counted", "several", "one")


def _begins_anew(line: Line, at: int, first: int, starts: set[int], within: set[int]) -> bool:
    """True where a number or an article follows a noun of the same conjunct: "a father a mother"."""
    if at <= first + 1 or at >= len(line.symbols) or (at in within and at not in starts):
        return False
    if first not in starts and line.symbols[first] != _LETTER["AN"]:  # "the other two"
        return False
    opens = at in starts or line.symbols[at] == _LETTER["AN"]
    return opens and line.symbols[at - 1] in _NOUNS and _head_end(line.symbols, first, at) == at


def _segments(line: Line, quantities: list[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    """First and last token of each conjunct, and the symbol that joins it to the one before."""
    within = {at for match in quantities for at in range(match.start(), match.end())}
    cut = next((m.start() for m in _CUTS.finditer(line.symbols) if m.start() not in within), len(line.symbols))
    starts = {match.start() for match in quantities if match.lastgroup not in ("age", "other")}
    first, joiner = 0, ""
    for at in range(cut + 1):
        if _begins_anew(line, at, first, starts, within):  # the comma is lost, or there was none
            yield first, at, joiner
            first, joiner = at, _LETTER["COMMA"]
        if at == cut or (line.symbols[at] in _JOINERS and at not in within):
            if first < at:
                yield first, at, joiner
                joiner = ""
            if at < cut:
                joiner = line.symbols[at] if joiner != _LETTER["PLUS"] else joiner
            first = at + 1


def parts(phrase: str) -> list[Part]:
    """The coordinated conjuncts of a noun phrase that counts people; empty where it counts nobody.

    "two soldiers and a civilian" gives soldiers 2 and civilian 1. What only spells out a number told before
    ("four people, two men and two women", "nine men, including the leader") is not added to it.
    """
    line = _LEXICON.read(_SPACED_DASH.sub(r"\1;", _ASIDE.sub(lambda aside: " " * len(aside[0]), phrase)))
    quantities = list(_QUANTITY.finditer(line.symbols))
    found: list[_Conjunct] = []
    for first, last, joiner in _segments(line, quantities):
        conjunct = _conjunct(line, first, last, quantities)
        if conjunct is None or (found and _is_age(line, first, last, joiner)):
            continue
        conjunct.joiner = joiner
        if found and _shares(found[-1], conjunct, line):
            found[-1].last = last
        else:
            found.append(conjunct)
    if _spelled_out(found, line):
        found = found[1:]
    return [_part(phrase, line, found, at) for at in range(len(found))]


def _is_age(line: Line, first: int, last: int, joiner: str) -> bool:
    """True for a bare number after a comma: "Ali Hasan, 40, and his son"."""
    return last == first + 1 and line.symbols[first] == _LETTER["DIGITS"] and joiner == _LETTER["COMMA"]


def _spelled_out(found: list[_Conjunct], line: Line) -> bool:
    """True where the first conjunct is the sum of the others: "four people, two men and two women"."""
    if len(found) < 3 or found[1].joiner != _LETTER["COMMA"]:
        return False
    own = line.symbols[found[1].first] == _LETTER["OWN"]  # "two children, their mother and a neighbour"
    return not own and found[0].interval == _sum(found[1:])


def _sum(conjuncts: list[_Conjunct]) -> Interval:
    return reduce(Interval.plus, (conjunct.interval for conjunct in conjuncts))


def _part(phrase: str, line: Line, found: list[_Conjunct], at: int) -> Part:
    this = found[at]
    # "one federal and two provincial officers", "two or three": a noun may stand with the next conjunct only.
    head = next((c.head for c in found[at:] if c.head[0] < c.head[1]), None)
    words = phrase[line.tokens[head[0]].start : line.tokens[head[1] - 1].end] if head else ""
    return Part(line.tokens[this.first].start, line.tokens[this.last - 1].end, this.interval, words)


def read_count(phrase: str) -> Interval | None:
    """How many people a noun phrase counts; None where it counts nobody ("5 percent", "the 1990s", "")."""
    found = parts(phrase)
    return reduce(Interval.plus, (part.interval for part in found)) if found else None
