"""Counts of people of whom nothing is said, which tell again what other counts tell: "10 deaths" after "10 civilians"
killed, and "eight people" before "four fighters and four nurses"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from sijill.coding.casualties import GroupReader, Told, tell
from sijill.coding.frames import Chars
from sijill.coding.headings import heading
from sijill.coding.setting import Setting

# What leads from a whole to its parts, right before them.
_PARTS: Final = r"(?:including|among them|of them|comprising|namely)"
_TO_PARTS: Final = re.compile(rf"(?:(?:[:,(–—]|--| - )\s*(?:{_PARTS}:?\s*)?|\b{_PARTS}:?\s*)$", re.IGNORECASE)
_LIST: Final = re.compile(
    r"(?:\s{1,3}(?:people|persons|killed|dead|wounded|injured|hurt|in all)){0,2}\s{0,3}(?::|--|—|–|-\s|\()\s{0,3}"
    r"(?P<list>[^.;()–—]{3,160})",
    re.IGNORECASE,
)


def listed_after(text: str, whole: Told, end: int, group_of: GroupReader) -> list[Told]:
    """The parts that a text lists right after a whole, up to `end`, if they add up to it: "at least 12 people: nine
    soldiers and three civilians". However the heads take them, what befell the whole befell them, unless the list says
    what befell each ("ten dead and twenty hurt").
    """
    found = _LIST.match(text, whole.span.end, end)
    if found is None:
        return []
    parts = tell(text, Chars(found.start("list"), found.end("list")), whole.sentence, group_of)
    adds_up = sum(t.interval.low for t in parts) == whole.interval.low
    plain = all(t.firm and heading(text, t.span) is None for t in parts)
    return parts if len(parts) > 1 and plain and adds_up else []


def restated(text: str, told: Sequence[Told], plain: Callable[[Told], bool]) -> tuple[list[Told], list[Chars]]:
    """The counts of one kind of loss, in the order of the text, without wholes whose parts follow in their sentence,
    and the same number told elsewhere as of the people whom it was told of; beside them the wholes left out.

    `plain`: whether the words of a count say nothing of the people.
    """
    told = sorted(told, key=lambda t: t.span)
    out: list[Told] = []
    wholes: list[Chars] = []
    for n, part in enumerate(told):
        after = [t for t in told[n + 1 :] if t.sentence == part.sentence]
        if not part.firm or not plain(part):
            out.append(part)
        elif _are_parts(text, part, after) and not any(map(plain, after)):
            wholes.append(part.span)
        else:
            twins = [t for t in told if _again(part, t) and not plain(t)]
            groups = {t.group for t in twins}
            out.append(replace(part, group=groups.pop()) if len(groups) == 1 else part)
    return out, wholes


def without_appositions(told: Sequence[Told], setting: Setting) -> list[Told]:
    """The counts without those that only say who one told right before is: "a lieutenant, Omar Hadi", "two engineers, a
    Turk and a Spaniard"."""
    roots = [setting.doc.char_span(t.span.start, t.span.end, alignment_mode="expand") for t in told]
    owners = [_apposed_to(r.root) if r is not None else None for r in roots]
    out = list(told)
    for whole, inside in zip(told, roots, strict=True):
        if inside is None:
            continue
        same = [t for t, o in zip(told, owners, strict=True) if o is not None and o in inside and t is not whole]
        parts = [t for t in same if t.interval == (1, 1) and t.span.start >= whole.span.end]
        one = len(parts) == 1 and whole.interval == (1, 1) and _named(whole, setting) != _named(parts[0], setting)
        if one or (len(parts) > 1 and whole.interval == (len(parts), len(parts))):
            out = [t for t in out if t not in parts]
    return out


def _apposed_to(token: Token) -> Token | None:
    """What a noun stands in apposition to, itself or with those that it is told beside."""
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    return token.head if token.dep_ == "appos" else None


def _named(told: Told, setting: Setting) -> bool:
    inside = setting.doc.char_span(told.span.start, told.span.end, alignment_mode="expand")
    return inside is not None and inside.root.ent_type_ == "PER"


def _are_parts(text: str, whole: Told, after: Sequence[Told]) -> bool:
    """True where counts that follow a whole add up to it, and are told as its parts."""
    if len(after) < 2 or not all(t.firm for t in after):
        return False
    told_so = _TO_PARTS.search(text[whole.span.end : after[0].span.start])
    return told_so is not None and sum(t.interval.low for t in after) == whole.interval.low


def _again(part: Told, other: Told) -> bool:
    return other.firm and other.sentence != part.sentence and other.interval == part.interval and part.interval.low > 1
