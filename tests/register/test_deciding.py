"""Decisions: their effect, that they last, and when they need a second look; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sijill.model import Decision, Review
from sijill.register import Register, RegisterError, UnknownId
from tests.register.making import DAY, account, clash, coded, report

LATER = DAY + timedelta(days=90)
SIX: Any = [{"group": "state_forces", "low": 6, "best": 6, "high": 6}]


def _two(register: Register) -> tuple[str, str]:
    told = [("Daquq", 5, DAY, "Alpha Wire"), ("Daquq", 5, DAY, "Beta Post"), ("Basra", 30, LATER, "Alpha Wire")]
    first, again, second = (item.events[0] for item in register.add_many([clash(*what) for what in told]))
    assert first == again != second
    return first, second


@pytest.fixture
def two(register: Register) -> tuple[str, str]:
    """Two events in two towns, the first told by two reports."""
    return _two(register)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Register, str]]:
    """A register in which nothing is changed, and an event in it."""
    with Register.open(tmp_path_factory.mktemp("settled") / "r.sqlite") as register:
        yield register, _two(register)[0]


def _shape(register: Register) -> dict[str, tuple[str, ...]]:
    with register.reading() as connection:
        names = connection.exec_driver_sql("SELECT id FROM events ORDER BY id").scalars().all()
    return {name: register.event(name).accounts for name in names}


@pytest.mark.parametrize(
    ("kinds", "review"),
    [
        (["accept"], "accepted"),
        (["reject"], "rejected"),
        (["accept", "reject"], "rejected"),
        (["reject", "accept", "note"], "accepted"),
        (["note"], "unreviewed"),
        (["accept", "undo"], "unreviewed"),
        (["reject", "accept", "undo"], "rejected"),
        (["accept", "undo", "undo"], "accepted"),
    ],
)
def test_the_latest_word_in_force_counts(
    register: Register, two: tuple[str, str], kinds: list[Any], review: Review
) -> None:
    made: list[Decision] = []
    for kind in kinds:
        if kind == "undo":
            made.append(register.undo(made[-1].id, by="Layla"))
        else:
            made.append(register.decide(kind, two[0], by="Layla", why="I was there"))
    assert register.event(two[0]).review == review
    assert register.decisions(two[0]) == made
    assert register.decisions(two[1]) == []
    assert [entry.decision for entry in register.history(two[0]) if entry.decision] == made


def test_a_correction_stands_until_it_is_taken_back(register: Register, two: tuple[str, str]) -> None:
    before = register.event(two[0])
    decision = register.decide("correct", two[0], by="Layla", field="killed", value=SIX)
    event = register.event(two[0])
    assert [line.model_dump(mode="json") for line in event.killed] == SIX
    assert event.corrected == ("killed",)
    register.add(*clash("Daquq", 9, outlet="Gamma Times"))
    assert register.event(two[0]).killed == event.killed
    register.undo(decision.id, by="Omar", why="a slip")
    assert register.event(two[0]).corrected == ()
    assert register.event(two[0]).killed != event.killed
    assert before.killed != event.killed


def test_events_are_joined_and_come_apart_again(register: Register, two: tuple[str, str]) -> None:
    before = _shape(register)
    decision = register.decide("same_event", two[1], other=two[0], by="Layla")
    assert register.present_id(two[1]) == two[0]
    assert register.event(two[1]).id == two[0]
    assert set(_shape(register)) == {two[0]}
    register.undo(decision.id, by="Layla")
    assert _shape(register) == before
    assert [entry.what for entry in register.history(two[1])][:3] == ["made", "decided", "merged_into"]


def test_joined_events_stay_joined_when_more_comes(register: Register, two: tuple[str, str]) -> None:
    register.decide("same_event", *two[:1], other=two[1], by="Layla")
    added = register.add(*clash("Basra", 30, LATER, outlet="Gamma Times"))
    assert added.events == (two[0],)
    assert set(_shape(register)) == {two[0]}


def test_an_account_leaves_its_event_for_good(register: Register, two: tuple[str, str]) -> None:
    keys = [telling.key for telling in register.tellings(two[0])]
    decision = register.decide("other_event", two[0], accounts=[keys[1]], by="Layla")
    shape = _shape(register)
    assert shape[two[0]] == (keys[0],)
    assert sorted(map(len, shape.values())) == [1, 1, 1]
    register.relink()
    assert _shape(register) == shape
    register.undo(decision.id, by="Layla")
    assert set(_shape(register)[two[0]]) == set(keys)


def test_the_founding_account_keeps_the_id(register: Register, two: tuple[str, str]) -> None:
    keys = [telling.key for telling in register.tellings(two[0])]
    register.decide("other_event", two[0], accounts=[keys[0]], by="Layla")
    assert _shape(register)[two[0]] == (keys[0],)


def test_an_account_is_thrown_out(register: Register, two: tuple[str, str]) -> None:
    keys = [telling.key for telling in register.tellings(two[0])]
    decision = register.decide("reject", by="Layla", accounts=[keys[1]])
    assert register.event(two[0]).reports == 1
    assert register.event(two[0]).review == "unreviewed"
    register.undo(decision.id, by="Layla")
    assert register.event(two[0]).reports == 2


@pytest.mark.parametrize(
    ("changed", "review"),
    [
        # Told with the same words in another place of the text.
        ("Once more, men attacked Daquq; 5 died.", "accepted"),
        # Told with another word.
        ("Men stormed Daquq; 5 died.", "second_look"),
    ],
)
def test_an_accepted_event_whose_report_changes(register: Register, changed: str, review: Review) -> None:
    old, new = report("Men attacked Daquq; 5 died.", id="7"), report(changed, id="7")
    event = register.add(old, coded(old, account(old.text))).events[0]
    register.decide("accept", event, by="Layla")
    trigger = "stormed" if "stormed" in changed else "attacked"
    register.add(new, coded(new, account(new.text, trigger)))
    assert register.event(event).review == review
    assert [look.event for look in register.second_looks()] == ([event] if review == "second_look" else [])


def test_a_corrected_field_whose_words_change(register: Register) -> None:
    versions = [report(f"Men attacked Daquq; {number} died.", id="7") for number in (5, 8)]
    event = register.add(versions[0], coded(versions[0], account(versions[0].text, killed=5))).events[0]
    register.decide("accept", event, by="Layla")
    correction = register.decide("correct", event, by="Layla", field="killed", value=SIX)
    register.add(versions[1], coded(versions[1], account(versions[1].text, killed=8)))
    assert [look.decision.id for look in register.second_looks()] == [correction.id]
    assert register.event(event).review == "second_look"
    # A person's word stands until a person takes it back.
    assert register.event(event).corrected == ("killed",)
    register.decide("accept", event, by="Omar")
    assert (register.second_looks(), register.event(event).review) == ([], "accepted")


def test_a_ruled_event_that_nothing_tells_any_more(register: Register) -> None:
    old, new = report("Men attacked Daquq.", id="7"), report("All quiet in Daquq.", id="7")
    event = register.add(old, coded(old, account(old.text))).events[0]
    decision = register.decide("accept", event, by="Layla")
    register.add(new, coded(new))
    (look,) = register.second_looks()
    assert (look.decision.id, look.event) == (decision.id, None)
    assert "is gone" in look.why
    register.undo(decision.id, by="Layla")
    assert register.second_looks() == []


def test_coded_anew_by_a_newer_coder(register: Register) -> None:
    words = "Men attacked Daquq; 5 died. In Basra, a bomb struck and 9 died."
    item = report(words, id="7")
    first = account(words, "attacked", killed=5)
    second = account(words, "struck", town="Basra", killed=9, number=2)
    added = register.add(item, coded(item, first, second))
    for event in added.events:
        register.decide("accept", event, by="Layla")
    keys = [register.event(event).accounts[0] for event in added.events]
    newer = coded(item, account(words, "struck", town="Basra", killed=9, number=1), account(words, "died", number=2))
    (again,) = register.recode_many([("7", newer)], coder="9.9")
    assert again.status == "recoded"
    assert register.event(added.events[1]).accounts == (keys[1],)
    assert register.event(added.events[1]).review == "accepted"
    (look,) = register.second_looks()
    assert keys[0] in look.why
    assert register.versions("7")[0].coders[-1] == "9.9"
    assert register.report_ids(not_coded_by="9.9") == []
    assert register.recode_many([("7", newer)], coder="9.9")[0].status == "same"


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("accept", {"event": "e0"}, "no event e0"),
        ("accept", {}, "needs an event"),
        ("accept", {"event": 0, "by": " "}, "who made it"),
        ("correct", {"event": 0}, "needs a field"),
        ("correct", {"event": 0, "field": "accounts", "value": []}, "can't be corrected"),
        ("correct", {"event": 0, "field": "killed", "value": "six"}, "killed"),
        ("same_event", {"event": 0}, "needs two events"),
        ("same_event", {"event": 0, "other": 0}, "are one event"),
        ("other_event", {"event": 0}, "not all"),
        ("other_event", {"event": 0, "accounts": ["a0"]}, "no account a0"),
        ("reject", {"accounts": ["a0"]}, "no account a0"),
        ("note", {"event": 0}, "needs words"),
        ("undo", {}, "needs a decision"),
        ("undo", {"undoes": "d99"}, "no decision d99"),
        ("forget", {"event": 0}, "is no kind of decision"),
    ],
)
def test_what_can_not_be_decided(
    register: Register, two: tuple[str, str], kind: Any, options: dict[str, Any], said: str
) -> None:
    given: dict[str, Any] = {
        name: two[0] if value == 0 else value for name, value in ({"by": "Layla"} | options).items()
    }
    with pytest.raises(RegisterError, match=said):
        register.decide(kind, **given)
    assert register.counts().decisions == 0


def test_the_rule_for_the_best_figure_is_a_setting(register: Register) -> None:
    for outlet, killed in (("Alpha Wire", 5), ("Beta Post", 6), ("Gamma Times", 7)):
        event = register.add(*clash("Daquq", killed, outlet=outlet)).events[0]
    assert register.rule == "most_recent"
    register.set_rule("most_conservative")
    assert [line.best for line in register.event(event).killed] == [5]
    with pytest.raises(RegisterError, match="is no rule"):
        register.set_rule("loudest")  # type: ignore[arg-type]


def test_unknown_ids_are_told(register: Register) -> None:
    for look in (register.event, register.tellings, register.history, register.decisions, register.present_id):
        with pytest.raises(UnknownId, match="no event x1"):
            look("x1")
    for look_at in (register.report, register.versions, register.coded, register.events_of, register.assertions):
        with pytest.raises(UnknownId, match="no report x1"):
            look_at("x1")
