"""Which actors stand on which side of an event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.parties import plain_people, unnamed_attacker, with_parties
from sijill.coding.sides import between_two
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker


def _span(text: str, words: str) -> Chars:
    start = text.rindex(words)
    return Chars(start, start + len(words))


def _roles(text: str, *roles: tuple[RoleName, str, float]) -> tuple[Role, ...]:
    return tuple(Role(name, _span(text, words), score) for name, words, score in roles)


AGENTS: list[tuple[str, str, SubEventType, list[str]]] = [
    ("The village was shelled by rebels at noon.", "shelled", "Shelling/artillery/missile attack", ["rebels"]),
    ("A Turkish airstrike hit the farm.", "airstrike", "Air/drone strike", ["Turkish"]),
    ("The insurgents stormed the post.", "stormed", "Armed clash", ["The insurgents"]),
    ("Two soldiers died near the well.", "died", "Attack", []),
    ("The tribal clash left two dead.", "clash", "Armed clash", []),
    ("A Kabul car bombing left two dead.", "bombing", "Remote explosive/landmine/IED", []),
    ("A drone attack left two dead.", "attack", "Air/drone strike", []),
    ("The army took part in a peaceful march.", "march", "Peaceful protest", []),
    (
        "Air strikes carried out by Turkish warplanes hit the farm.",
        "strikes",
        "Air/drone strike",
        ["Turkish warplanes"],
    ),
    ("Turkish warplanes launched air strikes on the farm.", "strikes", "Air/drone strike", ["Turkish warplanes"]),
    ("The raid, blamed on rebels, left two dead.", "raid", "Attack", ["rebels"]),
    ("The insurgents stormed the post, killing two guards.", "killing", "Attack", ["The insurgents"]),
    ("The camp was burned by rebels who shot two herders.", "shot", "Attack", ["rebels"]),
    ("Al-Shabaab holds the road. Two drivers died when the group fired on them.", "fired", "Attack", ["Al-Shabaab"]),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "expected"), AGENTS)
def test_the_agent_that_syntax_names(
    setting_of: SettingMaker, text: str, trigger: str, kind: SubEventType, expected: list[str]
) -> None:
    setting = setting_of(text)
    (frame,) = with_parties([Frame(_span(text, trigger), kind)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == expected


PATIENTS: list[tuple[str, str, SubEventType, list[str]]] = [
    ("The insurgents stormed a police post.", "stormed", "Armed clash", ["a police post"]),
    ("The rebels took the town from the army.", "took", "Non-state actor overtakes territory", ["the army"]),
    ("The raid on Al-Shabaab lasted an hour.", "raid", "Armed clash", ["Al-Shabaab"]),
    ("The army was ambushed near the well.", "ambushed", "Armed clash", ["The army"]),
    ("The rebels took Kabul at noon.", "took", "Non-state actor overtakes territory", []),
    ("The rebels shelled an orchard.", "shelled", "Shelling/artillery/missile attack", []),
    ("The rebels robbed an army post.", "robbed", "Looting/property destruction", []),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "expected"), PATIENTS)
def test_the_armed_side_that_syntax_says_it_was_done_to(
    setting_of: SettingMaker, text: str, trigger: str, kind: SubEventType, expected: list[str]
) -> None:
    setting = setting_of(text)
    (frame,) = with_parties([Frame(_span(text, trigger), kind)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("target")] == expected


@pytest.mark.parametrize(
    ("text", "side", "words", "initiators", "targets"),
    [
        ("A clash between the Bani Zarn and the Bani Tarra.", "target", ("Bani Zarn", "Bani Tarra"), 1, 1),
        ("A clash between the Bani Zarn and the Bani Tarra.", "initiator", ("Bani Zarn", "Bani Tarra"), 1, 1),
        ("The Bani Zarn and the Bani Tarra met in a clash.", "initiator", ("Bani Zarn", "Bani Tarra"), 2, 0),
    ],
)
def test_both_sides_of_a_clash(
    setting_of: SettingMaker, text: str, side: RoleName, words: tuple[str, str], initiators: int, targets: int
) -> None:
    setting = setting_of(text)
    roles = _roles(text, *((side, name, 0.5) for name in words))
    (found,) = with_parties([Frame(_span(text, "clash"), "Armed clash", roles=roles)], setting.doc, setting)
    assert (len(found.spans("initiator")), len(found.spans("target"))) == (initiators, targets)
    assert between_two(found) is (targets == 1)


TURNED = [
    ("Guards repelled the attack at dawn.", "attack", "Guards", "target"),
    ("Guards launched the attack at dawn.", "attack", "Guards", "initiator"),
    ("The attack on Kurdish forces left two dead.", "attack", "Kurdish forces", "target"),
    ("The attack by Kurdish forces left two dead.", "attack", "Kurdish forces", "initiator"),
]


@pytest.mark.parametrize(("text", "trigger", "words", "side"), TURNED)
def test_a_side_that_the_words_gainsay(
    setting_of: SettingMaker, text: str, trigger: str, words: str, side: RoleName
) -> None:
    setting = setting_of(text)
    frame = Frame(_span(text, trigger), "Armed clash", roles=_roles(text, ("initiator", words, 0.9)))
    (found,) = with_parties([frame], setting.doc, setting)
    assert [setting.words(s) for s in found.spans(side)] == [words]


@pytest.mark.parametrize(("words", "plain"), [("three people", True), ("two dead", True), ("two policemen", False)])
def test_people_of_whom_nothing_is_said(words: str, plain: bool) -> None:
    assert plain_people(words) is plain


_STRIKES = "Israeli warplanes bombed a depot. Later {words} bombed a bridge."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a jet", "Israeli warplanes"),
        ("army helicopters", "army helicopters"),
        ("Turkish F-16s", "Turkish F-16s"),
    ],
)
def test_whose_an_aircraft_is(setting_of: SettingMaker, words: str, expected: str) -> None:
    text = _STRIKES.format(words=words)
    setting = setting_of(text)
    first = Frame(
        Chars(*_first(text, "bombed")), "Air/drone strike", roles=_roles(text, ("initiator", "Israeli warplanes", 1))
    )
    second = Frame(_span(text, "bombed"), "Air/drone strike", roles=_roles(text, ("initiator", words, 1)))
    found = with_parties([first, second], setting.doc, setting)
    assert [setting.words(s) for s in found[1].spans("initiator")] == [expected]


@pytest.mark.parametrize(("words", "expected"), [("They", ["Turkish jets"]), ("Two shells", [])])
def test_they_did_what_is_told_next_too(setting_of: SettingMaker, words: str, expected: list[str]) -> None:
    text = f"Turkish jets bombed a depot. {words} struck a farm."
    setting = setting_of(text)
    first = Frame(_span(text, "bombed"), "Air/drone strike", roles=_roles(text, ("initiator", "Turkish jets", 1)))
    second = Frame(_span(text, "struck"), "Shelling/artillery/missile attack")
    found = with_parties([first, second], setting.doc, setting)
    assert [setting.words(s) for s in found[1].spans("initiator")] == expected


def _first(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


POINTING = [
    ("Al-Shabaab attacked the town. The militants burned two shops.", "The militants", "Al-Shabaab"),
    ("Al-Shabaab attacked the town. Members of the group burned two shops.", "Members of the group", "Al-Shabaab"),
    ("Al-Shabaab attacked the town. Masked men burned two shops.", "Masked men", "Masked men"),
    ("Al-Shabaab and Boko Haram are rivals. The militants burned two shops.", "The militants", "The militants"),
    ("The militants burned two shops. Al-Shabaab said nothing.", "The militants", "The militants"),
    ("In October, IS militants burned two shops.", "militants", "IS militants"),
]


@pytest.mark.parametrize(("text", "words", "expected"), POINTING)
def test_words_that_point_back_to_a_group(setting_of: SettingMaker, text: str, words: str, expected: str) -> None:
    setting = setting_of(text)
    frame = Frame(
        _span(text, "burned" if "burned" in text else "shops"), "Attack", roles=_roles(text, ("initiator", words, 1))
    )
    (found,) = with_parties([frame], setting.doc, setting)
    assert [setting.words(s) for s in found.spans("initiator")] == [expected]


def test_a_name_makes_gunmen_superfluous(setting_of: SettingMaker) -> None:
    text = "Gunmen of unknown origin and Boko Haram attacked the market."
    setting = setting_of(text)
    roles = _roles(text, ("initiator", "Gunmen", 1), ("initiator", "Boko Haram", 0.6))
    (frame,) = with_parties([Frame(_span(text, "attacked"), "Attack", roles=roles)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == ["Boko Haram"]


def test_an_actor_stands_on_its_likelier_side(setting_of: SettingMaker) -> None:
    text = "Boko Haram fighters died when troops met Boko Haram in the forest."
    setting = setting_of(text)
    first = Chars(0, len("Boko Haram"))
    roles = (Role("target", first, 0.9), *_roles(text, ("initiator", "Boko Haram", 0.4), ("initiator", "troops", 0.8)))
    (frame,) = with_parties([Frame(_span(text, "died"), "Armed clash", roles=roles)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == ["troops"]
    assert frame.spans("target") == [first]


def test_one_who_only_tells_of_it_did_not_do_it(setting_of: SettingMaker) -> None:
    text = "The army said that a bomb went off in the market."
    setting = setting_of(text)
    roles = _roles(text, ("source", "The army", 0.9), ("initiator", "The army", 0.4))
    (frame,) = with_parties(
        [Frame(_span(text, "went off"), "Remote explosive/landmine/IED", roles=roles)], setting.doc, setting
    )
    assert frame.spans("initiator") == []


BYSTANDERS: list[tuple[str, str, SubEventType, list[str]]] = [
    ("Two civilians died when gunmen came.", "Two civilians", "Attack", []),
    ("Villagers burned two houses.", "Villagers", "Attack", ["Villagers"]),
    ("Two civilians marched with flags.", "Two civilians", "Peaceful protest", ["Two civilians"]),
    ("Plain News / Mosul: two died.", "Plain News", "Attack", []),
]


@pytest.mark.parametrize(("text", "words", "kind", "expected"), BYSTANDERS)
def test_those_who_stand_by_did_not_do_it(
    setting_of: SettingMaker, text: str, words: str, kind: SubEventType, expected: list[str]
) -> None:
    setting = setting_of(text)
    setting = replace(setting, report=setting.report.model_copy(update={"publisher": "Plain News"}))
    frame = Frame(_span(text, text.split()[2]), kind, roles=_roles(text, ("initiator", words, 0.9)))
    (found,) = with_parties([frame], setting.doc, setting)
    assert [setting.words(s) for s in found.spans("initiator")] == expected


@pytest.mark.parametrize(
    ("kind", "unnamed"), [("Suicide bomb", True), ("Attack", True), ("Air/drone strike", False), ("Agreement", False)]
)
def test_violence_by_nobody_in_particular(kind: SubEventType, unnamed: bool) -> None:
    assert unnamed_attacker(Frame(Chars(0, 4), kind)) is unnamed


GAINS: list[tuple[str, str, SubEventType, SubEventType]] = [
    ("Al-Shabaab", "captured", "Government regains territory", "Non-state actor overtakes territory"),
    ("The army", "captured", "Non-state actor overtakes territory", "Government regains territory"),
    ("The army", "captured", "Government regains territory", "Government regains territory"),
    ("Somebody", "captured", "Government regains territory", "Government regains territory"),
]


@pytest.mark.parametrize(("who", "trigger", "kind", "expected"), GAINS)
def test_whose_gain_it_is(
    setting_of: SettingMaker, who: str, trigger: str, kind: SubEventType, expected: SubEventType
) -> None:
    text = f"{who} {trigger} the town."
    setting = setting_of(text)
    frame = Frame(_span(text, trigger), kind, roles=_roles(text, ("initiator", who, 1)))
    (found,) = with_parties([frame], setting.doc, setting)
    assert found.sub_event_type == expected


CAMPS = [
    ({"initiator": [("Islamic State", 0.9), ("Iraqi soldiers", 0.6)]}, ["Islamic State"]),
    ({"initiator": [("Islamic State", 0.9), ("Iraqi soldiers", 0.85)]}, ["Islamic State", "Iraqi soldiers"]),
]


@pytest.mark.parametrize(("found", "expected"), CAMPS)
def test_doers_of_one_camp(
    setting_of: SettingMaker, found: dict[str, list[tuple[str, float]]], expected: list[str]
) -> None:
    text = "Islamic State and Iraqi soldiers fought in the valley."
    roles = tuple(
        Role("initiator", Chars(text.index(w), text.index(w) + len(w)), score) for w, score in found["initiator"]
    )
    at = text.index("fought")
    setting = setting_of(text)
    (frame,) = with_parties([Frame(Chars(at, at + 6), "Armed clash", roles=roles)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == expected


PARTNERS = [
    ("The army and the Peshmerga raided the cave.", ["The army"], ["The army", "the Peshmerga"]),
    (
        "Iraqi forces backed by the US-led coalition raided it.",
        ["Iraqi forces"],
        ["Iraqi forces", "the US-led coalition"],
    ),
    ("The army raided it with the help of the Peshmerga.", ["The army"], ["The army", "the Peshmerga"]),
    ("The army and the Taliban raided it.", ["The army"], ["The army"]),
    ("The army and two farmers raided it.", ["The army"], ["The army"]),
    ("The raid saw fighting between the army and the Peshmerga.", ["the army"], ["the army"]),
]


@pytest.mark.parametrize(("text", "found", "expected"), PARTNERS)
def test_who_acts_with_a_doer_did_it_too(
    setting_of: SettingMaker, text: str, found: list[str], expected: list[str]
) -> None:
    setting = setting_of(text)
    roles = _roles(text, *(("initiator", words, 0.9) for words in found))
    (frame,) = with_parties([Frame(_span(text, "raid"), "Armed clash", roles=roles)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == expected


SUFFERED = [
    ("An army unit ran over a landmine near Balad.", "An army unit", "Remote explosive/landmine/IED", True),
    ("The army blew up a landmine near Balad.", "The army", "Remote explosive/landmine/IED", False),
    ("A militant drove a car bomb into Balad.", "A militant", "Remote explosive/landmine/IED", False),
    ("The soldiers repelled a raid near Balad.", "The soldiers", "Armed clash", True),
    ("The soldiers fought off a raid near Balad.", "The soldiers", "Armed clash", True),
    ("The soldiers fought a battle near Balad.", "The soldiers", "Armed clash", False),
]


@pytest.mark.parametrize(("text", "words", "kind", "suffers"), SUFFERED)
def test_who_runs_into_it_or_fights_it_off_is_its_target(
    setting_of: SettingMaker, text: str, words: str, kind: SubEventType, suffers: bool
) -> None:
    setting = setting_of(text)
    verb = setting.doc[[t.dep_ for t in setting.doc].index("root")]
    trigger = Chars(verb.idx, verb.idx + len(verb.text))
    (frame,) = with_parties([Frame(trigger, kind, roles=_roles(text, ("initiator", words, 0.9)))], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("target")] == ([words] if suffers else [])


def test_what_a_group_uses_is_its(setting_of: SettingMaker) -> None:
    text = "The jets carried out a strike against barns used by Al-Shabaab."
    setting = setting_of(text)
    (frame,) = with_parties([Frame(_span(text, "strike"), "Air/drone strike")], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("target")] == ["Al-Shabaab"]


OWNED = [
    ("Turkey said its warplanes struck a cave near Duhok.", "its warplanes", "Turkey"),
    ("Russia's defence ministry said that its troops had taken the hamlet.", "its troops", "Russia"),
    ("The Taliban said that its fighters had taken the hamlet.", "its fighters", "The Taliban"),
    ("The mayor said that its troops had taken the hamlet.", "its troops", "its troops"),
]


@pytest.mark.parametrize(("text", "words", "expected"), OWNED)
def test_whose_its_troops_are(setting_of: SettingMaker, text: str, words: str, expected: str) -> None:
    setting = setting_of(text)
    at = text.index(words)
    role = Role("initiator", Chars(at, at + len(words)), 0.9)
    (frame,) = with_parties([Frame(_span(text, "said"), "Armed clash", roles=(role,))], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == [expected]
