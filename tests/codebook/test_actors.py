"""Who phrases mean: known actors, unnamed ones, and whose side counted people are on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.codebook import registry

R = registry()


@pytest.mark.parametrize(
    ("phrase", "country", "actor_id"),
    [
        ("ISIS fighters", "IQ", "isis"),
        ("Daesh snipers", "IQ", "isis"),
        ("a senior IS leader", "IQ", "isis"),
        ("IS", "IQ", "isis"),
        ("Islamic State's militants", "IQ", "isis"),
        ("Kurdish “Asayesh” security forces", "IQ", "asayish_krg"),
        ("Asayish", "SY", "asayish_syria"),
        ("ISF", "IQ", "isf"),
        ("ISF", "SY", "asayish_syria"),
        ("Kataib Hezbollah", "IQ", "kh"),
        ("Kata'ib Hizbullah", "IQ", "kh"),
        ("Hezbollah fighters", "SY", "hezbollah"),
        ("Harakat Hezbollah al-Nujaba", "IQ", "nujaba"),
        ("the Hashd al-Sha'abi", "IQ", "pmf"),
        ("members of the Federal Police", "IQ", "fedpol"),
        ("SDF", "SY", "sdf"),
        ("Kurdish forces", "IQ", "peshmerga"),
        ("Kurdish forces", "SY", "ypg"),
        ("JeM", "IN", "jem_pk"),
        ("JEM", "SD", "jem"),
        ("ISI", "PK", "isi_pk"),
        ("ISI", "IQ", "isi_aqi"),
        ("CPI (Maoist) cadres", "IN", "cpi_maoist"),
        ("al-Shabab militants", "SO", "shabaab"),
        ("al-Qaeda in the Arabian Peninsula", "YE", "aqap"),
        ("Al Qaeda", "AF", "al_qaeda"),
        ("suspected Boko Haram insurgents", "NG", "boko_haram"),
        ("the US-led coalition", "IQ", "coalition"),
        ("anti-IS coalition", "IQ", "coalition"),
        ("FARC guerrillas", "CO", "farc"),
        ("FARC dissidents", "CO", "farc_dissidents"),
        ("Rapid Support Forces", "SD", "rsf"),
    ],
)
def test_known_actors(phrase: str, country: str, actor_id: str) -> None:
    assert R.resolve(phrase, country).actor_id == actor_id


@pytest.mark.parametrize(
    ("phrase", "country", "name", "group"),
    [
        ("four soldiers", "IQ", "Military Forces of Iraq", "state_forces"),
        ("the army", "SY", "Military Forces of Syria", "state_forces"),
        ("government forces", "SY", "Military Forces of Syria", "state_forces"),
        ("91st Brigade of the army", "IQ", "Military Forces of Iraq", "state_forces"),
        ("Turkish jets", "IQ", "Military Forces of Turkey", "state_forces"),
        ("US troops", "IQ", "Military Forces of the United States", "state_forces"),
        ("policemen", "IN", "Police Forces of India", "state_forces"),
        ("police officers", "CO", "Police Forces of Colombia", "state_forces"),
        ("security forces", "PK", "Pakistani security forces", "state_forces"),
        ("the Syrian government", "SY", "Government of Syria", "state_forces"),
        ("unknown gunmen", "IQ", "Unidentified armed group", "non_state_forces"),
        ("unidentified assailants", "IQ", "Unidentified armed group", "non_state_forces"),
        ("rebels", "SY", "Opposition Rebels (Syria)", "non_state_forces"),
        ("opposition fighters", "SY", "Opposition Rebels (Syria)", "non_state_forces"),
        ("Bu Dorraj tribe", "IQ", "Bu Dorraj tribe", "non_state_forces"),
        ("members of the Al-Zuhairi tribe", "IQ", "Al-Zuhairi tribe", "non_state_forces"),
        ("shepherds", "IQ", "Civilians", "civilians"),
        ("a group of worshippers", "NG", "Civilians", "civilians"),
        ("demonstrators", "IQ", "Protesters", "civilians"),
        ("anti-government protesters", "IQ", "Protesters", "civilians"),
        ("civilians fleeing ISIS", "IQ", "Civilians", "civilians"),
        ("victims of the Taliban", "AF", "Civilians", "civilians"),
        ("the White Sun Brigade", "SY", "White Sun Brigade", "non_state_forces"),
        ("Colonel Hamid Jasim", None, "Military Forces", "state_forces"),
    ],
)
def test_unnamed_actors(phrase: str, country: str | None, name: str, group: str) -> None:
    match = R.resolve(phrase, country)
    assert (match.name, match.group) == (name, group)


@pytest.mark.parametrize(
    ("phrase", "country", "group"),
    [
        ("four soldiers", "IQ", "state_forces"),
        ("an officer and ten of his men", "IQ", "state_forces"),
        ("nine senior IS commanders", "IQ", "non_state_forces"),
        ("three people", "IQ", "civilians"),
        ("two children", "SY", "civilians"),
        ("eight militants", "PK", "non_state_forces"),
        ("two Peshmerga", "IQ", "state_forces"),
        ("five Houthi fighters", "YE", "non_state_forces"),
        ("dozens", "SY", "unknown"),
        ("six more", "SY", "unknown"),
        ("he", "IQ", "unknown"),
        ("Abu Layla", "IQ", "unknown"),
    ],
)
def test_groups_of_counted_people(phrase: str, country: str, group: str) -> None:
    assert R.group_of(phrase, country) == group


@pytest.mark.parametrize(
    ("phrase", "country", "actor_id"),
    [
        ("Rangers", "PK", "rangers_pk"),
        ("Rangers", "GB", "gb_military"),
        ("the Federal Police", "IQ", "fedpol"),
        ("the Federal Police", "MX", "mx_police"),
        ("the junta", "MM", "tatmadaw"),
        ("the junta", "ML", "ml_military"),
    ],
)
def test_common_words_name_an_actor_only_at_home(phrase: str, country: str, actor_id: str) -> None:
    assert R.resolve(phrase, country).actor_id == actor_id


def test_fallback_only_where_the_phrase_says_nothing() -> None:
    assert R.group_of("six more", "IQ", fallback="state_forces") == "state_forces"
    assert R.group_of("six children", "IQ", fallback="state_forces") == "civilians"
    assert R.group_of("two others", "IQ", fallback="state_forces") == "state_forces"
    assert R.group_of("two others", "IQ") == "civilians"


def test_men_who_attack_are_no_civilians() -> None:
    assert R.resolve("two men", "PK").group == "civilians"
    assert R.resolve("two men", "PK", initiator=True).name == "Unidentified armed group"
    assert R.resolve("shepherds", "PK", initiator=True).name == "Civilians"


@pytest.mark.parametrize("phrase", ["anti-Houthi forces", "pro-Taliban crowd", "an al-Qaeda-linked group"])
def test_a_colouring_name_is_not_the_actor(phrase: str) -> None:
    assert R.resolve(phrase, "YE").actor_id not in ("houthis", "taliban", "al_qaeda")


def test_find_gives_offsets_and_the_longest_names() -> None:
    text = "This is what the Islamic State (IS) and Kata'ib Hezbollah said; it told us that is all. PKK’s men left."
    found = R.find(text, "IQ")
    assert [(text[start:end], match.actor_id) for start, end, match in found] == [
        ("Islamic State", "isis"),
        ("IS", "isis"),
        ("Kata'ib Hezbollah", "kh"),
        ("PKK", "pkk"),
    ]


def test_capitals_only_text_leaves_the_shortest_names_alone() -> None:
    assert [m.actor_id for _, _, m in R.find("THE FMLN SAID THAT IT IS READY")] == ["fmln"]


def test_the_registry_is_sound() -> None:
    for actor in R.actors.values():
        assert actor.parent is None or actor.parent in R.actors or actor.parent.endswith(("_army", "_police")), actor.id
        if actor.name != "Asayish":
            country = actor.countries[0] if actor.countries else None
            assert R.resolve(actor.name, country).actor_id == actor.id, actor.id


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_phrase_resolves_and_any_span_fits(text: str) -> None:
    match = R.resolve(text, "IQ")
    assert match.group in ("state_forces", "non_state_forces", "civilians", "unknown")
    last = 0
    for start, end, _ in R.find(text):
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Russian missiles", "Military Forces of Russia"),
        ("Turkish shelling", "Military Forces of Turkey"),
        ("rockets", "rockets"),
    ],
)
def test_a_nations_arms_stand_for_its_forces(phrase: str, name: str) -> None:
    assert registry().resolve(phrase, "IQ").name == name
