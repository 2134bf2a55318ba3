from __future__ import annotations

from datetime import date

import pytest

from sijill.intake.dates import date_in_head, date_in_url, parse_date, two_ways

DAY = date(2024, 5, 14)
PROSE = "Gunmen opened fire on a checkpoint east of the town before dawn, and two soldiers were killed, officials said."


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-14",
        "2024-05-14T23:30:00.000Z",
        "2024-05-14 10:00:00+00:00",
        "2024/5/14",
        "20240514",
        "20240514T101010Z",
        "Tue, 14 May 2024 10:00:00 GMT",
        "Tue, 14 May 2024 10:00:00 -0500",
        "14 May 2024",
        "14th of May, 2024",
        "14-May-2024",
        "May 14, 2024",
        "  May 14th 2024 ",
        "MAY 14, 2024",
        "Tuesday, 14 May 2024, 11:42",
        "Tuesday, May 14, 2024 5:58AM",
        "May 14 2024 14:22:00",
        "May 14th, 2024 - 16:12 GMT",
        "14-05-2024",
        "05/14/2024",
        "14.05.2024",
    ],
)
def test_a_date_is_read_in_its_common_forms(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "May 2024",
        "2024",
        "14 May",
        "31 February 2024",
        "2024-13-01",
        "03/04/2024",
        "14 May 2024 attack",
        "0024-05-14",
    ],
)
def test_what_is_no_whole_date_is_null(text: str) -> None:
    assert parse_date(text) is None


def test_a_numeric_date_is_ambiguous_only_where_day_and_month_could_change_places() -> None:
    assert two_ways("03/04/2024")
    assert parse_date("04/04/2024") == date(2024, 4, 4)
    assert not two_ways("14/05/2024")
    assert parse_date("03.04.2024") == date(2024, 4, 3)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/2024/05/14/blast", DAY),
        ("https://news.example/world/2024/may/14/blast", DAY),
        ("https://news.example/blast-2024-05-14.html", DAY),
        ("https://news.example/2024/14/05/blast", None),
        ("https://news.example/story/20240514", None),
        ("https://news.example/2024/05/", None),
    ],
)
def test_date_in_an_address(url: str, expected: date | None) -> None:
    assert date_in_url(url) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Blast in market\nPublished: 14 May 2024\n", DAY),
        ("Published On 14 May 2024\n", DAY),
        ("Published: Tue 14 May 2024, 6:20 PM\nLast updated: Wed 15 May 2024, 9:02 AM\n", DAY),
        ("Date of publication 14 May 2024\n", DAY),
        ("Published in The Valley Observer, May 14th, 2024\n", DAY),
        ("Blast in market\n14-05-2024\n", DAY),
        ("Tuesday, May 14, 2024\n", DAY),
        ("Capital, Tuesday 14 May 2024\n", DAY),
        ("A. Reporter  |  2024/05/14 00:36\n", DAY),
        ("Published:\n", None),
        ("CAPITAL, Country, May 14, 2024 (Agency) -- ", DAY),
        ("Old Town, 14 May 2024 - ", DAY),
        ("CAPITAL, May 14, 2024: ", DAY),
        ("Attack in Old Town on 14 May 2024 - what is known\n", None),
        ("On May 14, 2024 - ", None),
        ("CAPITAL, May 14 (Agency) -\n", None),
        ("Last updated: 14 May 2024\n", None),
        ("Incidents, 8 May – 14 May 2024\n", None),
        ("", None),
    ],
)
def test_date_in_the_head_of_a_text(head: str, expected: date | None) -> None:
    assert date_in_head(head + PROSE) == expected


def test_a_chronology_has_no_date_of_publication() -> None:
    assert date_in_head(f"14 May 2024\n{PROSE}\n15 May 2024\n{PROSE}") is None


def test_a_chronology_by_towns_has_no_date_of_publication() -> None:
    assert date_in_head(f"CAPITAL, 14 May 2024: {PROSE}\nOLD TOWN, 15 May 2024: {PROSE}") is None


def test_a_date_below_the_first_prose_is_not_its_head() -> None:
    assert date_in_head(f"{PROSE}\n14 May 2024\n{PROSE}") is None
