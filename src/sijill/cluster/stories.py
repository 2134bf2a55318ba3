"""Near-duplicate reports on a cluster: the fingerprints, bands and likeness of `sijill.linking.duplicates`.

MinHash LSH as joins in Spark: reports with a band in common are compared, those that are alike are one story, and so is
what is joined by way of others. Spark's own MinHashLSH has other hash functions and no bands, so that it would join
other reports than one machine does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sijill.cluster.coding import WORK, fresh
from sijill.cluster.components import components
from sijill.cluster.forms import mapped
from sijill.cluster.records import read_rows, reports_in, rows
from sijill.cluster.storage import Storage

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

STORIES: Final = "stories"


@dataclass(frozen=True, slots=True)
class Deduped:
    """What a run has found: reports, how many of them are another's story, and the stories told more than once."""

    reports: int
    again: int
    stories: int


def dedupe(spark: SparkSession, source: str, target: str) -> Deduped:
    """Tell the stories of the reports in `source` apart; `target/stories` gets a row for each: `report`, `voice`.

    Reports of one voice are one story, as a register has it; a voice is named by the oldest of its reports (the first
    in the input). A report that comes again with the same id counts as it came last. Input: see `code`.
    Raises `ClusterError`.
    """
    from pyspark.sql import functions as f

    storage = Storage(spark)
    fresh(storage, target)
    work = f"{target}/{WORK}"
    storage.delete(work)
    read, numbers = rows(spark, source)
    told = last(mapped(read, _prints_of(numbers), _prints_schema()))
    told.write.parquet(f"{work}/prints")
    told = spark.read.parquet(f"{work}/prints")
    # The same words have the same fingerprint: one of them stands for all.
    prints = told.where("node is not null").groupBy("node").agg(f.first("print").alias("print"))
    edges = _alike(prints)
    edges.write.parquet(f"{work}/edges")
    edges = spark.read.parquet(f"{work}/edges")
    groups = components(spark, edges, f"{work}/groups")
    joined = told.join(groups, "node", "left").withColumn("story", f.coalesce("component", "node", "report"))
    oldest = joined.groupBy("story").agg(f.min_by("report", "came").alias("voice"), f.count("*").alias("size"))
    voices = joined.join(oldest, "story")
    voices.select("came", "report", "voice", "size").orderBy("came").drop("came").write.parquet(f"{target}/{STORIES}")
    done = spark.read.parquet(f"{target}/{STORIES}").agg(
        f.count("*"),
        f.count_if(f.col("report") != f.col("voice")),
        f.count_distinct(f.when(f.col("size") > 1, f.col("voice"))),
    )
    found = done.first()
    assert found is not None
    storage.delete(work)
    return Deduped(*found)


def last(table: DataFrame) -> DataFrame:
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    again = Window.partitionBy("report").orderBy(f.desc("came"))
    return table.withColumn("again", f.row_number().over(again)).where("again = 1").drop("again")


def _prints_schema() -> pa.Schema:
    """`node` names the fingerprint; null where a body has no words."""
    import pyarrow as pa

    return pa.schema([("report", pa.string()), ("came", pa.int64()), ("node", pa.string()), ("print", pa.binary())])


def _prints_of(numbers: Mapping[str, int]) -> Any:  # noqa: ANN401 - a function of batches
    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import hashlib

        import pyarrow as pa

        from sijill.linking import fingerprint
        from sijill.model import Report

        for portion in read_rows(batches, numbers):
            made = []
            for row in portion:
                for report in (item for item in reports_in(row) if isinstance(item, Report)):
                    print_ = fingerprint(report)
                    node = hashlib.blake2b(print_, digest_size=12).hexdigest() if print_ else None
                    made.append({"report": report.id, "came": row.came, "node": node, "print": print_})
            yield pa.RecordBatch.from_pylist(made, _prints_schema())

    return work


def _alike(prints: DataFrame) -> DataFrame:
    """The pairs of fingerprints that have a band in common and are alike: `node_l`, `node_r`."""
    import pyarrow as pa
    from pyspark.sql import functions as f

    text = pa.string()
    banded = mapped(prints, _bands, pa.schema([("band", text), ("node", text)]))
    # A band that one fingerprint has joins nothing, and most are such.
    shared = banded.join(banded.groupBy("band").count().where("count > 1").drop("count"), "band")
    met = (
        shared.withColumnRenamed("node", "node_l")
        .join(shared.withColumnRenamed("node", "node_r"), "band")
        .where(f.col("node_l") < f.col("node_r"))
        .select("node_l", "node_r")
        .distinct()
    )
    sides = met.join(prints.select(f.col("node").alias("node_l"), f.col("print").alias("print_l")), "node_l")
    sides = sides.join(prints.select(f.col("node").alias("node_r"), f.col("print").alias("print_r")), "node_r")
    return mapped(sides, _same, pa.schema([("node_l", text), ("node_r", text)]))


def _bands(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    from sijill.linking import bands

    for batch in batches:
        columns = batch.column("node").to_pylist(), batch.column("print").to_pylist()
        pairs = [(band, node) for node, print_ in zip(*columns, strict=True) for band in dict.fromkeys(bands(print_))]
        yield pa.RecordBatch.from_pydict({"band": [b for b, _ in pairs], "node": [n for _, n in pairs]})


def _same(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    from sijill.linking import SAME_STORY, likeness

    for batch in batches:
        prints = zip(batch.column("print_l").to_pylist(), batch.column("print_r").to_pylist(), strict=True)
        kept = pa.array([likeness(left, right) >= SAME_STORY for left, right in prints], pa.bool_())
        yield batch.select(["node_l", "node_r"]).filter(kept)
