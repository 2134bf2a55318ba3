"""The whole application with an account of each role, and browsers that are signed in to them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from fastapi import FastAPI
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.users import ROLES, add_user, all_users, open_session, user_named
from sijill.web import Settings, create_app
from sijill.web.people.csrf import token_for
from sijill.web.people.people import People, hashed, new_secret, now

BASE: Final = "http://register.example"
ACCESS: Final = ("anyone", *ROLES)
"""Who may ask: nobody in particular, then the roles, each with what those before it may."""


class Browsers:
    """The pages of a register as others reach them. A role's account has its name: `reader`, `coder`, `admin`."""

    def __init__(self, path: Path) -> None:
        with Register.open(path) as register, writing(register.engine) as connection:
            there = {user.name for user in all_users(connection)}
            for role in ROLES:
                if role not in there:
                    add_user(connection, role, role, "no hash: nobody signs in by it", now())
        self.app: FastAPI = create_app(Settings(register=str(path), host="0.0.0.0", tiles=None))
        self._running = TestClient(self.app, base_url=BASE)

    def __enter__(self) -> Self:
        self._running.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.__exit__(kind, error, trace)

    @property
    def people(self) -> People:
        """The accounts."""
        found: People = self.app.state.people
        return found

    def of(self, role: str) -> tuple[TestClient, str]:
        """A new browser in which a role is signed in (`anyone`: nobody), and the token for what it changes."""
        made = TestClient(self.app, base_url=BASE, follow_redirects=False)
        secret = new_secret()
        if role != "anyone":
            at = self.people.clock()
            with writing(self.people.engine) as connection:
                user = user_named(connection, role)
                open_session(connection, hashed(secret), user, at, at + timedelta(hours=1))
        made.cookies.set("sijill", secret, domain="register.example", path="/")
        return made, token_for(secret)


def filled(path: str) -> str:
    """A route's path with something in the place of its parameters."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: "999" if "id" in found[1] else "x", path)
