"""Samples that several people code: drawing, coding apart, closing, and how far they agree; on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sijill.register import Register, RegisterError, UnknownId
from sijill.register.engine import writing
from sijill.register.measures import MEASURES, measured
from sijill.register.queries import Filters
from sijill.register.samples import (
    FIELDS,
    IS_EVENT,
    Sample,
    Wish,
    all_samples,
    close,
    code,
    codings,
    draw,
    progress,
    sample,
    settled_codings,
)
from tests.register.making import DAY, TOWNS, clash

NOW = datetime(2030, 1, 1, tzinfo=UTC)
ALL = tuple(FIELDS)


@pytest.fixture
def events(register: Register) -> list[str]:
    """An event in each of six towns."""
    told = [clash(town, 5 + 7 * number, DAY + timedelta(days=30 * number)) for number, town in enumerate(TOWNS)]
    return [item.events[0] for item in register.add_many(told)]


def wish(**changes: Any) -> Wish:
    usual: dict[str, Any] = {"name": "pilot", "coders": ["Layla", "Omar"], "size": 4, "seed": 7, "fields": ALL}
    return Wish(**usual | changes)


def drawn(register: Register, **changes: Any) -> Sample:
    with writing(register.engine) as connection:
        return draw(connection, wish(**changes), "Admin", NOW)


def said(register: Register, position: int, coder: str, **values: Any) -> None:
    with writing(register.engine) as connection:
        code(connection, "pilot", position, coder, values, NOW)


def people(best: int, group: str = "civilians") -> Any:
    return [{"group": group, "low": best, "best": best, "high": best}]


def test_the_same_seed_draws_the_same_events(register: Register, events: list[str]) -> None:
    one, two, other = (drawn(register, name=name, seed=seed) for name, seed in (("one", 7), ("two", 7), ("three", 8)))
    assert one.events == two.events != other.events
    assert len({item.event for item in one.events}) == 4
    assert {item.event for item in one.events} <= set(events)
    assert one.events[0].accounts == register.event(one.events[0].event).accounts
    assert (one.drawn_from, one.coders, one.open) == (6, {"layla": "Layla", "omar": "Omar"}, True)
    with register.reading() as connection:
        assert [each.name for each in all_samples(connection)] == ["three", "two", "one"]
        assert sample(connection, "one") == one


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "Pilot One"}, "can't be the name"),
        ({"coders": ["Layla", " LAYLA "]}, "two coders"),
        ({"coders": []}, "two coders"),
        ({"size": 7}, "find 6 events"),
        ({"size": 0}, "1 to 2,000"),
        ({"size": 3, "filters": Filters(admin1=("Basra",))}, "find 1 events"),
        ({"fields": ["killed", "mood"]}, "no field 'mood'"),
        ({"fields": []}, "no field was chosen"),
    ],
)
def test_samples_that_cannot_be(register: Register, events: list[str], changes: dict[str, Any], told: str) -> None:
    with pytest.raises(RegisterError, match=told):
        drawn(register, **changes)
    with register.reading() as connection:
        assert all_samples(connection) == []


def test_a_name_is_taken_once(register: Register, events: list[str]) -> None:
    drawn(register)
    with pytest.raises(RegisterError, match="already"):
        drawn(register)


def test_codings_change_no_event_and_the_latest_counts(register: Register, events: list[str]) -> None:
    of = drawn(register)
    before = [register.event(name) for name in events]
    said(register, 1, "layla", event="yes", killed=people(5))
    said(register, 1, "Layla", killed=people(6))
    said(register, 2, "Omar", event="no")
    with register.reading() as connection:
        assert codings(connection, of) == {
            (1, "layla"): {IS_EVENT: "yes", "killed": people(6)},
            (2, "omar"): {IS_EVENT: "no"},
        }
        assert list(codings(connection, of, "OMAR")) == [(2, "omar")]
        assert progress(connection, of) == {"layla": 1, "omar": 1}
        # Nobody is shown what others said before the sample is closed.
        assert settled_codings(connection, of.events[0].event) == {}
    assert [register.event(name) for name in events] == before
    assert register.decisions(of.events[0].event) == []


@pytest.mark.parametrize(
    ("position", "coder", "values", "told"),
    [
        (1, "Sara", {"event": "yes"}, "no coder of sample"),
        (5, "Omar", {"event": "yes"}, "no event 5"),
        (0, "Omar", {"event": "yes"}, "no event 0"),
        (1, "Omar", {"event": "perhaps"}, "neither yes nor no"),
        (1, "Omar", {"killed": "many"}, "can't be coded"),
        (1, "Omar", {"mood": "sad"}, "does not code"),
    ],
)
def test_what_cannot_be_coded(
    register: Register, events: list[str], position: int, coder: str, values: dict[str, Any], told: str
) -> None:
    of = drawn(register)
    with pytest.raises(RegisterError, match=told):
        said(register, position, coder, **values)
    with register.reading() as connection:
        assert codings(connection, of) == {}


def test_a_closed_sample_shows_its_codings_and_takes_no_more(register: Register, events: list[str]) -> None:
    of = drawn(register)
    said(register, 1, "Layla", event="yes", killed=people(5))
    said(register, 1, "Omar", event="yes", killed=people(6))
    with writing(register.engine) as connection:
        close(connection, "pilot")
        found = settled_codings(connection, of.events[0].event)
        with pytest.raises(UnknownId):
            close(connection, "other")
    assert found["killed"] == [("Layla", "5 civilians", "pilot"), ("Omar", "6 civilians", "pilot")]
    with pytest.raises(RegisterError, match="closed"):
        said(register, 2, "Omar", event="yes")


ISIS = {"name": "Islamic State", "mention": "IS", "actor_id": "isis"}
ARMY = {"name": "Military Forces of Iraq", "mention": "the army", "actor_id": None}
EARLY, LATE = {"earliest": "2024-05-13"}, {"earliest": "2024-05-20"}
DAQUQ = {"name": "Daquq", "admin1": "Kirkuk", "country": "IQ", "place_id": "p1"}


@pytest.mark.parametrize(
    ("variable", "same", "different"),
    [
        ("is an event", [("yes", "yes"), ("no", "no")], [("yes", "no"), ("no", "yes")]),
        ("sub-event type", [("Attack",) * 2, ("Grenade",) * 2], [("Attack", "Grenade"), ("Other", "Attack")]),
        ("event type", [("Grenade", "Suicide bomb"), ("Attack",) * 2], [("Attack", "Grenade"), ("Other", "Attack")]),
        (
            "first day",
            [(EARLY, EARLY), (LATE, LATE)],
            [(EARLY, LATE), (LATE, EARLY)],
        ),
        ("place", [(DAQUQ, DAQUQ | {"name": "Taq"}), (None, None)], [(DAQUQ, None), (None, DAQUQ)]),
        ("province", [(DAQUQ, DAQUQ | {"place_id": "p2"}), (None, None)], [(DAQUQ, None), (None, DAQUQ)]),
        ("initiators", [([ISIS], [ISIS | {"mention": "Daesh"}]), ([], [])], [([ISIS], [ARMY]), ([ARMY], [ISIS])]),
        ("killed", [(people(5), people(5, "unknown")), ([], [])], [(people(5), []), ([], people(5))]),
    ],
)  # fmt: skip
def test_agreement_on_each_variable(
    register: Register, events: list[str], variable: str, same: list[Any], different: list[Any]
) -> None:
    of = drawn(register)
    measure = next(one for one in MEASURES if one.name == variable)
    for pairs, alpha in ((same, 1.0), (different, None)):
        told = {
            (position, coder): {IS_EVENT: "yes", measure.field: value}
            for position, pair in enumerate(pairs, 1)
            for coder, value in zip(of.coders, pair, strict=True)
        }
        row = next(one for one in measured(of, told) if one.measure.name == variable)
        assert row.agreement.units == 2
        if alpha is not None:
            assert (row.agreement.alpha, row.differing) == (alpha, [])
        else:
            assert row.agreement.alpha is not None
            assert row.agreement.alpha <= 0
            assert row.differing == [1, 2]


def test_units_that_one_calls_no_event_are_missing(register: Register, events: list[str]) -> None:
    of = drawn(register, fields=(IS_EVENT, "killed"))
    said(register, 1, "Layla", event="yes", killed=people(5))
    said(register, 1, "Omar", event="yes", killed=people(6))
    said(register, 2, "Layla", event="yes", killed=people(3))
    said(register, 2, "Omar", event="no")
    said(register, 3, "Omar", event="no")
    with register.reading() as connection:
        rows = {row.measure.name: row for row in measured(of, codings(connection, of))}
    assert list(rows) == ["is an event", "killed"]
    assert (rows["is an event"].agreement.units, rows["killed"].agreement.units) == (2, 1)
    assert rows["is an event"].differing == [2]
