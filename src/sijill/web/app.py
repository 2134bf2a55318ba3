"""The application: its pages, its errors, and what every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from sijill import __version__
from sijill.exports import ExportError
from sijill.register import Register, RegisterError, UnknownId
from sijill.register.summaries import prepare, suggestions
from sijill.web import api, pages
from sijill.web.api.models import PROBLEMS
from sijill.web.files import Files
from sijill.web.people import People, check_roles, install
from sijill.web.people.pages import router as people_pages
from sijill.web.render import environment, page
from sijill.web.security import secure
from sijill.web.settings import Settings
from sijill.web.site import Site

_ABOUT = "The register of conflict events as JSON: the filters, ids and figures of the pages."
# Shorter answers don't grow less by it.
_WORTH_PACKING = 1000
# How long the end waits for what is still being read, in seconds.
_PATIENCE = 10.0
# Pages that are made at once. More would share the same processor, and each holds connections with their caches: under
# a crowd the rest waits its turn, and memory stays what it is.
_AT_ONCE = 16
_PACKING = 5


def create_app(settings: Settings | None = None) -> FastAPI:
    """The pages over a register. Raises `RegisterError` where it can't be opened, or accounts are needed first."""
    settings = settings or Settings()
    register = Register.open(settings.register, make=False)
    try:
        people = People.of(register, settings, login=settings.login)
    except BaseException:
        register.close()
        raise

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        warming = Thread(target=_warm, args=(register,), daemon=True)
        warming.start()
        yield
        warming.join(_PATIENCE)
        register.close()

    app = FastAPI(
        title="Sijill", version=__version__, description=_ABOUT, lifespan=lifespan,
        openapi_url="/api/openapi.json", docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.site = Site(register, settings, environment(settings.zone))
    app.mount("/static", Files(), name="static")
    for router in (*pages.ROUTERS, *api.ROUTERS):
        app.include_router(router)
    app.include_router(people_pages, responses=PROBLEMS)
    check_roles(app)
    for kind, answer in (
        (RegisterError, _register_error),
        (ExportError, _export_error),
        (HTTPException, _http_error),
        (RequestValidationError, _wrong_value),
    ):
        app.add_exception_handler(kind, answer)
    # Each lies around those before it: who asks is found out first, and the headers are on every answer.
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=_PACKING)
    install(app, people, answer_error)
    secure(app, answer_error, tiles=settings.tiles, https=settings.https)
    return app


def _warm(register: Register) -> None:
    """Read what the overview is reckoned from, before somebody asks for it."""
    try:
        with register.reading() as connection:
            prepare(connection)
            suggestions(connection)
    except RegisterError:
        # Whoever asks for a page is told.
        return


def answer_error(request: Request, status: int, reason: str, mend: str | None = None) -> Response:
    """An error as JSON under /api, else as a page: what is wrong, and what to do."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": reason, "mend": mend}, status_code=status)
    answer: HTMLResponse = page(request, "error.html", status, reason=reason, mend=mend)
    return answer


async def _register_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RegisterError)
    status = 404 if isinstance(error, UnknownId) else 400
    return answer_error(request, status, error.reason, error.mend)


async def _export_error(request: Request, error: Exception) -> Response:
    return answer_error(request, 400, getattr(error, "reason", str(error)), getattr(error, "mend", None))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = answer_error(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _wrong_value(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or "the request"
    return answer_error(request, 422, f"{name}: {first['msg']}", "Correct it in the address or the form")
