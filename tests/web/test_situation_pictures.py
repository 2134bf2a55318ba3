"""The pictures of a situation report: what they hold, and that a Word document has them with words for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from starlette.testclient import TestClient

from sijill.register.profiles import Spot
from sijill.register.summaries import Line
from sijill.web.situation.map_picture import map_picture
from sijill.web.situation.pictures import DOTS, Picture, places_picture, shortened, time_picture, types_picture
from sijill.web.timeline import Bar, Timeline

YEAR = "since=2024-01-01&until=2024-12-31"
# What a name could do to a picture: formulas, lines, other scripts, letters that the font lacks, far too much of it.
NAMES = ("Mosul", "$x_1$", "$\\frac{", "two\nlines\x1b", "كركوك", "北京", "‮evil", "x" * 5000, " ", "a\ud800b")


def spot(place: str, events: int = 3, killed: int = 4, at: tuple[float, float] | None = (35.1, 44.4)) -> Spot:
    """A place of Kirkuk."""
    return Spot("IQ", "Kirkuk", place, events, killed, None, *(at or (None, None)))


def days(*figures: tuple[int, int]) -> Timeline:
    """A line of days from the first of May on."""
    bars = [Bar(date(2024, 5, n), date(2024, 5, n), *each) for n, each in enumerate(figures, 1)]
    return Timeline("day", tuple(bars), 0)


def image(picture: Picture | None) -> Image.Image:
    """The dots of a picture, in grey."""
    assert picture
    made = Image.open(BytesIO(picture.png))
    wide, high = picture.width_cm / 2.54 * DOTS, picture.height_cm / 2.54 * DOTS
    assert abs(made.width - wide) <= 1, "it would be stretched"
    assert abs(made.height - high) <= 1, "it would be stretched"
    return made.convert("L")


def dark(picture: Picture | None, below: int = 110) -> int:
    """How many dots are dark in grey print."""
    return sum(image(picture).histogram()[:below])


PICTURES: dict[str, Callable[[], Picture | None]] = {
    "time": lambda: time_picture(days((1, 2), (0, 0), (3, 1))),
    "types": lambda: types_picture([Line("Armed clash", "Battles", 3, 7, 0), Line(None, None, 1, 0, 0)]),
    "places": lambda: places_picture([spot("Daquq"), spot("Mosul", 1, 0, None)]),
    "map": lambda: map_picture([spot("Daquq"), spot("Mosul", 1, 0, (36.3, 43.1))]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_not_blank_and_the_same_again(name: str) -> None:
    first, again = PICTURES[name](), PICTURES[name]()
    assert first == again
    low, high = image(first).getextrema()
    assert low < 60  # type: ignore[operator]
    assert high > 240  # type: ignore[operator]
    assert dark(first) > 2_000
    assert b"matplotlib" not in (first.png if first else b"").lower()


def test_nothing_makes_no_picture() -> None:
    assert time_picture(Timeline("day", (), 3)) is None
    assert types_picture([]) is None
    assert places_picture([]) is None
    assert map_picture([spot("nowhere", at=None)]) is None


def test_the_figures_are_in_the_words_too() -> None:
    told = [made.alt for draw in PICTURES.values() if (made := draw())]
    assert told == [
        "Bars of events and killed by day, 2024-05-01 to 2024-05-03. Events: 4, most in 2024-05-03 (3). Killed: 3, "
        "most in 2024-05-01 (2).",
        "Bars of events and killed by type of event. Most events: Armed clash (3, killed: 7), "
        "not known (1, killed: 0).",
        "Bars of events and killed by place. Most events: Daquq (3, killed: 4), Mosul (1, killed: 0).",
        "Map of 2 places with events; a circle's size goes by events. Most events: Daquq (events: 3, killed: 4), "
        "Mosul (events: 1, killed: 0).",
    ]


def test_more_is_drawn_larger() -> None:
    few, many = (time_picture(days((10, 10), *rest)) for rest in ([(1, 1)] * 9, [(9, 9)] * 9))
    # The bars of events are a middle grey.
    assert dark(many, 170) > 2 * dark(few, 170)
    deadly, ring = (map_picture([spot("Daquq", 3, killed)]) for killed in (4, 0))
    assert dark(deadly) > dark(ring) + 2_000


def test_events_and_killed_differ_in_grey() -> None:
    shades = image(PICTURES["time"]()).histogram()
    events, killed = (max(range(low, high), key=shades.__getitem__) for low, high in ((120, 200), (40, 100)))
    assert min(shades[events], shades[killed]) > 5_000
    assert events - killed > 60


def test_a_map_names_the_places_around() -> None:
    """The same circle on land and in the middle of an ocean: the names make the difference."""
    land, sea = map_picture([spot("", 3, 0)]), map_picture([spot("", 3, 0, (-35.1, -110.0))])
    assert dark(land, 160) > dark(sea, 160) + 1_500


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("error")
def test_any_name_can_be_drawn(name: str) -> None:
    for made in (
        map_picture([spot(name)]),
        places_picture([spot(name)]),
        types_picture([Line(name, None, 1, 1, 0)]),
    ):
        assert image(made).getextrema()[0] < 60  # type: ignore[operator]
        assert made
        assert not {"\x1b", "\u202e", "\ud800"} & set(made.alt)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("كركوك", "كركوك"), ("北京 x", "�� x"), ("a\n\tb", "a b"), ("abcdefghijkl", "abcdefghi…"), ("", "")],
)
def test_names_on_one_line(text: str, shown: str) -> None:
    assert shortened(text, 10) == shown


@pytest.mark.parametrize(
    "spots",
    [
        [spot("the pole", at=(90.0, 0.0))],
        [spot("east", at=(0.0, 180.0)), spot("west", at=(0.0, -180.0))],
        [spot(f"place {n}", n + 1, n % 2, (30 + n / 50, 40 + n / 70)) for n in range(200)],
        [spot("same", n + 1) for n in range(30)],
    ],
    ids=["pole", "world", "many", "one over another"],
)
def test_a_map_of_any_points(spots: list[Spot]) -> None:
    assert dark(map_picture(spots)) > 500


def test_the_document_has_charts_and_map(client: TestClient) -> None:
    answer = client.get(f"/situation.docx?{YEAR}&country=IQ")
    document = Document(BytesIO(answer.content))
    section = document.sections[0]
    across = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    down = (section.page_height or 0) - (section.top_margin or 0) - (section.bottom_margin or 0)
    assert len(document.inline_shapes) == 4
    for shape in document.inline_shapes:
        assert 0 < shape.width <= across
        assert 0 < shape.height <= down
        frame = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        blob = document.part.related_parts[frame].blob
        made = Image.open(BytesIO(blob))
        assert made.format == "PNG"
        # Not stretched: to the pixel.
        assert abs(made.height - made.width * shape.height / shape.width) <= 1
    alts = [each.get("descr") or "" for each in document.element.body.iter(qn("wp:docPr"))]
    kinds = ["Bars of events and killed by week", "Bars of events and killed by type", "Map of", "Bars of events and"]
    assert all(alt.startswith(kind) for alt, kind in zip(alts, kinds, strict=True)), alts
    captions = [p.text for p in document.paragraphs if p.style and p.style.name == "Caption"]
    assert any(text.startswith("Where the events were.") for text in captions)
    ids = [each.get("id") for each in document.element.body.iter(qn("wp:docPr"))]
    assert len(set(ids)) == 4


def test_a_report_of_nothing_has_no_picture(client: TestClient) -> None:
    answer = client.get("/situation.docx?since=1901-01-01&until=1901-01-31")
    assert len(Document(BytesIO(answer.content)).inline_shapes) == 0


def test_a_report_of_hostile_names_has_its_pictures(hostile_client: TestClient) -> None:
    answer = hostile_client.get("/situation.docx?since=2024-01-01&until=2026-12-31")
    document = Document(BytesIO(answer.content))
    assert len(document.inline_shapes) >= 3
    assert all(each.get("descr") for each in document.element.body.iter(qn("wp:docPr")))
