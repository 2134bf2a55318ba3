"""One Spark for all tests of this folder, and one small archive, worked through on it once."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.register import pair
from benchmarks.synthetic import made
from sijill import samples
from sijill.cluster import Deduped, Linked, code, dedupe, link, session
from sijill.cluster.coding import Coded
from sijill.coding import load
from sijill.intake import read, read_many
from sijill.model import CodedReport, Report
from tests.cluster.archive import Archive, line
from tests.cluster.java import NoJava, java

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MADE = 400
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Spark on two processors of this machine."""
    pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'sijill[cluster]'")
    try:
        os.environ.setdefault("JAVA_HOME", str(Path(java()).resolve().parents[1]))
    except NoJava as error:
        pytest.skip(str(error))
    # Little data: few partitions, and no time spent on making fast code for them.
    conf = {
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        # Its workers import the tests' own coders.
        "spark.executorEnv.PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    with session("local[2]", conf=conf, memory="1g") as started:
        yield started


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The sample reports, some of them reprinted, others of no conflict, and lines that can't be read, in two files."""
    folder = tmp_path_factory.mktemp("reports")
    with samples.folder() as place:
        told = [item for item in read(place) if isinstance(item, Report)]
    reprints = [
        report.model_copy(update={"id": f"again-{report.id}", "publisher": "Evening", "text": f"{report.text}\nEnds."})
        for report in told[:4]
    ]
    quiet = [
        Report(id=f"quiet-{n}", text=f"The bakery on street {n} has a new oven, its owner said.") for n in range(5)
    ]
    lines = [line(report) for report in (*told, *quiet)]
    lines[3:3] = ['{"id": "torn", "text": "A bomb', '{"id": "empty", "title": "no words"}', ""]
    with gzip.open(folder / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    (folder / "b.jsonl").write_text("".join(line(report) + "\n" for report in reprints), "utf-8")
    (folder / "notes.txt").write_text("Not a table.", "utf-8")
    return Archive(folder, read_all([folder / "a.jsonl.gz", folder / "b.jsonl"]))


def read_all(paths: list[Path]) -> list[tuple[Report, CodedReport]]:
    """What one machine reads and codes."""
    coder = load()
    return [(item, coder.code(item)) for item in read_many(paths) if isinstance(item, Report)]


@pytest.fixture(scope="session")
def coded(spark: SparkSession, archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Coded]:
    """The archive coded on Spark."""
    target = tmp_path_factory.mktemp("coded") / "out"
    return target, code(spark, str(archive.folder), str(target))


@pytest.fixture(scope="session")
def stories(spark: SparkSession, archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Deduped]:
    """The stories of the archive."""
    target = tmp_path_factory.mktemp("stories") / "out"
    return target, dedupe(spark, str(archive.folder), str(target))


@pytest.fixture(scope="session")
def made_pairs() -> list[tuple[Report, CodedReport]]:
    """Made reports of one account each, as one machine codes them."""
    return [pair(telling) for telling in made(MADE, seed=5)[0]]


@pytest.fixture(scope="session")
def linked(
    spark: SparkSession,
    archive: Archive,
    stories: tuple[Path, Deduped],
    made_pairs: list[tuple[Report, CodedReport]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Linked]:
    """The archive's coded reports, as one machine writes them, and made ones, linked on Spark."""
    folder = tmp_path_factory.mktemp("linked")
    every = [coded for _, coded in (*archive.pairs, *made_pairs)]
    (folder / "coded.jsonl").write_text("".join(f"{coded.model_dump_json()}\n" for coded in every), "utf-8")
    target = folder / "out"
    return target, link(spark, str(folder / "coded.jsonl"), str(target), stories=str(stories[0]))


@pytest.fixture(scope="session")
def reports_file(
    archive: Archive, made_pairs: list[tuple[Report, CodedReport]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All reports of `linked` in one file."""
    path = tmp_path_factory.mktemp("all") / "reports.jsonl"
    path.write_text("".join(f"{line(report)}\n" for report, _ in (*archive.pairs, *made_pairs)), "utf-8")
    return path
