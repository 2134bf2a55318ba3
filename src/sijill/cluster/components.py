"""What is joined by way of others: Splink's connected components, on Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def splink_api(spark: SparkSession, work: str) -> Any:  # noqa: ANN401 - Splink's class for an engine
    """Splink on a session; what it keeps between its steps goes into the folder `work`."""
    from splink.backends.spark import SparkAPI

    spark.sparkContext.setCheckpointDir(work)
    made: Any = SparkAPI
    # Its functions for likeness of strings, in a jar of its own, are not used.
    return made(spark_session=spark, break_lineage_method="parquet", register_udfs_automatically=False)


def components(spark: SparkSession, edges: DataFrame, work: str) -> DataFrame:
    """`node`, `component` for each node of `edges` (`node_l`, `node_r`); a component is named by its smallest node."""
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    nodes = edges.selectExpr("node_l as node").union(edges.selectExpr("node_r as node")).distinct()
    found = cluster_pairwise_predictions_at_threshold(
        nodes,
        edges,
        db_api=splink_api(spark, work),
        node_id_column_name="node",
    )
    table: DataFrame = found.as_spark_dataframe()
    return table.withColumnRenamed("cluster_id", "component")
