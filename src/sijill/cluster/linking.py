"""Coded reports to events on a cluster, and the data package that holds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sijill import __version__
from sijill.cluster.accounts import accounts, coded_reports
from sijill.cluster.coding import CODED, WORK, fresh
from sijill.cluster.events import ACCOUNT_COLUMNS, event_table
from sijill.cluster.faults import ClusterError
from sijill.cluster.forms import coded_table
from sijill.cluster.pairs import weighed
from sijill.cluster.storage import Storage
from sijill.cluster.stories import STORIES
from sijill.exports.codebook import schema
from sijill.exports.package import DESCRIPTOR
from sijill.model import Rule

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

EVENTS: Final = "events"
ACCOUNTS: Final = "accounts"


@dataclass(frozen=True, slots=True)
class Linked:
    """What a run has made: coded reports read, their accounts, the pairs of them that were weighed, the events."""

    reports: int
    accounts: int
    pairs: int
    events: int


def link(
    spark: SparkSession,
    source: str,
    target: str,
    *,
    stories: str | None = None,
    rule: Rule = "most_recent",
) -> Linked:
    """Link the accounts of coded reports, and write their events as a data package into the folder `target`.

    `source`: what `code` or `sijill code` wrote. `stories`: what `dedupe` wrote about the same reports; without it each
    report speaks for itself. `rule`: which figure is the best one. The package: `events` (the columns of the exports,
    and the record as JSON), `accounts` (which account of which report is in which event), `coded` (the coded reports,
    for `sijill add --coded`), `datapackage.json`. Raises `ClusterError`.
    """
    storage = Storage(spark)
    fresh(storage, target)
    work = f"{target}/{WORK}"
    storage.delete(work)
    coded = _voiced(spark, storage, source, stories)
    coded.write.parquet(f"{work}/{CODED}")
    coded = spark.read.parquet(f"{work}/{CODED}")
    accounts(coded).write.parquet(f"{work}/{ACCOUNTS}")
    told = spark.read.parquet(f"{work}/{ACCOUNTS}")
    compared = told.drop("came", "position", "telling")
    pairs = weighed(spark, compared, f"{work}/pairs")
    event_table(spark, told.select("key", "came", "position", "telling"), pairs, f"{work}/groups", rule).write.parquet(
        f"{work}/{EVENTS}"
    )
    done = Linked(coded.count(), told.count(), pairs.count(), spark.read.parquet(f"{work}/{EVENTS}").count())
    _write(spark, coded, target)
    _describe(storage, target, rule, done)
    storage.delete(work)
    return done


def _voiced(spark: SparkSession, storage: Storage, source: str, stories: str | None) -> DataFrame:
    """`came`, `coded`, `voice` of the coded reports."""
    from pyspark.sql import functions as f

    # What `code` and `link` wrote has the coded reports in a folder of their own.
    inner = f"{source.rstrip('/')}/{CODED}"
    coded = coded_reports(spark, inner if storage.exists(inner) else source)
    if stories is None:
        return coded.withColumn("voice", f.lit(None).cast("string"))
    folder = f"{stories.rstrip('/')}/{STORIES}"
    if not storage.exists(folder):
        raise ClusterError(f"{stories} holds no stories", "Write them with sijill cluster dedupe")
    return coded.join(spark.read.parquet(folder).select("report", "voice"), "report", "left")


def _write(spark: SparkSession, coded: DataFrame, target: str) -> None:
    from pyspark.sql import functions as f

    events = spark.read.parquet(f"{target}/{WORK}/{EVENTS}").orderBy(f.asc_nulls_last("earliest"), "id")
    events.drop("accounts").write.parquet(f"{target}/{EVENTS}")
    each = events.select("id", f.posexplode("accounts").alias("number", "it"))
    columns = [f.col("id").alias("event"), *(f.col(f"it.{name}").alias(name) for name in ACCOUNT_COLUMNS)]
    each.select(*columns).write.parquet(f"{target}/{ACCOUNTS}")
    coded_table(coded.orderBy("came")).write.parquet(f"{target}/{CODED}")


def _describe(storage: Storage, target: str, rule: Rule, done: Linked) -> None:
    top = storage.files(target)[0].path
    root = top[: top.rindex(f"/{top.rsplit('/', 2)[1]}/")]
    fields: Mapping[str, Any] = {
        EVENTS: {**schema("events"), "primaryKey": ["id"]},
        ACCOUNTS: {"fields": [{"name": name, "type": "string"} for name in ("event", *ACCOUNT_COLUMNS)]},
    }
    about = {
        EVENTS: "A row for each event: the columns of Sijill's exports, and the whole event as JSON in `record`.",
        ACCOUNTS: "Which account of which report tells which event; reports of one `voice` are one story.",
        CODED: "The coded reports, a row each, as `sijill code` writes them.",
    }
    resources = []
    for name, said in about.items():
        files = [entry for entry in storage.files(f"{target}/{name}") if entry.name.endswith(".parquet")]
        paths = [entry.path.removeprefix(f"{root}/") for entry in files]
        resources.append(
            {
                "name": name,
                "description": said,
                "path": paths if len(paths) > 1 else paths[0],
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "profile": "data-resource",
                "bytes": sum(entry.size for entry in files),
                **({"schema": fields[name]} if name in fields else {}),
            }
        )
    found = {
        "profile": "data-package",
        "name": "sijill-events",
        "title": "Conflict events",
        "description": "Events of political violence, read out of news reports.",
        "keywords": ["conflict", "political violence", "events", "news"],
        "sources": [
            {"title": "GeoNames (coordinates and names of places, CC BY 4.0)", "path": "https://www.geonames.org"}
        ],
        "resources": resources,
        "sijill": {"version": __version__, "rule": rule, "reports": done.reports, "events": done.events},
    }
    storage.write(f"{target}/{DESCRIPTOR}", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
