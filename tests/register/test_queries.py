"""Filters, full-text search and ids, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from sijill.model import ActorRef, CodedReport, Count, Report
from sijill.register import Register, RegisterError, UnknownId
from sijill.register.queries import (
    Filters,
    Found,
    count_found,
    find_events,
    resolve,
    resolve_event,
    search,
    totals,
    types_named,
)
from sijill.register.words import parts_of
from tests.register.making import account, coded, report

MARCH = date(2024, 3, 1)
ISIS = ActorRef(name="Islamic State", mention="IS", actor_id="isis")


def told(
    town: str, day: date | None, dead: int | None, words: str, kind: str = "Armed clash", **changes: Any
) -> tuple[Report, CodedReport]:
    """A report of one event at a town, and its coding."""
    text = f"{words} Gunmen attacked people in {town}."
    item = report(
        text,
        id=f"paper-{town.lower()}",
        publisher=f"The {town} Paper",
        title=f"What happened in {town}",
        published=None,
    )
    it = account(text, town=town, day=day or MARCH, killed=dead, kind=kind)
    changes = {"initiators": (ISIS,)} | changes | ({"date": None} if day is None else {})
    return item, coded(item, it.model_copy(update=changes))


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("queries") / "register.sqlite") as made:
        fill(made)
        yield made


@pytest.fixture(scope="module")
def postgresql_register(postgresql: str) -> Iterator[Register]:
    from sqlalchemy import create_engine, text

    engine = create_engine(
        postgresql.replace("postgresql://", "postgresql+psycopg://").format(name="postgres"),
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE sijill_queries"))
    with Register.open(postgresql.format(name="sijill_queries")) as made:
        fill(made)
        yield made
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE sijill_queries WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql_register"])
def filled(request: pytest.FixtureRequest) -> Register:
    found: Register = request.getfixturevalue(request.param)
    return found


def fill(register: Register) -> None:
    fedpol = (ActorRef(name="Iraqi Federal Police", mention="police", actor_id="fedpol"),)
    branch = (ActorRef(name="Islamic State in the Greater Sahara", mention="ISGS", actor_id="isgs"),)
    pkk = (ActorRef(name="Kurdistan Workers' Party", mention="PKK", actor_id="pkk"),)
    open_end = Count(group="civilians", low=7, high=None)
    register.add_many(
        [
            told("Daquq", date(2024, 5, 13), 9, "The bridge was closed by the police all night.", initiators=branch),
            told("Mosul", date(2024, 5, 2), 2, "A boat sank on the river near the old bridges.", targets=fedpol),
            told("Basra", date(2024, 3, 1), None, "Café owners shut their doors.", status="alleged", initiators=pkk),
            told("Rutba", date(2023, 12, 31), 7, "Trucks waited at the border.", killed=(open_end,)),
            told("Erbil", None, 1, "Snow fell; the river froze.", place=None),
        ]
    )


def towns(register: Register, filters: Filters, **options: Any) -> list[str]:
    with register.reading() as connection:
        return [e.place.name if e.place else "-" for e in find_events(connection, filters, **options)]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(), ["Daquq", "Mosul", "Basra", "Rutba", "-"]),
        (Filters(since=date(2024, 5, 2)), ["Daquq", "Mosul"]),
        (Filters(until=date(2024, 3, 1)), ["Basra", "Rutba"]),
        (Filters(since=date(2024, 3, 1), until=date(2024, 3, 1)), ["Basra"]),
        (Filters(countries=("iraq",)), ["Daquq", "Mosul", "Basra", "Rutba"]),
        (Filters(countries=("SY",)), []),
        (Filters(admin1=("al anbar",)), ["Rutba"]),
        (Filters(admin1=("Ninawa",)), ["Mosul"]),
        (Filters(admin1=("Kerkuk", "Atlantis")), None),
        (Filters(admin1=("Anbar", "Nineveh")), ["Mosul", "Rutba"]),
        (Filters(actors=("isis",)), ["Daquq", "Mosul", "Rutba", "-"]),
        (Filters(actors=("Daesh",)), ["Daquq", "Mosul", "Rutba", "-"]),
        (Filters(actors=("isgs",)), ["Daquq"]),
        (Filters(actors=("PKK", "isgs")), ["Daquq", "Basra"]),
        (Filters(actors=("iraqi federal police",)), ["Mosul"]),
        (Filters(actors=("nobody at all",)), []),
        (Filters(types=("armed clash",)), ["Daquq", "Mosul", "Basra", "Rutba", "-"]),
        (Filters(types=("Explosions/Remote violence",)), []),
        (Filters(statuses=("alleged",)), ["Basra"]),
        (Filters(reviews=("accepted",)), []),
        (Filters(killed_at_least=7), ["Daquq", "Rutba"]),
        (Filters(text="bridge"), ["Daquq", "Mosul"]),
        (Filters(text="river -boat"), ["-"]),
        (Filters(text="police", killed_at_least=3), ["Daquq"]),
    ],
    ids=str,
)
def test_filters(filled: Register, filters: Filters, wanted: list[str] | None) -> None:
    if wanted is None:
        with pytest.raises(RegisterError, match="no event lies in a division named"):
            towns(filled, filters)
    else:
        assert towns(filled, filters) == wanted
        with filled.reading() as connection:
            assert totals(connection, filters).events == len(wanted)


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("oldest", ["Rutba", "Basra", "Mosul", "Daquq", "-"]),
        ("killed", ["Daquq", "Rutba", "Mosul", "-", "Basra"]),
    ],
)
def test_orders_put_the_unknown_last(filled: Register, order: Any, wanted: list[str]) -> None:
    assert towns(filled, Filters(), order=order) == wanted


def test_pages_follow_one_another(filled: Register) -> None:
    pages = [towns(filled, Filters(), limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert pages == [["Daquq", "Mosul"], ["Basra", "Rutba"], ["-"], []]
    assert towns(filled, Filters(), offset=3) == ["Rutba", "-"]


def test_totals(filled: Register) -> None:
    with filled.reading() as connection:
        found = totals(connection, Filters(countries=("IQ",)))
        none = totals(connection, Filters(countries=("SY",)))
    assert (found.events, found.killed_low, found.killed_best, found.killed_high) == (4, 18, 18, 18)
    assert (none.events, none.killed_low, none.killed_best, none.killed_high) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(countries=("Atlantis",)), "there is no country 'Atlantis'"),
        (Filters(admin1=("Mordor",)), "Al Anbar, Basra, Kirkuk, Nineveh"),
        (Filters(types=("picnic",)), "there is no event type 'picnic'"),
        (Filters(statuses=("maybe",)), "Choose one of: occurred, foiled, alleged"),  # type: ignore[arg-type]
        (Filters(reviews=("done",)), "there is no review 'done'"),  # type: ignore[arg-type]
        (Filters(text="-bridge"), "nothing to look for"),
    ],
)
def test_a_value_that_nothing_has_is_told(filled: Register, filters: Filters, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        towns(filled, filters)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("suicide", ["Suicide bomb"]),
        ("IED", ["Remote explosive/landmine/IED"]),
        ("attack", ["Attack"]),
        ("air strike", ["Air/drone strike"]),
        ("riots", ["Violent demonstration", "Mob violence"]),
        ("protest", ["Peaceful protest", "Protest with intervention"]),
    ],
)
def test_types_by_their_words(asked: str, wanted: list[str]) -> None:
    assert types_named(asked) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("bridge", {"Daquq", "Mosul"}),
        ("BRIDGES police", {"Daquq"}),
        ('"old bridge"', {"Mosul"}),
        ('"bridge old"', set()),
        ("boat OR snow", {"Mosul", "Erbil"}),
        ("river -boat", {"Erbil"}),
        ("cafe", {"Basra"}),
        ("café-owners", {"Basra"}),
        ("Daquq", {"Daquq"}),
        ("zebra", set()),
        ("river OR bridge -police", {"Mosul", "Erbil"}),
    ],
)
def test_search(filled: Register, words: str, wanted: set[str]) -> None:
    if words == "cafe" and filled.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL's English index keeps accents")
    with filled.reading() as connection:
        hits = search(connection, words)
        assert count_found(connection, words) == len(wanted)
    assert {hit.report.title.removeprefix("What happened in ") for hit in hits if hit.report.title} == wanted


def test_a_hit_shows_the_words_in_their_place_and_the_events(filled: Register) -> None:
    with filled.reading() as connection:
        (hit,) = search(connection, "boat")
    assert [words for words, found in hit.snippet if found] == ["boat"]
    assert "boat sank on the river near" in "".join(words for words, _ in hit.snippet)
    assert [event.place.name for event in hit.events if event.place] == ["Mosul"]


def test_the_title_weighs_more_and_pages_follow(filled: Register) -> None:
    with filled.reading() as connection:
        assert search(connection, "Mosul OR bridge")[0].report.title == "What happened in Mosul"
        both = [search(connection, "bridge", limit=1, offset=offset) for offset in (0, 1, 2)]
    assert [len(page) for page in both] == [1, 1, 0]
    assert both[0][0].report.id != both[1][0].report.id


@pytest.mark.parametrize(
    "words", ['"', "AND", "NEAR(", "a:b", "*", "(", "'; DROP TABLE events; --", "\x02", "NOT", "^x"]
)
def test_no_words_break_the_search(filled: Register, words: str) -> None:
    with filled.reading() as connection, suppress(RegisterError):
        assert isinstance(search(connection, words), list)


def test_words_are_taken_apart() -> None:
    parts = parts_of('Kirkuk -bridge "old mill" OR new')
    assert [(part.words, part.out, part.other) for part in parts] == [
        ("Kirkuk", False, False),
        ("bridge", True, False),
        ("old mill", False, False),
        ("new", False, True),
    ]


def test_ids_by_their_first_letters(filled: Register) -> None:
    with filled.reading() as connection:
        event = next(find_events(connection))
        key = event.accounts[0]
        assert resolve(connection, event.id[:7]) == Found("event", event.id)
        assert resolve(connection, "paper-d") == Found("report", "paper-daquq")
        assert resolve(connection, key[:9]) == Found("account", key)
        assert resolve_event(connection, key) == event.id


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("zzz", "no event, report or account 'zzz'"),
        ("paper", "paper may be report paper-basra, .* Give more of the id"),
        ("paper-daquq", "is no event but a report"),
        ("p", "no event, report or account 'p'"),
        ("", "no event, report or account ''"),
    ],
)
def test_an_id_that_leads_nowhere_or_to_several(filled: Register, name: str, said: str) -> None:
    with filled.reading() as connection, pytest.raises(UnknownId, match=said):
        resolve_event(connection, name)


def test_percent_and_underscore_are_no_wildcards(filled: Register) -> None:
    with filled.reading() as connection, pytest.raises(UnknownId):
        resolve(connection, "e%")
