"""What templates write: escaped, and without signs that a page can't show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from sijill.web.render import environment, harmless


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain\ttext\r\nwith lines", "plain\ttext\r\nwith lines"),
        ("a\x00b\x1bc\x7fd\x85e", "a�b�c�d�e"),
        ("\u202eturned\u2066 round\u2069", "�turned� round�"),
        ("half \ud800 pair", "half � pair"),
        ("هجوم 攻撃 ‍ ‏", "هجوم 攻撃 ‍ ‏"),
        ("\ufffe\uffff", "��"),
    ],
)
def test_signs_that_no_page_shows(text: str, wanted: str) -> None:
    assert harmless(text) == wanted


@given(st.text())
def test_offsets_into_a_text_still_hold(text: str) -> None:
    assert len(harmless(text)) == len(text)
    harmless(text).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onload="x', "&#34; onload=&#34;x"),
        (None, ""),
        (0, "0"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("a\x00b", "a�b"),
    ],
)
def test_every_value_is_escaped(value: object, wanted: str) -> None:
    assert environment(UTC).from_string("{{ value }}").render(value=value) == wanted


def test_what_a_template_lacks_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment(UTC).from_string("{{ nothing }}").render()


def test_moments_are_told_in_the_zone_of_the_server() -> None:
    at = datetime(2024, 5, 13, 22, 30, tzinfo=UTC)
    told = environment(timezone(timedelta(hours=3), "AST")).from_string("{{ at|moment }}").render(at=at)
    assert told == "2024-05-14 01:30 AST"
