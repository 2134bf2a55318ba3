"""Typed mentions: what stands in a text, by kind, with its whole phrase."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from sijill.coding.named import named
from sijill.coding.setting import Setting

SettingMaker = Callable[..., Setting]

CASES = [
    (
        "Two gunmen on a motorcycle shot the mayor of Tarra outside the town hall on Monday.",
        [("gunmen", "organisation"), ("a motorcycle", "vehicle"), ("the mayor of Tarra", "person"), ("Monday", "time")],
    ),
    (
        "The Iraqi army shelled a farm with mortars.",
        [("The Iraqi army", "organisation"), ("a farm", "place"), ("mortars", "weapon")],
    ),
    ("Turkish jets struck positions in northern Iraq.", [("Turkish jets", "platform"), ("northern Iraq", "place")]),
    ("Iraq condemned the strike in Syria.", [("Iraq", "organisation"), ("Syria", "place")]),
    ("The Security Council adopted Resolution 2254.", [("Resolution 2254", "document")]),
    ("The village lies 40 km north of Mosul.", [("The village", "place"), ("40 km", "number"), ("Mosul", "place")]),
    ("The kidnappers asked for $2.5 million.", [("The kidnappers", "organisation"), ("$2.5 million", "money")]),
    ("They fled in a tactical vehicle.", [("a tactical vehicle", "platform")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_named(setting_of: SettingMaker, text: str, expected: list[tuple[str, str]]) -> None:
    found = [(text[m.span.start : m.span.end], m.kind) for m in named(setting_of(text))]
    assert [pair for pair in expected if pair not in found] == [], found


def test_mentions_are_disjoint_in_order_and_hold_their_heads(setting_of: SettingMaker) -> None:
    text = " ".join(text for text, _ in CASES)
    found = named(setting_of(text))
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(m.span.start <= m.head.start and m.head.end <= m.span.end for m in found)


def test_an_empty_text_names_nothing(setting_of: SettingMaker) -> None:
    assert named(setting_of("")) == []
