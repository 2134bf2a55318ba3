"""Who may use the pages, who is signed in, and which sign-ins went wrong: the rows, and what may be done with them.

Passwords and the secrets of sessions come here as hashes only; `sijill.web.people` makes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import Connection, Engine, delete, insert, select, text, update
from sqlalchemy.exc import OperationalError

from sijill.register.engine import PATIENCE
from sijill.register.faults import RegisterError, UnknownId
from sijill.register.rows import AnyRow
from sijill.register.schema import login_failures, sessions, users

Role = Literal["reader", "coder", "admin"]
# What each may do includes what those before it may: look; decide; manage accounts and settings.
ROLES: Final[tuple[Role, ...]] = get_args(Role)

_LONGEST_NAME = 64
_NAME = re.compile(r"[^\W_](?:[\w .@'’-]*[\w.’'])?")
# How long a note that somebody is still there may wait for another writer, in milliseconds.
_SOON = 50


@dataclass(frozen=True, slots=True)
class User:
    """An account. `password` is its hash; `changed` when it was last set."""

    id: int
    name: str
    role: Role
    password: str = field(repr=False)
    added: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `id` is the hash of the secret; `label` is that of a program's token, None for a browser."""

    id: str = field(repr=False)
    user: User
    label: str | None
    started: datetime
    seen: datetime
    ends: datetime


def fitting_name(name: str) -> str:
    """The name as it is kept (NFC, no space around it). Raises `RegisterError` where it can't be one."""
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept or len(kept) > _LONGEST_NAME or not _NAME.fullmatch(kept):
        raise RegisterError(
            f"{name[:_LONGEST_NAME]!r} can't be the name of an account",
            f"Take 1 to {_LONGEST_NAME} letters, digits, spaces or . _ - @ ', the first a letter or a digit",
        )
    return kept


def fitting_role(role: str) -> Role:
    """The role of a name. Raises `RegisterError`."""
    for known in ROLES:
        if role == known:
            return known
    raise RegisterError(f"there is no role {role!r}", f"Choose one of: {', '.join(ROLES)}")


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no capitals, no forms that only look different."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.strip()).casefold())


# Accounts


def add_user(connection: Connection, name: str, role: str, password: str, at: datetime) -> User:
    """Make an account. `password` is a hash. Raises `RegisterError`: the name or the role doesn't fit, or is taken."""
    kept = fitting_name(name)
    if find_user(connection, kept) is not None:
        raise RegisterError(f"there is an account {kept!r} already", "Take another name, or change that account")
    values = {"name": kept, "key": name_key(kept), "role": fitting_role(role), "password": password}
    connection.execute(insert(users).values(**values, added=at, changed=at))
    return user_named(connection, kept)


def all_users(connection: Connection) -> list[User]:
    """All accounts by name."""
    return [_user(row) for row in connection.execute(select(users).order_by(users.c.key))]


def find_user(connection: Connection, name: str) -> User | None:
    """An account by its name, capitals or not."""
    row = connection.execute(select(users).where(users.c.key == name_key(name))).one_or_none()
    return None if row is None else _user(row)


def user_of(connection: Connection, id: int) -> User:
    """An account by its number. Raises `UnknownId`."""
    row = connection.execute(select(users).where(users.c.id == id)).one_or_none()
    if row is None:
        raise UnknownId(f"there is no account with the number {id}", "Look at the list of accounts again")
    return _user(row)


def user_named(connection: Connection, name: str) -> User:
    """An account by its name. Raises `UnknownId`."""
    found = find_user(connection, name)
    if found is None:
        raise UnknownId(f"there is no account {name[:_LONGEST_NAME]!r}", "See which there are: sijill users list")
    return found


def set_role(connection: Connection, name: str, role: str) -> User:
    """Give an account another role, at once also where it is signed in. Raises `RegisterError`."""
    user = user_named(connection, name)
    new = fitting_role(role)
    if user.role == "admin" and new != "admin":
        _not_the_last_admin(connection, user)
    connection.execute(update(users).where(users.c.id == user.id).values(role=new))
    return user_named(connection, name)


def set_password(connection: Connection, user: User, password: str, at: datetime, keep: str | None = None) -> None:
    """Set the hash of a password, and end all sessions of the account but `keep` (an id); tokens end too."""
    connection.execute(update(users).where(users.c.id == user.id).values(password=password, changed=at))
    end_sessions(connection, user, keep)


def renew_hash(connection: Connection, user: User, password: str) -> None:
    """Keep the same password under a newer hash; where it was set anew in the meantime, nothing happens."""
    same = (users.c.id == user.id) & (users.c.password == user.password)
    connection.execute(update(users).where(same).values(password=password))


