"""How sure the values of an account are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sijill.coding import load
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.sureness import FIELDS, features, sureness, told, weights
from sijill.model import Account, Count, DateRange, Evidence, Place, Report
from tests.coding.conftest import SettingMaker

DAY = date(2024, 5, 13)
TEXT = "Gunmen killed five soldiers near Kirkuk on Monday. The army said so. Their names are not known."


def account(**values: object) -> Account:
    given = {
        "id": "e1", "event_type": "Battles", "sub_event_type": "Armed clash", "context": "current",
        "status": "occurred", "quote": TEXT, "confidence": 0.8, "evidence": (),
        "date": DateRange(earliest=DAY, latest=DAY),
        "place": Place(name="Kirkuk", latitude=35.47, longitude=44.39),
        "killed": (Count(group="state_forces", low=5, high=5),),
    }  # fmt: skip
    return Account.model_validate(given | values)


def frame(*roles: Role) -> Frame:
    return Frame(Chars(7, 13), "Armed clash", score=0.8, roles=roles)


def role(name: str, words: str, score: float = 0.9, by: str = "heads") -> Role:
    start = TEXT.index(words)
    return Role(name, Chars(start, start + len(words)), score, by)  # type: ignore[arg-type]


KILLED, SAID = role("killed", "five soldiers"), role("source", "The army")


def test_every_feature_has_a_weight(setting_of: SettingMaker) -> None:
    assert weights().keys() <= set(FIELDS)
    assert {"date", "place", "killed", "initiators", "targets", "sources"} <= weights().keys()
    found = features(account(), frame(KILLED), setting_of(TEXT), "killed", 1)
    for row in weights().values():
        assert set(found) | {"bias"} == set(row)


@pytest.mark.parametrize(
    ("name", "values", "roles", "feature", "expected"),
    [
        ("killed", {}, (KILLED,), "away", 0),
        ("sources", {"sources": ("The army",)}, (SAID,), "away", 1),
        ("killed", {}, (), "beside", 1),
        ("killed", {}, (KILLED,), "beside", 0),
        ("killed", {}, (role("killed", "five soldiers", by="harm"),), "rule", 1),
        ("killed", {}, (KILLED,), "rule", 0),
        ("killed", {}, (KILLED,), "vague", 0),
        ("killed", {"killed": (Count(group="civilians", low=2, high=None),)}, (KILLED,), "vague", 1),
        ("place", {"place": Place(name="the valley")}, (), "vague", 1),
        ("date", {"date": DateRange(earliest=DAY, latest=DAY + timedelta(days=9))}, (), "vague", 1),
        ("killed", {"context": "background"}, (), "background", 1),
        ("sources", {"sources": ("a", "b", "c")}, (), "values", 2),
    ],
)
def test_features(
    setting_of: SettingMaker, name: str, values: dict[str, object], roles: tuple[Role, ...], feature: str, expected: int
) -> None:
    assert features(account(**values), frame(*roles), setting_of(TEXT), name, 1)[feature] == expected


def test_what_is_empty_has_no_chance() -> None:
    bare = account(place=None, killed=None, date=DateRange(latest=DAY, inferred=True))
    assert told(bare) == ["sub_event_type", "context"]


def test_a_doubtful_event_has_doubtful_values(setting_of: SettingMaker) -> None:
    sure = sureness(account(), frame(KILLED), setting_of(TEXT), 1)
    unsure = sureness(account(confidence=0.5), frame(KILLED), setting_of(TEXT), 1)
    assert sure.keys() == unsure.keys() >= {"killed", "place"}
    assert all(0 < unsure[name] < sure[name] < 1 for name in ("sub_event_type", "place", "date"))
    # How surely it happened says next to nothing of how well the dead are counted.
    assert unsure["killed"] == pytest.approx(sure["killed"], abs=0.03)


def test_coded_reports_have_them() -> None:
    found = load().code(Report(id="r1", text=TEXT, published=DAY + timedelta(days=1)))
    [event] = found.events
    assert {"killed", "place", "date", "sub_event_type"} <= event.confidences.keys()
    assert all(0 <= chance <= 1 for chance in event.confidences.values())
    assert isinstance(event.evidence[0], Evidence)
