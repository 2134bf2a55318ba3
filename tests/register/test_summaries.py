"""Sums over filters: the same events as the database finds, also after others have written to the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.model import EVENT_TYPES, REVIEWS
from sijill.register import Register, RegisterError
from sijill.register.queries import STATUSES, Filters, find_events
from sijill.register.summaries import leading_actors, listed, points, prepare, suggestions, summary, within
from tests.register.making import DAY, TOWNS, account, clash, coded, report


def made() -> list[tuple[Any, Any]]:
    """Reports of many sorts: towns, days, types, known and unknown numbers, no day, no place."""
    pairs = [clash(town, killed, date(2024, month, 3)) for town, killed, month in zip(
        [*TOWNS, *TOWNS], range(12), range(1, 13), strict=True)]  # fmt: skip
    odd: tuple[dict[str, Any], ...] = (
        {"date": None}, {"place": None}, {"killed": None}, {"status": "alleged"}, {"initiators": ()},
        {"date": {"earliest": None, "latest": "2024-03-31"}}, {"date": {"earliest": "2024-03-01", "latest": None}},
        {"date": {"earliest": "2023-01-01", "latest": "2023-12-31"}},
        {"event_type": "Protests", "sub_event_type": "Peaceful protest"},
        {"killed": ({"group": "civilians", "low": 3, "high": None}, {"group": "unknown", "low": 1, "high": 4})},
    )  # fmt: skip
    for number, changes in enumerate(odd):
        text = (
            f"Alone {number}: somebody attacked somebody, and word {number * 77} of it came {number * 13} days later."
        )
        item = report(text, id=f"odd-{number}")
        values = account(text, town=list(TOWNS)[number % 6], day=date(2020, 1 + number, 9)).model_dump() | changes
        pairs.append((item, coded(item, type(account(text)).model_validate(values))))
    return pairs


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register of such reports, with decisions."""
    with Register.open(tmp_path_factory.mktemp("summaries") / "r.sqlite") as register:
        register.add_many(made())
        ids = [event.id for event in register.events(order="oldest")]
        register.decide("reject", by="Uma", event=ids[0])
        register.decide("accept", by="Uma", event=ids[3])
        yield register


names = st.sampled_from(["IQ", "Iraq", "SY"])
filters = st.builds(
    Filters,
    since=st.none() | st.dates(date(2019, 1, 1), date(2025, 1, 1)),
    until=st.none() | st.dates(date(2019, 1, 1), date(2025, 1, 1)),
    countries=st.lists(names, max_size=2).map(tuple),
    admin1=st.lists(st.sampled_from(["Kirkuk", "Nineveh", "Basra"]), max_size=2).map(tuple),
    actors=st.lists(st.sampled_from(["Islamic State", "Nobody"]), max_size=1).map(tuple),
    types=st.lists(st.sampled_from([*EVENT_TYPES, "Armed clash"]), max_size=2).map(tuple),
    statuses=st.lists(st.sampled_from(STATUSES), max_size=2).map(tuple),
    reviews=st.lists(st.sampled_from(REVIEWS), max_size=2).map(tuple),
    killed_at_least=st.none() | st.integers(0, 12),
    text=st.none() | st.just("river"),
)


@settings(max_examples=150, deadline=None)
@given(filters)
def test_sums_are_of_the_events_that_the_database_finds(filled: Register, asked: Filters) -> None:
    with filled.reading() as connection:
        found = list(find_events(connection, asked))
        counted = found if asked.reviews else [event for event in found if event.review != "rejected"]
        told = summary(connection, asked)
        assert told.events == len(counted)
        assert told.rejected == len(found) - len(counted)
        assert told.killed.low == sum(line.low for event in counted for line in event.killed)
        assert sum(day.events for day in told.days) == len(counted)
        assert sum(point.events for point in points(connection, asked)) == told.placed
        for order in ("newest", "oldest", "killed", "doubtful"):
            wanted = [event.id for event in find_events(connection, asked, order) if event in counted]
            assert [event.id for event in listed(connection, asked, order, 100, 0)] == wanted
            assert [event.id for event in listed(connection, asked, order, 3, 2)] == wanted[2:5]
        actors = {actor.name for event in counted for actor in (*event.initiators, *event.targets, *event.claimed_by)}
        assert leading_actors(connection, asked)[0] == len(actors)


