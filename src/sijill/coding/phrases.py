"""Patterns over words: a text becomes a string of one-letter symbols, and patterns are matched on that.

A lexicon maps words and phrases to symbols ("at least" -> ATLEAST, "july" -> MONTH); a number's shape gives its
symbol too. A pattern is a regular expression whose capital words are symbols: `MONTH DOT? DAY (COMMA? YEAR)?`. The
string is a fifth as long as the text, so that one compiled alternation reads a report in well under a millisecond.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

# Symbols are letters of this block: no special meaning in a regular expression, and plenty of them.
_FIRST_LETTER = 0x4E00
_TOKEN = re.compile(
    r"\d{4}([/.-])\d{1,2}\1\d{1,2}(?![\d-])"
    r"|\d{1,2}([/.-])\d{1,2}\2\d{4}(?!\d)"
    r"|\d{1,2}/\d{1,2}/\d\d(?![\d/])"
    r"|\d{1,2}:\d\d"
    r"|\d+(?:st|nd|rd|th)\b"
    r"|\d{1,3}(?:,\d{3})+(?![\d,]*\d)"
    r"|\d+(?:\.\d+)?"
    r"|[^\W\d_]+\d+\b"
    r"|[^\W\d_]+"
    r"|['’]s\b"
    r"|\S",
)
# Names in capitals that would pass for common words.
_ACRONYMS = frozenset({"IS", "US", "IT", "WHO"})
_GROUP = re.compile(r"\((?!\?)")
_SYMBOL = re.compile(r"[A-Z]{2,}")
_PART = re.compile(r"\{(\w+)\}")


class Token(NamedTuple):
    """A word, number or mark: `text[start:end]`, its lower-case form, whether it begins with a capital."""

    start: int
    end: int
    low: str
    capital: bool


class Line(NamedTuple):
    """A text as tokens, and as many symbols; a phrase of the lexicon is one token."""

    tokens: list[Token]
    symbols: str


def read_data(name: str) -> dict[str, Any]:
    """A TOML file of this room's `data/`, by its name without the ending."""
    return tomllib.loads((files("sijill.coding") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def split(text: str) -> list[Token]:
    """Words, numbers and marks of a text; offsets in code points."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        low = word if word in _ACRONYMS else word.lower().replace("’", "'")
        found.append(Token(match.start(), match.end(), low, word[0].isupper()))
    return found


def joined(entry: str) -> str:
    """The lower-case form that a word or phrase has as a token."""
    return " ".join(token.low for token in split(entry))


class Lexicon:
    """Reads text into symbols.

    `words`: symbol -> words or phrases in any case; `capitalised`: the same, for words that need a capital letter.
    `shape` gives the symbol of a token that the lexicon doesn't have (numbers, names, marks).
    """

    def __init__(
        self,
        words: Mapping[str, Iterable[str]],
        capitalised: Mapping[str, Iterable[str]],
        shapes: Iterable[str],
        shape: Callable[[Token], str],
    ) -> None:
        names = sorted({*words, *capitalised, *shapes})
        self._letters = {name: chr(_FIRST_LETTER + i) for i, name in enumerate(names)}
        self._shape = shape
        self._single: dict[str, str] = {}
        self._capital: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        for name, entries in words.items():
            for entry in entries:
                self._enter(entry, self._letters[name])
        for name, entries in capitalised.items():
            self._capital.update(dict.fromkeys(entries, self._letters[name]))
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))

    def _enter(self, entry: str, letter: str) -> None:
        first, *rest = [token.low for token in split(entry)]
        if (self._single.get(first) and not rest) or (rest, letter) in self._phrases.get(first, ()):
            raise ValueError(f"the lexicon gives {entry!r} two symbols; keep one")
        if rest:
            self._phrases.setdefault(first, []).append((rest, letter))
        else:
            self._single[first] = letter

    def letter(self, name: str) -> str:
        """The letter that stands for a symbol; `KeyError` for an unknown one."""
        return self._letters[name]

    def read(self, text: str) -> Line:
        """The text's tokens and symbols, phrases of the lexicon joined into one token each."""
        raw = split(text)
        tokens: list[Token] = []
        symbols: list[str] = []
        at = 0
        while at < len(raw):
            token = raw[at]
            width, letter = self._phrase_at(raw, at)
            if not letter:
                letter = (token.capital and self._capital.get(token.low)) or self._single.get(token.low) or ""
                letter = letter or self._letters[self._shape(token)]
            elif width > 1:
                last = raw[at + width - 1]
                low = " ".join(part.low for part in raw[at : at + width])
                token = Token(token.start, last.end, low, token.capital)
            tokens.append(token)
            symbols.append(letter)
            at += width
        return Line(tokens, "".join(symbols))

    def _phrase_at(self, raw: list[Token], at: int) -> tuple[int, str]:
        for rest, letter in self._phrases.get(raw[at].low, ()):
            if [token.low for token in raw[at + 1 : at + 1 + len(rest)]] == rest:
                return 1 + len(rest), letter
        return 1, ""

    def compile(self, patterns: Mapping[str, str], names: Iterable[str], starts: Iterable[str] = ()) -> re.Pattern[str]:
        """One alternation of named patterns, earlier ones first; `match.lastgroup` tells which one fits.

        `{name}` in a pattern stands for another pattern. `starts`: the symbols that a match may begin with (any, if
        none is given); to look for these first makes a search ten times as fast.
        """

        def whole(name: str) -> str:
            return _PART.sub(lambda part: f"({whole(part[1])})", patterns[name])

        alternation = "|".join(f"(?P<{name}>{self._letter_pattern(whole(name))})" for name in names)
        first = "".join(self._letters[symbol] for symbol in starts)
        return re.compile(f"(?=[{first}])(?:{alternation})" if first else alternation)

    def _letter_pattern(self, pattern: str) -> str:
        plain = _GROUP.sub("(?:", pattern)
        return re.sub(r"\s+", "", _SYMBOL.sub(lambda symbol: self._letters[symbol[0]], plain))


def whole_number(digits: str) -> int | None:
    """`"1,500"` -> 1500; None where the digits are no whole number or too many to be a count or a date."""
    plain = digits.replace(",", "")
    return int(plain) if plain.isdecimal() and len(plain) <= 10 else None
