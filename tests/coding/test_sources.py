"""Who told it: the subject of a reporting verb, what follows "according to"."""

from __future__ import annotations

import pytest

from sijill.coding.sources import sources_in
from tests.coding.conftest import SettingMaker

CASES = [
    ("A security source said that two men died.", ["A security source"]),
    ("Colonel Ahmed Salim told reporters that the raid was over.", ["Colonel Ahmed Salim"]),
    ("Two men died, according to the health ministry.", ["the health ministry"]),
    ("He said that calm had returned.", []),
    ("Two men died.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sources(setting_of: SettingMaker, text: str, expected: list[str]) -> None:
    setting = setting_of(text)
    found = [setting.words(s) for s in sources_in(setting, setting.sentences.at(0))]
    assert found == expected