@pytest.mark.parametrize("asked", [Filters(countries=("Atlantis",)), Filters(admin1=("Mordor",)), Filters(text="-x")])
def test_a_value_that_nothing_has_is_told(filled: Register, asked: Filters) -> None:
    with filled.reading() as connection, pytest.raises(RegisterError):
        summary(connection, asked)


def test_groups_ranges_and_open_ends(filled: Register) -> None:
    with filled.reading() as connection:
        told = summary(connection, Filters(since=date(2020, 10, 9), until=date(2020, 10, 9)))
    civilians, unknown = told.groups["killed"]["civilians"], told.groups["killed"]["unknown"]
    assert (civilians.low, civilians.best, civilians.open) == (3, 3, True)
    assert (unknown.low, unknown.high, unknown.open) == (1, 4, False)
    assert (told.killed.low, told.killed.open) == (4, True)


def test_what_others_write_is_followed(tmp_path: Path) -> None:
    """New events, changed ones, joined ones and ended ones, one write after another; also by another process."""
    path = tmp_path / "r.sqlite"
    with Register.open(path) as reader, Register.open(path) as writer:

        def same() -> int:
            with reader.reading() as connection:
                told = summary(connection)
                events = [event for event in find_events(connection) if event.review != "rejected"]
                assert told.events == len(events)
                assert told.killed.best == sum(line.best or 0 for event in events for line in event.killed)
                assert sum(point.events for point in points(connection)) == told.placed
                return told.events

        assert same() == 0
        writer.add_many([clash(town, 3 + at, date(2024, 1 + at, 3)) for at, town in enumerate(TOWNS)])
        assert same() == 6
        writer.add(*clash("Daquq", 4, date(2024, 1, 3), outlet="Beta Wire"))
        assert same() == 6
        first, second = (event.id for event in writer.events(limit=2))
        writer.decide("same_event", by="Uma", event=first, other=second)
        assert same() == 5
        decision = writer.decide("reject", by="Uma", event=first)
        assert same() == 4
        writer.undo(decision.id, by="Uma")
        assert same() == 5
        (daquq,) = writer.events(admin1="Kirkuk")
        writer.decide("correct", by="Uma", event=daquq.id, field="killed",
                      value=[{"group": "civilians", "low": 40, "best": 41, "high": 50}])  # fmt: skip
        assert same() == 5
        writer.add(*clash("Rutba", 8, date(2024, 9, 1)))
        assert same() == 6


def test_two_registers_are_told_apart(tmp_path: Path) -> None:
    for number, towns in enumerate((["Mosul"], ["Basra", "Najaf"])):
        with Register.open(tmp_path / f"{number}.sqlite") as register:
            register.add_many([clash(town, 3 + at, date(2024, 1 + at, 3)) for at, town in enumerate(towns)])
            with register.reading() as connection:
                prepare(connection)
                assert summary(connection).events == len(towns)
                assert set(suggestions(connection).divisions) == {TOWNS[town][0] for town in towns}


def test_a_box_across_the_180th_meridian(filled: Register) -> None:
    with filled.reading() as connection:
        every = within(connection, Filters(), (-180, -90, 180, 90), 100)
        assert within(connection, Filters(), (40, -90, -170, 90), 100) == every
        assert within(connection, Filters(), (170, -90, 30, 90), 100) == []
        assert len(within(connection, Filters(), (-180, -90, 180, 90), 3)) == 3


def test_postgresql_too(address: str) -> None:
    with Register.open(address) as register:
        register.add_many(made()[:8])
        with register.reading() as connection:
            told = summary(connection)
            assert told.events == len(list(find_events(connection))) > 4
            assert told.killed.best == sum(line.best or 0 for e in find_events(connection) for line in e.killed)
            assert {day.first for day in told.days} >= {date(2024, 1, 3)}
            assert len(listed(connection, Filters(), "killed", 3, 1)) == 3
            assert date(2024, 1, 1) < DAY
