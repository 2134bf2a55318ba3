"""Who claims an event, and which event it is."""

from __future__ import annotations

import pytest

from sijill.coding.claims import with_claims
from sijill.coding.frames import Chars, Frame, Role
from tests.coding.conftest import SettingMaker

CASES = [
    ("A bombing killed two men. The Islamic State claimed responsibility for the attack.", ["The Islamic State"]),
    ("A bombing killed two men. The bombing was claimed by the Taliban.", ["the Taliban"]),
    ("A bombing killed two men. The Taliban took responsibility for the attack.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban have claimed both.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban claimed to have carried out the attack.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban boasted of the blast.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban said it was behind the attack.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban said its fighters attacked the post.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban said that the attack was its work.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban, while claiming responsibility, spoke of nine dead.", ["The Taliban"]),
    ("A bombing killed two men. The Taliban rule there; it has since claimed the attack.", ["Taliban"]),
    (
        "A bombing killed two men. The Group to Support Islam and Muslims claimed it.",
        ["The Group to Support Islam and Muslims"],
    ),
    ("A bombing killed two men. The Taliban said that talks would go on.", []),
    ("A bombing killed two men. The mayor spoke; it has since claimed the attack.", []),
    ("A bombing killed two men. The Iraqi army said it attacked a hideout.", []),
    ("A bombing killed two men. No group claimed responsibility.", []),
    ("A bombing killed two men. Nobody has claimed responsibility.", []),
    ("A bombing killed two men. The ministry claimed that calm had returned.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_claims(setting_of: SettingMaker, text: str, expected: list[str]) -> None:
    setting = setting_of(text)
    (frame,) = with_claims([Frame(Chars(2, 9), "Remote explosive/landmine/IED")], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("claimant")] == expected
    assert [setting.words(s) for s in frame.spans("initiator")] == expected


def test_a_claim_is_no_event_of_its_own(setting_of: SettingMaker) -> None:
    text = "A bombing killed two men. The Islamic State claimed the attack."
    setting = setting_of(text)
    attack = text.index("attack")
    frames = [Frame(Chars(2, 9), "Suicide bomb"), Frame(Chars(attack, attack + 6), "Armed clash")]
    (frame,) = with_claims(frames, setting.doc, setting)
    assert frame.sub_event_type == "Suicide bomb"
    assert frame.mentions == (Chars(attack, attack + 6),)


def test_who_claims_it_did_it_where_nobody_else_is_named(setting_of: SettingMaker) -> None:
    text = "Gunmen killed two men. The Islamic State claimed the attack."
    setting = setting_of(text)
    roles = (Role("initiator", Chars(0, 6)),)
    (frame,) = with_claims([Frame(Chars(7, 13), "Attack", roles=roles)], setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == ["Gunmen", "The Islamic State"]


def test_both_are_claimed(setting_of: SettingMaker) -> None:
    text = "A bomb went off in Kabul. A shelling hit Herat. The Taliban claimed both attacks."
    setting = setting_of(text)
    frames = [Frame(Chars(2, 6), "Remote explosive/landmine/IED"), Frame(Chars(28, 36), "Attack")]
    assert [len(f.spans("claimant")) for f in with_claims(frames, setting.doc, setting)] == [1, 1]


def test_who_claims_it_is_no_source_of_it(setting_of: SettingMaker) -> None:
    text = "Gunmen killed two men. The Taliban claimed the attack."
    setting = setting_of(text)
    roles = (Role("source", Chars(text.index("Taliban"), text.index("Taliban") + 7)),)
    (frame,) = with_claims([Frame(Chars(7, 13), "Attack", roles=roles)], setting.doc, setting)
    assert frame.spans("source") == []
