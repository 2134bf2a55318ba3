"""Of a number of people, those of whom more is told: "16 people, including 10 militants", "five dead, three of them
attackers"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sijill.coding.casualties import GroupReader, Told, is_firm
from sijill.coding.frames import Chars
from sijill.coding.numbers import find_counts, parts

# How far after a number its parts may begin.
_REACH = 60
_AMONG = r"(?:among|amongst) (?:them|the (?:dead|killed|wounded|injured|victims)|those killed)"
_INCLUDING = re.compile(rf"\b(?:including|{_AMONG})\s+(?:were\s+|are\s+)?(?P<list>[^.;():–—]{{3,90}})", re.IGNORECASE)
_WHO = r"(?!(?:in|at|on|and|when|by|as|near|from)\b)[\w'’-]++"
_OF_THEM = re.compile(
    r"[,(;–—-]\s*(?P<list>(?P<number>(?:at least )?[\w-]++) of (?:them|whom) (?:were |are |being )?"
    rf"(?P<who>{_WHO}(?: {_WHO}){{0,3}}))",
    re.IGNORECASE,
)


def subsets(text: str, whole: Told, end: int, group_of: GroupReader) -> Iterator[Told]:
    """The armed people told of among those that `whole` counts, in the text up to `end`.

    What is told of the others (women, children) makes no group of its own.
    """
    after = text[whole.span.end : end]
    for pattern in (_INCLUDING, _OF_THEM):
        found = pattern.search(after)
        if found is None or found.start() > _REACH or find_counts(after[: found.start()]):
            continue
        first = whole.span.end + found.start("list")
        counted = list(_listed(first, found["list"])) if pattern is _INCLUDING else [_told(first, found)]
        for span, words, low, high in counted:
            if group_of(words, span) in ("state_forces", "non_state_forces"):
                interval = whole.interval._replace(low=low, high=high)
                yield Told(span, interval, group_of(words, span), whole.sentence, span)
        return


def _listed(first: int, words: str) -> Iterator[tuple[Chars, str, int, int | None]]:
    for part in parts(words):
        own = words[part.start : part.end]
        if is_firm(own):
            yield Chars(first + part.start, first + part.end), own, *part.interval


def _told(first: int, found: re.Match[str]) -> tuple[Chars, str, int, int | None]:
    counts = find_counts(found["number"])
    low, high = counts[0].interval if counts else (0, 0)
    return Chars(first, first + len(found["list"].rstrip())), found["who"], low, high
