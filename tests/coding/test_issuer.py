"""Who gives out what a report tells: offices at head and foot, signatures, labels of speakers, lists."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.issuer import with_issuer
from tests.coding.conftest import SettingMaker

_TOLD = "Our forces found a cache and a bomb exploded near Zarn."
CASES = [
    (f"Security Media Cell\n\n{_TOLD}", "Security Media Cell"),
    (f"Zarn - Department of Relations and Media\n\n{_TOLD}", "Department of Relations and Media"),
    (f"Ministry of Defence / Directorate of Media\n\n{_TOLD}", "Ministry of Defence"),
    (f"Spokesperson: Rana Haddad\nLocation: Geneva\n\n{_TOLD}", "Rana Haddad"),
    (f"Statement\n\n{_TOLD} They hide.\n\nJoint Operations Command\nApril 23, 2024", "Joint Operations Command"),
    (f"Dear Mr. President:\n\n{_TOLD}\n\nSincerely,\n\n    HADI R. KARIM", "HADI R. KARIM"),
    (f"GEN. HADI: Good morning. {_TOLD}\n\nQ: Thank you.", "GEN. HADI"),
    (f"Minister Karim Hadi said in a statement:\n\n{_TOLD}", "Minister Karim Hadi"),
    (
        f"Aircraft flew, task force officials said, as follows:\n- {_TOLD}\n- Another hit a hut.\n- A third.",
        "task force officials",
    ),
    (f"General Karim Hadi released the following statement today:\n\n{_TOLD}", "General Karim Hadi"),
    (f"The following statement was issued by the President of the Council:\n\n{_TOLD}", "the President"),
    (f"Bomb Attack on Police Command in Zarn\n\n{_TOLD}", None),
    (f"By Karim Hadi, Police Reporter\n\n{_TOLD}", None),
    (f"{_TOLD}\n\nThe Army Command said nothing.", None),
    (f"{_TOLD}\n\nReporting by Karim Hadi", None),
    (f"PRESENTER: Good morning. {_TOLD}", None),
    (f"Islamic State said it was busy:\n- {_TOLD}\n- Another hit a hut.\n- A third hit a bridge.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_who_gives_it_out(setting_of: SettingMaker, text: str, expected: str | None) -> None:
    setting = setting_of(text)
    at = text.index("exploded")
    (frame,) = with_issuer([Frame(Chars(at, at + 8), "Remote explosive/landmine/IED")], setting)
    assert [setting.words(s) for s in frame.spans("source")] == ([expected] if expected else [])


def test_an_event_with_a_source_keeps_it(setting_of: SettingMaker) -> None:
    text = "Security Media Cell\n\nA medic said that a bomb exploded near Zarn."
    setting = setting_of(text)
    at = text.index("exploded")
    told = Frame(Chars(at, at + 8), "Attack", roles=(Role("source", Chars(text.index("A m"), text.index(" said"))),))
    assert with_issuer([told], setting) == [told]
