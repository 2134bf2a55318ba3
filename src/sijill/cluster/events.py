"""Events on a cluster: groups of accounts, each made by one worker, as one machine makes them.

Groups can only be joined where some pair weighs the threshold or more, because the best pair outweighs the mean. What
such pairs join, directly or by way of others, is therefore worked out by itself, and nothing is lost by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sijill.cluster.components import components
from sijill.cluster.forms import mapped
from sijill.exports.columns import Cell, Kind
from sijill.exports.columns import columns as export_columns
from sijill.exports.events import event_row
from sijill.exports.harmless import whole
from sijill.exports.reading import Told
from sijill.linking.clustering import grouped
from sijill.linking.events import derive
from sijill.linking.pairs import Pair
from sijill.linking.settings import weights
from sijill.model import Event, ReportHead, Rule, Telling

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_TELLING, _PAIR = 0, 1
_ROWS: Final = 500
ACCOUNT_COLUMNS: Final = ("key", "report", "account", "voice")
"""Of an account of an event: its key, its report's id, its id in the coding of that report, its voice."""


class Member(NamedTuple):
    """An account among others, with its place in the input: the report's, and its own in the report."""

    came: int
    position: int
    telling: Telling


def event_id(founder: str) -> str:
    """The id of the event that an account founded. It begins as a register's own does; being longer, no two meet."""
    return "e" + hashlib.sha256(f"{founder}\n0".encode()).hexdigest()[:16]


def derived(members: Iterable[Member], pairs: Iterable[Pair], rule: Rule) -> Iterator[tuple[Event, list[Telling]]]:
    """The events of some accounts, the account that came first founding each; with their tellings as they came."""
    found = {member.telling.key: member for member in members}
    reports = {key: member.telling.report.id for key, member in found.items()}
    for group in grouped(reports, sorted(pairs)):
        came = sorted((found[key] for key in group), key=lambda m: (m.came, m.position))
        told = [m.telling.model_copy(update={"order": at}) for at, m in enumerate(came)]
        yield derive(event_id(told[0].key), told, rule=rule), told


def event_table(spark: SparkSession, accounts: DataFrame, pairs: DataFrame, work: str, rule: Rule) -> DataFrame:
    """A row for each event, by the columns of the exports, with `record` (the event as JSON) and its accounts.

    `accounts`: `key`, `came`, `position`, `telling`. `pairs`: `key_l`, `key_r`, `weight`.
    """
    from pyspark.sql import functions as f

    strong = pairs.where(f.col("weight") >= weights().threshold)
    groups = components(spark, strong.selectExpr("key_l as node_l", "key_r as node_r"), work)
    lone = f.coalesce("component", "key").alias("component")
    told = accounts.join(groups.withColumnRenamed("node", "key"), "key", "left").select(
        lone, f.lit(_TELLING).alias("what"), "key", "came", "position", "telling", *_nulls("other", "weight")
    )
    left, right = (
        groups.withColumnRenamed("node", f"key_{side}").withColumnRenamed("component", f"group_{side}") for side in "lr"
    )
    within = pairs.join(left, "key_l").join(right, "key_r").where("group_l = group_r")
    ties = within.select(
        f.col("group_l").alias("component"),
        f.lit(_PAIR).alias("what"),
        f.col("key_l").alias("key"),
        *_nulls("came", "position", "telling"),
        f.col("key_r").alias("other"),
        "weight",
    )
    both = told.unionByName(ties).repartition("component").sortWithinPartitions("component", "what")
    return mapped(both, _events_of(rule), _schema())


def _nulls(*names: str) -> list[Any]:
    from pyspark.sql import functions as f

    types = {"came": "bigint", "position": "bigint", "telling": "string", "other": "string", "weight": "double"}
    return [f.lit(None).cast(types[name]).alias(name) for name in names]


def _events_of(rule: Rule) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What runs on a worker: rows sorted by component in, events out."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        made: list[dict[str, Any]] = []
        for _, rows in groupby(_rows(batches), key=lambda row: row["component"]):
            made += _component(rows, rule)
            if len(made) >= _ROWS:
                yield pa.RecordBatch.from_pylist(made, _schema())
                made = []
        yield pa.RecordBatch.from_pylist(made, _schema())

    return work


def _component(rows: Iterable[dict[str, Any]], rule: Rule) -> Iterator[dict[str, Any]]:
    members, pairs = [], []
    for row in rows:
        if row["what"] == _TELLING:
            members.append(Member(row["came"], row["position"], Telling.model_validate_json(row["telling"])))
        else:
            pairs.append(Pair(row["key"], row["other"], row["weight"]))
    for event, told in derived(members, pairs, rule):
        yield _row(event, told)


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _row(event: Event, tellings: list[Telling]) -> dict[str, Any]:
    heads = {telling.key: telling.report for telling in tellings}
    reports: dict[str, ReportHead] = {heads[key].id: heads[key] for key in event.accounts}
    cells = event_row(Told(event, tuple(reports.values()), never()))
    found = {
        column.name: _cell(column.kind, cell) for column, cell in zip(export_columns("events"), cells, strict=True)
    }
    parts = [{"key": t.key, "report": t.report.id, "account": t.account.id, "voice": t.voice} for t in tellings]
    return found | {"record": event.model_dump_json(), "accounts": parts}


def never() -> datetime:
    """Stands for when a register made an event, which here nothing did."""
    return datetime.fromtimestamp(0, UTC)


def _cell(kind: Kind, cell: Cell) -> Any:  # noqa: ANN401 - a value of Arrow
    if kind == "list":
        return [whole(item) for item in cell] if isinstance(cell, tuple) else []
    if kind == "date" and isinstance(cell, str):
        return date.fromisoformat(cell)
    return whole(cell) if isinstance(cell, str) else cell


def _schema() -> pa.Schema:
    import pyarrow as pa

    text = pa.string()
    types = {
        "text": text,
        "list": pa.list_(text),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    part = pa.struct([(name, text) for name in ACCOUNT_COLUMNS])
    own = [("record", text), ("accounts", pa.list_(part))]
    return pa.schema([*((column.name, types[column.kind]) for column in export_columns("events")), *own])
