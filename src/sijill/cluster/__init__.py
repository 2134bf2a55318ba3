"""The same coding and linking on Apache Spark, for archives too large for one machine (the extra `cluster`).

with session("local[2]") as spark:
    code(spark, "reports/", "coded/")
    dedupe(spark, "reports/", "stories/")
    link(spark, "coded/", "events/", stories="stories/")

Paths are of any file system that Spark reads. What `link` writes is a data package: events, accounts, coded reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sijill.cluster.coding import Coded, code
    from sijill.cluster.faults import ClusterError
    from sijill.cluster.linking import Linked, link
    from sijill.cluster.spark import session
    from sijill.cluster.stories import Deduped, dedupe

__all__ = ["ClusterError", "Coded", "Deduped", "Linked", "code", "dedupe", "link", "session"]

_HOMES = {
    "ClusterError": "faults",
    "Coded": "coding",
    "Deduped": "stories",
    "Linked": "linking",
    "code": "coding",
    "dedupe": "stories",
    "link": "linking",
    "session": "spark",
}


def __getattr__(name: str) -> object:
    # Nothing of Spark is imported before it is needed.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"sijill.cluster.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
