"""No cell is run by a spreadsheet, none breaks a file, and nothing else of a text changes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.exports.harmless import harmless, plain, whole
from sijill.exports.text import flat

# Text with what is dangerous far more often than by chance; also halves of characters.
TEXT = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n＝＋－＠'\"\x00\x1b\ud800"), st.characters(exclude_categories=())), max_size=20
)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("'=1", "'=1"),
        ("", ""),
        ("Al-Qaim", "Al-Qaim"),
        ("شرطة", "شرطة"),
        ("\u202eabc", "\u202eabc"),
        ("a\x00b\x1bc\x85d", "a\ufffdb\ufffdc\ufffdd"),
        ("two\nlines\tand\r", "two\nlines\tand\r"),
        ("half \ud83d", "half \ufffd"),
        # A control character before a formula does not hide it.
        ("\x00=1", "\ufffd=1"),
    ],
)
def test_cells(text: str, written: str) -> None:
    assert harmless(text) == written


@SLOW
@given(TEXT)
def test_no_cell_begins_a_formula(text: str) -> None:
    written = harmless(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert written in (plain(text), f"'{plain(text)}")
    written.encode()


@SLOW
@given(TEXT)
def test_nothing_else_changes(text: str) -> None:
    for made in (plain(text), whole(text)):
        made.encode()
        assert len(made) == len(text)
        assert all(new in (old, "\ufffd") for new, old in zip(made, text, strict=True))
    assert not any(letter < " " and letter not in "\t\n\r" for letter in plain(text))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (-2, -2),
        (-2.5, -2.5),
        (0, 0),
        (True, "true"),
        (False, "false"),
        (None, None),
        ((), None),
        (("=a", "b"), "'=a; b"),
    ],
)
def test_numbers_stay_numbers(cell: object, written: object) -> None:
    found = flat(cell)  # type: ignore[arg-type]
    assert found == written
    assert type(found) is type(written)
