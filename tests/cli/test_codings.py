"""Where `sijill add --coded` takes codings from."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from sijill.cli.codings import codings
from sijill.exports.coded import CodedWriter
from sijill.model import CodedReport
from tests.cli.registered import reports

CODED = [coded for _, coded in reports()]


def _write(path: Path, coded: list[CodedReport]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out, CodedWriter(out) as writer:
        for item in coded:
            writer.write(item)
    return path


def test_one_file_holds_every_report(tmp_path: Path) -> None:
    found = codings(_write(tmp_path / "coded.parquet", CODED))
    assert [found.get(coded.report.id) for coded in CODED] == CODED
    assert (found.get("none"), found.sparse) == (None, False)


@pytest.mark.parametrize("folder", ["", "coded"])
def test_a_folder_of_a_cluster_may_lack_some(tmp_path: Path, folder: str) -> None:
    for number, coded in enumerate(CODED):
        _write(tmp_path / "out" / folder / f"part-{number}.parquet", [coded])
    again = CODED[0].model_copy(update={"relevant": False, "events": ()})
    _write(tmp_path / "out" / folder / "part-9.parquet", [again])
    (tmp_path / "out" / folder / "_SUCCESS").touch()
    found = codings(tmp_path / "out")
    assert [found.get(coded.report.id) for coded in CODED] == [again, *CODED[1:]]
    assert found.sparse


def test_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "coded.jsonl"
    path.write_text("\n".join(coded.model_dump_json() for coded in CODED) + "\n\n", "utf-8")
    found = codings(path)
    assert [found.get(coded.report.id) for coded in CODED] == CODED


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none", "no such file or folder"),
        ("empty", "empty holds no coded reports"),
        ("torn.parquet", "torn.parquet: this Parquet file can't be read"),
        ("other.parquet", "other.parquet holds no coded reports"),
    ],
)
def test_what_holds_none(tmp_path: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "empty").mkdir()
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 torn")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(typer.Exit) as raised:
        codings(tmp_path / name)
    assert raised.value.exit_code == 2
    assert said in capsys.readouterr().err
