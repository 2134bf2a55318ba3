"""How Spark is started, where files are found, and what is said where something is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from sijill.cli.cluster import cluster
from sijill.cluster.faults import ClusterError, SparkFailed, explained
from sijill.cluster.spark import _settings, session
from sijill.cluster.storage import Storage, plain, plain_uri
from tests.cluster.archive import Archive

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.mark.parametrize(
    ("master", "wanted"),
    [
        ("local", "local[1,4]"),
        ("local[2]", "local[2,4]"),
        ("local[*]", "local[*,4]"),
        ("local[2,1]", "local[2,1]"),
        ("spark://host:7077", "spark://host:7077"),
        (None, "local[*,4]"),
    ],
)
def test_a_lost_task_is_done_again_on_one_machine_too(
    master: str | None, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYSPARK_GATEWAY_PORT", "SPARK_CONF_DIR", "SPARK_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert _settings(master, {}, None)["spark.master"] == wanted


@pytest.mark.parametrize(("master", "name"), [("local[2]", "spark.driver.memory"), ("yarn", "spark.executor.memory")])
def test_memory_and_settings_of_the_user(master: str, name: str) -> None:
    found = _settings(master, {"spark.ui.enabled": "true"}, "3g")
    assert (found[name], found["spark.ui.enabled"]) == ("3g", "true")


@pytest.mark.parametrize(
    ("master", "given", "coding", "wanted"),
    [
        ("local[2]", "", False, "-XX:+UseSerialGC"),
        ("local[16]", "", False, "-XX:+UseParallelGC"),
        ("local[2]", "", True, "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
        ("local[2]", "-XX:+UseZGC", False, "-XX:+UseZGC"),
        ("local[2]", "-Xss8m", True, "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss8m"),
    ],
)
def test_options_of_java(master: str, given: str, coding: bool, wanted: str) -> None:
    found = _settings(master, {"spark.driver.extraJavaOptions": given}, None, coding)["spark.driver.extraJavaOptions"]
    assert found.partition(" ")[2] == wanted


def test_spark_submit_says_where_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    assert "spark.master" not in _settings(None, {}, None)


def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClusterError, match="Java is missing") as raised, session("local[1]"):
        pass
    assert "default-jre-headless" in raised.value.mend


def test_files_in_the_order_of_one_machine(spark: SparkSession, tmp_path: Path) -> None:
    names = ["a-b/1.jsonl", "a/2.jsonl", "a/10.jsonl", "b é?[1].jsonl", "_work/3.jsonl", ".hidden/4.jsonl"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}\n", "utf-8")
    found = Storage(spark).files(str(tmp_path))
    wanted = sorted(path for path in tmp_path.rglob("*.jsonl") if path.relative_to(tmp_path).parts[0][0] not in "._")
    assert [plain(entry.path) for entry in found] == [str(path) for path in wanted]
    read = spark.read.text([entry.literal for entry in found]).selectExpr("_metadata.file_path as file").collect()
    assert sorted(plain_uri(row.file) for row in read) == sorted(map(str, wanted))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("file:/a/b c", "/a/b c"), ("hdfs://host:1/a?b", "/a?b"), ("/a:b/c", "/a:b/c"), ("s3a://bucket/x", "/x")],
)
def test_paths_without_their_scheme(path: str, wanted: str) -> None:
    assert plain(path) == wanted


def test_what_a_worker_raised_is_told() -> None:
    pytest.importorskip("pyspark")
    from pyspark.errors import PySparkException

    trace = "An exception was thrown\n  File x\nsijill.cluster.faults.ClusterError: a.jsonl:3: torn. Mend it.\n"
    with pytest.raises(ClusterError) as raised, explained():
        raise PySparkException(trace)
    assert (raised.value.reason, raised.value.mend) == ("a.jsonl:3: torn", "Mend it")
    with pytest.raises(SparkFailed, match="Spark gave up: MemoryError: too much"), explained():
        raise PySparkException("Job aborted\nMemoryError: too much\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["code", "none.jsonl", "out"], "none.jsonl: no such file or folder"),
        (["link", "none", "out", "--conf", "x"], "--conf 'x' is no setting. Write it as NAME=VALUE"),
        (["dedupe", "README", "out"], "no such file"),
    ],
)
def test_wrong_use(spark: SparkSession, arguments: list[str], said: str, tmp_path: Path) -> None:
    here = os.getcwd()
    try:
        os.chdir(tmp_path)
        result = CliRunner().invoke(cluster, arguments)
    finally:
        os.chdir(here)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_commands_say_what_they_did(spark: SparkSession, archive: Archive, tmp_path: Path) -> None:
    result: Any = CliRunner().invoke(cluster, ["dedupe", str(archive.folder), str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{len(archive.pairs)} reports; ")
