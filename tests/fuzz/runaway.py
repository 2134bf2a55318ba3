"""Regular expressions that run away: those whose time grows with a high power of a text's length, or worse.

A pattern is taken apart, and from its parts texts are made that it has trouble with: what stands before a repetition,
what is repeated many times over, something that can't follow. On these its time is measured, at two lengths. To try
one at every place of a text takes the square of its length already where each try runs on to the end, as with spaces
in a row; that is let pass here, and tests of coding as a whole say how long such texts may take.
"""

from __future__ import annotations

import math
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, product
from re import _constants as codes
from re import _parser as parser
from typing import Any, NamedTuple

# A portion of a text has so many characters at most; no pattern may need longer for one than so many seconds.
LENGTH = 20_000
SECONDS = 10.0
# Where it is measured: short first, since a text of 40 characters can do where time doubles with each of them.
_SHORT, _MIDDLE, _LONG = 40, 400, 1_200
# Seconds at the middle length under which a pattern whose time grows with the square is fast enough.
_FAST = SECONDS * (_MIDDLE / LENGTH) ** 2
_LETTERS = "a A1 -.,'\n\t(éſ"
_ENDS = ("", "\x00", "a")
_MOST_WAYS = 6
# Texts that are tried on one pattern, each with every end.
_MOST = 60


class Finding(NamedTuple):
    """A text that a pattern has trouble with, how it is made, and how many seconds a whole portion of it would take."""

    pump: str
    way: str
    seconds: float


def _classes(items: Sequence[tuple[Any, Any]]) -> re.Pattern[str]:
    """A set of the pattern (what stands in square brackets), as a pattern by itself."""
    parsed = parser.parse("a")
    parsed.data = [(codes.IN, items)]
    return _compiled(parsed)


def _compiled(parsed: Any) -> re.Pattern[str]:
    from re import _compiler  # type: ignore[attr-defined]

    made: re.Pattern[str] = _compiler.compile(parsed)
    return made


def _letters(node: tuple[Any, Any]) -> list[str]:
    """Some characters that one part of a pattern takes."""
    code, value = node
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.NOT_LITERAL:
        return [c for c in _LETTERS if ord(c) != value]
    if code is codes.ANY:
        return list(_LETTERS)
    named = [chr(item[1]) for item in value if item[0] is codes.LITERAL][:3]
    pattern = _classes(value)
    return [c for c in [*_LETTERS, *named] if pattern.match(c)] or [
        c for c in map(chr, range(0x3000)) if pattern.match(c)
    ][:2]


def _texts(nodes: Sequence[tuple[Any, Any]]) -> list[str]:
    """Some short texts that a part of a pattern takes; more than one where it leaves a choice."""
    pieces = [_texts_of(node) for node in nodes]
    # Every part by its first choice, then the choices of one part at a time.
    firsts = [piece[0] if piece else "" for piece in pieces]
    made = ["".join(firsts)]
    for at, piece in enumerate(pieces):
        made += ["".join([*firsts[:at], other, *firsts[at + 1 :]]) for other in piece[1:]]
    return list(dict.fromkeys(made))[: 3 * _MOST_WAYS]


def _texts_of(node: tuple[Any, Any]) -> list[str]:
    code, value = node
    if code in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
        return _letters(node)[: 2 * _MOST_WAYS]
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, inner = value
        return [text * max(least, 1) for text in _texts(inner)]
    if code is codes.SUBPATTERN:
        return _texts(value[3])
    if code is codes.ATOMIC_GROUP:
        return _texts(value)
    if code is codes.BRANCH:
        return [text for branch in value[1][:40] for text in _texts(branch)[:3]]
    return [""]


def _inner(node: tuple[Any, Any]) -> list[Sequence[tuple[Any, Any]]]:
    code, value = node
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.ATOMIC_GROUP:
        return [value]
    if code is codes.BRANCH:
        return list(value[1])
    return [value[1]] if code in (codes.ASSERT, codes.ASSERT_NOT) else []


