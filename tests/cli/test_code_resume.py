"""`sijill code --resume`: an output cut at any place is gone on with, and ends as that of one run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LINES = [
    json.dumps({"id": f"r{n % 25}", "text": "this will trip" if n == 9 else f"A clash near Tarra {n}."})
    if n != 4
    else "{"
    for n in range(30)
]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(LINES) + "\n", "utf-8")
    return path


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0, 1))
def test_cut_anywhere_it_ends_as_one_run(invoke: Any, reports: Path, tmp_path: Path, share: float) -> None:
    whole = tmp_path / "whole.jsonl"
    first = invoke("code", reports, "--output", whole)
    assert whole.read_bytes().count(b"\n") == 28
    out = tmp_path / "out.jsonl"
    out.write_bytes(whole.read_bytes()[: int(len(whole.read_bytes()) * share)])
    result = invoke("code", reports, "--output", out, "--resume")
    assert out.read_bytes() == whole.read_bytes()
    assert result.exit_code == first.exit_code == 1
    told = [line for line in result.stderr.splitlines() if "was torn" not in line]
    assert told == first.stderr.splitlines()


def test_without_an_output_it_begins(invoke: Any, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    invoke("code", reports, "--output", out, "--resume")
    before = out.read_bytes()
    assert before.count(b"\n") == 28
    invoke("code", reports, "--output", out, "--resume")
    assert out.read_bytes() == before


def test_what_is_held_is_not_coded_again(invoke: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "A clash."}\n')
    (tmp_path / "b.jsonl").write_text('{"id": "b", "text": "Quiet."}\n')
    out = tmp_path / "out.jsonl"
    invoke("code", tmp_path / "a.jsonl", "--output", out)
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "this would trip the coder"}\n')
    result = invoke("code", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--output", out, "--resume")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [json.loads(line)["report"]["id"] for line in out.read_text().splitlines()] == ["a", "b"]


@pytest.mark.parametrize("cut", [0, 1, 10, 28])
def test_parquet_is_gone_on_with_too(invoke: Any, reports: Path, tmp_path: Path, cut: int) -> None:
    whole, out = tmp_path / "whole.parquet", tmp_path / "out.parquet"
    invoke("code", reports, "--format", "parquet", "--output", whole)
    lines = tmp_path / "lines.jsonl"
    invoke("code", reports, "--output", lines)
    kept = lines.read_bytes().splitlines(keepends=True)
    (tmp_path / "out.parquet.unfinished").write_bytes(b"".join(kept[:cut]))
    invoke("code", reports, "--format", "parquet", "--output", out, "--resume")
    assert out.read_bytes() == whole.read_bytes()
    assert not (tmp_path / "out.parquet.unfinished").exists()
    # A whole one is added to.
    reports.write_text(reports.read_text() + '{"id": "new", "text": "A clash."}\n')
    invoke("code", reports, "--format", "parquet", "--output", out, "--resume")
    again = tmp_path / "again.parquet"
    invoke("code", reports, "--format", "parquet", "--output", again)
    assert out.read_bytes() == again.read_bytes() != whole.read_bytes()


@pytest.mark.parametrize(
    ("content", "args", "said"),
    [
        (
            b"my notes\n",
            [],
            "line 1 is no coded report, so --resume can't go on with it. Name the output of sijill code",
        ),
        (b"PAR1 and no more", ["--format", "parquet"], "it is no whole Parquet file"),
        (b"", ["--format", "json"], "--resume goes on with a file of JSON Lines or Parquet. Name it: --output FILE."),
    ],
)
def test_another_file_is_left_as_it_is(
    invoke: Any, reports: Path, tmp_path: Path, content: bytes, args: list[str], said: str
) -> None:
    out = tmp_path / "out"
    out.write_bytes(content)
    result = invoke("code", reports, "--output", out, "--resume", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert out.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "reports.jsonl"]


def test_resume_needs_an_output(invoke: Any, reports: Path) -> None:
    result = invoke("code", reports, "--resume")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Name it: --output FILE." in result.stderr
