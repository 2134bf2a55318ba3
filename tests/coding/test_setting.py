"""What is known of a report before its events get values."""

from __future__ import annotations

from sijill.codebook import registry
from sijill.coding.frames import Chars
from sijill.coding.setting import Tools, survey
from sijill.gazetteer import gazetteer
from sijill.language import parse
from sijill.model import Report


def test_an_actor_is_no_place() -> None:
    text = "The Peshmerga met the mayor of Khanaqin in Mosul."
    spans = [Chars(text.index(w), text.index(w) + len(w)) for w in ("The Peshmerga", "Khanaqin", "Mosul")]
    report = Report(id="r1", text=text)
    setting = survey(report, parse(text), Tools(gazetteer(), registry()), spans)
    assert {setting.words(span) for span in setting.places} == {"Khanaqin", "Mosul"}