def _repeated(nodes: Sequence[tuple[Any, Any]], before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every repetition: a text that leads to it, and texts of what it repeats."""
    lead = before
    for node in nodes:
        code, value = node
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[1] > 4:
            yield lead, _texts(value[2])
        for inner in _inner(node):
            yield from _repeated(inner, lead)
        lead += (_texts_of(node) or [""])[0]


def attacks(pattern: str, flags: int) -> list[tuple[str, str]]:
    """`(lead, pump)`: texts for a pattern to have trouble with are a lead, a pump many times over, and an end."""
    made: dict[tuple[str, str], None] = {}
    pumps: list[str] = []
    for lead, texts in _repeated(parser.parse(pattern, flags & ~re.DEBUG)):
        chosen = texts[: 3 * _MOST_WAYS]
        pumps += chosen
        # Alone, since a search begins anywhere; after its lead; and the lead repeated with it.
        made.update({(head, pump): None for pump in chosen for head in ("", lead)})
        made.update({("", lead + pump): None for pump in chosen[:3]})
    pairs = product(list(dict.fromkeys(pumps))[:_MOST_WAYS], repeat=2)
    made.update({("", first + second): None for first, second in islice(pairs, 24)})
    return [(lead, pump) for lead, pump in made if pump][:_MOST]


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Break off after so long (of this process's own time): matching looks out for signals."""

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _once(compiled: re.Pattern[Any], text: Any) -> float:
    """Seconds to try a pattern at the start of a text, and on the whole of it."""
    began = time.thread_time()
    compiled.match(text)
    compiled.fullmatch(text)
    return time.thread_time() - began


def _everywhere(compiled: re.Pattern[Any], text: Any) -> float:
    """Seconds to find all that there is in a text."""
    began = time.thread_time()
    for _ in compiled.finditer(text):
        pass
    return time.thread_time() - began


def _growth(measure: Callable[[int], float], length: int, most: int) -> float:
    """The seconds that a text of so many characters would take, by what shorter ones do; infinite: it never ends.

    Time that grows with the power `most` of the length, or a lower one, counts as none.
    """
    try:
        with _alarm(5.0):
            measure(_SHORT)
            middle = measure(min(_MIDDLE, length))
            if middle < _FAST or length <= _MIDDLE:
                return middle
            long = measure(_LONG)
            for _ in range(3):
                power = round(math.log(long / middle, _LONG / _MIDDLE))
                seconds = float(long * (length / _LONG) ** max(power, 1)) if power > most else 0.0
                if seconds <= SECONDS:
                    break
                # Once more, the best counts: other programs share the processor and its caches.
                middle = min(middle, measure(_MIDDLE))
                long = min(long, measure(_LONG))
    except TimeoutError:
        return math.inf
    return seconds


def find(
    pattern: str, flags: int, is_bytes: bool = False, length: int = LENGTH, searched: bool = True
) -> Finding | None:
    """A text of `length` characters for which a pattern needs more than SECONDS; null where none is found.

    `searched`: it is tried at every place of a text, not at its beginning only.
    """
    compiled: re.Pattern[Any] = re.compile(pattern.encode("latin-1") if is_bytes else pattern, flags)
    for lead, pump in attacks(pattern, flags):
        for end in _ENDS:

            def make(size: int, lead: str = lead, pump: str = pump, end: str = end) -> Any:
                text = lead + pump * (size // len(pump)) + end
                return text.encode("latin-1", "replace") if is_bytes else text

            seconds = _growth(lambda size: _once(compiled, make(size)), length, 0)
            if searched and seconds <= SECONDS:
                seconds = _growth(lambda size: _everywhere(compiled, make(size)), length, 2)
            if seconds > SECONDS:
                return Finding(pump, f"{lead[:40]!r} + {pump[:40]!r} * n + {end!r}", seconds)
    return None
