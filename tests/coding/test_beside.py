"""Days and places named beside an event's trigger."""

from __future__ import annotations

import pytest

from sijill.coding.beside import with_day_beside, with_place_beside
from sijill.coding.frames import Chars, Frame, Role
from tests.coding.conftest import SettingMaker

FIRST = "The council met in Basra on Monday. "
CASES = [
    (FIRST + "Gunmen shot a farmer near Tarmiyah on Thursday.", "Thursday", "Tarmiyah"),
    (FIRST + "Gunmen shot a farmer.", "Monday", "Basra"),
    (FIRST + "Gunmen shot a farmer in Iraq.", "Monday", "Basra"),
    (FIRST + "Between Thursday in Tarmiyah and Friday in Mosul gunmen shot a farmer.", "Monday", "Basra"),
]


@pytest.mark.parametrize(("text", "day", "place"), CASES)
def test_what_stands_alone_beside_a_trigger(setting_of: SettingMaker, text: str, day: str, place: str) -> None:
    setting = setting_of(text, published="2024-05-18")
    found = {name: text.index(words) for name, words in (("date", "Monday"), ("place", "Basra"))}
    roles = (
        Role("date", Chars(found["date"], found["date"] + 6)),
        Role("place", Chars(found["place"], found["place"] + 5)),
    )
    start = text.index("shot")
    frame = Frame(Chars(start, start + 4), "Attack", roles=roles)
    (when,) = with_day_beside(frame, setting).spans("date")
    (where,) = with_place_beside(frame, setting).spans("place")
    assert day in setting.words(when)
    assert place in setting.words(where)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Russia said that gunmen shot a farmer.", "Russia"),
        ("Gunmen shot an Iranian farmer.", "Iranian"),
        ("Gunmen of the Peshmerga shot a farmer.", "the Peshmerga"),
    ],
)
def test_what_stands_for_people_is_no_place(setting_of: SettingMaker, text: str, place: str) -> None:
    setting = setting_of(text)
    shot, at = text.index("shot"), text.index(place)
    frame = Frame(Chars(shot, shot + 4), "Attack", roles=(Role("place", Chars(at, at + len(place))),))
    assert with_place_beside(frame, setting).spans("place") == []


def test_of_wide_places_the_narrowest(setting_of: SettingMaker) -> None:
    text = "Gunmen shot a farmer in northern Iraq. The attack took place between Diyala and Salahuddin provinces."
    setting = setting_of(text)
    shot, attack = text.index("shot"), text.index("attack")
    frame = Frame(Chars(shot, shot + 4), "Attack", mentions=(Chars(attack, attack + 6),))
    (where,) = with_place_beside(frame, setting).spans("place")
    assert setting.words(where) == "Diyala and Salahuddin"


def test_a_day_that_stands_by_the_losses_stays(setting_of: SettingMaker) -> None:
    text = "Troops raided a village. The army said on Sunday that four militants died. The operation ended on Saturday."
    setting = setting_of(text, published="2024-05-18")
    died, sunday = text.index("four militants"), text.index("Sunday")
    roles = (Role("killed", Chars(died, died + 14)), Role("date", Chars(sunday, sunday + 6)))
    start, end = text.index("raided"), text.index("operation")
    frame = Frame(Chars(start, start + 6), "Armed clash", mentions=(Chars(end, end + 9),), roles=roles)
    (when,) = with_day_beside(frame, setting).spans("date")
    assert setting.words(when) == "Sunday"


POINTING = [
    ("The market of Khanaqin was full. Gunmen shot a farmer in the town.", ["Khanaqin"]),
    ("Traders of Tarmiyah and Balad met. Gunmen shot a farmer in the village.", ["Balad"]),
    ("The market of Khanaqin was full. Gunmen shot a farmer in a town.", []),
    ("The market of Khanaqin was full." + " It was hot." * 4 + " Gunmen shot a farmer in the town.", []),
]


@pytest.mark.parametrize(("text", "places"), POINTING)
def test_the_town_is_the_last_town_named(setting_of: SettingMaker, text: str, places: list[str]) -> None:
    setting = setting_of(text)
    shot = text.index("shot")
    found = with_place_beside(Frame(Chars(shot, shot + 4), "Attack"), setting)
    assert [setting.words(s) for s in found.spans("place")] == places
