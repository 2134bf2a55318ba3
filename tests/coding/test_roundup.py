"""Announcements of several deeds, and the deeds told one by one after them."""

from __future__ import annotations

import re

import pytest

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.roundup import with_roundups
from sijill.coding.setting import Setting
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker

STRIKES = (
    "The Syrian army carried out four strikes against Islamic State on 3 May. "
    "Near Palmyra, one strike destroyed a tunnel. Near Raqqa, three strikes hit a depot."
)


def _frame(text: str, trigger: str, at: int = 0, kind: SubEventType = "Air/drone strike", **roles: str) -> Frame:
    start = text.index(trigger, at)
    told = [
        Role(_name(name), Chars(m.start(), m.end())) for name, words in roles.items()
        for m in re.finditer(re.escape(words), text)
    ]  # fmt: skip
    return Frame(Chars(start, start + len(trigger)), kind, roles=tuple(told))


def _name(name: str) -> RoleName:
    return name  # type: ignore[return-value]


def _told(frame: Frame, setting: Setting) -> dict[str, str]:
    return {r.name: setting.words(r.span) for r in frame.roles}


def test_each_deed_has_what_the_announcement_says(setting_of: SettingMaker) -> None:
    setting = setting_of(STRIKES, published="2020-05-04")
    frames = [_frame(STRIKES, "strikes"), _frame(STRIKES, "one strike"), _frame(STRIKES, "three strikes")]
    out = with_roundups(frames, setting)
    assert [setting.words(f.trigger) for f in out] == ["one strike", "three strikes"]
    for frame in out:
        told = _told(frame, setting)
        assert (told["initiator"], told["target"], told["date"]) == ("The Syrian army", "Islamic State", "3 May")


def test_what_a_deed_says_itself_stays(setting_of: SettingMaker) -> None:
    text = STRIKES.replace("destroyed a tunnel", "hit Ahrar al-Sham fighters")
    setting = setting_of(text, published="2020-05-04")
    frames = [_frame(text, "one strike", target="Ahrar al-Sham fighters"), _frame(text, "three strikes")]
    first, _ = with_roundups(frames, setting)
    assert _told(first, setting)["target"] == "Ahrar al-Sham fighters"


def test_things_hit_leave_room_for_whom_the_announcement_names(setting_of: SettingMaker) -> None:
    setting = setting_of(STRIKES, published="2020-05-04")
    frames = [_frame(STRIKES, "one strike", target="a tunnel"), _frame(STRIKES, "three strikes")]
    first, _ = with_roundups(frames, setting)
    assert [setting.words(s) for s in first.spans("target")] == ["Islamic State", "a tunnel"]


def test_one_deed_is_no_roundup(setting_of: SettingMaker) -> None:
    setting = setting_of(STRIKES, published="2020-05-04")
    frames = [_frame(STRIKES, "strikes"), _frame(STRIKES, "one strike")]
    assert with_roundups(frames, setting) == frames


def test_a_total_belongs_to_none_of_them(setting_of: SettingMaker) -> None:
    text = "Five soldiers died in two attacks. In Balad two soldiers died. In Tarmiya three soldiers died."
    setting = setting_of(text)
    first = _frame(text, "died", 20, "Armed clash")
    roles = [Role("killed", Chars(text.index(w), text.index(w) + len(w))) for w in ("Five soldiers", "two soldiers")]
    first = Frame(first.trigger, "Armed clash", roles=tuple(roles))
    second = _frame(text, "died", text.index("Tarmiya"), "Armed clash", killed="three soldiers")
    out = with_roundups([first, second], setting)
    assert [[setting.words(s) for s in f.spans("killed")] for f in out] == [["two soldiers"], ["three soldiers"]]


def test_a_number_that_is_no_sum_stays(setting_of: SettingMaker) -> None:
    text = "Six soldiers died in two attacks. In Balad two soldiers died. In Tarmiya three soldiers died."
    setting = setting_of(text)
    roles = [Role("killed", Chars(text.index(w), text.index(w) + len(w))) for w in ("Six soldiers", "two soldiers")]
    first = Frame(Chars(0, 3), "Armed clash", roles=tuple(roles))
    second = _frame(text, "died", text.index("Tarmiya"), "Armed clash", killed="three soldiers")
    assert with_roundups([first, second], setting) == [first, second]


def test_a_third_one_is_no_part_of_a_sum(setting_of: SettingMaker) -> None:
    text = "Two brothers died. A third farmer died. In Tarmiya one soldier died."
    setting = setting_of(text)
    words = ("Two brothers", "A third farmer")
    roles = [Role("killed", Chars(text.index(w), text.index(w) + len(w))) for w in words]
    first = Frame(Chars(0, 3), "Attack", roles=tuple(roles))
    second = _frame(text, "died", text.index("Tarmiya"), "Attack", killed="one soldier")
    assert with_roundups([first, second], setting) == [first, second]


def test_the_losses_of_a_war_are_no_event(setting_of: SettingMaker) -> None:
    text = "Gunmen shot two farmers. More than 90,000 people have been killed in the conflict."
    setting = setting_of(text)
    first = _frame(text, "shot", kind="Attack", killed="two farmers")
    war = _frame(text, "killed", kind="Attack", killed="More than 90,000 people")
    assert with_roundups([first, war], setting) == [first]


def test_the_losses_of_a_year_are_no_part_of_an_event(setting_of: SettingMaker) -> None:
    text = "Gunmen shot two farmers at the mill. Thirty farmers have been killed in the area since January."
    setting = setting_of(text)
    frame = _frame(text, "shot", kind="Attack", killed="Thirty farmers")
    (out,) = with_roundups([frame], setting)
    assert out.spans("killed") == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Between January and June, bombs killed 150 people in the city.", False),
        ("In the first half of the year bombs killed 150 people in the city.", False),
        ("From early March to May 2021 shelling killed 40 people there.", False),
        ("Between Balad and Samarra a bomb killed 150 people.", True),
    ],
)
def test_losses_of_months_are_no_event(setting_of: SettingMaker, text: str, kept: bool) -> None:
    setting = setting_of(text)
    frames = [_frame(text, "killed", kind="Attack", killed="150 people" if "150" in text else "40 people")]
    assert bool(with_roundups(frames, setting)) is kept
