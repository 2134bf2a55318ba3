from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sijill.coding.calendar import Days
from sijill.coding.times import dateline, find_times, read_times, resolve

TUESDAY = date(2019, 8, 27)


def days(said: str) -> Days:
    """`2019-08-26` or `2019-08-26..2019-08-27`."""
    first, _, last = said.partition("..")
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


RELATIVE = [
    ("on Monday", "2019-08-26"),
    ("on Tuesday", "2019-08-27"),
    ("Wednesday", "2019-08-21"),
    ("last Monday", "2019-08-26"),
    ("last Tuesday", "2019-08-20"),
    ("next Friday", "2019-08-30"),
    ("Tuesday night", "2019-08-27"),
    ("late on Sunday", "2019-08-25"),
    ("Sunday's attack", "2019-08-25"),
    ("overnight on Sunday", "2019-08-25"),
    ("yesterday, Monday,", "2019-08-26"),
    ("today", "2019-08-27"),
    ("yesterday evening", "2019-08-26"),
    ("the day before yesterday", "2019-08-25"),
    ("last night", "2019-08-26"),
    ("overnight", "2019-08-26..2019-08-27"),
    ("this morning", "2019-08-27"),
    ("on the 21st", "2019-08-21"),
    ("on the 29th,", "2019-07-29"),
    ("two days ago", "2019-08-25"),
    ("three weeks ago", "2019-08-06"),
    ("two months ago", "2019-06-01..2019-06-30"),
    ("a year ago", "2018-01-01..2018-12-31"),
    ("twenty-four days ago", "2019-08-03"),
    ("Friday of last week", "2019-08-23"),
    ("Saturday the 3rd,", "2019-08-03"),
    ("last week", "2019-08-19..2019-08-25"),
    ("this week", "2019-08-26..2019-08-27"),
    ("last month", "2019-07-01..2019-07-31"),
    ("late last month", "2019-07-21..2019-07-31"),
    ("earlier this month", "2019-08-01..2019-08-26"),
    ("earlier in the week", "2019-08-26"),
    ("this year", "2019-01-01..2019-08-27"),
    ("last year", "2018-01-01..2018-12-31"),
    ("late last year", "2018-10-01..2018-12-31"),
    ("over the weekend", "2019-08-24..2019-08-25"),
    ("the past 24 hours", "2019-08-26..2019-08-27"),
    ("over the last three days", "2019-08-24..2019-08-27"),
    ("Friday and Saturday", "2019-08-23..2019-08-24"),
    ("from Friday to Sunday", "2019-08-23..2019-08-25"),
    ("since Friday", "2019-08-23..2019-08-27"),
]
UNDATED = [
    ("on 21 July", "2019-07-21"),
    ("July 21", "2019-07-21"),
    ("July 21st", "2019-07-21"),
    ("the 21st of July", "2019-07-21"),
    ("(Jan 5)", "2019-01-05"),
    ("September 18", "2018-09-18"),
    ("Sept. 18", "2018-09-18"),
    ("late July", "2019-07-21..2019-07-31"),
    ("early July", "2019-07-01..2019-07-10"),
    ("mid-July", "2019-07-11..2019-07-20"),
    ("at the end of April", "2019-04-21..2019-04-30"),
    ("in March", "2019-03-01..2019-03-31"),
    ("in May", "2019-05-01..2019-05-31"),
    ("in August", "2019-08-01..2019-08-27"),
    ("last August", "2018-08-01..2018-08-31"),
    ("last December", "2018-12-01..2018-12-31"),
    ("May 6 to May 12", "2019-05-06..2019-05-12"),
    ("from May 6-12", "2019-05-06..2019-05-12"),
    ("between 6 and 12 May", "2019-05-06..2019-05-12"),
    ("December 30 to January 2", "2018-12-30..2019-01-02"),
    ("14 October last year", "2018-10-14"),
    ("in October of last year", "2018-10-01..2018-10-31"),
    ("in the second half of May", "2019-05-16..2019-05-31"),
    ("the week of July 8", "2019-07-08..2019-07-14"),
    ("between June and July", "2019-06-01..2019-07-31"),
    ("Easter Sunday", "2019-04-21"),
    ("during Ramadan", "2019-05-06..2019-06-03"),
    ("on Christmas Day", "2018-12-25"),
    ("last summer", "2018-06-01..2018-08-31"),
    ("February 29", "2016-02-29"),
]
DATED = [
    ("21 July 2017", "2017-07-21"),
    ("Friday, July 21, 2017", "2017-07-21"),
    ("Fri Jul 21 2017", "2017-07-21"),
    ("2017-07-21", "2017-07-21"),
    ("21/07/2017", "2017-07-21"),
    ("07/21/2017", "2017-07-21"),
    ("21.07.2017", "2017-07-21"),
    ("in 2014", "2014-01-01..2014-12-31"),
    ("1967", "1967-01-01..1967-12-31"),
    ("late 2012", "2012-10-01..2012-12-31"),
    ("early 2012", "2012-01-01..2012-03-31"),
    ("mid-2012", "2012-05-01..2012-08-31"),
    ("in December 2017", "2017-12-01..2017-12-31"),
    ("early in September 2013", "2013-09-01..2013-09-10"),
    ("the summer of 2014", "2014-06-01..2014-08-31"),
    ("from 6 to 12 May 2016", "2016-05-06..2016-05-12"),
    ("between May 6 and June 2, 2016", "2016-05-06..2016-06-02"),
    ("2017/07/21", "2017-07-21"),
    ("21/07/17", "2017-07-21"),
    ("between 2011 and 2013", "2011-01-01..2013-12-31"),
    ("Good Friday 2016", "2016-03-25"),
    ("Eid al-Fitr 2024", "2024-04-10..2024-04-12"),
    ("9/11", "2001-09-11"),
]
UNKNOWN = [
    "", "recently", "in recent days", "at 3 pm", "the 1980s", "February 30, 2018", "the same day", "at dawn", "may",
    "march on", "three thousand years ago", "for two days",
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), RELATIVE + UNDATED + DATED)
def test_times_mean_days_for_a_report_of_a_day(words: str, said: str) -> None:
    assert resolve(words, TUESDAY) == days(said)


