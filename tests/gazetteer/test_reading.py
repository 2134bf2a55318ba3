"""All names of a text placed together, by their words and those around them. Names stand in square brackets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.gazetteer import gazetteer
from sijill.gazetteer.entry import kilometres
from sijill.model import Place

G = gazetteer()


def read(text: str, hint: str | None = None) -> list[Place | None]:
    """The places of the names in brackets."""
    plain, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", text):
        if part.startswith("["):
            spans.append((len(plain), len(plain) + len(part) - 2))
            part = part[1:-1]
        plain += part
    return G.read(plain, spans, hint)


def first(text: str, hint: str | None = None) -> Place:
    place = read(text, hint)[0]
    assert place is not None, text
    return place


def gap(place: Place, point: tuple[float, float]) -> float:
    """Kilometres between a place and a point."""
    assert place.latitude is not None
    assert place.longitude is not None
    return kilometres((place.latitude, place.longitude), point)


@pytest.mark.parametrize(
    ("text", "country", "admin1"),
    [
        ("A house burnt down in [London], Ky., and firemen from [London] came late.", "US", "Kentucky"),
        ("A fair in [Paris], [Texas]", "US", "Texas"),
        ("A fair in [Paris], the French capital", "FR", None),
        ("[Georgetown] in [Guyana]", "GY", None),
        ("[Hamilton], Ont.", "CA", "Ontario"),
        ("[Victoria], B.C.", "CA", "British Columbia"),
        ("[Valencia] in northern [Venezuela]", "VE", "Carabobo"),
        ("the village of [Rashad] in the [Daquq] district of [Kirkuk] province", "IQ", "Kirkuk"),
        ("police in [Hyderabad] in [Sindh] province, [Pakistan]", "PK", "Sindh"),
        ("police in [Hyderabad], the capital of [Telangana], [India]", "IN", "Telangana"),
        ("[Northern Territory] police in [Darwin], [Australia]", "AU", "Northern Territory"),
        ("[Mogadishu], [Somalia]", "SO", "Banadir"),
    ],
)
def test_words_around_a_name_tell_which_place_it_is(text: str, country: str, admin1: str | None) -> None:
    place = first(text)
    assert place.country == country
    assert admin1 is None or place.admin1 == admin1


def test_what_stands_beside_a_name_once_holds_throughout() -> None:
    places = read("[London], Ky. - A barn burnt down on Monday. Firemen from [London] and [Lexington] came.")
    assert [p.admin1 for p in places if p] == ["Kentucky"] * 3


def test_a_list_is_no_nesting() -> None:
    hama, homs, idlib = read("Shells fell on [Hama], [Homs] and [Idlib].")
    assert [p.admin1 for p in (hama, homs, idlib) if p] == ["Hama", "Homs", "Idlib"]


@pytest.mark.parametrize(
    ("text", "where", "geo"),
    [
        ("A bomb went off in [Hawija].", 1, 1),
        ("A bomb went off in [Hawija district].", 3, 2),
        ("A bomb went off near [Hawija].", 2, 2),
        ("A bomb went off 20 km north of [Tikrit].", 2, 2),
        ("A bomb went off 70 km north of [Tikrit].", 5, 3),
        ("A bomb went off on the road from [Baiji] to [Tikrit].", 5, 3),
        ("A bomb went off in [Diyala] province.", 4, 3),
        ("A bomb went off in southern [Kirkuk province].", 4, 2),
        ("A bomb went off in the [Hamrin Mountains].", 5, 3),
        ("A bomb went off on the [Iraqi-Syrian border].", 5, 3),
        ("A bomb went off in northern [Iraq].", 5, 2),
        ("A bomb went off in [Iraq].", 6, 3),
        ("A ship was hit in the [Gulf of Aden].", 7, 3),
        ("A bomb went off in the village of [Tel Zanbur] in [Khanaqin district].", 3, 2),
        ("A bomb went off in the village of [Tel Zanbur] in [Diyala] province.", 4, 3),
    ],
)
def test_precision_codes(text: str, where: int, geo: int) -> None:
    place = first(text)
    assert (place.where_prec, place.geo_precision) == (where, geo)


@pytest.mark.parametrize(
    ("text", "name", "point", "km"),
    [
        ("A bomb went off 20 km north of [Tikrit].", "Tikrit", (34.79, 43.68), 5),
        ("They met 15 miles west of the city of [Mosul].", "Mosul", (36.34, 42.86), 8),
        ("A car was hit on the road from [Baiji] to [Tikrit].", "Baiji", (34.77, 43.58), 10),
        ("A car was hit on the [Baiji]–[Tikrit] highway.", "Baiji", (34.77, 43.58), 10),
        ("Militants fled through northern [Iraq].", "northern Iraq", (35.5, 44.0), 100),
        ("Guards on the border with [Syria] fired, [Iraq] said.", "border with Syria", (36.0, 41.4), 150),
        ("Talks between [Baghdad] and [Erbil] failed.", "Baghdad", (33.33, 44.4), 10),
    ],
)
def test_relative_places(text: str, name: str, point: tuple[float, float], km: float) -> None:
    place = first(text)
    assert place.name == name
    assert gap(place, point) < km


def test_an_unknown_village_keeps_its_name_at_the_district() -> None:
    village, district = read("the village of [Tel Zanbur] in the [Khanaqin district]")
    assert village is not None
    assert district is not None
    assert (village.name, village.place_id) == ("Tel Zanbur", None)
    assert (village.admin1, village.latitude, village.where_prec) == ("Diyala", district.latitude, district.where_prec)
    assert "admin1" in village.inferred
    assert {"latitude", "longitude"} <= set(village.inferred)


def test_an_unknown_name_lies_by_the_nearest_known_one() -> None:
    places = read(
        "Two men died in [Tel Zanbur] near [Khanaqin]. The army said in [Baghdad] that it would look into it."
    )
    assert places[0] is not None
    assert gap(places[0], (34.35, 45.39)) < 10
    later = read("In [Baghdad] the army said nothing.\nTwo men died in [Khanaqin] and one in [Tel Zanbur].")[2]
    assert later is not None
    assert gap(later, (34.35, 45.39)) < 10


def test_where_nothing_near_is_known_only_the_country_is() -> None:
    place = first("Gunmen shot a guard at [Tel Zanbur], police said.", hint="IQ")
    assert (place.country, place.latitude, place.where_prec, place.geo_precision) == ("IQ", None, None, None)
    assert place.inferred == ("country",)
    assert read("Gunmen shot a guard at [Tel Zanbur], police said.") == [None]


@pytest.mark.parametrize(
    ("text", "admin1"),
    [
        ("[Mosul] was calm. A shell hit [the city] at night.", "Nineveh"),
        ("[Mosul] was calm, so was [Hawija]. A shell hit [the town] at night.", "Kirkuk"),
        ("[Diyala] province was calm. [Hawija] was not. They left [the province].", "Diyala"),
    ],
)
def test_a_kind_word_alone_points_back(text: str, admin1: str) -> None:
    place = read(text)[-1]
    assert place is not None
    assert place.admin1 == admin1


def test_a_direction_alone_is_a_part_of_the_country() -> None:
    place = read("Floods in [the south] of [Iraq] and in [Basra]")[0]
    assert place is not None
    assert place.latitude is not None
    assert (place.country, place.where_prec) == ("IQ", 5)
    assert place.latitude < 32.5


def test_a_missing_county_is_no_town_of_its_name() -> None:
    place = read("a sheriff of [Laurel County] in [Kentucky]")[0]
    assert place is not None
    assert (place.admin1, place.place_id) == ("Kentucky", None)


def test_a_small_namesake_elsewhere_is_not_meant() -> None:
    place = read("The neighbourhood of [Salihiyah] in [Hasakah] was shelled, [Syria]n media said.")[0]
    assert place is not None
    assert place.admin1 == "Al-Hasakah"


def test_an_embassy_lies_where_the_report_is() -> None:
    place = read("A crowd burnt the [Iranian consulate] in [Karbala], [Iraq].")[0]
    assert place is not None
    assert place.country == "IQ"


def test_mountains_lie_in_the_division_that_the_report_names() -> None:
    assert first("the [Hamrin Mountains] in [Diyala] province").admin1 == "Diyala"
    assert first("the [Hamrin Mountains]").admin1 is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Mosul", "the town", "Tel Zanbur", "northern Iraq", "Red Sea", "X", "Syria"]), max_size=7)
)
def test_reading_is_total_and_stays_in_range(names: list[str]) -> None:
    text = ". In ".join(f"[{name}]" for name in names)
    places = read(text, "IQ")
    assert places == read(text, "IQ")
    assert len(places) == len(names)
    for place in filter(None, places):
        assert (place.latitude is None) == (place.longitude is None) == (place.where_prec is None)
        assert place.latitude is None or -90 <= place.latitude <= 90
