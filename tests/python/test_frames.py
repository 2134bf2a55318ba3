"""Frames of pandas and polars: the cells of the CSV export, with types; and what is said where they are missing."""

from __future__ import annotations

import builtins
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

import sijill
from sijill.exports import columns, days, dtypes, export
from sijill.exports.harmless import harmless
from sijill.model import CodedReport
from sijill.python.frames import FrameError
from sijill.register import Register, RegisterError
from tests.register.making import clash


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Three clashes, one of them told twice."""
    path: Path = tmp_path_factory.mktemp("frames") / "register.sqlite"
    with Register.open(path) as opened:
        opened.add_many(
            [
                clash("Daquq", 5),
                clash("Daquq", 6, outlet="Beta Wire"),
                clash("Mosul", 2, date(2024, 6, 1)),
                clash("Basra", 0, date(2024, 6, 2)),
            ]
        )
        yield opened


def test_pandas_has_what_the_csv_has(register: Register) -> None:
    out = io.BytesIO()
    export(register, "csv", out)
    # Text that is not there and text without letters are one in CSV.
    read = pandas.read_csv(io.BytesIO(out.getvalue()), dtype=dtypes("events"), parse_dates=days("events"))
    made = sijill.frame(register)
    assert list(made.columns) == [column.name for column in columns("events")] == list(read.columns)
    for column in columns("events"):
        left, right = made[column.name], read[column.name]
        if column.kind in ("text", "list"):
            left, right = left.fillna("").map(harmless), right.fillna("")
        assert list(left.dropna()) == list(right.dropna()), column.name
        assert list(left.isna()) == list(right.isna()), column.name


def test_types_are_those_of_the_codebook(register: Register) -> None:
    made = sijill.frame(register)
    assert made["killed_best"].dtype == "Int64"
    assert made["earliest"].dtype == "datetime64[s]"
    assert made["killed_best"].tolist()[1:] == [2, 0]
    other = sijill.frame(register, "polars")
    assert other.schema["killed_best"] == polars.Int64
    assert other.schema["earliest"] == polars.Date
    assert other["killed_best"].to_list() == made["killed_best"].tolist()
    assert other["publishers"].to_list() == made["publishers"].tolist()


def test_filters_are_those_of_the_register(register: Register) -> None:
    assert len(sijill.frame(register, since="2024-06-01")) == 2
    assert sijill.frame(register, "polars", since=date(2024, 6, 1), admin1="Ninawa")["place"].to_list() == ["Mosul"]
    with pytest.raises(RegisterError, match="no filter 'sine'"):
        sijill.frame(register, sine="2024-06-01")


def test_events_by_hand(register: Register) -> None:
    chosen = register.events(killed_at_least=1, order="killed")
    made = sijill.frame(event for event in chosen if event.reports == 1)
    assert made["place"].tolist() == ["Mosul"]
    assert sijill.frame([]).shape == (0, len(columns("events")))
    with pytest.raises(ValueError, match="give the register itself"):
        sijill.frame([], since="2024-01-01")


def test_coded_reports_have_a_row_an_account(coded: CodedReport) -> None:
    made = sijill.frame(coded)
    (row,) = made.to_dict("records")
    assert [row[name] for name in ("report", "publisher", "place", "killed_low")] == ["r1", "Alpha", "Daquq", 3]
    assert row["context"] == "current"
    assert "publishers" not in made.columns
    twice = sijill.frame(iter([coded, coded]), "polars")
    assert twice["id"].to_list() == ["e1", "e1"]
    assert sijill.frame(CodedReport(report=coded.report, relevant=False)).empty


def test_kinds_dont_mix(register: Register, coded: CodedReport) -> None:
    with pytest.raises(TypeError, match="CodedReport among events"):
        sijill.frame([next(register.events()), coded])  # type: ignore[arg-type]


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="use one of: pandas, polars"):
        sijill.frame([], "arrow")  # type: ignore[call-overload]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, library: Any) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == library:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(FrameError, match=f"pip install {library}"):
        sijill.frame([], library)
