from __future__ import annotations

from datetime import date

import pytest

from sijill.intake import Fault, default_limits
from sijill.intake.faults import Spot
from sijill.intake.fields import parts_of, report
from sijill.model import Report, report_id

TEXT = "Two soldiers were killed near the bridge."


def build(record: dict[str, object]) -> tuple[Report, list[str]]:
    *notes, found = report(parts_of(record), Spot("f", 3), default_limits())
    assert isinstance(found, Report)
    assert all(isinstance(note, Fault) and note.severity == "note" for note in notes)
    return found, [str(note) for note in notes]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("body", "text"),
        ("Content", "text"),
        ("maintext", "text"),
        ("Article Text", "text"),
        ("headline", "title"),
        ("source_domain", "publisher"),
        ("date_publish", "published"),
        ("pubDate", "published"),
        ("datePublished", "published"),
        ("link", "url"),
        ("article-id", "id"),
    ],
)
def test_common_names_are_known(name: str, part: str) -> None:
    assert parts_of({name: "x"}) == {part: "x"}


def test_the_best_name_with_something_in_it_counts() -> None:
    assert parts_of({"content": "teaser", "text": "all of it"})["text"] == "all of it"
    assert parts_of({"content": "all of it", "text": " "})["text"] == "all of it"
    assert parts_of({"source": {"id": None, "name": "Valley Post"}}) == {"publisher": "Valley Post"}
    assert parts_of({"language": "en", "text": None}) == {}


@pytest.mark.parametrize(
    ("record", "published"),
    [
        ({"published": "14 May 2024", "url": "https://n.example/2023/01/02/a"}, date(2024, 5, 14)),
        ({"url": "https://n.example/2023/01/02/a"}, date(2023, 1, 2)),
        ({"text": f"Published: 4 April 2017\n{TEXT}"}, date(2017, 4, 4)),
        ({"text": f"CAPITAL, Dec 12 (Agency) - {TEXT}"}, None),
        ({}, None),
    ],
)
def test_published_is_what_is_said_first(record: dict[str, object], published: date | None) -> None:
    assert build({"text": TEXT, **record})[0].published == published


@pytest.mark.parametrize(
    ("record", "field", "note"),
    [
        (
            {"published": "soon"},
            "published",
            'f:3: its date of publication, "soon", is no date. It was left out; give it as YYYY-MM-DD if it matters.',
        ),
        (
            {"published": 1715644800},
            "published",
            "f:3: its date of publication, 1715644800, is no date. "
            "It was left out; give it as YYYY-MM-DD if it matters.",
        ),
        (
            {"title": ["a"]},
            "title",
            "f:3: its title is a list, not words. It was left out; give it as a string in quotes if it matters.",
        ),
        (
            {"url": 5.0},
            "url",
            "f:3: its url is a number, not words. It was left out; give it as a string in quotes if it matters.",
        ),
    ],
)
def test_a_part_of_the_wrong_kind_is_left_out_and_said(record: dict[str, object], field: str, note: str) -> None:
    found, notes = build({"text": TEXT, **record})
    assert (getattr(found, field), notes) == (None, [note])


def test_ids() -> None:
    assert build({"text": TEXT, "id": 7})[0].id == "7"
    assert build({"text": TEXT, "id": " n1 "})[0].id == "n1"
    assert build({"text": TEXT, "id": " "})[0].id == report_id(TEXT)
    assert build({"text": TEXT, "id": True})[0].id == report_id(TEXT)
    assert build({"text": TEXT, "url": "u"})[0].id == report_id(TEXT, "u")


def test_lone_surrogates_are_replaced_one_for_one_and_said() -> None:
    found, notes = build({"text": "a\ud83d b", "title": "\udc00x", "id": "\udc00"})
    assert (found.text, found.title, found.id) == ("a\ufffd b", "\ufffdx", "\ufffd")
    assert notes == [
        "f:3: 3 broken characters (half of a surrogate pair) stand as \ufffd now. "
        "If it matters, write the report out again with whole characters."
    ]
    assert found.model_dump_json()


def test_text_stays_as_it_came_and_is_marked() -> None:
    text = f"  {TEXT}\r\n\r\nAdvertisement\r\n\u00a0"
    found, notes = build({"text": text})
    assert (found.text, notes) == (text, [])
    assert [text[c.start : c.end] for c in found.clutter] == ["Advertisement"]
