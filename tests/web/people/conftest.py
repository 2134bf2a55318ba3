"""An application with accounts behind the gate, on a register in a file, with a clock that the tests turn."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.web.app import answer_error
from sijill.web.people import Admin, Coder, People, Reader, csrf_token, install
from sijill.web.people.limits import limits
from sijill.web.people.pages import router
from sijill.web.people.passwords import Passwords
from sijill.web.render import environment
from sijill.web.security import secure
from sijill.web.settings import Settings
from sijill.web.site import Site

PASSWORDS = {
    "Rana": "violet harbour ladder",
    "cem": "kettle orchard saddle",
    "Ada": "thunder pencil meadow",
}
ROLES = {"Rana": "reader", "cem": "coder", "Ada": "admin"}
START = datetime(2024, 5, 13, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is turned."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


def cheap() -> Passwords:
    """Hashes that cost little."""
    return Passwords(limits(), PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@dataclass
class Place:
    """What a test works with: the accounts, the clock, and browsers at the application."""

    register: Register
    settings: Settings
    clock: Clock
    people: People
    app: FastAPI
    base: str
    browsers: list[TestClient] = field(default_factory=list)

    def browser(self, address: str = "198.51.100.7", **headers: str) -> TestClient:
        """A new browser without cookies."""
        made = TestClient(
            self.app, base_url=self.base, client=(address, 40000), headers=headers, follow_redirects=False
        )
        self.browsers.append(made)
        return made

    def signed_in(self, name: str, **more: Any) -> TestClient:
        """A browser in which somebody is signed in."""
        made = self.browser(**more)
        assert sign_in(made, name).status_code == 303
        return made


def token_in(text: str) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found
    return found[1]


def sign_in(browser: TestClient, name: str, password: str | None = None, **more: str) -> Any:
    """Fill in the form, and send it."""
    token = token_in(browser.get("/login").text)
    data = {"name": name, "password": PASSWORDS.get(name, "") if password is None else password}
    return browser.post("/login", data=data | {"csrf_token": token} | more)


def token_of(browser: TestClient) -> str:
    """A token for whoever is signed in."""
    return str(browser.get("/api/token").json())


def application(register: Register, settings: Settings, people: People) -> FastAPI:
    """The pages of accounts, and a route of each kind."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = Site(register, settings, environment(settings.zone))
    app.include_router(router)

    @app.get("/")
    async def look(viewer: Reader) -> dict[str, Any]:
        return {"name": viewer.name, "role": viewer.role, "local": viewer.local}

    @app.get("/api/token")
    async def token(request: Request, viewer: Reader) -> str:
        return csrf_token(request)

    @app.api_route("/decide", methods=["POST", "PUT", "PATCH", "DELETE"])
    @app.post("/api/decide")
    async def decide(viewer: Coder, request: Request) -> dict[str, Any]:
        return {"by": viewer.name, "got": len(await request.body())}

    @app.post("/stream")
    async def stream(viewer: Coder) -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(20):
                await asyncio.sleep(0.001)
                yield b"words "

        return StreamingResponse(pieces())

    @app.get("/manage")
    async def manage(viewer: Admin) -> str:
        return viewer.name

    @app.get("/broken")
    async def broken(viewer: Reader) -> str:
        raise RuntimeError("the password is 12345")

    async def failed(request: Request, error: Exception) -> Any:
        assert isinstance(error, HTTPException)
        return answer_error(request, error.status_code, str(error.detail))

    app.add_exception_handler(HTTPException, failed)
    install(app, people, answer_error)
    secure(app, answer_error, tiles=settings.tiles, https=settings.https)
    return app


Make = Callable[..., Place]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make a place: `local` where nobody signs in, `https`, `accounts` to begin with."""
    registers: list[Register] = []

    def made(*, local: bool = False, https: bool = False, accounts: bool = True) -> Place:
        register = Register.open(tmp_path / f"{len(registers)}.sqlite")
        registers.append(register)
        settings = Settings(host="127.0.0.1" if local else "0.0.0.0", user="Uma", https=https)
        clock = Clock()
        people = People(register.engine, local="Uma" if local else None, https=https, clock=clock, passwords=cheap())
        if accounts:
            for name, password in PASSWORDS.items():
                people.add(name, ROLES[name], password)
        host = "127.0.0.1:8000" if local else "register.example"
        base = f"{'https' if https else 'http'}://{host}"
        return Place(register, settings, clock, people, application(register, settings, people), base)

    yield made
    for register in registers:
        register.close()


@pytest.fixture
def place(make: Make) -> Place:
    """Pages that all must sign in to."""
    return make()


@pytest.fixture
def local(make: Make) -> Place:
    """Pages on the loopback address."""
    return make(local=True, accounts=False)
