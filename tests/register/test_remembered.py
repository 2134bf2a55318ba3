"""Answers that take long to count: kept until what they are counted from changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from sijill.model import CodedReport, Report
from sijill.register import Register
from sijill.register import remembered as module
from sijill.register.remembered import clear, remembered, reports_state, state
from tests.register.making import account, coded, report


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    clear()
    yield
    clear()


def telling(text: str = "Gunmen attacked a checkpoint in Daquq.") -> tuple[Report, CodedReport]:
    told = report(text)
    return told, coded(told, account(text))


@pytest.fixture
def ask(register: Register) -> Callable[..., int]:
    """Ask for how often the question was counted so far."""
    counted: dict[str, int] = {}

    def count(name: str) -> int:
        counted[name] = counted.get(name, 0) + 1
        return counted[name]

    def asked(name: str = "question", **how: object) -> int:
        with register.reading() as connection:
            return remembered(connection, name, lambda: count(name), **how)  # type: ignore[arg-type]

    return asked


def decide(register: Register) -> None:
    register.decide("accept", next(iter(register.events(limit=1))).id, by="Rana", why="read")


def test_until_the_register_changes(register: Register, ask: Callable[..., int]) -> None:
    with register.reading() as connection:
        before = state(connection)
    assert [ask(), ask()] == [1, 1]
    register.add(*telling())
    with register.reading() as connection:
        assert state(connection) != before
    assert [ask(), ask()] == [2, 2]
    decide(register)
    assert [ask(), ask()] == [3, 3]


def test_what_hangs_on_reports_alone_outlasts_decisions(register: Register, ask: Callable[..., int]) -> None:
    register.add(*telling())
    assert ask(of=reports_state) == 1
    decide(register)
    assert ask(of=reports_state) == 1
    register.add(*telling("Gunmen attacked a checkpoint in Daquq again."))
    assert ask(of=reports_state) == 2


def test_what_takes_long_may_be_behind_but_not_for_ever(
    register: Register, ask: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 2.0, 39.0, 43.0, 43.1, 43.2, 43.3, 43.4, 43.5])
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    register.add(*telling())
    # It takes 2 seconds, and is kept for 40.
    assert ask(late=True) == 1
    decide(register)
    assert ask(late=True) == 1
    # What is counted at once is always the present state.
    assert ask(late=True) == 2
    decide(register)
    assert ask(late=True) == 3


def test_answers_of_earlier_states_go(register: Register, ask: Callable[..., int]) -> None:
    register.add(*telling())
    ask("one"), ask("two"), ask("of reports", of=reports_state)
    decide(register)
    ask("two")
    assert {name for _, name in module._kept} == {"two", "of reports"}


def test_no_more_are_kept_than_so_many(register: Register, ask: Callable[..., int]) -> None:
    for number in range(module._MOST + 5):
        ask(str(number))
    assert len(module._kept) == module._MOST
    assert ask(str(module._MOST)) == 1
    assert ask("0") == 2
