"""Explanations: the record that coding gives, and for each value the words, who gave them, the arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.coding import load
from sijill.coding.explain import Explanation, Value, bounds, chance_of, explain
from sijill.coding.portions import LONGEST
from sijill.model import Report

TEXT = (
    "Gunmen attacked an army post near Daquq on Monday, killing a colonel and four soldiers and wounding at least "
    "seven others, a security source said. The Islamic State claimed the attack.\n\n"
    "In late April, a roadside bomb killed two policemen in Hawija."
)
REPORT = Report(id="r1", text=TEXT, published=date(2024, 5, 14))


@pytest.fixture(scope="module")
def told() -> Explanation:
    return explain(REPORT)


def value(told: Explanation, event: int, field: str) -> Value:
    return next(v for v in told.stories[event].values if v.field == field)


def test_what_is_explained_is_what_is_coded(told: Explanation) -> None:
    assert told.coded == load().code(REPORT)
    assert [s.account for s in told.stories] == list(told.coded.events)
    assert len(told.stories) == 2


def test_every_line_of_evidence_is_shown_and_stands_in_the_text(told: Explanation) -> None:
    for story in told.stories:
        words = [w for v in story.values for w in v.words]
        assert [w for w in words if TEXT[w.start : w.end] != w.text] == []
        shown = {(w.start, w.end) for w in words}
        assert {(e.start, e.end) for e in story.account.evidence if e.field != "event"} <= shown
        assert all(w.by for w in words)


def test_who_did_what_nobody_is_named_for(told: Explanation) -> None:
    doer = value(told, 1, "initiators.0")
    assert doer.value == "Unidentified armed group"
    assert [w.by for w in doer.words] == ["rule: nobody is named, so an unidentified armed group"]
    assert doer.how == ("nobody is named: whom the kind of deed means",)


def test_the_arithmetic_of_a_sum(told: Explanation) -> None:
    killed = value(told, 0, "killed.0")
    assert [w.says for w in killed.words] == ["1", "4"]
    assert killed.value == "5 (state forces)"
    assert killed.how[0] == "1 + 4 = 5"
    wounded = value(told, 0, "wounded.0")
    assert wounded.value.startswith("7 or more")
    assert [w.says for w in wounded.words] == ["7 or more"]


def test_a_day_says_what_it_is_counted_from(told: Explanation) -> None:
    day = value(told, 0, "date")
    assert day.value == "2024-05-13"
    assert day.how == ("counted from Tuesday 2024-05-14, the day of publication",)
    assert value(told, 1, "date").value == "2024-04-21 to 2024-04-30"


def test_a_day_that_no_words_tell() -> None:
    told = explain(Report(id="r2", text="Gunmen killed three policemen in Hawija.", published=date(2024, 5, 14)))
    day = value(told, 0, "date")
    assert (day.value, day.words) == ("until 2024-05-14", ())
    assert "no words say when" in day.how[0]


def test_a_place_says_what_follows_from_the_gazetteer(told: Explanation) -> None:
    place = value(told, 0, "place")
    assert place.value == "Daquq, Kirkuk, IQ"
    assert "follows from the gazetteer: admin1 Kirkuk, country IQ" in place.how


def test_actors_say_how_the_words_were_taken(told: Explanation) -> None:
    assert value(told, 0, "claimed_by.0").how == ("the registry knows the name (isis)",)
    assert value(told, 0, "initiators.0").how == ("the registry knows the name (isis)",)
    plain = explain(Report(id="r2", text="Gunmen killed three policemen in Hawija.", published=date(2024, 5, 14)))
    assert value(plain, 0, "initiators.0").how == ("the class of people that the words tell of",)


def test_the_event_model_tells_its_chance_and_rules_tell_none(told: Explanation) -> None:
    words = [w for s in told.stories for v in s.values for w in v.words]
    assert {w.by == "event model" for w in words if w.chance is not None} == {True}
    assert all(w.chance is None or 0 < w.chance <= 1 for w in words)
    assert all((w.chance is None) == (w.by != "event model") for w in words)


def test_what_speaks_for_an_event_adds_up_to_its_confidence(told: Explanation) -> None:
    for story in told.stories:
        assert chance_of(story.standing) == pytest.approx(story.account.confidence, abs=1e-3)


def test_a_report_without_conflict_has_nothing_to_explain() -> None:
    told = explain(Report(id="r3", text="The mayor opened a new library in Tarra. Children sang."))
    assert (told.coded.relevant, told.stories, told.left_out) == (False, (), ())


def test_a_text_in_portions_keeps_its_offsets() -> None:
    filler = "The council met again to talk about roads and water. " * (LONGEST // 50)
    text = f"{TEXT}\n\n{filler}\n\nOn Sunday, gunmen killed three farmers in the village of Haija."
    told = explain(Report(id="r4", text=text, published=date(2024, 5, 14)))
    assert [s.account.id for s in told.stories] == [f"e{n}" for n in range(1, len(told.stories) + 1)]
    words = [w for s in told.stories for v in s.values for w in v.words]
    assert [w for w in words if text[w.start : w.end] != w.text] == []
    assert any(w.text == "three farmers" for w in words)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(5, 5, "5"), (7, None, "7 or more"), (0, 7, "up to 7"), (2, 4, "2 to 4"), (1200, 1200, "1,200"), (0, 0, "0")],
)
def test_bounds(low: int, high: int | None, said: str) -> None:
    assert bounds(low, high) == said
