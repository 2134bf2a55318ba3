"""Names -> places: tables of what must be found where, and what must not be found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.gazetteer import gazetteer
from sijill.gazetteer.entry import kilometres
from sijill.model import Place

G = gazetteer()


def _one(name: str, hint: str | None = None) -> Place:
    place = G.resolve([name], hint)[0]
    assert place is not None, name
    return place


@pytest.mark.parametrize(
    ("name", "hint", "country", "admin1", "point"),
    [
        ("Karma", None, "IQ", "Al Anbar", (33.4, 43.9)),
        ("Khanaqin", None, "IQ", "Diyala", (34.35, 45.39)),
        ("Khanaqeen", None, "IQ", "Diyala", (34.35, 45.39)),
        ("Salahuddin province", None, "IQ", "Salah al-Din", (34.5, 43.6)),
        ("Saladin governorate", None, "IQ", "Salah al-Din", (34.5, 43.6)),
        ("Mount Sinjar", None, "IQ", "Nineveh", (36.37, 41.8)),
        ("Makhmour", None, "IQ", "Nineveh", (35.78, 43.58)),
        ("Ain al-Asad base", None, "IQ", "Al Anbar", (33.79, 42.44)),
        ("Wadi Hauran", None, "IQ", "Al Anbar", (33.6, 41.5)),
        ("Adhamiya neighbourhood", "IQ", "IQ", "Baghdad", (33.37, 44.37)),
        ("Deir Ezzor", None, "SY", "Deir ez-Zor", (35.34, 40.14)),
        ("Deir al-Zour province", None, "SY", "Deir ez-Zor", (35.0, 40.3)),
        ("Khan Sheikhun", None, "SY", "Idlib", (35.44, 36.65)),
        ("Ras al-Ain", "SY", "SY", "Al-Hasakah", (36.85, 40.07)),
        ("Al-Tanf", None, "SY", "Homs", (33.51, 38.62)),
        ("Douma", "SY", "SY", "Rif Dimashq", (33.57, 36.4)),
        ("Maiduguri", None, "NG", "Borno", (11.85, 13.15)),
        ("Mogadishu", None, "SO", "Banadir", (2.04, 45.34)),
        ("Helmand province", None, "AF", "Helmand", (31.0, 64.0)),
        ("North Waziristan", None, "PK", "Khyber Pakhtunkhwa", (33.0, 70.0)),
        ("Srinagar", None, "IN", "Jammu and Kashmir", (34.09, 74.8)),
        ("Medellin", None, "CO", "Antioquia", (6.25, -75.56)),
        ("Culiacan", None, "MX", "Sinaloa", (24.8, -107.39)),
        ("Mariupol", None, "UA", "Donetsk", (47.1, 37.55)),
        ("Marib", "YE", "YE", "Marib", (15.46, 45.33)),
        ("Goma", None, "CD", "North Kivu", (-1.68, 29.22)),
    ],
)
def test_known_places(name: str, hint: str | None, country: str, admin1: str, point: tuple[float, float]) -> None:
    place = _one(name, hint)
    assert (place.country, place.admin1) == (country, admin1)
    assert place.latitude is not None
    assert place.longitude is not None
    assert kilometres((place.latitude, place.longitude), point) < 30
    assert place.name == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        *[(word, None) for word in ("Of", "Police", "Mobile", "Most", "March", "Central", "the city", "the base")],
        *[(word, "IQ") for word in ("Ali", "Hassan", "soldiers", "the village", "southeast", "several houses")],
        ("Qwertyuiop", None),
        ("Russian embassy", "SY"),
        ("", None),
    ],
)
def test_no_place_is_better_than_a_wrong_one(name: str, hint: str | None) -> None:
    assert G.resolve([name], hint) == [None]


@pytest.mark.parametrize(
    ("names", "country"),
    [
        (["Tripoli", "Benghazi", "Misrata"], "LY"),
        (["Tripoli", "Beirut", "Sidon"], "LB"),
        (["Hama", "Idlib", "Aleppo"], "SY"),
        (["Cordoba", "Monteria", "Colombia"], "CO"),
        (["Georgia", "Tbilisi"], "GE"),
        (["Palmyra", "Homs"], "SY"),
        (["Tahrir Square", "Cairo"], "EG"),
        (["Tahrir Square", "Baghdad"], "IQ"),
        (["Valencia", "Carabobo", "Caracas"], "VE"),
    ],
)
def test_names_of_one_report_speak_for_one_another(names: list[str], country: str) -> None:
    first = G.resolve(names)[0]
    assert first is not None
    assert first.country == country


@pytest.mark.parametrize(
    ("names", "admin1"),
    [
        (["Rashad village, Muqdadiya"], "Diyala"),
        (["Rashad, Kirkuk province"], "Kirkuk"),
        (["Bara, Idlib"], "Idlib"),
        (["Sinjar", "Nineveh", "Mosul"], "Nineveh"),
        (["Punjab province", "Lahore", "Pakistan"], "Punjab"),
    ],
)
def test_containment_decides(names: list[str], admin1: str) -> None:
    first = G.resolve(names)[0]
    assert first is not None
    assert first.admin1 == admin1


@pytest.mark.parametrize(
    ("name", "point", "tolerance"),
    [
        ("20 km north of Kirkuk", (35.65, 44.39), (5, 25)),
        ("between Diyala and Salahuddin provinces", (34.2, 44.25), (60, 150)),
        ("southern Kirkuk province", (35.1, 44.2), (40, 150)),
        ("Iraq and Syria", (34.0, 41.2), (300, 900)),
        ("between Baiji and Siniya", (34.95, 43.45), (10, 60)),
        ("west of Baghdad", (33.33, 44.18), (10, 60)),
    ],
)
def test_points_off_a_place(name: str, point: tuple[float, float], tolerance: tuple[float, float]) -> None:
    place = _one(name)
    assert place.latitude is not None
    assert place.longitude is not None
    assert place.tolerance_km is not None
    assert kilometres((place.latitude, place.longitude), point) < 25
    assert tolerance[0] <= place.tolerance_km <= tolerance[1]


@pytest.mark.parametrize(
    ("name", "kilometres_"),
    [("Nahr al-Imam village", 10), ("Hawija", 25), ("Hamrin Mountains", 60), ("Diyala province", 120), ("Iraq", 500)],
)
def test_tolerance_follows_the_kind(name: str, kilometres_: float) -> None:
    assert _one(name, "IQ").tolerance_km == kilometres_


def test_direction_moves_within_the_division() -> None:
    north, south = _one("northern Diyala province"), _one("southern Diyala province")
    assert north.latitude is not None
    assert south.latitude is not None
    assert north.latitude > south.latitude
    assert north.admin1 == south.admin1 == "Diyala"


def test_an_unknown_village_lies_where_its_report_puts_it() -> None:
    place = G.locate("Tel Zanbur village", ["Khanaqin", "Diyala"])
    near = _one("Khanaqin")
    assert place is not None
    assert place.name == "Tel Zanbur village"
    assert (place.admin1, place.latitude, place.longitude) == ("Diyala", near.latitude, near.longitude)
    assert place.place_id is None
    assert G.locate("Tel Zanbur village", ["Nowhere at all"]) is None
    further = G.locate("Tel Zanbur village", ["Iraq", "Turkey", "Khanaqin"], "IQ")
    assert further is not None
    assert (further.latitude, further.longitude) == (near.latitude, near.longitude)


def test_what_no_words_say_is_marked_inferred() -> None:
    village, division, nation = G.resolve(["Hawija", "Kirkuk province", "Iraq"])
    assert village is not None
    assert division is not None
    assert nation is not None
    assert village.inferred == ("latitude", "longitude")
    assert _one("Hawija").inferred == ("admin1", "country", "latitude", "longitude")
    assert nation.admin1 is None


def test_another_spelling_far_from_the_reports_country_is_not_meant() -> None:
    somali = ["Mogadishu", "Kismayo", "Baidoa", "Beledweyne", "Bosaso"]
    *_, medina = G.resolve([*somali, "Medina"], "SO")
    assert medina is None or medina.country != "IQ"
    *_, medina = G.resolve(["Basra", "Nasiriyah", "Amara", "Medina"], "IQ")
    assert medina is not None
    assert medina.country == "IQ"


def test_the_capital_is_that_of_the_reports_country() -> None:
    place = G.resolve(["the capital", "Basra", "Mosul"])[0]
    assert place is not None
    assert (place.country, place.admin1) == ("IQ", "Baghdad")


@pytest.mark.parametrize("name", ["Diyala", "Khanaqin", "Iraq", "Mosul", "Hamrin Mountains", "Nineveh"])
def test_is_place_overrules_a_person_tag(name: str) -> None:
    assert G.is_place(name) > 0.5


@pytest.mark.parametrize("name", ["Ali", "Mobile", "Police", "the city", "Mustafa", "Qwertyuiop", "Syrian"])
def test_is_place_leaves_other_words_alone(name: str) -> None:
    assert G.is_place(name) <= 0.5


def test_find_ranks_by_country() -> None:
    assert G.find("Valencia", "VE")[0].country == "VE"
    assert G.find("Valencia", "ES")[0].country == "ES"
    assert [e.kind for e in G.find("Kirkuk")][:1] == ["district"]
    assert [e.kind for e in G.find("Kirkuk province")][:1] == ["admin1"]


def test_lookups_are_fast() -> None:
    G.resolve(["Baghdad"])
    names = [f"Nowhere{n}" for n in range(200)]
    start = time.perf_counter()
    G.resolve(names)
    assert (time.perf_counter() - start) / len(names) < 0.01


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_names_give_places_in_order(names: list[str]) -> None:
    places = G.resolve(names)
    assert len(places) == len(names)
    assert places == G.resolve(names)
    for place in places:
        if place and place.latitude is not None and place.longitude is not None:
            assert -90 <= place.latitude <= 90
