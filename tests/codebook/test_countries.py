"""Countries by name, adjective and people."""

from __future__ import annotations

import pytest

from sijill.codebook.countries import countries, countries_in, country_of


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Iraq", "IQ"),
        ("Iraqi", "IQ"),
        ("Iraqis", "IQ"),
        ("Syria's", "SY"),
        ("US", "US"),
        ("U.S.", "US"),
        ("the United States", "US"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("Congolese", "CD"),
        ("DR Congo", "CD"),
        ("us", None),
        ("car", None),
        ("Baghdad", None),
        ("", None),
    ],
)
def test_country_of(word: str, code: str | None) -> None:
    assert country_of(word) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Turkish jets struck northern Iraq", ["TR", "IQ"]),
        ("South Sudanese troops entered Sudan", ["SS", "SD"]),
        ("a strike by the U.S", ["US"]),
        ("U.S. and U.K. jets", ["US", "GB"]),
        ("they told us that the car left", []),
        ("Equatorial Guinea and Guinea-Bissau", ["GQ", "GW"]),
    ],
)
def test_countries_in(text: str, codes: list[str]) -> None:
    assert countries_in(text) == codes


def test_every_country_has_an_adjective_and_a_point() -> None:
    for country in countries().values():
        assert country.adjectives, country.code
        assert country.plain_name, country.code
        assert -60 < country.latitude < 75, country.code
