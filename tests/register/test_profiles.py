"""What the register knows of actors, places and sources, and what reports state; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import JsonValue
from sqlalchemy import Connection

from sijill.model import Account, ActorRef, Assertion, CodedReport, Report
from sijill.register import Register, RegisterError
from sijill.register.asserted import Span, find_assertions, names, span_of
from sijill.register.portraits import Gathered, gathered
from sijill.register.profiles import (
    Figures,
    Selection,
    Who,
    by_actor,
    by_spot,
    deadliest,
    disputed,
    latest,
    number_of,
)
from sijill.register.queries import Filters
from sijill.register.reliability import Source, compared, reports_by, sources
from tests.register.making import DAY, clash, coded, report

GANG = ActorRef(name="Valley <b>Gang</b>/1", mention="gang")
ISIS = ActorRef(name="Islamic State", mention="IS", actor_id="isis")
ARMY = ActorRef(name="Military Forces of Iraq", mention="army", actor_id="iq_military")
POLICE = ActorRef(name="Police Forces of Iraq", mention="police", actor_id="iq_police")
_numbers = count()


def telling(
    town: str = "Daquq", killed: int = 5, day: date = DAY, outlet: str = "Alpha Wire", later: int = 1, **changes: Any
) -> tuple[Report, CodedReport]:
    """A report of a clash, published so many days `later`, some fields of its account changed."""
    item, found = clash(town, killed, day, f"{outlet} {next(_numbers)}")
    head = {"publisher": outlet, "published": day + timedelta(days=later)}
    item = item.model_copy(update=head)
    account: Account = found.events[0].model_copy(update={"initiators": (ISIS,), "targets": (ARMY,), **changes})
    return item, coded(item, account)


@pytest.fixture
def filled(register: Register) -> Register:
    """Four events: two in Kirkuk, one in Nineveh of an actor that no registry knows, one without a place."""
    register.add_many(
        [
            telling("Daquq", 5),
            telling("Daquq", 7, outlet="Beta Daily", later=2),
            telling("Daquq", 2, DAY + timedelta(days=40), initiators=(ISIS,), targets=(ARMY, POLICE)),
            telling("Mosul", 9, DAY + timedelta(days=80), initiators=(GANG,), targets=(ISIS,), claimed_by=(GANG,)),
            telling("Basra", 1, DAY + timedelta(days=120), place=None, initiators=(GANG,), targets=(POLICE,)),
        ]
    )
    return register


EVERY = Selection()


def drawn(connection: Connection, asked: Selection) -> Gathered:
    """A set of events as a profile has it."""
    return gathered(connection, asked, kinds=9, spots=9, parties=9)


def figures(connection: Connection, asked: Selection) -> Figures:
    """A set of events in numbers."""
    return drawn(connection, asked).figures


def test_a_set_of_events_in_numbers(filled: Register) -> None:
    with filled.reading() as connection:
        every = figures(connection, EVERY)
        assert (every.events, every.placed, every.first) == (4, 3, DAY)
        assert every.last == DAY + timedelta(days=120)
        assert (every.killed_low, every.killed_best, every.killed_high) == (17, 19, 19)
        none = figures(connection, Selection(Filters(since=date(2030, 1, 1))))
        assert (none.events, none.killed_best, none.first) == (0, 0, None)
        told = drawn(connection, EVERY)
        days = sorted(told.days, key=str)
        assert number_of(connection, EVERY) == 4
        assert days[0] == (DAY, DAY, 1, 7)
        assert sum(row[2] for row in days) == 4
        assert [(kind.sub_event_type, kind.events) for kind in told.kinds] == [("Armed clash", 4)]


def test_places_of_a_set(filled: Register) -> None:
    with filled.reading() as connection:
        number, spots = by_spot(connection, EVERY, "admin1")
        assert number == 3
        assert [(s.country, s.admin1, s.events, s.killed) for s in spots] == [
            ("IQ", "Kirkuk", 2, 9), ("IQ", "Nineveh", 1, 9), (None, None, 1, 1),
        ]  # fmt: skip
        assert by_spot(connection, EVERY, "place", 1, 1)[0] == 3
        daquq = by_spot(connection, Selection(place=("IQ", "Kirkuk", "Daquq")), "place")[1][0]
        assert daquq.latitude == pytest.approx(35.14)
        assert (daquq.events, daquq.last) == (2, DAY + timedelta(days=40))
        assert by_spot(connection, Selection(place=(None, None, None)), "place")[1][0].events == 1


def test_actors_of_a_set(filled: Register) -> None:
    with filled.reading() as connection:
        number, parties = by_actor(connection, EVERY)
        assert number == 4
        first = parties[0]
        assert (first.actor_id, first.name, first.events, first.initiated, first.targeted) == (
            "isis",
            "Islamic State",
            3,
            2,
            1,
        )
        assert (first.killed_low, first.killed_best, first.first) == (16, 18, DAY)
        gang = next(party for party in parties if party.actor_id is None)
        assert (gang.name, gang.events, gang.claimed) == (GANG.name, 2, 1)
        assert by_actor(connection, EVERY, search="daesh")[1] == [first]
        assert by_actor(connection, EVERY, search="valley")[1] == [gang]
        assert by_actor(connection, EVERY, search="%")[0] == 0
        assert by_actor(connection, EVERY, "last")[1][0].last == DAY + timedelta(days=120)
        assert by_actor(connection, EVERY, limit=1, offset=1)[0] == 4


def test_an_unknown_order_is_told(filled: Register) -> None:
    with filled.reading() as connection, pytest.raises(RegisterError, match="no order"):
        by_actor(connection, EVERY, "size")  # type: ignore[arg-type]


def _others(told: Gathered) -> dict[str, tuple[int, int]]:
    return {other.name: (other.against, other.beside) for other in told.relations}


def test_roles_and_relations(filled: Register) -> None:
    with filled.reading() as connection:
        isis = Who("isis", "Islamic State")
        told = drawn(connection, Selection(who=isis))
        assert told.roles == {"initiators": 2, "targets": 1, "claimed_by": 0}
        assert _others(told) == {ARMY.name: (2, 0), POLICE.name: (1, 0), GANG.name: (1, 0)}
        army = Who("iq_military", ARMY.name, alone=True)
        assert _others(drawn(connection, Selection(who=army))) == {ISIS.name: (2, 0), POLICE.name: (0, 1)}
        gang = Who(None, GANG.name)
        assert figures(connection, Selection(who=gang)).events == 2


def test_a_portrait_says_what_the_lists_say(filled: Register) -> None:
    with filled.reading() as connection:
        told = drawn(connection, EVERY)
        number, spots = by_spot(connection, EVERY, "place")
        assert (told.spots_all, sorted(told.spots, key=str)) == (number, sorted(spots, key=str))
        number, parties = by_actor(connection, EVERY)
        assert (told.parties_all, sorted(told.parties, key=str)) == (number, sorted(parties, key=str))
        few = gathered(connection, EVERY, kinds=1, spots=1, parties=2)
        assert (len(few.spots), few.spots_all, len(few.parties), few.parties_all) == (1, 3, 2, 4)
        assert few.parties[0].name == ISIS.name


def test_latest_deadliest_and_disputed(filled: Register) -> None:
    with filled.reading() as connection:
        assert [event.date and event.date.earliest for event in latest(connection, EVERY, 1)] == [
            DAY + timedelta(days=120)
        ]
        assert [event.killed[0].best for event in deadliest(connection, EVERY, 9)] == [9, 7, 2, 1]
        number, events = disputed(connection, EVERY, 9)
        assert number == 1
        assert events[0].disagreements[0].field == "killed"


def test_rejected_events_do_not_count(filled: Register) -> None:
    with filled.reading() as connection:
        event = deadliest(connection, EVERY, 1)[0]
        before = figures(connection, EVERY).events
    filled.decide("reject", event=event.id, by="tester")
    with filled.reading() as connection:
        assert figures(connection, EVERY).events == before - 1
        assert figures(connection, Selection(Filters(reviews=("rejected",)))).events == 1


def _named(found: list[Source], name: str) -> Source:
    return next(source for source in found if source.name == name)


def test_whose_figures_lasted(filled: Register) -> None:
    with filled.reading() as connection:
        found = sources(connection, "publisher")
        alpha, beta = _named(found, "Alpha Wire"), _named(found, "Beta Daily")
        assert (alpha.reports, alpha.events, alpha.own, alpha.alone, alpha.shared, alpha.first) == (4, 4, 4, 3, 1, 1)
        assert (alpha.compared, alpha.kept, alpha.raised, alpha.lowered) == (1, 0, 1, 0)
        assert (beta.alone, beta.shared, beta.first, beta.compared, beta.kept) == (0, 1, 0, 1, 1)
        row = compared(connection, "publisher", "Alpha Wire")[0]
        assert (row.low, row.high, row.now, row.kept) == (5, 5, 7, False)
        assert figures(connection, Selection(source=("publisher", "Beta Daily"))).events == 1
        assert reports_by(connection, "Alpha Wire", 2)[0] == 4


def test_a_reprint_counts_for_whom_it_is_from(register: Register) -> None:
    first = telling("Daquq", 5, outlet="Alpha Wire")
    text = first[0].text
    again = report(text, id="again", publisher="Copy Post", published=DAY + timedelta(days=3))
    other = telling("Daquq", 6, outlet="Beta Daily", later=2)
    register.add_many([first, (again, coded(again, first[1].events[0])), other])
    with register.reading() as connection:
        found = sources(connection, "publisher")
    copy = _named(found, "Copy Post")
    assert (copy.reports, copy.events, copy.own, copy.compared) == (1, 1, 0, 0)
    assert _named(found, "Alpha Wire").own == 1


def test_quoted_sources_and_their_articles(register: Register) -> None:
    register.add_many(
        [
            telling("Daquq", 5, sources=("A police officer",)),
            telling("Mosul", 4, sources=("the police officer", "Army <i>spokesman</i>")),
            telling("Mosul", 3, outlet="Beta Daily", later=3, sources=("A doctor",)),
        ]
    )
    with register.reading() as connection:
        found = sources(connection, "quoted")
        assert {source.name: (source.events, source.compared, source.lowered) for source in found} == {
            "police officer": (2, 1, 1), "army <i>spokesman</i>": (1, 1, 1), "doctor": (1, 1, 0),
        }  # fmt: skip
        assert _named(found, "doctor").label == "A doctor"
        assert figures(connection, Selection(source=("quoted", "police officer"))).events == 2


def test_a_number_that_a_person_set_is_compared(register: Register) -> None:
    register.add_many([telling("Daquq", 5)])
    with register.reading() as connection:
        event = deadliest(connection, EVERY, 1)[0]
        assert _named(sources(connection, "publisher"), "Alpha Wire").compared == 0
    line: JsonValue = [{"group": "state_forces", "low": 3, "best": 3, "high": 3}]
    register.decide("correct", event=event.id, field="killed", value=line, by="tester")
    with register.reading() as connection:
        alpha = _named(sources(connection, "publisher"), "Alpha Wire")
    assert (alpha.compared, alpha.lowered, alpha.corrected) == (1, 1, 1)


def test_a_publisher_without_events_is_a_source(register: Register) -> None:
    quiet = report("The library opens on Friday.", publisher="Quiet Gazette")
    register.add(quiet, coded(quiet))
    with register.reading() as connection:
        assert [(s.name, s.reports, s.events) for s in sources(connection, "publisher")] == [("Quiet Gazette", 1, 0)]


def _stated(text: str, **fields: Any) -> tuple[Report, CodedReport]:
    item = report(text, publisher="Alpha Wire")
    values = {
        "id": "a1",
        "kind": "strength_estimate",
        "subject": "Islamic State",
        "quote": text,
        "evidence": (),
    } | fields
    return item, coded(item, assertions=(Assertion.model_validate(values),))


def test_assertions_by_kind_subject_and_place(register: Register) -> None:
    register.add_many(
        [
            _stated("About 1,000 fighters remain there.", low=1000, high=1000, place="Iraq", as_of="2024-03"),
            _stated(
                "They held the town until the autumn.",
                kind="territorial_control",
                place="Mosul",
                as_of="2014/2017-10-16",
            ),
        ]
    )
    with register.reading() as connection:
        number, found = find_assertions(connection)
        assert number == 2
        assert find_assertions(connection, "strength_estimate")[1][0].span == Span(date(2024, 3, 1), date(2024, 3, 31))
        assert find_assertions(connection, place="mos")[1][0].day == date(2017, 10, 16)
        assert find_assertions(connection, subject="no such")[0] == 0
        assert find_assertions(connection, until=date(2020, 1, 1))[0] == 0
        assert find_assertions(connection, limit=1)[0] == 2
        assert names(connection) == (["Islamic State"], ["Iraq", "Mosul"])
        assert {each.reports for each in found} == {1}
        with pytest.raises(RegisterError, match="no kind"):
            find_assertions(connection, "rumour")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("as_of", "span"),
    [
        ("2024-02-10", Span(date(2024, 2, 10), date(2024, 2, 10))),
        ("2024-02", Span(date(2024, 2, 1), date(2024, 2, 29))),
        ("2014/2017-10-16", Span(date(2014, 1, 1), date(2017, 10, 16))),
        ("2014/", Span(date(2014, 1, 1), None)),
        ("/2017", Span(None, date(2017, 12, 31))),
        ("2024-13", None),
        ("last spring", None),
        ("0000", None),
        (None, None),
    ],
)
def test_days_of_an_assertion(as_of: str | None, span: Span | None) -> None:
    assert span_of(as_of) == span
