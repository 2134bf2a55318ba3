"""Sides that words told beside each other settle."""

from __future__ import annotations

import pytest

from sijill.coding.company import in_company
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker

Sides = list[tuple[RoleName, str]]


@pytest.mark.parametrize(
    ("text", "kind", "given", "expected"),
    [
        (
            "Soldiers and policemen raided a house in Taiz.",
            "Armed clash",
            [("initiator", "Soldiers"), ("target", "policemen")],
            [("initiator", "Soldiers"), ("initiator", "policemen")],
        ),
        (
            "Soldiers and rebels clashed in Taiz.",
            "Armed clash",
            [("initiator", "Soldiers"), ("target", "rebels")],
            [("initiator", "Soldiers"), ("target", "rebels")],
        ),
        (
            "Air strikes of the Iraqi army hit a camp near Kirkuk.",
            "Air/drone strike",
            [("target", "the Iraqi army")],
            [("initiator", "the Iraqi army")],
        ),
        ("The jets hit a cave. No villager was hurt.", "Air/drone strike", [("target", "No villager")], []),
        ("Gunmen told of the strike near Kirkuk.", "Air/drone strike", [("initiator", "Gunmen")], []),
        (
            "A roadside bomb killed two soldiers and soldiers cordoned off Taiz.",
            "Remote explosive/landmine/IED",
            [("killed", "two soldiers"), ("initiator", "soldiers")],
            [("killed", "two soldiers")],
        ),
    ],
)
def test_in_company(setting_of: SettingMaker, text: str, kind: SubEventType, given: Sides, expected: Sides) -> None:
    roles = tuple(Role(name, Chars(text.rindex(words), text.rindex(words) + len(words))) for name, words in given)
    got = in_company(Frame(Chars(0, 4), kind, roles=roles), setting_of(text))
    assert [(r.name, text[r.span.start : r.span.end]) for r in got.roles] == expected
