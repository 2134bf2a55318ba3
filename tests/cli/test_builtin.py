"""The program with its own coder, over the bundled samples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sijill import samples
from sijill.cli.main import app
from sijill.intake import read
from sijill.model import CodedReport, Event, Report
from sijill.register import Register

# What the samples' end-to-end F1 and relevance may not fall below.
FLOOR = 0.59
RELEVANCE_FLOOR = 0.89


def run(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `sijill demo --keep` fills."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    result = run("demo", "--keep", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def coded(kept: Path) -> list[CodedReport]:
    return [CodedReport.model_validate_json(line) for line in (kept / "coded.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def reports(kept: Path) -> dict[str, Report]:
    return {item.id: item for path in sorted(kept.glob("*.txt")) for item in read(path) if isinstance(item, Report)}


def test_every_value_is_tied_to_the_words_of_its_report(coded: list[CodedReport], reports: dict[str, Report]) -> None:
    assert [report.report.id for report in coded] == list(reports)
    for report in coded:
        text = reports[report.report.id].text
        for spans in [event.evidence for event in report.events] + [item.evidence for item in report.assertions]:
            assert spans, report.report.id
            assert [span for span in spans if text[span.start : span.end] != span.text] == [], report.report.id


def test_alone_or_among_others_and_again_the_coding_is_the_same(kept: Path, coded: list[CodedReport]) -> None:
    paths = sorted(kept.glob("*.txt"))[4:7]
    alone = [run("code", path).stdout for path in reversed(paths)][::-1]
    among = "".join(report.model_dump_json() + "\n" for report in coded[4:7])
    assert "".join(alone) == among


def test_the_samples_score_above_the_floor(kept: Path) -> None:
    with samples.gold() as gold:
        result = run("evaluate", gold, kept / "coded.jsonl", "--json", "--reports")
    figures = json.loads(result.stdout)
    assert figures["end_to_end"]["f1"] >= FLOOR
    assert figures["relevance_accuracy"] >= RELEVANCE_FLOOR


def test_reports_of_one_event_are_joined_and_their_differences_kept(kept: Path) -> None:
    listed = run("events", "--register", kept / "register.sqlite", "--sort", "reports", "--format", "jsonl")
    first = Event.model_validate_json(listed.stdout.splitlines()[0])
    told = {"daquq-checkpoint", "daquq-wire", "daquq-reprint"}
    with Register.open(kept / "register.sqlite") as register:
        assert told <= {telling.report.id for telling in register.tellings(first.id)}
    # The reprint is no voice of its own.
    assert first.independent_sources < first.reports
    (killed,) = [item for item in first.disagreements if item.field == "killed"]
    policemen = [version.value.partition(":")[0].partition(" ")[0] for version in killed.versions]
    assert policemen == ["7", "9", "9"]
    assert [(line.low, line.best, line.high) for line in first.killed if line.group == "state_forces"] == [(7, 9, 9)]


def test_the_demo_shows_them() -> None:
    said = run("demo").stdout
    for words in ("told by more than one report", "differ on killed", "Where the accounts differ", "What next"):
        assert words in said
    assert "None" not in said


def test_a_report_without_conflict_costs_nothing_and_says_nothing() -> None:
    result = run("code", "-", stdin="The bakery on Mill Street opens at seven and sells out by noon.\n")
    assert json.loads(result.stdout)["relevant"] is False


def test_table_of_a_short_report() -> None:
    text = "---\npublished: 2024-05-14\n---\n"
    text += "Gunmen killed five soldiers in an attack near Kirkuk on Monday, police said.\n"
    result = run("code", "-", "--format", "table", stdin=text)
    for said in ("2024-05-13", "Armed clash", "Kirkuk", " 5 "):
        assert said in result.stdout
