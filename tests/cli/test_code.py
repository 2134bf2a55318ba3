"""`sijill code`: formats, order, faults and exit codes, with a stub coder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sijill.cli.main import app
from sijill.model import CodedReport


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "1.txt").write_text("---\ntitle: First\npublished: 2024-05-14\n---\nA clash near Tarra.\n", "utf-8")
    (folder / "2.txt").write_text("Nothing happened in Kirkuk.\n", "utf-8")
    (folder / "3.txt").write_text("---\ntitle: Dritte — سجل\n---\nAnother clash.\n", "utf-8")
    return folder


def test_json_lines_in_the_order_of_the_input(invoke: Any, reports: Path) -> None:
    result = invoke("code", reports / "3.txt", reports / "1.txt", reports / "2.txt")
    coded = [CodedReport.model_validate_json(line) for line in result.stdout.splitlines()]
    assert [report.report.title for report in coded] == ["Dritte — سجل", "First", None]
    assert [report.relevant for report in coded] == [True, True, False]
    assert (result.exit_code, result.stderr) == (0, "")


def test_standard_input(invoke: Any) -> None:
    result = invoke("code", "-", stdin='{"id": "a", "text": "A clash."}\n{"id": "b", "text": "Quiet."}\n')
    assert [json.loads(line)["report"]["id"] for line in result.stdout.splitlines()] == ["a", "b"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array(invoke: Any, reports: Path, count: int) -> None:
    for path in sorted(reports.iterdir())[count:]:
        path.unlink()
    result = invoke("code", reports, "--format", "json")
    assert len(json.loads(result.stdout)) == count
    assert result.exit_code == (0 if count else 1)


def test_output_goes_to_a_file(invoke: Any, reports: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    result = invoke("code", reports, "--output", target)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert len(target.read_text("utf-8").splitlines()) == 3


def test_a_report_that_fails_is_told_and_the_rest_goes_on(invoke: Any, reports: Path) -> None:
    (reports / "1.txt").write_text("this will trip the coder", "utf-8")
    (reports / "2.txt").write_bytes(b"%PDF-1.7 ...")
    result = invoke("code", reports)
    assert result.exit_code == 1
    assert [json.loads(line)["report"]["title"] for line in result.stdout.splitlines()] == ["Dritte — سجل"]
    tripped, pdf = result.stderr.splitlines()
    assert tripped.startswith("error: ")
    assert "RuntimeError: stub tripped" in tripped
    assert pdf.startswith(f"error: {reports / '2.txt'}")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["reports/1.text"], "reports/1.text: no such file or folder. Did you mean reports/1.txt"),
        (["nowhere/1.txt"], "no folder nowhere either"),
        (["reports", "--output", "reports"], "--output reports is a folder"),
        (["reports", "--output", "none/out.jsonl"], "there is no folder none. Make it first: mkdir -p none"),
        (["reports", "--format", "xml"], "'xml' is not one of 'jsonl', 'table', 'json', 'parquet'"),
        ([], "Missing argument"),
    ],
)
def test_wrong_use_is_told_before_anything_is_coded(
    invoke: Any, reports: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.chdir(reports.parent)
    result = invoke("code", *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_a_file_without_permission_is_set_aside(invoke: Any, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def guarded(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "1.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", guarded)
    result = invoke("code", reports)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.count("1.txt") == 1
    assert "permission" in result.stderr


def test_help_starts_fast_without_heavy_rooms() -> None:
    code = (
        "import sys; sys.argv = ['sijill', '--help']\n"
        "import sijill.cli.main as m\n"
        "try: m.run()\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'numpy', 'scipy', 'onnxruntime', 'pydantic', 'trafilatura', 'httpx'} & sys.modules.keys()\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "evaluate" in done.stdout


def test_a_reader_that_hangs_up_ends_it_quietly(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text("".join(json.dumps({"id": f"r{i}", "text": "Quiet day."}) + "\n" for i in range(3000)), "utf-8")
    code = (
        "import sys; from sijill.cli import main, coders\n"
        "from sijill.model import CodedReport\n"
        "class Stub:\n"
        "    def code(self, report): return CodedReport(report=report.head(), relevant=False)\n"
        "coders.built_in = Stub\n"
        f"sys.argv = ['sijill', 'code', {str(lines)!r}]\n"
        "main.run()"
    )
    script = tmp_path / "hang.py"
    script.write_text(code, "utf-8")
    piped = f"{sys.executable} {script} | head -n 1"
    done = subprocess.run(piped, shell=True, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.stderr == ""
    assert json.loads(done.stdout)["report"]["id"] == "r0"


def test_a_coder_that_can_not_start_is_told_once(reports: Path) -> None:
    def broken() -> Any:
        raise FileNotFoundError("model.onnx is missing")

    result = CliRunner().invoke(app, ["code", str(reports)], obj=broken)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: the coder can't start: model.onnx is missing. Install Sijill again.\n"