def remove_user(connection: Connection, name: str) -> User:
    """Remove an account with its sessions; what it decided stays, with its name. Raises `RegisterError`."""
    user = user_named(connection, name)
    if user.role == "admin":
        _not_the_last_admin(connection, user)
    end_sessions(connection, user)
    connection.execute(delete(users).where(users.c.id == user.id))
    return user


def _not_the_last_admin(connection: Connection, user: User) -> None:
    others = connection.execute(select(users.c.role).where(users.c.id != user.id)).scalars().all()
    if others and "admin" not in others:
        raise RegisterError(
            f"{user.name} is the only admin", "Make another account an admin first: sijill users role NAME admin"
        )


# Sessions


def open_session(
    connection: Connection, id: str, user: User, at: datetime, ends: datetime, label: str | None = None
) -> None:
    """Somebody signed in, or a program got a token. Sessions that are over are cleared away."""
    connection.execute(delete(sessions).where(sessions.c.ends <= at))
    values = {"id": id, "user_id": user.id, "label": label, "started": at, "seen": at, "ends": ends}
    connection.execute(insert(sessions).values(**values))


def find_session(connection: Connection, id: str) -> Session | None:
    """A session by its id, be it over or not."""
    wanted = select(sessions.c.id.label("session_id"), *_SESSION, users).join_from(sessions, users)
    row = connection.execute(wanted.where(sessions.c.id == id)).one_or_none()
    return None if row is None else _session(row)


def sessions_of(connection: Connection, user: User) -> list[Session]:
    """The sessions and tokens of an account, oldest first."""
    wanted = select(sessions.c.id.label("session_id"), *_SESSION, users).join_from(sessions, users)
    rows = connection.execute(wanted.where(users.c.id == user.id).order_by(sessions.c.started, sessions.c.id))
    return [_session(row) for row in rows]


def touch_session(engine: Engine, id: str, at: datetime) -> bool:
    """Note that a session is in use; False where another writer is at work: then the next request will note it."""
    with _soon(engine) as connection:
        try:
            connection.execute(update(sessions).where(sessions.c.id == id).values(seen=at))
        except OperationalError:
            connection.rollback()
            return False
        connection.commit()
        return True


def end_session(connection: Connection, id: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(sessions.c.id == id))


def end_sessions(connection: Connection, user: User, keep: str | None = None) -> None:
    """Sign an account out everywhere, but for the session `keep`."""
    over = sessions.c.user_id == user.id
    connection.execute(delete(sessions).where(over if keep is None else over & (sessions.c.id != keep)))


@contextmanager
def _soon(engine: Engine) -> Iterator[Connection]:
    """A connection to write with that gives up where it would have to wait."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # The connection goes back to its pool: it gets its patience back.
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_SOON}")
            try:
                yield connection
            finally:
                connection.rollback()
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_SOON}ms'"))
            yield connection


# Sign-ins that went wrong


def failures(connection: Connection, key: str) -> tuple[int, datetime] | None:
    """How many there were under a key, and when the last one was."""
    row = connection.execute(select(login_failures).where(login_failures.c.key == key)).one_or_none()
    return None if row is None else (row.failures, row.last)


def count_failure(connection: Connection, key: str, at: datetime, forget_after: timedelta) -> int:
    """One more under a key; how many there are now. What lies longer back than `forget_after` is forgotten."""
    connection.execute(delete(login_failures).where(login_failures.c.last < at - forget_after))
    before = failures(connection, key)
    if before is None:
        connection.execute(insert(login_failures).values(key=key, failures=1, last=at))
        return 1
    connection.execute(
        update(login_failures).where(login_failures.c.key == key).values(failures=before[0] + 1, last=at)
    )
    return before[0] + 1


def forget_failures(connection: Connection, *keys: str, one: bool = False) -> None:
    """Forget those under some keys: all of them, or the last `one` under each."""
    theirs, gone = login_failures.c.key.in_(keys), delete(login_failures)
    if one:
        connection.execute(update(login_failures).where(theirs).values(failures=login_failures.c.failures - 1))
        gone = gone.where(login_failures.c.failures <= 0)
    connection.execute(gone.where(theirs))


_SESSION = (sessions.c.label, sessions.c.started, sessions.c.seen, sessions.c.ends)


def _user(row: AnyRow) -> User:
    return User(row.id, row.name, fitting_role(row.role), row.password, row.added, row.changed)


def _session(row: AnyRow) -> Session:
    return Session(row.session_id, _user(row), row.label, row.started, row.seen, row.ends)
