"""Who phrases mean: known actors, unnamed ones, and whose side counted people are on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.codebook import Deed, registry
from sijill.codebook.actor_table import shipped_names

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
        ("ISI", "IQ", "isi"),
        ("CPI (Maoist) cadres", "IN", "cpi_maoist"),
        ("al-Shabab militants", "SO", "shabaab"),
        ("al-Qaeda in the Arabian Peninsula", "YE", "aqap"),
        ("Al Qaeda", "AF", "al_qaeda"),
        ("suspected Boko Haram insurgents", "NG", "boko_haram"),
        ("the US-led coalition", "IQ", "coalition"),
        ("anti-IS coalition", "IQ", "coalition"),
        ("coalition", "IQ", "coalition"),
        ("the coalition", "SY", "coalition"),
        ("the coalition", "YE", "saudi_coalition"),
        ("anti-riot forces", "IQ", "iq_police"),
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
        ("four health personnel", "IQ", "Civilians", "civilians"),
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
        ("the junta", "MM", "mm_military"),
        ("the junta", "ML", "ml_military"),
    ],
)
def test_common_words_name_an_actor_only_at_home(phrase: str, country: str, actor_id: str) -> None:
    assert R.resolve(phrase, country).actor_id == actor_id


@pytest.mark.parametrize(
    ("phrase", "country"), [("a coalition of five parties", "IQ"), ("the coalition", "DE"), ("the coalition", None)]
)
def test_a_common_word_names_an_actor_only_alone_and_at_home(phrase: str, country: str | None) -> None:
    assert registry().resolve(phrase, country).actor_id is None


def test_fallback_only_where_the_phrase_says_nothing() -> None:
    assert R.group_of("six more", "IQ", fallback="state_forces") == "state_forces"
    assert R.group_of("six children", "IQ", fallback="state_forces") == "civilians"
    assert R.group_of("two others", "IQ", fallback="state_forces") == "state_forces"
    assert R.group_of("ten of his men", "IQ", fallback="state_forces") == "state_forces"
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
    assert len(R.rows) >= 450
    for actor in R.actors.values():
        assert actor.parent is None or actor.parent in R.actors, actor.id
        assert actor.successor is None or actor.successor in R.rows, actor.id
        assert actor.since is None or actor.until is None or actor.since < actor.until, actor.id
    assert set(shipped_names()) <= set(R.rows)


def test_every_actor_goes_by_its_name_and_aliases() -> None:
    for actor in R.rows.values():
        country = actor.countries[0] if actor.countries else None
        when = actor.until - timedelta(days=1) if actor.until else actor.since
        for name in (actor.name, *actor.aliases):
            assert R.resolve(name, country, when=when).actor_id == actor.id, (actor.id, name)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.dates() | st.none())
def test_any_phrase_resolves_and_any_span_fits(text: str, when: date | None) -> None:
    match = R.resolve(text, "IQ", when=when)
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


@pytest.mark.parametrize(
    ("phrase", "country", "day", "actor_id"),
    [
        ("government forces", "SY", "2024-12-07", "sy_military"),
        ("government forces", "SY", "2024-12-08", "sy_military_2024"),
        ("the army", "SY", "2025-03-07", "sy_military_2024"),
        ("Syrian troops", "IQ", "2025-03-07", "sy_military_2024"),
        ("police officers", "SY", "2025-03-07", "sy_police_2024"),
        ("the Syrian government", "SY", "2025-03-07", "sy_government_2024"),
        ("remnants of the Assad regime", "SY", "2025-03-07", "assad_loyalists"),
        ("the Syrian Arab Army", "SY", "2025-03-07", "sy_military"),
        ("the new Syrian army", "SY", "2025-03-07", "sy_military_2024"),
        ("the new Syrian army", "SY", "2016-06-29", "nsa_mtg"),
        ("Afghan soldiers", "AF", "2020-01-01", "af_military"),
        ("Afghan police", "AF", "2022-01-01", "af_police_2021"),
        ("Taliban fighters", "AF", "2022-01-01", "taliban"),
        ("Iraqi soldiers", "IQ", "2003-03-25", "iq_military_1979"),
        ("the Nusra Front", "SY", "2014-05-01", "nusra"),
        ("the Nusra Front", "SY", "2016-09-01", "jfs"),
        ("the Nusra Front", "SY", "2018-03-01", "hts"),
        ("HTS fighters", "SY", "2018-03-01", "hts"),
        ("Al-Qaeda in Iraq", "IQ", "2005-09-14", "isi_aqi"),
        ("Al-Qaeda in Iraq", "IQ", "2008-09-14", "isi"),
        ("Islamic State of Iraq", "IQ", "2014-09-14", "isis"),
        ("ISIS", "IQ", "2014-09-14", "isis"),
        ("Asayish", "SY", "2018-03-01", "asayish_syria"),
        ("Asayish", "IQ", "2018-03-01", "asayish_krg"),
        ("Kurdistan Regional Government forces", "IQ", "2018-03-01", "krg"),
        ("Hezbollah", "IQ", "2018-03-01", "hezbollah"),
        ("Kataib Hezbollah", "SY", "2018-03-01", "kh"),
        ("Internal Security Forces", "LB", "2018-03-01", "isf_lb"),
        ("Internal Security Forces", "SY", "2018-03-01", "asayish_syria"),
    ],
)
def test_who_is_meant_on_a_day(phrase: str, country: str, day: str, actor_id: str) -> None:
    assert R.resolve(phrase, country, when=date.fromisoformat(day)).actor_id == actor_id


def test_without_a_day_the_usual_forces_are_meant() -> None:
    assert R.resolve("government forces", "SY").actor_id == "sy_military"
    assert R.resolve("Iraqi soldiers", "IQ").actor_id == "iq_military"


@pytest.mark.parametrize(
    ("phrase", "country", "actor_id"),
    [
        ("Turkish drones", "IQ", "tr_military"),
        ("US special forces", "SY", "us_special"),
        ("Iranian Revolutionary Guards", "SY", "irgc"),
        ("American bombers", "IQ", "us_military"),
        ("army engineers", "IQ", "iq_military"),
        ("regime snipers", "SY", "sy_military"),
        ("a U.S. service member", "SY", "us_military"),
        ("the director of the police department", "IQ", "iq_police"),
        ("law enforcement agencies", "PK", "pk_police"),
        ("Navy SEALs", "YE", "us_special"),
        ("Coalition personnel", "IQ", "coalition"),
        ("the Jammu & Kashmir Police", "IN", "jk_police"),
        ("قوات سوريا الديمقراطية", "SY", "sdf"),
        ("Partiya Karkerên Kurdistanê", "TR", "pkk"),
    ],
)
def test_nations_and_trades_with_forces(phrase: str, country: str, actor_id: str) -> None:
    assert R.resolve(phrase, country).actor_id == actor_id


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("50 former policemen", "Civilians"),
        ("a retired army officer", "Civilians"),
        ("soldiers' wives", "Civilians"),
        ("a mayor", "Civilians"),
        ("three journalists", "Civilians"),
        ("shepherds", "Civilians"),
        ("former rebels", "Opposition Rebels (Iraq)"),
    ],
)
def test_who_is_no_member_of_the_forces(phrase: str, name: str) -> None:
    assert R.resolve(phrase, "IQ").name == name


@pytest.mark.parametrize(
    ("phrase", "deed", "name"),
    [
        ("Russia", "violence", "Military Forces of Russia"),
        ("the government", "violence", "Military Forces of Iraq"),
        ("Russia", None, "Government of Russia"),
        ("hundreds of people", "protest", "Protesters"),
        ("some hundreds", "protest", "Protesters"),
        ("angry residents", "riot", "Rioters"),
        ("two men", "violence", "Unidentified armed group"),
        ("the police", "protest", "Police Forces of Iraq"),
    ],
)
def test_the_deed_tells_who_is_meant_by_vague_words(phrase: str, deed: Deed | None, name: str) -> None:
    assert R.resolve(phrase, "IQ", initiator=True, deed=deed).name == name
    assert R.resolve(phrase, "IQ", deed=deed) == R.resolve(phrase, "IQ")


def test_what_an_actor_is_part_of() -> None:
    assert R.ancestors("fedpol") == ("iq_police", "isf", "iq_government")
    assert R.ancestors("sy_police_2024") == ("sy_security_2024", "sy_government_2024")
    assert R.ancestors("no such actor") == ()
    assert {"cts", "iq_aviation"} <= set(R.children("iq_military"))
    assert "golden_division" in R.children("iq_military", deep=True)
    assert "golden_division" not in R.children("iq_military")
    assert {"kh", "fedpol", "iq_military"} <= set(R.children("iq_government", deep=True))


def test_unnamed_people_have_an_actor_to_be_looked_up_by_name() -> None:
    found = R.named("Opposition Rebels (Syria)")
    assert found is not None
    assert (found.id, found.generic, found.inter) == ("sy_rebels", True, 2)
    assert R.named("Unidentified armed group") == R.get("unidentified_armed_group")
    assert R.named("Asayish", "SY") == R.get("asayish_syria")
    assert R.named("nobody of this name") is None
    assert R.get(None) is None
