"""The other commands: evaluate, schema, demo, and the program itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sijill import __version__, samples
from sijill.model import CodedReport, Report


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    event: dict[str, Any] = {
        "id": "e1",
        "sub_event_type": "Attack",
        "event_type": "Violence against civilians",
        "context": "current",
    }
    event |= {
        "killed": [{"group": "civilians", "low": 2, "high": 2}],
        "targets": ["Civilians"],
        "place": {"name": "Tarra"},
    }
    gold = {"id": "a", "relevant": True, "events": [event], "assertions": []}
    coded = {"report": {"id": "a"}, "events": [event | {"killed": [{"group": "civilians", "low": 3, "high": 3}]}]}
    Path("gold.jsonl").write_text(json.dumps(gold) + "\n", "utf-8")
    Path("coded.jsonl").write_text(json.dumps(coded) + '\n{"report": {"id": "b"}}\n', "utf-8")
    Path("broken.jsonl").write_text(json.dumps(gold) + "\n{\n", "utf-8")
    Path("latin.jsonl").write_bytes(b'{"id": "caf\xe9"}\n')
    return tmp_path


def test_evaluate_prints_figures_and_errors(invoke: Any, files: Path) -> None:
    result = invoke("evaluate", "gold.jsonl", "coded.jsonl", "--errors", "1", "--reports")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "reports 1  relevance accuracy 1.000"
    assert lines[1].startswith("END TO END                 P 0.750  R 0.750  F1 0.750   gold    8 predicted    8")
    assert lines[-4].startswith("a  P 0.750")
    assert lines[-3:-1] == ["a e1 killed", '    gold       [{"group": "civilians", "low": 2, "high": 2}]']
    assert result.stderr == "note: 1 predicted reports are not in the gold, b for one\n"


def test_evaluate_as_json(invoke: Any, files: Path) -> None:
    figures = json.loads(invoke("evaluate", "gold.jsonl", "coded.jsonl", "--json").stdout)
    assert figures["casualties"]["f1"] == 0
    assert figures["slots"]["place"] == {"precision": 1, "recall": 1, "f1": 1, "gold": 1, "predicted": 1}


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ("goold.jsonl", "goold.jsonl: no such file or folder. Did you mean gold.jsonl"),
        ("broken.jsonl", "broken.jsonl, line 2: not JSON"),
        ("latin.jsonl", "latin.jsonl: not UTF-8 text"),
        (".", ". is a folder. Name a file of JSON Lines."),
    ],
)
def test_evaluate_says_what_is_wrong_with_a_file(invoke: Any, files: Path, gold: str, said: str) -> None:
    result = invoke("evaluate", gold, "coded.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize(("of", "record"), [("coded-report", CodedReport), ("report", Report)])
def test_schema_is_of_what_is_written_and_read(invoke: Any, of: str, record: type[Any]) -> None:
    schema = json.loads(invoke("schema", "--of", of).stdout)
    assert schema["title"] == record.__name__
    assert set(schema["properties"]) == set(record.model_fields)


def test_schema_is_of_a_coded_report_unless_asked(invoke: Any) -> None:
    assert json.loads(invoke("schema").stdout)["title"] == "CodedReport"


def test_demo_keeps_reports_and_coding(invoke: Any, tmp_path: Path) -> None:
    result = invoke("demo", "--keep", tmp_path / "kept")
    assert result.exit_code == 0
    with samples.folder() as folder:
        names = sorted(path.name for path in folder.glob("*.txt"))
    assert sorted(path.name for path in (tmp_path / "kept").glob("*.txt")) == names
    coded = (tmp_path / "kept" / "coded.jsonl").read_text("utf-8").splitlines()
    assert len(coded) == len(names)
    assert f"{len(names)} sample reports" in result.stdout
    assert (tmp_path / "kept" / "register.sqlite").exists()
    assert "What next" in result.stdout


def test_demo_says_what_to_do_next_in_80_columns(invoke: Any) -> None:
    said = invoke("demo").stdout.partition("What next")[2]
    for command in ("demo --serve", "code", "add", "events", "decide", "demo --keep"):
        assert f"  sijill {command}" in said
    assert max(map(len, said.splitlines())) <= 80


def test_demo_overwrites_nothing(invoke: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = invoke("demo", "--keep", tmp_path)
    assert result.exit_code == 2
    assert "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_version(invoke: Any) -> None:
    assert invoke("--version").stdout == f"sijill {__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        *([], ["code"], ["evaluate"], ["schema"], ["demo"], ["events"], ["show"], ["search"], ["history"], ["decide"]),
        *(
            ["decide", kind]
            for kind in ("accept", "reject", "correct", "same", "other", "note", "undo", "rule", "looks")
        ),
    ],
)
def test_help_fits_80_columns_and_is_not_cut_short(
    invoke: Any, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = invoke(*command, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    usage, *said = result.stdout.splitlines()
    assert usage.startswith("Usage: sijill")
    assert [line for line in said if line.endswith(("...", "…"))] == []
