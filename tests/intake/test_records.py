from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sijill.intake import Fault, default_limits, read
from sijill.intake.records import delimiter_of
from sijill.model import Report

NEXT = "The other lines are read"


def told(path: Path, content: str | bytes, limits: object = None) -> list[str]:
    """What reading gives, shortened: the texts of reports, and faults as `line severity reason`."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    chosen = limits if limits is not None else default_limits()
    items = list(read(path, limits=chosen))  # type: ignore[arg-type]
    return [i.text if isinstance(i, Report) else f"{i.line} {i.severity} {i.reason}" for i in items]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{bad", "this is no valid JSON: expecting property name enclosed in double quotes at character 2"),
        ('{"text": "cut', "this is no valid JSON: invalid control character at character 14"),
        ("[1, 2]", "this is not an object in braces"),
        ('"words"', "this is not an object in braces"),
        ('{"title": "no text"}', "it has no text"),
        ('{"text": "  "}', "it has no text"),
        ('{"text": null}', "it has no text"),
        ('{"text": 5}', "its text is a number, not words"),
        ('{"text": ["a"]}', "its text is a list, not words"),
        ("[" * 100_000, "this JSON is nested too deeply"),
        ('{"text": "a", "id": ' + "1" * 5_000 + "}", "this JSON holds a number that is too long"),
    ],
)
def test_a_broken_line_is_a_fault_and_the_next_is_read(tmp_path: Path, line: str, reason: str) -> None:
    content = '{"text": "first"}\n\n' + line + '\n{"text": "last"}'
    assert told(tmp_path / "a.jsonl", content) == ["first", f"3 error {reason}", "last"]


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    limits = replace(default_limits(), line_bytes=50)
    content = '{"text": "first"}\n{"text": "' + "x" * 200_000 + '"}\n{"text": "last"}\n'
    assert told(tmp_path / "a.jsonl", content, limits) == ["first", "2 error the line is longer than 5e-05 MB", "last"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[{"text": "a"},\n {"text": "b"}\n]', ["a", "b"]),
        ('[{"text": "a"},\n 5,\n {"text": "b"}]', ["a", "2 error this is not an object in braces", "b"]),
        (
            '[{"text": "a"},\n {"text": "b"}\n {"text": "c"}]',
            ["a", "b", "3 error the array breaks off here, a comma or a closing bracket is missing"],
        ),
        (
            '[{"text": "a"},\n {"text": "b"}',
            ["a", "b", "2 error the array breaks off here, a comma or a closing bracket is missing"],
        ),
        ('[{"text": "a"},\n {"text": b}]', ["a", "2 error this is no valid JSON: expecting value at character 27"]),
        ('[\n,{"text": "a"}]', ["2 error this is no valid JSON: expecting value at character 3"]),
        ('{"text": "a"}\n{"text": "b"}', ["2 error more follows after the JSON has ended", "a"]),
        ('{"text": "a"', ["1 error this is no valid JSON: expecting ',' delimiter at character 13"]),
        ('{"articles": [{"body": "a"}, {"title": "x"}]}', ["a", "None error it has no text"]),
        ('{"articles": 5}', ["None error it has no text"]),
        ("5", ["None error this is not an object in braces"]),
    ],
)
def test_a_json_file_gives_what_stands_before_a_break(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert told(tmp_path / "a.json", content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('text\n"a, b"\n', ["a, b"]),
        ('title,Body\nx,"two\nlines"\ny,b', ["two\nlines", "b"]),
        ("\n\ntext\na\n\n \nb\n", ["a", "b"]),
        ("text,id\na,1,2\nb,2\n", ["2 error the row has 3 cells, the header 2", "b"]),
        ("id,text\n1\n2,b\n", ["2 error it has no text", "b"]),
        ('text\na\n"b" c\nd\n', ["a", "3 error the row can't be read (',' expected after '\"')", "d"]),
        ('text\na\n"never closed\nb\n', ["a", "3 error the row can't be read (unexpected end of data)"]),
        (
            'text,date\n"a","03/04/2024"\n',
            ['2 note its date of publication, "03/04/2024", can be read with the day or the month first', "a"],
        ),
        ("text\n" + "a" * 300_000, ["a" * 300_000]),
    ],
)
def test_a_table_gives_a_report_a_row_and_names_the_line_of_a_bad_one(
    tmp_path: Path, content: str, expected: list[str]
) -> None:
    assert told(tmp_path / "a.csv", content) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_parts_its_columns(tmp_path: Path, delimiter: str) -> None:
    assert told(tmp_path / "a.csv", f"id{delimiter}Text\n1{delimiter}words\n") == ["words"]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("id,text", ","),
        ('"id";"text"', ";"),
        ("text", None),
        ("The text, and the title,", None),
        ("year,count", None),
        ("", None),
    ],
)
def test_what_is_the_header_of_a_table(header: str, delimiter: str | None) -> None:
    assert delimiter_of(header) == delimiter


def test_line_breaks_in_a_cell_stay_as_they_are(tmp_path: Path) -> None:
    assert told(tmp_path / "a.csv", b'text\r\n"a\r\nb"\r\n') == ["a\r\nb"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.json"])
def test_marked_encodings_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    row = json.dumps({"text": "Raqqa – naïve"}, ensure_ascii=False)
    content = {"a.jsonl": row + "\n", "a.json": row, "a.csv": "text\nRaqqa – naïve\n"}[name]
    assert told(tmp_path / name, content.encode(encoding)) == ["Raqqa – naïve"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_guessed_encoding_is_said_at_its_first_line(tmp_path: Path, name: str) -> None:
    cells = ["plain", "naïve", "café"]
    rows = ["text", *cells] if name == "a.csv" else [json.dumps({"text": t}, ensure_ascii=False) for t in cells]
    note = "it is not UTF-8 and doesn't say what it is, so it was read as windows-1252"
    line = rows.index(next(row for row in rows if "ï" in row)) + 1
    found = told(tmp_path / name, "\n".join(rows).encode("cp1252"))
    assert found == ["plain", f"{line} note {note}", "naïve", "café"]


def test_a_fault_is_one_line_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": 5}')
    [fault] = read(path)
    assert isinstance(fault, Fault)
    assert str(fault) == f'{path}:1: its text is a number, not words. Give "text" as a string in quotes.'
