"""The weight of every pair of accounts, by Splink on Spark, from the very settings that it has on DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sijill.cluster.components import splink_api
from sijill.cluster.spark import set_for
from sijill.linking.settings import splink_settings, weights

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# How Spark plans the comparisons. The conditions of all of them together are more than Java compiles as one method; one
# by one they fit. And the bound on the sum of the weights stays where it is, after them: moved forward, it would make
# every weight's conditions again for every level that has a weight.
_PLANNED: Final = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.PushDownPredicates",
}


def weighed(spark: SparkSession, accounts: DataFrame, work: str) -> DataFrame:
    """`key_l`, `key_r`, `weight` of the pairs that have a block in common, without those of the least weight.

    `accounts`: the columns of `sijill.linking.columns`. What is kept between the steps goes into the folder `work`.
    """
    from pyspark.sql import functions as f
    from splink import Linker

    with set_for(spark, _PLANNED):
        linker = Linker(splink_api(spark, work).register(accounts), splink_settings(), log_level="ERROR")
        found: DataFrame = linker.inference.predict(threshold_match_weight=weights().least).as_spark_dataframe()
    return found.select(
        f.least("key_l", "key_r").alias("key_l"),
        f.greatest("key_l", "key_r").alias("key_r"),
        f.col("match_weight").alias("weight"),
    )
