"""Coarse places, and nobody's name."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sijill.exports import FORMATS, Generalise, export
from sijill.exports.generalise import generalised, generalised_place
from sijill.model import ActorRef, Disagreement, Person, Place, Version
from sijill.register import Register
from tests.exports.events import CIVILIANS, DAQUQ, GUNMEN, IS, POLICE, STRANGER, TRIBE, head, told
from tests.exports.hostile import fill
from tests.exports.private import REPORT, SECRET, private_pairs, text_in

DISTRICT = ("Daquq", "Kirkuk", "IQ", 3, 2)
DIVISION = ("Kirkuk", "Kirkuk", "IQ", 4, 3)
COUNTRY = ("Iraq", None, "IQ", 6, 3)
RASHAD = Place(
    name="a house by the mosque of Rashad",
    admin1="Kirkuk",
    country="IQ",
    latitude=35.0212,
    longitude=44.0431,
    tolerance_km=1.0,
    where_prec=1,
    geo_precision=1,
    place_id="IQ/Kirkuk/town/Rashad",
)


@pytest.mark.parametrize(
    ("place", "level", "becomes"),
    [
        (DAQUQ, "admin2", DISTRICT),
        (DAQUQ, "admin1", DIVISION),
        (RASHAD, "admin2", DISTRICT),
        (RASHAD, "admin1", DIVISION),
        # No table says in which district it lies.
        (Place(name="Sherk", admin1="Kirkuk", country="IQ", latitude=35.2, longitude=44.1), "admin2", DIVISION),
        (Place(name="Sherk", admin1="Kirkuk", country="IQ"), "admin1", DIVISION),
        (Place(name="Hamrin", country="IQ", latitude=34.7, longitude=44.3, where_prec=5), "admin1", COUNTRY),
        (Place(name="Iraq", country="IQ"), "admin2", COUNTRY),
        # A division of a name that the gazetteer doesn't know has no centre.
        (Place(name="x", admin1="Nowhere", country="IQ", latitude=1.0, longitude=2.0), "admin1", None),
        (Place(name="at sea", latitude=35.0, longitude=20.0, where_prec=7), "admin1", "none"),
        (Place(name="a village"), "admin2", "none"),
    ],
)
def test_places(place: Place, level: str, becomes: object) -> None:
    made = generalised_place(place, Generalise(level))
    if becomes == "none":
        assert made is None
        return
    assert made is not None
    if becomes is None:
        assert (made.name, made.latitude, made.longitude, made.where_prec, made.place_id) == ("Nowhere", *[None] * 4)
        return
    assert (made.name, made.admin1, made.country, made.where_prec, made.geo_precision) == becomes
    assert made.latitude is not None
    assert (made.latitude, made.longitude) != (place.latitude, place.longitude)
    assert made.tolerance_km is not None
    assert made.tolerance_km >= 25


def test_all_places_of_a_division_get_one_point() -> None:
    made = {
        generalised_place(DAQUQ.model_copy(update={"latitude": 35 + n / 100, "name": f"n{n}"}), Generalise.admin1)
        for n in range(20)
    }
    assert len(made) == 1


def test_actors_by_what_kind_they_are_where_no_table_knows_them() -> None:
    someone = ActorRef(name="Sheikh Hamid Daoud", mention="Sheikh Hamid Daoud")
    of = told(initiators=(IS, STRANGER, someone), targets=(POLICE, CIVILIANS, TRIBE), claimed_by=(GUNMEN,))
    event = generalised(of, Generalise.admin1).event
    assert [actor.name for actor in event.initiators] == ["Islamic State", "Others", "Civilians"]
    assert [actor.name for actor in event.targets] == ["Police Forces of Iraq", "Civilians", "Armed group"]
    assert [actor.name for actor in event.claimed_by] == ["Unidentified armed group"]
    shown = (*event.initiators, *event.targets, *event.claimed_by)
    assert all(actor.mention == actor.name for actor in shown)


def test_what_else_is_told_in_a_reports_own_words_goes() -> None:
    of = told(
        (head("Alpha", title="Rana Aziz killed", url="https://x.example/rana"),),
        persons=(Person(name="Rana Aziz", role="teacher", fate="killed"),),
        sources=("her brother Ali Aziz",),
        disagreements=(Disagreement(field="place", versions=(Version(value="Daquq: Ali Aziz", accounts=("a1",)),)),),
    )
    made = generalised(of, Generalise.admin2)
    assert "Aziz" not in made.event.model_dump_json()
    assert not made.event.persons
    assert not made.event.sources
    assert [item.field for item in made.event.disagreements] == ["place"]
    assert made.reports == (head("Alpha"),)
    assert made.event.killed == of.event.killed


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register with one event that could do harm to those who are named in it."""
    with Register.open(fill(tmp_path_factory.mktemp("kept") / "register.sqlite", private_pairs())) as opened:
        yield opened


@pytest.mark.parametrize("level", [*Generalise])
@pytest.mark.parametrize("name", [*FORMATS])
def test_no_file_holds_what_could_do_harm(register: Register, name: str, level: Generalise, tmp_path: Path) -> None:
    out, evidence = io.BytesIO(), io.BytesIO()
    done = export(register, name, out, generalise=level, evidence=evidence)
    assert (done.events, done.evidence) == (1, 2)
    for written in (text_in(out, FORMATS[name].writer), text_in(evidence, FORMATS[name].evidence[0])):
        assert not [word for word in SECRET if re.search(rf"(?<!\d){re.escape(word)}", written)]
    (event,) = register.events_of(REPORT)
    assert register.event(event).accounts[0] in text_in(evidence, FORMATS[name].evidence[0])


def test_without_it_all_is_there(register: Register) -> None:
    out = io.BytesIO()
    export(register, "csv", out, names=True)
    assert all(word in out.getvalue().decode() for word in SECRET[3:5])
