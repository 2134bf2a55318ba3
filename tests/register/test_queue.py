"""The review queue: its order, what is left, neighbours, and what was put off; on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.register import Register, UnknownId
from sijill.register.doubts import doubt_of, reasons, weights
from sijill.register.engine import writing
from sijill.register.queries import Filters
from sijill.register.queue import Beside, beside, is_skipped, left, queue, skip, unskip
from tests.register.making import DAY, TOWNS, account, clash, coded, report

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def towns(register: Register) -> dict[str, str]:
    """An event in each town by its name, with more killed in each, and one on which accounts differ (in Daquq)."""
    told = [(town, 1 + 10 * number, DAY, "Alpha Wire") for number, town in enumerate(TOWNS)]
    added = register.add_many([clash(*what) for what in (*told, ("Daquq", 4, DAY, "Beta Post"))])
    return {town: item.events[0] for town, item in zip(TOWNS, added, strict=False)}


def names(register: Register, by: str | None = None, filters: Filters | None = None, **more: Any) -> list[str]:
    with register.reading() as connection:
        return [event.id for event in queue(connection, filters, by, **more)]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (("second_look", 1.0, 0, 0), ("unreviewed", 0.0, 5, 900)),
        (("unreviewed", 0.5, 1, 0), ("unreviewed", 0.5, 0, 0)),
        (("unreviewed", 0.4, 0, 0), ("unreviewed", 0.5, 0, 0)),
        (("unreviewed", 0.5, 0, 30), ("unreviewed", 0.5, 0, None)),
        (("unreviewed", 0.5, 0, 0, 1), ("unreviewed", 0.5, 0, 0, 0)),
        (("unreviewed", 1.0, 0, 0), ("accepted", 0.1, 3, 100)),
    ],
)
def test_what_is_more_doubtful(more: Any, less: Any) -> None:
    assert doubt_of(*more) > doubt_of(*less) >= 0


@given(
    st.sampled_from(["accepted", "rejected"]),
    st.floats(0, 1),
    st.integers(0, 20),
    st.none() | st.integers(0, 10**6),
)
def test_settled_events_are_in_no_doubt_and_open_ones_always(
    review: str, confidence: float, differing: int, killed: int | None
) -> None:
    assert doubt_of(review, confidence, differing, killed) == 0
    assert 0 < doubt_of("unreviewed", confidence, differing, killed) < weights().second_look
    assert doubt_of("second_look", confidence, differing, killed) >= weights().second_look


def test_the_most_doubtful_come_first(register: Register, towns: dict[str, str]) -> None:
    # Of equal confidence: where accounts differ, else where more were killed.
    ordered = names(register)
    assert set(ordered) == set(towns.values())
    rest = [towns[town] for town in reversed(TOWNS) if town != "Daquq"]
    assert [name for name in ordered if name != towns["Daquq"]] == rest
    assert ordered.index(towns["Daquq"]) < ordered.index(towns["Mosul"])
    assert reasons(register.event(towns["Najaf"])) == ["51 killed"]
    assert reasons(register.event(towns["Daquq"])) == ["accounts differ on killed"]


def test_values_that_are_probably_wrong_come_early_and_are_named(register: Register, towns: dict[str, str]) -> None:
    text = "In Kut men attacked a post, and 2 died."
    item = report(text)
    made = account(text, town="Basra", killed=2, day=DAY + timedelta(days=90))
    weak = made.model_copy(update={"confidences": {"place": 0.2, "killed": 0.4, "date": 0.9, "sources": 0.1}})
    sure = made.model_copy(update={"confidences": {"place": 0.9}})
    event = register.add(item, coded(item, weak)).events[0]
    place = names(register).index(event)
    assert reasons(register.event(event)) == ["unsure of place, killed"]
    register.decide("correct", event, by="Layla", field="place", value=None)
    assert reasons(register.event(event)) == ["unsure of killed"]
    register.undo(register.decisions(event)[-1].id, by="Layla")
    register.add(item, coded(item, sure), recode=True)
    assert reasons(register.event(event)) == []
    assert names(register).index(event) > place


def test_settling_takes_out_of_the_queue(register: Register, towns: dict[str, str]) -> None:
    register.decide("accept", towns["Najaf"], by="Layla")
    register.decide("reject", towns["Erbil"], by="Layla")
    assert not {towns["Najaf"], towns["Erbil"]} & set(names(register))
    with register.reading() as connection:
        counted = left(connection)
    assert (counted.events, counted.settled, counted.second_looks, counted.differing) == (4, 2, 0, 1)
    register.undo(register.decisions(towns["Najaf"])[-1].id, by="Layla")
    assert towns["Najaf"] in names(register)


def test_a_second_look_comes_before_all_else(register: Register, towns: dict[str, str]) -> None:
    day = DAY - timedelta(days=300)
    old, new = (report(f"Men {word} Daquq; 1 died.", id="7", published=day) for word in ("attacked", "stormed"))
    event = register.add(old, coded(old, account(old.text, killed=1, day=day))).events[0]
    register.decide("accept", event, by="Layla")
    assert event not in names(register)
    register.add(new, coded(new, account(new.text, "stormed", killed=1, day=day)))
    assert names(register)[0] == event
    assert reasons(register.event(event)) == ["a ruling needs a second look"]
    with register.reading() as connection:
        assert left(connection).second_looks == 1


def test_filters_hold(register: Register, towns: dict[str, str]) -> None:
    register.decide("accept", towns["Basra"], by="Layla")
    assert names(register, filters=Filters(killed_at_least=31)) == [towns["Najaf"], towns["Erbil"], towns["Rutba"]]
    assert names(register, filters=Filters(admin1=("Basra",))) == []
    assert names(register, filters=Filters(reviews=("accepted",))) == [towns["Basra"]]


def test_neighbours_lead_through_the_whole_queue(register: Register, towns: dict[str, str]) -> None:
    ordered = names(register)
    with register.reading() as connection:
        found = [beside(connection, name) for name in ordered]
    assert [one.place for one in found] == list(range(1, len(ordered) + 1))
    assert [one.after for one in found] == [*ordered[1:], None]
    assert [one.before for one in found] == [None, *ordered[:-1]]
    register.decide("accept", ordered[1], by="Layla")
    with register.reading() as connection:
        assert beside(connection, ordered[1]) == Beside(None, ordered[0], None)
        assert beside(connection, ordered[0]).after == ordered[2]


def test_neighbours_of_events_that_are_equal(register: Register) -> None:
    far = [("Basra", 5, DAY + timedelta(days=40 * number), "Alpha Wire") for number in range(6)]
    register.add_many([clash(*what) for what in far])
    ordered, walked = names(register), []
    with register.reading() as connection:
        here: str | None = ordered[0]
        while here:
            walked.append(here)
            here = beside(connection, here).after
    assert walked == ordered


def test_put_off_until_it_changes(register: Register, towns: dict[str, str]) -> None:
    first = names(register)[0]
    with writing(register.engine) as connection:
        skip(connection, first, "Layla", datetime.now(UTC))
        skip(connection, first, "Layla", datetime.now(UTC))
        assert is_skipped(connection, first, "Layla")
        assert not is_skipped(connection, first, "Omar")
        assert left(connection, by="Layla").put_off == 1
    assert first not in names(register, "Layla")
    assert names(register, "Layla", put_off=True) == [first]
    assert first in names(register, "Omar")
    register.decide("note", first, by="Omar", why="see the second report")
    assert names(register, "Layla", put_off=True) == []
    assert first in names(register, "Layla")
    with writing(register.engine) as connection:
        skip(connection, first, "Layla", datetime.now(UTC))
        unskip(connection, None, "Layla")
        with pytest.raises(UnknownId):
            skip(connection, "nothing", "Layla", NOW)
    assert first in names(register, "Layla")
