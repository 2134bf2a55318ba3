"""The places that ship with the package: all of them, with their codes."""

from __future__ import annotations

from collections import Counter

import pytest

from sijill.gazetteer.shipped import SETTLEMENTS_NOTE, divisions, other_names, settlements, tabled, world_lines


def test_all_settlements_are_there() -> None:
    lines = world_lines()
    assert len(lines) > 230_000
    assert len({line.split("\t", 1)[0] for line in lines}) == len(lines)
    countries = Counter(line.split("\t")[1] for line in lines)
    assert len(countries) > 230
    # As many in countries that reports seldom name as GeoNames has.
    assert countries["US"] > 20_000
    assert sum("|" in line for line in lines) > 60_000


def test_a_settlement_is_read_whole() -> None:
    line = "94787\tIQ\t13\t35.468\t44.392\t1031000\tKirkuk\tKarkuk|كركوك"
    ((entry, names),) = settlements([line])
    assert (entry.name, entry.kind, entry.country, entry.admin1) == ("Kirkuk", "city", "IQ", "Kirkuk")
    assert (entry.point, entry.population, entry.place_id, entry.layer) == (
        (35.468, 44.392),
        1_031_000,
        "94787",
        "world",
    )
    assert names == ("Karkuk", "كركوك")


def test_the_largest_come_first_and_an_unknown_division_is_the_nearest() -> None:
    lines = ["1\tIQ\t99\t33.3\t44.4\t10\tSmall\t", "2\tIQ\t\t36.3\t43.1\t6000\tLarge\t", "3\tZZ\t01\t0\t0\t0\tNone\t"]
    found = [(entry.name, entry.kind, entry.admin1) for entry, _ in settlements(lines)]
    assert found == [("Large", "town", "Nineveh"), ("Small", "village", "Baghdad"), ("None", "village", None)]


@pytest.mark.parametrize(
    ("others", "wanted"),
    [
        (("KIK", "Karkuk", "Kerkouk"), ["Karkuk", "Kerkouk"]),
        (("Kirkūk", "KIRKUK", "Al-Kirkuk"), []),
        (("كركوك", "کرکوک", "Киркук", "基爾庫克"), ["كركوك"]),
        (("Kirkuk 2", "a|b", "", "Kar\tkuk"), []),
    ],
)
def test_other_names_in_latin_and_arabic_letters_once(others: tuple[str, ...], wanted: list[str]) -> None:
    assert list(other_names("Kirkuk", others)) == wanted


@pytest.mark.parametrize(
    ("country", "said", "name"),
    [
        ("IQ", "13", "Kirkuk"),
        ("IQ", "IQ-KI", "Kirkuk"),
        ("IQ", "Ninawa", "Nineveh"),
        ("IQ", "نينوى", "Nineveh"),
        ("US", "WA", "Washington"),
        ("SY", "SY-HM", "Hama"),
        ("IQ", "Ruritania", None),
        ("IQ", "", None),
    ],
)
def test_divisions_by_geonames_code_iso_code_and_name(country: str, said: str, name: str | None) -> None:
    assert divisions().told(country, said) == name


def test_nearest_division_of_a_country_that_has_none() -> None:
    assert divisions().nearest("ZZ", 0.0, 0.0) is None


def test_codes_of_divisions_and_where_their_points_come_from() -> None:
    found = [entry for entry, _ in tabled() if entry.layer == "admin1" and entry.kind == "admin1"]
    coded = [entry for entry in found if entry.code]
    assert len(coded) > 3700
    assert all(entry.code and entry.code.startswith(f"{entry.country}-") for entry in coded)
    assert len({entry.code for entry in coded}) == len(coded)
    middles = [entry for entry in found if entry.note]
    assert {entry.note for entry in middles} == {SETTLEMENTS_NOTE}
    assert 0 < len(middles) < len(found) / 4


def test_codes_are_those_of_iso_3166_2() -> None:
    import pycountry

    known = {subdivision.code for subdivision in pycountry.subdivisions}
    strange = [entry.code for entry, _ in tabled() if entry.layer == "admin1" and entry.code not in known | {None}]
    assert len(strange) < 60, strange


def test_names_of_one_division_are_no_other_divisions_own() -> None:
    own = {(entry.country, entry.name) for entry, _ in tabled() if entry.layer == "admin1"}
    assert len(own) == sum(1 for entry, _ in tabled() if entry.layer == "admin1")
