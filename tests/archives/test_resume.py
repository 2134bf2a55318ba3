"""What an output holds: whole lines, a torn end, and reports that come more than once."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.archives.resume import Held, NotCodedError, not_held, whole_part
from sijill.intake import Fault
from sijill.intake.unread import Piece
from sijill.model import CodedReport, Report, ReportHead

IDS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6), max_size=12)


def line(name: str) -> bytes:
    coded = CodedReport(report=ReportHead(id=name, title='"quoted" {"report":'), relevant=False)
    return coded.model_dump_json().encode() + b"\n"


@given(IDS, st.integers(0, 400))
def test_a_cut_output_keeps_its_whole_lines(names: list[str], cut: int) -> None:
    lines = [line(name) for name in names]
    whole = b"".join(lines)
    kept = whole_part(io.BytesIO(whole[: max(0, len(whole) - cut)]))
    left = whole[: kept.size]
    count = left.count(b"\n")
    assert left == b"".join(lines[:count])
    assert kept.torn == (len(left) < max(0, len(whole) - cut))
    assert kept.held.left == count
    assert all(kept.held.take(name) for name in names[:count])


@given(IDS, IDS)
def test_each_is_taken_as_often_as_it_is_there(there: list[str], asked: list[str]) -> None:
    held, counts = Held(there), Counter(there)
    for name in asked + there:
        assert held.take(name) == (counts[name] > 0)
        counts[name] -= counts[name] > 0
    assert held.left == 0


@pytest.mark.parametrize(
    "content",
    [
        b"notes of mine\n",
        b"notes of mine",
        line("a") + b"notes\n" + line("b"),
        line("a") + b"notes\nmore notes",
        b'{"id": "a", "text": "A clash."}\n',
        b"\n",
    ],
)
def test_another_file_is_not_cut(content: bytes) -> None:
    with pytest.raises(NotCodedError, match=r"line \d is no coded report"):
        whole_part(io.BytesIO(content))


@pytest.mark.parametrize(
    "torn", [b'{"rep', b'{"report":{"id":"b","ti', line("b")[:-1], b"\0" * 100, line("b")[:-9] + b"\n"]
)
def test_a_torn_end_is_found(torn: bytes) -> None:
    kept = whole_part(io.BytesIO(line("a") + torn))
    assert (kept.size, kept.torn, kept.held.left) == (len(line("a")), True, 1)


def test_pieces_are_read_only_while_something_is_held() -> None:
    skipped = []
    pieces: list[Piece] = [
        Report(id="a", text="A."),
        Fault(source="x", reason="broken", mend="Mend it"),
        Report(id="b", text="B."),
        Report(id="a", text="A again."),
    ]
    left = list(not_held(pieces, Held(["b", "a"]), lambda: skipped.append(1)))
    assert left == [pieces[1], pieces[3]]
    assert len(skipped) == 2
