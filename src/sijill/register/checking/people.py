"""Accounts of people, their sessions and tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from sijill.register.checking.findings import Checking, Finding, Part
from sijill.register.faults import RegisterError
from sijill.register.schema import sessions, users
from sijill.register.users import ROLES, fitting_name, name_key

_HASHED: Final = re.compile(r"\$argon2(?:id|i|d)\$.+")


def _users(checking: Checking) -> Iterator[Finding]:
    roles = []
    for row in checking.connection.execute(select(users).order_by(users.c.id)):
        about = f"account {row.name!r}"
        roles.append(row.role)
        if row.role not in ROLES:
            yield Finding(about, f"{row.role!r} is no role", "Give it one: sijill users role NAME ROLE")
        if row.key != name_key(row.name) or not _fits(row.name):
            yield Finding(about, "its name is not spelt as names are kept", "Remove it and make it anew: sijill users")
        if not _HASHED.fullmatch(row.password):
            yield Finding(about, "its password is no hash", "Set another one: sijill users password NAME")
    if roles and "admin" not in roles:
        yield Finding("accounts", "none of them is an admin", "Make one: sijill users role NAME admin", grave=False)


def _fits(name: str) -> bool:
    try:
        return fitting_name(name) == name
    except RegisterError:
        return False


def _sessions(checking: Checking) -> Iterator[Finding]:
    wanted = select(sessions.c.label, users.c.name, sessions.c.started, sessions.c.ends).join_from(sessions, users)
    for row in checking.connection.execute(wanted):
        what = "token" if row.label else "session"
        mend = "End it: sijill users sign-out NAME"
        if row.started > checking.latest:
            yield Finding(f"a {what} of {row.name!r}", f"began in time to come ({row.started:%Y-%m-%d})", mend)
        elif row.ends <= row.started:
            yield Finding(f"a {what} of {row.name!r}", "ended before it began", mend)


PARTS: Final = (Part("accounts of people", _users), Part("sessions and tokens", _sessions))