@pytest.mark.parametrize(("words", "said"), DATED)
def test_full_dates_need_no_report_date(words: str, said: str) -> None:
    assert resolve(words, None) == days(said)


@pytest.mark.parametrize("words", [words for words, _ in RELATIVE + UNDATED])
def test_other_times_without_a_report_date_stay_unknown(words: str) -> None:
    assert resolve(words, None) is None


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_no_words_tell_stays_unknown(words: str) -> None:
    assert resolve(words, TUESDAY) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Friday", "2019-08-30"),
        ("September 18", "2019-09-18"),
        ("the 29th,", "2019-08-29"),
        ("June 6", "2020-06-06"),
    ],
)
def test_what_is_still_to_come(words: str, said: str) -> None:
    assert resolve(f"on {words}", TUESDAY, past=False) == days(said)


def test_a_year_can_come_from_elsewhere() -> None:
    assert resolve("on 4 June", None, year_hint=2013) == days("2013-06-04")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("the same day", "2019-08-10"),
        ("that evening", "2019-08-10"),
        ("at dawn", "2019-08-10"),
        ("later in the day", "2019-08-10"),
        ("a few hours later", "2019-08-10"),
        ("a day earlier", "2019-08-09"),
        ("the previous day", "2019-08-09"),
        ("the next morning", "2019-08-11"),
        ("the following Monday", "2019-08-12"),
        ("two weeks later", "2019-08-24"),
        ("a month earlier", "2019-07-01..2019-07-31"),
        ("later that month", "2019-08-01..2019-08-31"),
        ("in October of that year", "2019-10-01..2019-10-31"),
    ],
)
def test_times_told_from_another_time(words: str, said: str) -> None:
    assert resolve(words, TUESDAY, reference=days("2019-08-10")) == days(said)


def test_a_text_is_read_in_order() -> None:
    text = "The camp fell on May 3, 2016. Two days later it was shelled; that evening, and on June 1, it was quiet."
    told = {text[t.expression.start : t.expression.end]: t.days for t in read_times(text, None)}
    assert told == {
        "May 3, 2016": days("2016-05-03"),
        "Two days later": days("2016-05-05"),
        "that evening": days("2016-05-05"),
        "June 1": days("2016-06-01"),
    }


