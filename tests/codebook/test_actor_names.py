"""What ACLED and UCDP call actors, by day and place; and governments by period."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from sijill.codebook import registry
from sijill.codebook.actor_search import called
from sijill.codebook.actor_table import KINDS, shipped_names
from sijill.codebook.states import parties, party_on, state_on, states

R = registry()


@pytest.mark.parametrize(
    ("actor_id", "day", "country", "acled", "ucdp"),
    [
        ("iq_military", "2016-05-01", "IQ", "Military Forces of Iraq (2014-2018)", "Government of Iraq"),
        ("iq_military", "2019-05-01", "IQ", "Military Forces of Iraq (2018-2020)", "Government of Iraq"),
        ("iq_military", "2018-10-24", "IQ", "Military Forces of Iraq (2014-2018)", "Government of Iraq"),
        ("iq_military", "2018-10-25", "IQ", "Military Forces of Iraq (2018-2020)", "Government of Iraq"),
        ("cts", "2023-05-01", "IQ", "Military Forces of Iraq (2022-) Counter-Terrorism Service", "Government of Iraq"),
        ("sy_military", "2024-12-07", "SY", "Military Forces of Syria (2000-2024)", "Government of Syria"),
        ("sy_military", "2025-02-01", "SY", "Military Forces of Syria (2000-2024)", "Government of Syria"),
        ("sy_military_2024", "2024-12-08", "SY", "Military Forces of Syria (2024-)", "Government of Syria"),
        ("isis", "2020-01-01", "IQ", "Islamic State (Iraq)", "IS"),
        ("isis", "2020-01-01", "SY", "Islamic State (Syria)", "IS"),
        ("isis", "2020-01-01", "JO", "Islamic State (Jordan)", "IS"),
        ("taliban", "2021-08-14", "AF", "Taliban", "Taleban"),
        ("taliban", "2021-08-15", "AF", "Military Forces of Afghanistan (2021-)", "Government of Afghanistan"),
        ("rsf", "2022-01-01", "SD", "Military Forces of Sudan (2019-2023) Rapid Support Forces", "Government of Sudan"),
        ("rsf", "2024-01-01", "SD", "Rapid Support Forces", "RSF"),
        ("ypg", "2015-01-01", "SY", "YPG: Peoples Protection Units", "PYD"),
        ("ypg", "2016-01-01", "SY", "YPG: Peoples Protection Units", "SDF"),
        ("ru_police", "2020-01-01", "RU", "Police Forces of Russia (2000-)", "Government of Russia (Soviet Union)"),
        ("civilians", "2020-01-01", "IQ", "Civilians (Iraq)", "Civilians"),
        ("unidentified_armed_group", "2020-01-01", "SY", "Unidentified Armed Group (Syria)", None),
    ],
)
def test_names_by_day_and_place(actor_id: str, day: str, country: str, acled: str, ucdp: str | None) -> None:
    actor = R.get(actor_id)
    assert actor is not None
    names = actor.names_on(date.fromisoformat(day), country)
    assert (names.acled, names.ucdp) == (acled, ucdp)


def test_a_name_says_whether_it_was_seen() -> None:
    police = R.actors["iq_military"]
    assert police.names_on(date(2023, 1, 1)).acled_seen
    assert not police.names_on(date(2019, 1, 1)).acled_seen


def test_unknown_names_stay_unknown() -> None:
    names = R.actors["dwekh"].names_on(date(2016, 1, 1))
    assert (names.acled, names.ucdp) == (None, None)


def test_without_a_day_the_latest_name_counts() -> None:
    assert R.actors["rsf"].names_on().acled == "Rapid Support Forces"
    assert R.actors["iq_police"].names_on().acled == "Police Forces of Iraq (2022-)"


@pytest.mark.parametrize(
    ("actor_id", "day", "country", "code", "group"),
    [
        ("tr_military", None, "TR", 1, "state_forces"),
        ("tr_military", None, "IQ", 8, "state_forces"),
        ("taliban", "2020-01-01", "AF", 2, "non_state_forces"),
        ("taliban", "2022-01-01", "AF", 1, "state_forces"),
        ("taliban", "2022-01-01", "PK", 8, "state_forces"),
        ("isis", None, "SY", 2, "non_state_forces"),
        ("coalition", None, "IQ", 8, "state_forces"),
        ("fsln", "1978-01-01", "NI", 2, "non_state_forces"),
        ("fsln", "1985-01-01", "NI", 1, "state_forces"),
        ("wagner", None, "ML", 8, "non_state_forces"),
        ("sy_rebels", None, "SY", 2, "non_state_forces"),
        ("protesters", None, "IQ", 6, "civilians"),
    ],
)
def test_interaction_codes(actor_id: str, day: str | None, country: str, code: int, group: str) -> None:
    actor, when = R.actors[actor_id], date.fromisoformat(day) if day else None
    assert (actor.inter_on(when, country), actor.group_on(when)) == (code, group)


@pytest.mark.parametrize(
    ("name", "actor_id", "country", "code"),
    [
        ("Islamic State", "isis", "IQ", 2),
        ("Military Forces of Turkey", "tr_military", "SY", 8),
        ("Opposition Rebels (Syria)", None, "SY", 2),
        ("Unidentified armed group", None, "IQ", 3),
        ("Protesters", None, "IQ", 6),
        ("Civilians", None, "IQ", 7),
        ("Bu Dorraj tribe", None, "IQ", 4),
        ("White Sun Brigade", None, "SY", 3),
        ("Qwrtzp", None, "IQ", None),
    ],
)
def test_codes_of_actors_as_accounts_have_them(name: str, actor_id: str | None, country: str, code: int | None) -> None:
    assert R.inter_of(name, actor_id, country=country) == code


def test_periods_of_a_name_don_t_overlap_and_leave_no_gap() -> None:
    told = [one for one in called(R.actors["iq_military"]) if one.dataset == "acled"]
    assert [one.name[-11:] for one in told][-2:] == ["(2020-2022)", "raq (2022-)"]
    assert all(one.until == other.since for one, other in pairwise(told))


def test_names_of_an_old_government_s_forces_end_with_it() -> None:
    names = [one.name for one in called(R.actors["sy_military"]) if one.dataset == "acled"]
    assert names == ["Military Forces of Syria (1970-2000)", "Military Forces of Syria (2000-2024)"]


def test_the_tables_of_names_and_governments_are_sound() -> None:
    for actor_id, names in shipped_names().items():
        for name in names:
            assert name.inter is None or name.inter in KINDS, actor_id
            assert name.since is None or name.until is None or name.since < name.until, actor_id
    for country, known in states().items():
        for one, after in pairwise(known):
            assert one.until is not None, country
            assert one.until <= after.since, country


@pytest.mark.parametrize(
    ("country", "day", "label", "party"),
    [
        ("SY", date(2024, 12, 7), "Syria (2000-2024)", ""),
        ("SY", date(2024, 12, 8), "Syria (2024-)", "2024"),
        ("AF", date(2021, 8, 15), "Afghanistan (2021-)", "2021"),
        ("IQ", date(2002, 1, 1), "Iraq (1979-2003)", "1979"),
        ("IQ", None, "Iraq (2022-)", ""),
    ],
)
def test_governments_by_day(country: str, day: date | None, label: str, party: str) -> None:
    state = state_on(country, day)
    assert state is not None
    assert state.label == label
    assert party_on(country, day) == party


def test_a_day_that_no_government_is_known_for() -> None:
    assert state_on("IQ", date(1900, 1, 1)) is None
    assert state_on("XX", None) is None
    assert party_on("IQ", date(1900, 1, 1)) == ""
    assert parties("SY") == {"2024": (date(2024, 12, 8), None)}
