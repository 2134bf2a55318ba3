"""The pages, one module for each kind, in the order in which their addresses are matched."""

from fastapi import APIRouter

from sijill.web.pages import (
    actors,
    agreement,
    assertions,
    downloads,
    event,
    overview,
    places,
    report,
    review,
    ruling,
    search,
    situation,
    sources,
)

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    downloads.router,
    event.router,
    report.router,
    search.router,
    actors.router,
    places.router,
    sources.router,
    assertions.router,
    situation.router,
    agreement.router,
    ruling.router,
    review.router,
)

__all__ = ["ROUTERS"]