def test_times_are_found_in_running_text() -> None:
    text = "He may march on May 5, or in March; 12 men died Sunday night in the 2014 raid, 40 since, all by late 2016."
    assert [text[t.start : t.end] for t in find_times(text)] == ["May 5", "March", "Sunday night", "2014", "late 2016"]


def test_since_is_told_apart() -> None:
    assert [t.since for t in find_times("since 2017 and in 2018")] == [True, False]


@pytest.mark.parametrize(
    ("text", "line", "place", "day"),
    [
        ("BAGHDAD – Two men", "BAGHDAD –", "BAGHDAD", None),
        ("BEIRUT, Dec 12 (Agency) - Two men", "BEIRUT, Dec 12 (Agency) -", "BEIRUT", "2018-12-12"),
        ("ERBIL (Kurdish News) – Two men", "ERBIL (Kurdish News) –", "ERBIL", None),
        ("Kirkuk / Al-Riyadh Today\n\nTwo men", "Kirkuk / Al-Riyadh Today", "Kirkuk / Al-Riyadh", None),
        ("MOSUL, Iraq (AP) —\xa0Two men", "MOSUL, Iraq (AP) —", "MOSUL, Iraq", None),
        ("Two men die in blast-TEL AFAR, IRAQ —\xa0-Two men", "TEL AFAR, IRAQ —", "TEL AFAR, IRAQ", None),
        ("(VOA) Geneva 14 June 1990 -- Two", "(VOA) Geneva 14 June 1990 --", "Geneva", "1990-06-14"),
        ("DUHOK, Friday 24 Sep 2021 — Jets", "DUHOK, Friday 24 Sep 2021 —", "DUHOK", "2021-09-24"),
        ("QUETTA, Oct 30: Elders", "QUETTA, Oct 30:", "QUETTA", "2018-10-30"),
        ("Cali, Colombia - Two men", "Cali, Colombia -", "Cali, Colombia", None),
        ("Published July 2 2016 Two men", "July 2 2016", None, "2016-07-02"),
        ("Monday, August 19, 2019\n\nTwo men", "Monday, August 19, 2019", None, "2019-08-19"),
    ],
)
def test_a_dateline_is_read(text: str, line: str, place: str | None, day: str | None) -> None:
    found = dateline(text)
    assert found is not None
    assert (text[found.start : found.end], found.place) == (line, place)
    assert found.day(TUESDAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    "text", ["", "Two men died - both were soldiers.", "The army said on 5 May 2014 - late -", "BREAKING: Two"]
)
def test_other_first_lines_are_no_dateline(text: str) -> None:
    assert dateline(text) is None


WORDS = (
    "last|this|Monday|May|12|2014|,|-|to|and|early|late|two|days|ago|the|of|week|month|year|same|since|31st|9999|BASRA"
)
TEXTS = st.text() | st.lists(st.sampled_from(WORDS.split("|"))).map(" ".join)


@given(TEXTS, st.none() | st.dates(), st.booleans())
@example("A" * 400, None, True)  # slow where a pattern can fit in many ways
@example("A'B.C-" * 70, None, True)
@example("late last " * 1000, TUESDAY, True)
def test_any_text_is_read_offsets_hold_and_days_are_in_order(text: str, anchor: date | None, past: bool) -> None:
    last = 0
    for time, told in read_times(text, anchor, past=past):
        assert last <= time.start < time.end <= len(text)
        assert text[time.start : time.end].strip() == text[time.start : time.end]
        assert told is None or told.earliest <= told.latest
        last = time.end
    line = dateline(text)
    assert line is None or 0 <= line.start < line.end <= len(text)


@given(st.sampled_from(["Monday", "Wednesday", "Sunday"]), st.dates(min_value=date(1900, 1, 8)))
def test_a_weekday_lies_within_the_week_before(weekday: str, anchor: date) -> None:
    told = resolve(f"on {weekday}", anchor)
    assert told is not None
    assert told.earliest == told.latest
    assert 0 <= (anchor - told.latest).days < 7
    assert told.latest.strftime("%A") == weekday
