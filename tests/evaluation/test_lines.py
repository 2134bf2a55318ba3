"""Lines that can't be scored are refused with file, line and reason."""

from __future__ import annotations

import pytest

from sijill.evaluation import MalformedLine, read_lines


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[]", "an object is expected, not list"),
        ('{"events": []}', '"id"'),
        ('{"id": "a", "events": {"id": "e1"}}', '"events" must be a list'),
        ('{"id": "a", "events": [{"date": {"earliest": "May"}}]}', "YYYY-MM-DD"),
        ('{"id": "a", "events": [{"date": "2024-05-13"}]}', "wrong form"),
        ('{"id": "a", "events": [{"place": {"name": "x", "latitude": 3}}]}', "longitude"),
        ('{"id": "a", "events": [{"killed": [5]}]}', "wrong form"),
    ],
)
def test_says_where_and_why(line: str, said: str) -> None:
    with pytest.raises(MalformedLine) as caught:
        read_lines(["", '{"id": "fine"}', line], "gold.jsonl")
    assert str(caught.value).startswith("gold.jsonl, line 3: ")
    assert said in str(caught.value)


def test_reads_gold_and_coded_lines_alike() -> None:
    lines = read_lines(
        [
            '{"id": "a", "relevant": true, "events": [{"initiators": [["X", "Y"]], "quote": "q"}]}',
            '{"report": {"id": "b"}, "events": [{"initiators": [{"name": "X", "mention": "Y"}], '
            '"evidence": [{"text": "z"}]}]}',
        ],
        "f",
    )
    assert list(lines) == ["a", "b"]
    assert [line.events[0].names["initiators"] for line in lines.values()] == [(("X", "Y"),), (("X", "Y"),)]
    assert [line.events[0].evidence for line in lines.values()] == ["q", "z"]
