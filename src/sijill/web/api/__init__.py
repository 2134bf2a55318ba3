"""The register as JSON, under /api: the filters, ids and figures of the pages.

Each module has a `router` with `responses=PROBLEMS`, answers with the records of `models`, and takes `Reading`. Lists
are `Listed`: `total`, `page`, `size`, `next`, `items`. Errors are `Problem`, whatever goes wrong.
"""

from fastapi import APIRouter

from sijill.web.api import (
    actors,
    assertions,
    decisions,
    docs,
    events,
    places,
    reports,
    samples,
    search,
    situation,
    sources,
    suggest,
    summary,
)

ROUTERS: tuple[APIRouter, ...] = (
    docs.router,
    events.router,
    reports.router,
    search.router,
    actors.router,
    places.router,
    sources.router,
    assertions.router,
    situation.router,
    summary.router,
    samples.router,
    decisions.router,
    suggest.router,
)

__all__ = ["ROUTERS"]
