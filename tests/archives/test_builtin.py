"""The program's own coder in several processes: the bundled samples, byte for byte as one process codes them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sijill import samples
from sijill.cli.main import app
from sijill.intake import read
from sijill.model import Report


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as one packed file, each twice, so that there is work for two."""
    with samples.folder() as folder:
        reports = [item for item in read(folder) if isinstance(item, Report)]
    path = tmp_path_factory.mktemp("archive") / "samples.jsonl.gz"
    rows = [report.model_copy(update={"id": f"{report.id}-{turn}"}) for turn in range(2) for report in reports]
    lines = "".join(row.model_dump_json(exclude={"clutter"}) + "\n" for row in rows)
    path.write_bytes(gzip.compress(lines.encode()))
    return path


def code(archive: Path, *args: str) -> bytes:
    out = archive.with_name("out.jsonl")
    result = CliRunner().invoke(app, ["code", str(archive), "--output", str(out), *args])
    assert (result.exit_code, result.stderr) == (0, "")
    return out.read_bytes()


def test_two_processes_write_what_one_writes(archive: Path) -> None:
    one = code(archive)
    assert sum(len(json.loads(line)["events"]) for line in one.splitlines()) > 40
    assert code(archive, "--jobs", "2") == one


def test_parquet_holds_the_same_records(archive: Path) -> None:
    from sijill.exports.coded import read_coded

    one = code(archive)
    parquet = archive.with_name("out.parquet")
    result = CliRunner().invoke(
        app, ["code", str(archive), "--jobs", "2", "--format", "parquet", "--output", str(parquet)]
    )
    assert (result.exit_code, result.stderr) == (0, "")
    with parquet.open("rb") as file:
        assert "".join(coded.model_dump_json() + "\n" for coded in read_coded(file)).encode() == one
