"""Under which heading a count stands by the words right beside it: "wounded 120", "ten people were killed"."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from sijill.coding.frames import Chars
from sijill.model.vocabulary import COUNT_FIELDS, CountField

_REACH = 60
_NUMBER = re.compile(
    r"\s+(?:(?:at least|more than|another|some|about) )?"
    r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens) )",
    re.IGNORECASE,
)
# "20 people injured in" may be those that somebody killed.
_HURT = re.compile(r"\s*(?:injured|wounded|hurt)\b(?!\s+(?:by|when|on)\b)", re.IGNORECASE)
_WOUNDED = re.compile(r"\b(?:and|while|,) (?:wound|injur)(?:ed|ing) $", re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/headings.toml").read_text(encoding="utf-8"))
    words = "|".join(f"(?P<{name}>{'|'.join(entries)})" for name, entries in raw["words"].items())
    return (
        re.compile(rf"\b(?:{words})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{words}){raw['before']['between']}$", re.IGNORECASE),
        re.compile(rf"^{raw['after']['between']}(?:{words})\b", re.IGNORECASE),
    )


def heading(text: str, span: Chars) -> CountField | None:
    """The heading that words within a count's span, right after or right before it give; None where they give none.

    A word within the span counts at its edges only: "ten wounded", "injured 40 others".
    """
    within, before, after = _patterns()
    if _of_both(text, span):
        return "killed_or_wounded"
    phrase = text[span.start : span.end]
    for found in within.finditer(phrase):
        if found.start() == 0 or found.end() == len(phrase):
            return _name(found)
    left = before.search(text[max(0, span.start - _REACH) : span.start])
    right = after.match(text[span.end : span.end + _REACH])
    if right and right[0].lower().endswith("ing"):
        right = None  # "two people injuring seven": what follows counts others.
    if right and left and _NUMBER.match(text[span.end + right.end() :]):
        right = None  # "killed 12 people injured 40"
    found_beside = right or left
    return _name(found_beside) if found_beside else None


def surely_hurt(text: str, span: Chars) -> bool:
    """True for a headline's "20 people injured", whatever stands before it, and for "killed 28 and wounded 30"."""
    return bool(_HURT.match(text, span.end) or _WOUNDED.search(text[max(0, span.start - _REACH) : span.start]))


def _of_both(text: str, span: Chars) -> bool:
    """True where words beside the count say killed and wounded in one breath."""
    before, after = _both()
    left, right = text[max(0, span.start - _REACH) : span.start], text[span.start : span.end + _REACH]
    found = after.search(right)
    return bool(before.search(left)) or (found is not None and found.start() <= span.end - span.start)


@cache
def _both() -> tuple[re.Pattern[str], re.Pattern[str]]:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/headings.toml").read_text(encoding="utf-8"))["both"]
    return re.compile(rf"{raw['before']}$", re.IGNORECASE), re.compile(raw["after"], re.IGNORECASE)


def without_heading(phrase: str) -> str:
    """A counting phrase without the word of its heading at its edge: "eight others wounded" -> "eight others"."""
    within, _, _ = _patterns()
    for found in within.finditer(phrase):
        if found.start() == 0 or found.end() == len(phrase):
            return (phrase[: found.start()] + phrase[found.end() :]).strip()
    return phrase


def _name(found: re.Match[str]) -> CountField:
    return next(name for name in COUNT_FIELDS if found.groupdict().get(name))
