"""A mention grows to the phrase it stands in."""

from __future__ import annotations

import pytest

from sijill.coding.edges import settle
from sijill.language import parse

CASES = [
    ("The mine killed a captain and four soldiers.", "count", "captain", "a captain and four soldiers"),
    ("The mine killed a captain and four soldiers.", "count", "four", "a captain and four soldiers"),
    ("Gunmen killed nine federal policemen near Kirkuk.", "count", "nine", "nine federal policemen"),
    ("Masked gunmen attacked the post.", "actor", "gunmen", "Masked gunmen"),
    ("The shelling wounded at least five other civilians.", "actor", "civilians", "at least five other civilians"),
    ("A police source in Kirkuk said that calm had returned.", "source", "source", "A police source"),
    ("Shelling hit the market of Deir Hafer on Monday.", "date", "Monday", "Monday"),
    ("A convoy was ambushed between Mosul and Tal Afar on Sunday.", "place", "Mosul", "Mosul and Tal Afar"),
    ("A convoy was ambushed between Mosul and Tal Afar on Sunday.", "place", "Tal Afar", "Mosul and Tal Afar"),
    ("Shells hit Mosul and Tal Afar on Sunday.", "place", "Tal Afar", "Tal Afar"),
    ("Gunmen shot Ihab al-Zubaydi on Sunday.", "count", "al", "Ihab al-Zubaydi"),
    ("Hundreds of men and old women were shot.", "count", "old women", "Hundreds of men and old women"),
]


@pytest.mark.parametrize(("text", "layer", "seen", "expected"), CASES)
def test_edges(text: str, layer: str, seen: str, expected: str) -> None:
    doc = parse(text)
    start = text.index(seen)
    span = doc.char_span(start, start + len(seen), alignment_mode="expand")
    assert span is not None
    first, last = settle(doc, layer, span.start, span.end - 1)
    assert doc[first : last + 1].text == expected


def test_a_clause_is_no_mention() -> None:
    text = "Soldiers who " + "walked and talked and sang and ate and " * 6 + "slept were killed."
    doc = parse(text)
    first, last = settle(doc, "count", 0, 0)
    assert last - first < 18


def test_an_actor_has_its_people_with_it() -> None:
    doc = parse("Two US service members were wounded.")
    first, last = settle(doc, "actor", 1, 2)
    assert doc[first : last + 1].text.endswith("US service members")


def test_a_count_does_not_grow_over_a_clause() -> None:
    doc = parse("Five civilians were killed and fourteen wounded when a market was shelled, said the mayor.")
    first, last = settle(doc, "count", 5, 6)
    assert doc[first : last + 1].text == "fourteen wounded"
