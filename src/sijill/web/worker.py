"""One of several processes that answer for the same register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sijill.web.app import create_app
from sijill.web.logs import set_up

if TYPE_CHECKING:
    from fastapi import FastAPI

    from sijill.web.settings import Settings


def create(settings: Settings) -> FastAPI:
    """The pages, and the log of this process. Raises `RegisterError` as `create_app` does."""
    set_up(signing_in=settings.signing_in)
    return create_app(settings)
