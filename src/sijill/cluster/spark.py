"""Spark, started for Sijill's work, or joined where it runs already."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sijill.cluster.faults import ClusterError
from sijill.cluster.settings import settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOCAL: Final = re.compile(r"local(?:\[(\d+|\*)(?:,\s*(\d+))?\])?")
_OLDEST_JAVA: Final = 17
# Java takes only one collector of garbage.
_COLLECTOR: Final = re.compile(r"-XX:\+Use\w*GC\b")
_JAVA_OPTIONS: Final = "spark.driver.extraJavaOptions"


@contextmanager
def session(
    master: str | None = None,
    *,
    conf: Mapping[str, str] | None = None,
    memory: str | None = None,
    coding: bool = False,
) -> Iterator[SparkSession]:
    """A session of Spark, ended at the end unless it ran before.

    `master`: where Spark runs (`local[4]`, `spark://host:7077`, `k8s://https://host:443`, `yarn`); None: what
    `spark-submit` or the machine's settings say, else all processors of this machine. `conf`: settings of Spark.
    `memory`: of the Java side, for each executor (of this process where Spark runs here): `4g`.
    `coding`: it is for `code` alone, where Java has little to do and, on this machine, leaves the processors to Python.
    Raises `ClusterError`: Spark or Java is missing, or Spark can't be started.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ClusterError("Spark is not installed", "Install it: pip install 'sijill[cluster]'") from error
    # Tables go by way of Arrow; what Spark's own bridge to pandas can't do yet does not matter.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    started = _started(_settings(master, conf or {}, memory, coding))
    try:
        yield started
    finally:
        started.stop()


def cores(spark: SparkSession) -> int:
    """How many tasks Spark runs at once, as far as it knows."""
    return max(1, spark.sparkContext.defaultParallelism)


@contextmanager
def set_for(spark: SparkSession, wanted: Mapping[str, str]) -> Iterator[None]:
    """Settings of a session that hold in the block."""
    before = {name: spark.conf.get(name, None) for name in wanted}
    for name, value in wanted.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, was in before.items():
            if was is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, was)


def _settings(master: str | None, conf: Mapping[str, str], memory: str | None, coding: bool = False) -> dict[str, str]:
    found: dict[str, str] = {"spark.app.name": "sijill", **settings()["spark"]}
    # Under spark-submit, and where Spark is set up already, that says where to run.
    set_up = {"PYSPARK_GATEWAY_PORT", "SPARK_CONF_DIR", "SPARK_HOME"} & os.environ.keys() or "spark.master" in conf
    master = master or (None if set_up else "local[*]")
    here = _LOCAL.fullmatch(master) if master else None
    if here:
        # By itself Spark gives up on this machine when a task fails once.
        found["spark.master"] = f"local[{here[1] or 1},{here[2] or settings()['work']['tries']}]"
        at_once = (os.cpu_count() or 1) if here[1] == "*" else int(here[1] or 1)
        found |= settings()["local"] | {"spark.driver.memory": memory or _local_memory()}
        found["spark.sql.shuffle.partitions"] = str(at_once * settings()["work"]["partitions_a_core"])
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        return found | dict(conf) | {_JAVA_OPTIONS: _java_options(conf.get(_JAVA_OPTIONS, ""), at_once, coding)}
    found |= {"spark.master": master} if master else {}
    found |= {"spark.executor.memory": memory} if memory else {}
    return found | dict(conf)


def _started(conf: Mapping[str, str]) -> SparkSession:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    _check_java()
    builder = SparkSession.builder
    for name, value in conf.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError) as error:
        said = str(error).strip().splitlines()
        reason = f"Spark can't be started ({said[0] if said else type(error).__name__})"
        raise ClusterError(reason, _java_mend() or "Check --master and --conf") from error
    except Exception as error:
        # What Java throws while it starts has no class of its own here.
        if type(error).__module__.partition(".")[0] != "py4j":
            raise
        said = str(getattr(error, "java_exception", error)).splitlines()
        raise ClusterError(f"Spark can't be started ({said[0]})", "Check --master and --conf") from error


def _java_options(given: str, at_once: int, coding: bool) -> str:
    """Options of the Java of this machine; what is given comes last, so that it counts."""
    table = settings()["java"]
    options = [f"-Dlog4j2.configurationFile=file:{_log_settings()}"]
    if not _COLLECTOR.search(given):
        options.append(table["few_cores"] if at_once <= table["few"] else table["many_cores"])
    if coding:
        options.append(table["coding"])
    return " ".join([*options, given]).strip()


def _log_settings() -> str:
    return str(files("sijill.cluster") / "data" / "log4j2.properties").replace(" ", "%20")


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    own = os.path.join(home, "bin", "java") if home else None
    return own if own and os.access(own, os.X_OK) else shutil.which("java")


def _check_java() -> None:
    if _java() is None:
        raise ClusterError(
            f"Java is missing, and Spark runs on it (version {_OLDEST_JAVA} or newer)",
            "On Debian or Ubuntu: sudo apt-get install default-jre-headless; or name one with JAVA_HOME",
        )


def _java_mend() -> str | None:
    """What to do about a Java that is too old; None where it isn't."""
    java = _java()
    if java is None:
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) >= _OLDEST_JAVA:
        return None
    return f"This is Java {version[1]}: install version {_OLDEST_JAVA} or newer, or name one with JAVA_HOME"


def _local_memory() -> str:
    rules = settings()["local_memory"]
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1_048_576
    except (ValueError, OSError, AttributeError):
        return f"{rules['least']}m"
    return f"{round(min(rules['most'], max(rules['least'], whole * rules['share'])))}m"
