"""What the tests of single components share: a setting around a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sijill.codebook import registry
from sijill.coding.setting import Setting, Tools, survey
from sijill.gazetteer import gazetteer
from sijill.intake.clutter import mark
from sijill.language import parse
from sijill.model import Report

SettingMaker = Callable[..., Setting]


@pytest.fixture(scope="session")
def setting_of() -> SettingMaker:
    """Makes the setting of a text; keywords go to the report."""
    tools = Tools(gazetteer(), registry())

    def made(text: str, **head: str) -> Setting:
        report = Report.model_validate({"id": "r1", "text": text, "clutter": mark(text), **head})
        return survey(report, parse(text), tools, [])

    return made
