"""Who most likely did what nobody is said to have done."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sijill.coding import load, mentions
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.likeliest import FEATURES, SIDES, Cast, cast_of, features, is_open, with_likeliest
from sijill.coding.mentions import Reading
from sijill.coding.setting import Setting
from sijill.language import parse
from sijill.model import Report, SubEventType
from tests.coding.conftest import SettingMaker

TEXT = (
    "Islamic State militants stormed a checkpoint near Hawija in Iraq on Sunday. "
    "Boko Haram is active in Nigeria. A bomb went off at the checkpoint an hour later, killing two policemen."
)
NOTHING = Reading((), {}, {}, ())


def span(words: str) -> Chars:
    return Chars(TEXT.index(words), TEXT.index(words) + len(words))


def frames(*second: Role) -> list[Frame]:
    kind: SubEventType = "Remote explosive/landmine/IED"
    first = Role("initiator", span("Islamic State militants"))
    return [Frame(span("stormed"), "Armed clash", roles=(first,)), Frame(span("bomb"), kind, roles=second)]


def cast(setting_of: SettingMaker, *second: Role) -> tuple[Cast, Setting]:
    setting = setting_of(TEXT)
    return cast_of(frames(*second), setting, NOTHING), setting


def test_all_who_are_named_are_in_the_cast_once(setting_of: SettingMaker) -> None:
    names = [party.match.name for party in cast(setting_of)[0].parties]
    assert {"Islamic State", "Boko Haram"} <= set(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("role", "initiator", "target"),
    [
        (None, True, True),
        (Role("initiator", span("Boko Haram")), False, True),
        (Role("target", span("two policemen")), True, False),
        (Role("killed", span("two policemen")), True, False),
    ],
)
def test_a_side_is_open_where_nobody_stands(
    setting_of: SettingMaker, role: Role | None, initiator: bool, target: bool
) -> None:
    made, _ = cast(setting_of, *([role] if role else []))
    assert [is_open(1, side, made) for side in SIDES] == [initiator, target]
    assert not is_open(0, "initiator", made)


def test_features_are_named_and_finite(setting_of: SettingMaker) -> None:
    made, setting = cast(setting_of)
    rows = features(1, "initiator", made, setting, NOTHING)
    assert rows.shape == (len(made.parties), len(FEATURES))
    assert np.isfinite(rows).all()
    does = {p.match.name: row[FEATURES.index("does")] for p, row in zip(made.parties, rows, strict=True)}
    assert does["Islamic State"] == 1
    assert does["Boko Haram"] == 0


def test_who_is_named_by_the_text_stays(setting_of: SettingMaker) -> None:
    setting = setting_of(TEXT)
    given = frames(Role("initiator", span("Boko Haram")), Role("target", span("two policemen")))
    assert [f.spans("initiator") for f in with_likeliest(given, setting, NOTHING)] == [
        f.spans("initiator") for f in given
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Islamic State-linked militants killed three villagers in Macomia on Monday.",
        "Gunmen attacked a post near Daquq on Monday, the army said. The Islamic State claimed the attack.\n\n"
        "In late April, a roadside bomb killed two policemen in Hawija.",
    ],
)
def test_nobody_is_blamed_for_being_the_only_one_named(text: str) -> None:
    last = load().code(Report(id="r1", text=text, published=date(2024, 5, 14))).events[-1]
    assert [actor.name for actor in last.initiators] == ["Unidentified armed group"]


def test_words_that_may_mean_anybody_mean_the_likeliest() -> None:
    text = (
        "Al-Shabaab claimed an attack on a hotel in Mogadishu on Friday. "
        "On Monday militants attacked a base in Beledweyne, "
        "killing ten soldiers, officials said. Al-Shabaab has fought the government since 2007."
    )
    second = load().code(Report(id="r1", text=text, published=date(2024, 5, 14))).events[1]
    assert second.killed is not None
    assert [actor.name for actor in second.initiators] == ["Al-Shabaab"]


def test_nobody_is_named_where_the_report_names_nobody(setting_of: SettingMaker) -> None:
    text = "A bomb went off at a market on Sunday, killing two shoppers."
    frame = Frame(Chars(2, 6), "Remote explosive/landmine/IED")
    assert with_likeliest([frame], setting_of(text), NOTHING) == [frame]


def test_the_heads_say_of_each_event_what_actors_it_may_have() -> None:
    reading = mentions.read(parse(TEXT))
    actors = {m.chars for m in reading.mentions if m.layer == "actor"}
    assert reading.frames
    for frame in reading.frames:
        table = reading.links[frame.trigger]
        assert set(table) == actors
        assert all(0 <= chance <= 1 for chances in table.values() for chance in chances)
