"""States of events: whoever decides on an event that has changed since they saw it decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sijill.register import Overtaken, Register, UnknownId
from sijill.register.looking import changes_since
from tests.register.making import DAY, clash

SIX: Any = [{"group": "state_forces", "low": 6, "best": 6, "high": 6}]
ONE: Any = [{"group": "state_forces", "low": 1, "best": 1, "high": 1}]


@pytest.fixture
def two(register: Register) -> tuple[str, str]:
    """Two events in two towns, the first told by two reports."""
    told = [("Daquq", 5, DAY, "Alpha Wire"), ("Daquq", 5, DAY, "Beta Post"), ("Basra", 30, DAY, "Alpha Wire")]
    first, again, second = (item.events[0] for item in register.add_many([clash(*what) for what in told]))
    assert first == again != second
    return first, second


CHANGES: dict[str, Callable[[Register, str, str], object]] = {
    "a note": lambda r, one, _: r.decide("note", one, by="Omar", why="look again"),
    "accepted": lambda r, one, _: r.decide("accept", one, by="Omar"),
    "a correction": lambda r, one, _: r.decide("correct", one, by="Omar", field="killed", value=SIX),
    "another report": lambda r, *_: r.add(*clash("Daquq", 7, outlet="Gamma Times")),
    "joined": lambda r, one, two: r.decide("same_event", one, other=two, by="Omar"),
    "became part of another": lambda r, one, two: r.decide("same_event", two, other=one, by="Omar"),
    "split": lambda r, one, _: r.decide("other_event", one, accounts=r.event(one).accounts[1:], by="Omar"),
    "kept apart": lambda r, one, two: r.decide("other_event", one, other=two, by="Omar"),
    "an account thrown out": lambda r, one, _: r.decide("reject", accounts=r.event(one).accounts[1:], by="Omar"),
    "done and taken back": lambda r, one, _: r.undo(r.decide("accept", one, by="Omar").id, by="Omar"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_saw_it_before_is_overtaken(register: Register, two: tuple[str, str], change: str) -> None:
    seen = {two[0]: register.state(two[0])}
    CHANGES[change](register, *two)
    before = register.decisions(two[0])
    with pytest.raises(Overtaken) as told:
        register.decide("correct", two[0], by="Layla", field="killed", value=ONE, seen=seen)
    assert register.decisions(two[0]) == before
    assert (told.value.event, told.value.seen) == (two[0], seen[two[0]])
    assert told.value.now == register.state(two[0])
    with register.reading() as connection:
        assert changes_since(connection, two[0], seen[two[0]])
    register.decide("correct", two[0], by="Layla", field="killed", value=ONE, seen={two[0]: told.value.now})
    assert [line.best for line in register.event(two[0]).killed] == [1]


@pytest.mark.parametrize(
    "other",
    [
        lambda r, one, two: r.decide("accept", two, by="Omar"),
        lambda r, one, two: r.add(*clash("Najaf", 3, outlet="Gamma Times")),
        lambda r, one, two: r.add(*clash("Daquq", 5, outlet="Alpha Wire")),
        lambda r, one, two: r.relink(),
    ],
)
def test_what_happens_to_others_does_not_count(register: Register, two: tuple[str, str], other: Any) -> None:
    seen = {two[0]: register.state(two[0])}
    other(register, *two)
    with register.reading() as connection:
        assert changes_since(connection, two[0], seen[two[0]]) == []
    assert register.decide("accept", two[0], by="Layla", seen=seen).kind == "accept"


def test_both_sides_of_a_joining_count(register: Register, two: tuple[str, str]) -> None:
    seen = {name: register.state(name) for name in two}
    register.decide("accept", two[1], by="Omar")
    with pytest.raises(Overtaken):
        register.decide("same_event", two[0], other=two[1], by="Layla", seen=seen)
    assert register.present_id(two[1]) == two[1]


@pytest.mark.parametrize("state", ["", "0", "1-2", "0-0-0000000000000000", "x" * 500])
def test_a_state_that_nothing_ever_was_in(register: Register, two: tuple[str, str], state: str) -> None:
    with pytest.raises(Overtaken):
        register.decide("accept", two[0], by="Layla", seen={two[0]: state})
    with pytest.raises(UnknownId):
        register.decide("accept", two[0], by="Layla", seen={"nothing": state})


def test_of_many_at_once_one_decides(register: Register, two: tuple[str, str]) -> None:
    seen = {two[0]: register.state(two[0])}

    def decide(number: int) -> bool:
        try:
            register.decide("correct", two[0], by=f"Coder {number}", field="killed", value=SIX, seen=seen)
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(decide, range(8)))
    assert sum(done) == 1
    (made,) = register.decisions(two[0])
    assert made.by == f"Coder {done.index(True)}"
