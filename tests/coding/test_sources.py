"""Who told it: the subject of a reporting verb, what follows "according to"."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.sources import sources_in, with_sources
from tests.coding.conftest import SettingMaker

CASES = [
    ("A security source said that two men died.", ["A security source"]),
    ("Colonel Ahmed Salim told reporters that the raid was over.", ["Colonel Ahmed Salim"]),
    ("Two men died, according to the health ministry.", ["the health ministry"]),
    ("He said that calm had returned.", []),
    ("Two men died.", []),
    ("SOUTHWEST ASIA, July 26, 2016 - Aircraft hit six huts, officials announced today.", ["officials"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sources(setting_of: SettingMaker, text: str, expected: list[str]) -> None:
    setting = setting_of(text)
    found = [setting.words(s) for s in sources_in(setting, setting.sentences.at(0))]
    assert found == expected


SETTLED = [
    (
        "A police source said two died. The source named none.",
        ["A police source", "The source"],
        ["A police source"],
    ),
    ("Mayor Karim Hadi said two died, and Hadi blamed nobody.", ["Mayor Karim Hadi", "Hadi"], ["Mayor Karim Hadi"]),
    ("An army officer, Karim Hadi, said two died.", ["An army officer", "Karim Hadi"], ["An army officer, Karim Hadi"]),
    ("A medic told Plain News that two died.", ["A medic", "Plain News"], ["A medic"]),
    ("The mayor, who said two died, has left.", ["The mayor", "who"], ["The mayor"]),
    ("Maj. Gen. Karim Hadi said two died.", ["Maj", "Gen. Karim Hadi"], ["Maj. Gen. Karim Hadi"]),
    ("The office of Karim Hadi said two died.", ["The office", "Karim Hadi"], ["The office of Karim Hadi"]),
    ("The Plain Relief Front (PRF) said two died.", ["The Plain Relief Front (PRF"], ["The Plain Relief Front (PRF)"]),
    ("Two died in Mosul, a medic said.", ["Mosul", "a medic"], ["a medic"]),
    ("Mosul said two died.", ["Mosul"], ["Mosul"]),
    ("A medic and a soldier said two died.", ["A medic", "a soldier"], ["A medic", "a soldier"]),
    ("A medic in Zarn, Karim Hadi, said two died.", ["A medic", "Karim Hadi"], ["A medic in Zarn, Karim Hadi"]),
    ("Families from Zarn said two died.", ["Families", "Zarn"], ["Families from Zarn"]),
    ("A medic put those who died at two. The governor left.", ["A medic", "The governor"], ["A medic"]),
    ("Ali, who commands a battalion, said two died.", ["Ali", "commands a battalion"], ["Ali"]),
    ("Ministry of Plenty\n\nTwo died, a medic said.", ["Ministry of Plenty", "a medic"], ["a medic"]),
    (
        "A spokesman for the Plain Relief Council, Karim Hadi, said two died.",
        ["the Plain Relief Council", "Karim Hadi"],
        ["Karim Hadi"],
    ),
    ("Karim Hadi, who heads the town council, said two died.", ["Karim Hadi", "the town council"], ["Karim Hadi"]),
    ("Karim Hadi and a medic said two died.", ["Karim Hadi", "a medic"], ["Karim Hadi", "a medic"]),
    (
        "The Department of Media and National Awareness said two died.",
        ["The Department of Media", "National Awareness"],
        ["The Department of Media and National Awareness"],
    ),
]


@pytest.mark.parametrize(("text", "found", "expected"), SETTLED)
def test_each_teller_once(setting_of: SettingMaker, text: str, found: list[str], expected: list[str]) -> None:
    setting = setting_of(text)
    at = text.index("died")
    roles = tuple(Role("source", Chars(text.index(w), text.index(w) + len(w))) for w in found)
    (frame,) = with_sources([Frame(Chars(at, at + 4), "Attack", roles=roles)], setting)
    assert [setting.words(s) for s in frame.spans("source")] == expected


def test_a_group_that_did_it_is_no_source(setting_of: SettingMaker) -> None:
    text = "Islamic State said its men shot a mayor, and the police said that he died."
    setting = setting_of(text)
    told: tuple[tuple[RoleName, str], ...] = (
        ("source", "Islamic State"), ("initiator", "Islamic State"), ("source", "the police"),
    )  # fmt: skip
    roles = tuple(Role(name, Chars(text.index(w), text.index(w) + len(w))) for name, w in told)
    (frame,) = with_sources([Frame(Chars(text.index("shot"), text.index("shot") + 4), "Attack", roles=roles)], setting)
    assert [setting.words(s) for s in frame.spans("source")] == ["the police"]
