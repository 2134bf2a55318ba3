"""Strength, control and totals: stated, and no event."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.coding.assertions import assertions
from sijill.coding.frames import Chars, Frame, Role
from sijill.model import Assertion
from tests.coding.conftest import SettingMaker

PUBLISHED = "2024-05-14"

_AMERICANS = ("Military Forces of the United States", 700, 700, "military personnel")

STRENGTHS = [
    ("There are around 1,200 Turkish troops in northern Iraq.", [("Military Forces of Turkey", 1200, 1200, "troops")]),
    (
        "Officials estimate that between 300 and 500 ISIS fighters remain in the hills of Hamrin.",
        [("Islamic State", 300, 500, "fighters")],
    ),
    (
        "France maintains 1,500 soldiers in Niger and 1,000 in Chad.",
        [
            ("Military Forces of France", 1500, 1500, "soldiers"),
            ("Military Forces of France", 1000, 1000, "soldiers"),
        ],
    ),
    ("Boko Haram is thought to have about 900 fighters on the lake.", [("Boko Haram", 900, 900, "fighters")]),
    ("Up to 600 Taliban gunmen are believed to be in the valley.", [("Taliban", 0, 600, "gunmen")]),
    (
        "The RSF have some 8,000 men in Darfur, 2,000 of them in Nyala.",
        [("Rapid Support Forces", 8000, 8000, "men"), ("Rapid Support Forces", 2000, 2000, "men")],
    ),
    ("Boko Haram holds the island. Its strength is put at 300.", [("Boko Haram", 300, 300, "fighters")]),
    ("ISIS had a camp in the hills; fewer than 90 remain.", [("Islamic State", 0, 89, "fighters")]),
    ("Hezbollah is put at 350 to 550 fighters.", [("Hezbollah", 350, 550, "fighters")]),
    ("The 3,000-strong Taliban force is near Kunduz.", [("Taliban", 3000, 3000, "fighters")]),
    ("There are 700 US military personnel in Niger.", [_AMERICANS]),
    ("ISIS struck the town. The number of dead was put at 40.", []),
    ("The militants killed 20 soldiers.", []),
    ("Twelve fighters were arrested; there are no others.", []),
    ("There were 40 people in the market when the shells fell.", []),
    ("Al-Shabaab has released 30 soldiers.", []),
]

CONTROLS = [
    ("Baiji was under the control of ISIS for a year.", [("Islamic State", "Baiji")]),
    ("Houthi fighters still control the port of Hodeidah.", [("Houthi movement", "Hodeidah")]),
    ("Raqqa, which is held by ISIS, was quiet on Sunday.", [("Islamic State", "Raqqa")]),
    ("Idlib is in the hands of Hayat Tahrir al-Sham.", [("Hayat Tahrir al-Sham", "Idlib")]),
    ("The RSF have held most of Nyala since October 2023.", [("Rapid Support Forces", "Nyala")]),
    ("Mosul fell under ISIS control in June 2014.", [("Islamic State", "Mosul")]),
    ("Palmyra, an ISIS stronghold, was bombed.", [("Islamic State", "Palmyra")]),
    ("They left Hama for the rebel stronghold of Idlib.", []),
    ("Rebels hold on in Aleppo.", []),
    ("The army shelled the ISIS-held hills.", []),
    ("The Taliban held talks in Doha on Monday.", []),
    ("Raqqa is a former stronghold of ISIS.", []),
    ("Few recall the summer in which whole provinces had come under ISIS control.", []),
]

TOTALS = [
    ("Some 310 civilians have been killed in Zamfara since January, a monitor said.", ("Civilians", 310, 310)),
    ("ISIS has carried out 62 attacks in Diyala since March.", ("Islamic State", 62, 62)),
    ("Some 40 villagers have been killed by Boko Haram in Borno this year.", ("Boko Haram", 40, 40)),
    ("The war in Yemen has killed more than 150,000 people.", ("Yemen conflict", 150001, None)),
    ("The blast brings to 49 the number of people killed in Baghdad.", ("people", 49, 49)),
    ("It was the third bombing in Quetta this week.", ("Bombings", 3, 3)),
    ("A bomb killed 12 people in Quetta on Monday.", None),
    ("On average 20 attacks a week were counted since May.", None),
    ("The army carried out two raids this week.", None),
]


def _read(setting_of: SettingMaker, text: str, kind: str, published: str = PUBLISHED) -> list[Assertion]:
    return [a for a in assertions(setting_of(text, published=published), []) if a.kind == kind]


@pytest.mark.parametrize(("text", "expected"), STRENGTHS)
def test_strengths(
    setting_of: SettingMaker, text: str, expected: list[tuple[str, int | None, int | None, str]]
) -> None:
    found = _read(setting_of, text, "strength_estimate")
    assert [(a.subject, a.low, a.high, a.unit) for a in found] == expected


@pytest.mark.parametrize(("text", "expected"), CONTROLS)
def test_controls(setting_of: SettingMaker, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(a.subject, a.place) for a in _read(setting_of, text, "territorial_control")] == expected


@pytest.mark.parametrize(("text", "expected"), TOTALS)
def test_totals(setting_of: SettingMaker, text: str, expected: tuple[str, int | None, int | None] | None) -> None:
    found = [(a.subject, a.low, a.high) for a in _read(setting_of, text, "activity_summary")]
    assert found == ([expected] if expected else [])


def test_what_it_stands_for_is_held_from_when_to_when(setting_of: SettingMaker) -> None:
    text = (
        "Jalawla is claimed by both Baghdad and Erbil. "
        "The town was under the control of the Peshmerga from 2015 until March 3, 2018, when the army came."
    )
    (found,) = _read(setting_of, text, "territorial_control", "2019-08-27")
    assert (found.place, found.as_of) == ("Jalawla", "2015/2018-03-03")


def test_what_is_held_now_is_held_on_the_day_of_the_report(setting_of: SettingMaker) -> None:
    (found,) = _read(setting_of, "Houthi fighters still control Hodeidah.", "territorial_control")
    assert found.as_of == PUBLISHED


def test_what_goes_on_since_a_month_is_no_more_exact(setting_of: SettingMaker) -> None:
    (found,) = _read(setting_of, "The RSF have held most of Nyala since October 2023.", "territorial_control")
    assert found.as_of == "2023-10/2024-05-14"


@pytest.mark.parametrize(
    ("text", "source", "place"),
    [
        (
            "According to a study by United Nations experts, there are an estimated 700 rebels in Mali and Niger.",
            "United Nations experts",
            "Mali and Niger",
        ),
        ("French intelligence estimates there to be 700 jihadists at large in Mali.", "French intelligence", "Mali"),
        ("In Jalawla, Colonel Salih said, there are over 30 ISIS militants there and in Kirkuk.", "Salih", "Jalawla"),
    ],
)
def test_who_reckons_and_where(setting_of: SettingMaker, text: str, source: str, place: str) -> None:
    (found,) = _read(setting_of, text, "strength_estimate")
    assert (found.source or "").endswith(source)
    assert found.place == place


def test_a_number_that_an_event_counts_is_no_strength(setting_of: SettingMaker) -> None:
    text = "There are 30 ISIS fighters in Hawija."
    setting = setting_of(text, published=PUBLISHED)
    counted = Chars(text.index("30"), text.index(" in"))
    frame = Frame(Chars(0, 5), "Armed clash", roles=(Role("killed", counted),))
    assert [a.low for a in assertions(setting, [])] == [30]
    assert not list(assertions(setting, [frame]))


def test_told_twice_is_one(setting_of: SettingMaker) -> None:
    text = "There are 900 Turkish troops in Iraq. There are 900 Turkish troops in Iraq, he said."
    assert len(_read(setting_of, text, "strength_estimate")) == 1


_SENTENCES = st.sampled_from([text for text, _ in STRENGTHS] + [text for text, _ in CONTROLS] + [t for t, _ in TOTALS])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_SENTENCES, min_size=1, max_size=5))
def test_every_value_stands_on_words_of_the_text(setting_of: SettingMaker, sentences: list[str]) -> None:
    text = "\n".join(sentences)
    found = list(assertions(setting_of(text, published=PUBLISHED), []))
    assert [a.id for a in found] == [f"a{n}" for n in range(1, len(found) + 1)]
    for assertion in found:
        for line in assertion.evidence:
            assert line.text
            assert text[line.start : line.end] == line.text
        assert {"assertion"} <= {line.field for line in assertion.evidence}
        assert assertion.quote in text
