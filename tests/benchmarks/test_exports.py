"""The register that exports are measured with is one: its events can be read, exported and followed to reports."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from benchmarks.exports import fill, main
from sijill.exports import export
from sijill.register import Register


def test_made_events_are_a_register(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        fill(register, 60)
        held = register.counts()
        assert held.events == 60
        assert held.events < held.reports == held.accounts
        evidence = io.BytesIO()
        out = io.BytesIO()
        assert export(register, "acled", out, evidence=evidence).events == 60
        assert b"Reuters" in out.getvalue()


def test_it_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["exports", "--events", "20", "jsonl", "csv"])
    main()
    rows = [line.split("|")[1:3] for line in capsys.readouterr().out.splitlines()]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["format", "events"],
        ["---", "---"],
        ["jsonl", "20"],
        ["csv", "20"],
    ]
