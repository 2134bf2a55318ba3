"""Values of an account: persons' roles, weapons, sources, where the event is told."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.coding import load
from sijill.coding.accounts import account
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.mentions import Reading
from sijill.model import Account, Report, SubEventType
from tests.coding.conftest import SettingMaker

NOTHING = Reading((), {}, {}, ())


def coded(
    setting_of: SettingMaker, text: str, trigger: str, kind: SubEventType, roles: list[tuple[RoleName, str]]
) -> Account:
    def span(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    frame = Frame(span(trigger), kind, roles=tuple(Role(n, span(w)) for n, w in roles))
    return account(frame, setting_of(text, published="2024-05-14"), NOTHING, 1)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Gunmen killed Karim Saleh, a teacher of the town, on Sunday.", "teacher of the town"),
        ("Gunmen killed Karim Saleh, who was on his way home, on Sunday.", None),
        ("Gunmen killed Karim Saleh on Sunday.", None),
    ],
)
def test_role_of_a_person(setting_of: SettingMaker, text: str, role: str | None) -> None:
    got = coded(setting_of, text, "killed", "Attack", [("person", "Karim Saleh"), ("target", "Karim Saleh")])
    assert [(p.name, p.role) for p in got.persons] == [("Karim Saleh", role)]


@pytest.mark.parametrize(
    ("words", "weapon"),
    [("Machine guns", "machine gun"), ("a roadside bomb", "roadside bomb"), ("mustard gas", "mustard gas")],
)
def test_weapons_are_lower_case_and_singular(setting_of: SettingMaker, words: str, weapon: str) -> None:
    got = coded(setting_of, f"They attacked with {words}.", "attacked", "Armed clash", [("weapon", words)])
    assert got.weapons == (weapon,)


def test_who_is_harmed_is_the_target_where_nobody_else_is(setting_of: SettingMaker) -> None:
    text = "A raid killed 15 IS fighters in the desert on Monday."
    got = coded(setting_of, text, "raid", "Armed clash", [("killed", "15 IS fighters"), ("date", "Monday")])
    assert [a.name for a in got.targets] == ["Islamic State"]
    assert got.killed is not None
    assert [(c.group, c.low, c.high) for c in got.killed] == [("non_state_forces", 15, 15)]
    assert got.date is not None
    assert str(got.date.earliest) == "2024-05-13"


COUNTED = [
    ("Two policemen were killed and three others were wounded.", ["Two policemen"], ["three others"], "state_forces"),
    ("Two policemen were killed and three civilians wounded.", ["Two policemen"], ["three civilians"], "civilians"),
    ("Two farmers were killed and four wounded.", ["Two farmers"], ["four"], "civilians"),
]


@pytest.mark.parametrize(("text", "killed", "wounded", "group"), COUNTED)
def test_others_are_of_those_counted_before(
    setting_of: SettingMaker, text: str, killed: list[str], wounded: list[str], group: str
) -> None:
    roles: list[tuple[RoleName, str]] = [("killed", w) for w in killed]
    roles += [("wounded", w) for w in wounded]
    got = coded(setting_of, text, "killed", "Armed clash", roles)
    assert got.wounded is not None
    assert [c.group for c in got.wounded] == [group]


def test_one_phrase_may_tell_the_dead_and_the_wounded(setting_of: SettingMaker) -> None:
    text = "The attack left four officers dead and eight others wounded."
    got = coded(setting_of, text, "attack", "Armed clash", [("killed_or_wounded", text[16:-1])])
    assert got.killed_or_wounded is None
    assert [[(c.group, c.low) for c in rows or ()] for rows in (got.killed, got.wounded)] == [
        [("state_forces", 4)],
        [("state_forces", 8)],
    ]


def test_what_is_counted_elsewhere_gives_way_to_what_is_counted_beside_the_trigger(setting_of: SettingMaker) -> None:
    text = "Gunmen killed two farmers in Balad. Nine farmers died elsewhere."
    roles: list[tuple[RoleName, str]] = [("killed", "two farmers"), ("killed", "Nine farmers")]
    got = coded(setting_of, text, "killed", "Attack", roles)
    assert [(c.low, c.high) for c in got.killed or ()] == [(2, 2)]


def test_losses_of_the_other_side_count_wherever_they_are_told(setting_of: SettingMaker) -> None:
    text = "Militants killed nine policemen in Balad. Two militants died later."
    roles: list[tuple[RoleName, str]] = [("killed", "nine policemen"), ("killed", "Two militants")]
    got = coded(setting_of, text, "killed", "Armed clash", roles)
    assert [(c.group, c.low) for c in got.killed or ()] == [("state_forces", 9), ("non_state_forces", 2)]


@pytest.mark.parametrize("words", ["ISIL", "Families of the dead turned on a hamlet"])
def test_what_names_nobody_counts_nobody(setting_of: SettingMaker, words: str) -> None:
    text = f"{words} and killed two farmers in Balad."
    got = coded(setting_of, text, "killed", "Attack", [("killed", words), ("killed", "two farmers")])
    assert [(c.low, c.high) for c in got.killed or ()] == [(2, 2)]


def test_a_doubtful_count_gives_way_to_a_sure_one(setting_of: SettingMaker) -> None:
    text = "Gunmen killed two farmers near a herder."
    spans = [Chars(text.index(w), text.index(w) + len(w)) for w in ("two farmers", "a herder")]
    roles = (Role("killed", spans[0], 0.9), Role("killed", spans[1], 0.5))
    got = account(Frame(Chars(7, 13), "Attack", roles=roles), setting_of(text, published="2024-05-14"), NOTHING, 1)
    assert [(c.low, c.high) for c in got.killed or ()] == [(2, 2)]


def test_no_words_no_date(setting_of: SettingMaker) -> None:
    got = coded(setting_of, "A raid killed two men.", "raid", "Armed clash", [("killed", "two men")])
    assert got.date is not None
    assert got.date.earliest is None
    assert got.date.inferred


def test_a_claimant_needs_a_word_of_a_claim(setting_of: SettingMaker) -> None:
    roles: list[tuple[RoleName, str]] = [("claimant", "The Taliban")]
    silent = coded(setting_of, "A raid hit a post. The Taliban are strong there.", "raid", "Armed clash", roles)
    assert silent.claimed_by == ()
    said = coded(setting_of, "A raid hit a post. The Taliban claimed it.", "raid", "Armed clash", roles)
    assert [a.name for a in said.claimed_by] == ["Taliban"]


def test_those_who_attacked_are_counted_on_their_own_side() -> None:
    text = (
        "Fighters attacked an army convoy near Tassiga on Sunday. Twelve soldiers were killed, and the soldiers killed "
        "between 20 and 25 attackers."
    )
    (event,) = load().code(Report(id="r1", text=text, published=date(2022, 8, 10))).events
    counted = {line.group: (line.low, line.high) for line in event.killed or ()}
    assert counted == {"state_forces": (12, 12), "non_state_forces": (20, 25)}


HIT: list[tuple[str, str, SubEventType, list[tuple[RoleName, str]], list[tuple[str, str]]]] = [
    (
        "They shelled a culvert and three soldiers.",
        "shelled",
        "Armed clash",
        [("target", "a culvert"), ("target", "three soldiers")],
        [("Military Forces", "soldiers")],
    ),
    (
        "They shelled the Zorbat clan and three soldiers.",
        "shelled",
        "Armed clash",
        [("target", "Zorbat clan"), ("target", "three soldiers")],
        [("Zorbat clan", "Zorbat clan"), ("Military Forces", "soldiers")],
    ),
    (
        "They burned a culvert and its sluice.",
        "burned",
        "Attack",
        [("target", "a culvert"), ("target", "its sluice")],
        [("Civilians", "a culvert")],
    ),
    (
        "They bombed a weapons depot.",
        "bombed",
        "Air/drone strike",
        [("target", "a weapons depot")],
        [("weapons depot", "a weapons depot")],
    ),
    (
        "They bombed its leader, killing two soldiers.",
        "bombed",
        "Air/drone strike",
        [("target", "its leader"), ("killed", "two soldiers")],
        [("Military Forces", "soldiers")],
    ),
    (
        "They shelled the Zorbat clan at dawn.",
        "shelled",
        "Attack",
        [("target", "Zorbat clan")],
        [("Zorbat clan", "Zorbat clan")],
    ),
    (
        "The army shot two herders; three of its soldiers were hurt.",
        "shot",
        "Attack",
        [("initiator", "The army"), ("target", "two herders"), ("target", "its soldiers")],
        [("Civilians", "herders")],
    ),
    (
        "Islamic State raided the police; four attackers died.",
        "raided",
        "Armed clash",
        [("initiator", "Islamic State"), ("target", "the police"), ("target", "four attackers")],
        [("Police Forces", "the police")],
    ),
    (
        "The strike hit an ISIL-held barn.",
        "strike",
        "Air/drone strike",
        [("target", "an ISIL-held barn")],
        [("Islamic State", "an ISIL-held barn")],
    ),
    ("An attack on the hamlet was reported.", "attack", "Attack", [], [("Civilians", "attack")]),
    ("An attack on the hamlet was reported.", "attack", "Armed clash", [], []),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "roles", "expected"), HIT)
def test_whom_it_hit(
    setting_of: SettingMaker,
    text: str,
    trigger: str,
    kind: SubEventType,
    roles: list[tuple[RoleName, str]],
    expected: list[tuple[str, str]],
) -> None:
    got = coded(setting_of, text, trigger, kind, roles)
    assert [(target.name, target.mention) for target in got.targets] == expected
    shown = {line.field for line in got.evidence if line.field.startswith("targets.")}
    assert shown == {f"targets.{n}" for n in range(len(expected))}


SURNAMES = [
    ("Karim Hadi runs the clinic. Mr Hadi said that two guards died.", "Mr Hadi", [], "Karim Hadi"),
    ("Karim Hadi was shot. Mr Hadi said before that two guards died.", "Mr Hadi", ["Karim Hadi"], "Mr Hadi"),
    ("Karim Hadi runs the clinic. Mrs Hadi said that two guards died.", "Mrs Hadi", [], "Mrs Hadi"),
    ("Karim Hadi and Ali Hadi run it. Mr Hadi said that two guards died.", "Mr Hadi", [], "Mr Hadi"),
    ("Karim Saleh runs it. Mr Hadi said that two guards died.", "Mr Hadi", [], "Mr Hadi"),
    ("By Karim Hadi\n\nMr Hadi said that two guards died.", "Mr Hadi", [], "Mr Hadi"),
]


@pytest.mark.parametrize(("text", "words", "harmed", "expected"), SURNAMES)
def test_a_surname_tells_in_full(
    setting_of: SettingMaker, text: str, words: str, harmed: list[str], expected: str
) -> None:
    roles: list[tuple[RoleName, str]] = [("source", words), ("killed", "two guards")]
    got = coded(setting_of, text, "died", "Attack", [*roles, *(("target", name) for name in harmed)])
    assert got.sources == (expected,)
    assert got.killed is not None
    assert sum(row.low for row in got.killed) == 2
