"""Near-duplicates on Spark: the voices of a register."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from sijill.cluster import Deduped, dedupe
from sijill.model import CodedReport, Report
from sijill.register import Register
from sijill.register.schema import versions
from tests.cluster.archive import Archive, line, rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def voices_on_one_machine(reports: list[Report], path: Path) -> set[frozenset[str]]:
    """The stories of a register, as sets of reports."""
    with Register.open(path) as register:
        register.add_many([(report, CodedReport(report=report.head(), relevant=False)) for report in reports])
        with register.reading() as connection:
            wanted = select(versions.c.report_id, versions.c.voice).where(versions.c.current)
            found = {row.report_id: row.voice for row in connection.execute(wanted)}
    return grouped(found)


def grouped(voices: dict[str, str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for report, voice in voices.items():
        groups[voice].add(report)
    return set(map(frozenset, groups.values()))


def test_the_stories_are_those_of_a_register(archive: Archive, stories: tuple[Path, Deduped], tmp_path: Path) -> None:
    voices = {row["report"]: row["voice"] for row in rows(stories[0] / "stories")}
    assert grouped(voices) == voices_on_one_machine([report for report, _ in archive.pairs], tmp_path / "r.sqlite")
    assert stories[1].reports == len(archive.pairs) == len(voices)
    assert stories[1].again == sum(report != voice for report, voice in voices.items()) >= 4


def test_a_voice_is_named_by_its_first_report(archive: Archive, stories: tuple[Path, Deduped]) -> None:
    order = [report.id for report, _ in archive.pairs]
    voices = {row["report"]: row["voice"] for row in rows(stories[0] / "stories")}
    assert list(voices) == order
    assert all(order.index(voice) <= order.index(report) for report, voice in voices.items())
    assert voices[f"again-{order[0]}"] == order[0]


def test_what_is_alike_by_way_of_others_is_one_story(spark: SparkSession, tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(120)]
    texts = {
        "first": words[:60],
        "between": words[30:90],
        "last": words[60:120],
        "same as last": words[60:120],
        "other": [f"other{n}" for n in range(60)],
        "no words": ["–", "…"],
        "none either": ["–", "…"],
    }
    reports = [Report(id=name, text=" ".join(said)) for name, said in texts.items()]
    reports.append(Report(id="other", text=" ".join(words[:60])))
    (tmp_path / "in.jsonl").write_text("".join(f"{line(report)}\n" for report in reports), "utf-8")
    done = dedupe(spark, str(tmp_path / "in.jsonl"), str(tmp_path / "out"))
    found = {row["report"]: row["voice"] for row in rows(tmp_path / "out" / "stories")}
    assert grouped(found) == voices_on_one_machine(reports, tmp_path / "r.sqlite")
    # It came again with the words of the first, and counts as it came last.
    assert found["other"] == "first"
    assert (found["no words"], found["none either"]) == ("no words", "none either")
    assert done == Deduped(7, 7 - len(set(found.values())), sum(len(g) > 1 for g in grouped(found)))
