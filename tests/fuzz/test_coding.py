"""Coding takes any text: whatever words, numbers and signs it is made of, and however long."""

from __future__ import annotations

import io
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.seeds import COMMON, TEXT, WORDS
from benchmarks.fuzz.targets import check, check_coded
from sijill.coding import load
from sijill.coding.portions import LONGEST, SECONDS, OverdueError, portions
from sijill.intake import read
from sijill.model import Report

PIECES = [piece.decode("utf-8", "replace") for piece in WORDS + COMMON]
BEGINNINGS = ["", TEXT, "Three soldiers were killed in Mosul on Monday. "]
ANY = st.text(st.characters(exclude_categories=()), max_size=200)
# No portion of a text may take longer, in seconds of processor time.
MOST = 10.0


def code(text: str) -> None:
    """Read a text as `sijill code` would, code it, and see that it is sound."""
    for item in read("-", stdin=io.BytesIO(text.encode("utf-8", "replace"))):
        check(item)
        if isinstance(item, Report):
            check_coded(item, load().code(item))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40), st.integers(1, 9)
)
def test_no_text_trips_the_coder(beginning: str, pieces: list[str], times: int) -> None:
    code(beginning + "".join(pieces) * times)


@settings(max_examples=40, deadline=None)
@given(ANY, st.none() | ANY, st.none() | st.dates())
def test_no_head_trips_the_coder(text: str, title: str | None, published: date | None) -> None:
    # As a report made by hand, which no reader has seen: half of a surrogate pair may be in it.
    report = Report(id="r", title=title, published=published, text=f"{text} Two soldiers were killed in Gao. {text}")
    coded = load().code(report)
    assert all(report.text[e.start : e.end] == e.text for event in coded.events for e in event.evidence)


KILLED = "Two soldiers were killed in Mosul. "


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "Two soldiers were killed. ",
            "Two soldiers were killed in Mosul on Monday. ",
            "killed ",
            "1, ",
            "1 ",
            "12,345 ",
        ),
        *(
            "two soldiers and ",
            "two soldiers, ",
            "in Mosul, ",
            "Mosul ",
            "on Monday ",
            "May 14 ",
            "14/05/2024 ",
            "said ",
        ),
        *(
            "the army and the police attacked ISIS ",
            "Ahmed al-Jubouri, ",
            "“We killed two soldiers,” ",
            "which killed ",
        ),
        *(
            "hundred ",
            "thousand ",
            "million ",
            "dozen ",
            "two hundred and ",
            "more than ",
            "at least two or three ",
            "the ",
        ),
        *(
            " ",
            "\n",
            "\n\n",
            "\t",
            "\u00a0",
            "a",
            "A",
            "9",
            ".",
            ",",
            "-",
            "(",
            ")",
            "[",
            '"',
            "“",
            "'",
            "’s ",
            "|",
            "–",
            "…",
        ),
        *(
            "\u202e",
            "\u0301",
            "\u200b",
            "😀",
            "一",
            "ا",
            "²",
            "½",
            "A.",
            "a.b",
            "a-",
            "A B ",
            "Al-",
            "10 km south of ",
            "between ",
        ),
        *(
            "Killed\n",
            "- Two killed\n",
            "* Mosul: 2 killed\n",
            "2 | 3 | 4\n",
            "https://a.b/c?d ",
            "@a #b ",
            "I.S. ",
            "U.S. ",
        ),
    ],
    ids=lambda piece: piece.encode("unicode_escape").decode(),
)
def test_no_portion_takes_long(piece: str) -> None:
    text = (KILLED + piece * (LONGEST // len(piece)))[:LONGEST]
    report = Report(id="r", published=date(2024, 5, 14), text=text)
    began = time.process_time()
    check_coded(report, load().code(report))
    assert time.process_time() - began < MOST


def test_ten_thousand_numbers() -> None:
    text = KILLED + ", ".join(f"{number:,}" for number in range(10_000)) + " people were killed in Mosul on Monday."
    report = Report(id="r", text=text)
    began = time.process_time()
    check_coded(report, load().code(report))
    assert time.process_time() - began < MOST * len(list(portions(report)))


def test_a_report_that_takes_too_long_is_set_aside() -> None:
    report = Report(id="r", text=KILLED * 5_000)
    ticks = iter(float(number) * SECONDS * 0.4 for number in range(99))
    with pytest.raises(OverdueError) as caught:
        list(portions(report, clock=lambda: next(ticks)))
    assert caught.value.reason == "coding this report takes more than 600 seconds"
    assert caught.value.mend
