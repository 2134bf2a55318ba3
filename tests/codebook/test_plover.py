"""PLOVER and CAMEO codes: a table of cases, and that no type is forgotten."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from sijill.codebook.plover import Plover, plover
from sijill.model import EVENT_TYPE_OF, Account, ActorRef, Event, SubEventType

ARMY = ActorRef(name="Military Forces of Iraq", mention="soldiers", actor_id="iq_military")
POLICE = ActorRef(name="Police Forces of Iraq", mention="police", actor_id="iq_police")
ISIS = ActorRef(name="Islamic State", mention="IS", actor_id="isis")


def account(kind: SubEventType, **more: Any) -> Account:
    """An account of a type."""
    values = {
        "id": "e1",
        "event_type": EVENT_TYPE_OF[kind],
        "sub_event_type": kind,
        "context": "current",
        "status": "occurred",
        "quote": "Men attacked.",
        "confidence": 0.9,
        "evidence": (),
    }
    return Account.model_validate(values | more)


def code(kind: SubEventType, **more: Any) -> Plover:
    found = plover(account(kind, **more))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "weapons", "event", "modes", "cameo"),
    [
        ("Armed clash", (), "ASSAULT", (), "19"),
        ("Armed clash", ("assault rifle", "rocket-propelled grenade"), "ASSAULT", ("firearms", "heavy-weapons"), "19"),
        ("Armed clash", ("light weapons",), "ASSAULT", ("firearms",), "19"),
        ("Attack", ("knife",), "ASSAULT", ("primitive",), "18"),
        ("Attack", ("pistol with a silencer", "gun"), "ASSAULT", ("firearms",), "18"),
        ("Attack", ("car",), "ASSAULT", (), "18"),
        ("Air/drone strike", (), "ASSAULT", ("aerial",), "19"),
        ("Air/drone strike", ("drones",), "ASSAULT", ("drone",), "19"),
        # A strike is from the air whatever it throws.
        ("Air/drone strike", ("missile",), "ASSAULT", ("aerial",), "19"),
        ("Suicide bomb", ("explosive vest",), "ASSAULT", ("suicide-attack",), "18"),
        ("Remote explosive/landmine/IED", ("roadside bomb",), "ASSAULT", ("explosives",), "18"),
        ("Chemical weapon", ("chlorine",), "ASSAULT", ("unconventional",), "20"),
        ("Excessive force against protesters", (), "ASSAULT", ("crowd-control",), "17"),
        ("Excessive force against protesters", ("live ammunition",), "ASSAULT", ("firearms",), "17"),
        ("Peaceful protest", (), "PROTEST", ("demo",), "14"),
        ("Mob violence", ("stone",), "PROTEST", ("riot",), "14"),
        ("Arrests", (), "COERCE", ("arrest",), "17"),
        ("Agreement", (), "SUPPORT", (), "05"),
        ("Non-violent transfer of territory", (), "RETREAT", ("withdraw",), "08"),
    ],
)
def test_type_and_weapons(
    kind: SubEventType, weapons: tuple[str, ...], event: str, modes: tuple[str, ...], cameo: str
) -> None:
    found = code(kind, weapons=weapons)
    assert (found.event, found.modes, found.cameo) == (event, modes, cameo)


@pytest.mark.parametrize(
    ("who", "mode"), [((ARMY,), ("troops",)), ((POLICE,), ("police",)), ((ISIS,), ("militia",)), ((), ())]
)
def test_who_moves(who: tuple[ActorRef, ...], mode: tuple[str, ...]) -> None:
    assert code("Headquarters or base established", initiators=who).modes == mode


def test_what_was_not_simply_so() -> None:
    assert code("Attack").auxiliary == ()
    assert code("Attack", context="background").auxiliary == ("historical",)
    assert code("Attack", context="background", status="foiled").auxiliary == ("historical", "negation")


def test_an_event_has_the_codes_of_its_account() -> None:
    event = Event(
        id="v1",
        event_type="Battles",
        sub_event_type="Armed clash",
        status="foiled",
        weapons=("machine gun",),
        accounts=("a1",),
        reports=1,
        independent_sources=1,
        confidence=0.5,
    )
    found = plover(event)
    assert found == Plover("ASSAULT", ("firearms",), ("military",), ("negation",), 4, "19")


# The manual's modes of the events that can come out, and the contexts that the table uses.
MODES = {
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "MOBILIZE": "troops weapons police militia",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "SUPPORT": "",
}
CONTEXTS = {"military", "territory", "cbrn", "diplomatic", "legal"}


@pytest.mark.parametrize("weapon", ["", "rifle", "bomb", "knife", "drone", "mortar", "tear gas", "chlorine", "f-16"])
def test_modes_and_contexts_are_the_manuals(weapon: str) -> None:
    for kind in get_args(SubEventType):
        found = plover(account(kind, weapons=(weapon,) if weapon else (), initiators=(ISIS,)))
        if found:
            assert set(found.modes) <= set(MODES[found.event].split()), kind
            assert set(found.contexts) <= CONTEXTS, kind


def test_other_may_be_anything() -> None:
    assert plover(account("Other")) is None


def test_every_type_but_other_has_codes() -> None:
    for kind in get_args(SubEventType):
        found = plover(account(kind))
        assert (found is None) == (kind == "Other"), kind
        assert found is None or (found.quad in (1, 2, 3, 4) and len(found.cameo) == 2)
