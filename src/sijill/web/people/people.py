"""Signing in and out, sessions, passwords: what the pages and the commands do with accounts."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from sijill.register import RegisterError
from sijill.register import users as rows
from sijill.register.engine import reading, writing
from sijill.register.users import Session, User
from sijill.web.people.limits import Limits, limits
from sijill.web.people.passwords import Passwords
from sijill.web.people.roles import Viewer
from sijill.web.people.throttle import Throttle, network

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sijill.register import Register
    from sijill.web.settings import Settings

log = logging.getLogger("sijill.people")

Clock = Callable[[], datetime]
_SECRET_BYTES = 32
_UNKNOWN = "a name without an account"


class Refused(Exception):
    """A sign-in that failed: `wait` seconds must pass before the next, 0 where the name or the password is wrong."""

    def __init__(self, wait: int = 0) -> None:
        super().__init__("refused")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`secret` goes into the session's cookie, `known` into the one that proves the browser later."""

    user: User
    secret: str = field(repr=False)
    known: str = field(repr=False)


def now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


def new_secret() -> str:
    """A secret for a cookie or a token: 256 random bits, 43 signs."""
    return secrets.token_urlsafe(_SECRET_BYTES)


class People:
    """The accounts of a register. `local`: the name of who looks where nobody signs in; None where all must."""

    def __init__(
        self,
        engine: Engine,
        *,
        local: str | None = None,
        https: bool = False,
        clock: Clock = now,
        passwords: Passwords | None = None,
        limits: Limits = limits(),  # noqa: B008 - read once, and frozen
    ) -> None:
        self.engine = engine
        self.local = Viewer(local, "admin", local=True) if local is not None else None
        self.https = https
        self.clock = clock
        self.limits = limits
        self.passwords = passwords or Passwords(limits)
        self.throttle = Throttle(limits)

    @classmethod
    def of(cls, register: Register, settings: Settings, *, login: bool = False, clock: Clock = now) -> People:
        """The people of a server: on the loopback address nobody signs in, unless `login` says so.

        Raises `RegisterError` where accounts are needed and there are none.
        """
        if settings.loopback and not login:
            return cls(register.engine, local=settings.user, https=settings.https, clock=clock)
        with register.reading() as connection:
            if not rows.all_users(connection):
                raise RegisterError(
                    f"{register.name} has no accounts, and at {settings.host} others can reach the pages",
                    "Make one: sijill users add NAME --role admin; or serve to this computer only: --host 127.0.0.1",
                )
        return cls(register.engine, https=settings.https, clock=clock)

    @cached_property
    def turns(self) -> CapacityLimiter:
        """Hashing takes time on purpose: who waits for it waits in a queue of its own, not in that of the pages."""
        return CapacityLimiter(self.limits.at_once)

    # Sessions

    def session(self, secret: str) -> Session | None:
        """The session of a cookie's secret or a token, and a note that it is in use; None where it is over."""
        at = self.clock()
        with reading(self.engine) as connection:
            found = rows.find_session(connection, hashed(secret))
        if found is None or not self._lasts(found, at):
            return None
        if not timedelta(0) <= at - found.seen < self.limits.note:
            rows.touch_session(self.engine, found.id, at)
        return found

    def _lasts(self, session: Session, at: datetime) -> bool:
        idle = session.label is None and at - session.seen >= self.limits.idle
        return at < session.ends and not idle

    def sign_in(self, name: str, password: str, address: str, known: str | None = None) -> SignedIn:
        """Check a password and begin a session, always under a new secret.

        `known`: the proof that this browser was signed in to the account before. Raises `Refused`, which is the same
        for a wrong password and an unknown name.
        """
        at = self.clock()
        with writing(self.engine) as connection:
            user = rows.find_user(connection, name)
            is_known = user is not None and known is not None and _same(_proof(user), known)
            wait = self.throttle.try_now(connection, name, address, is_known, at)
        told = user.name if user else _UNKNOWN
        if wait:
            log.warning("sign-in of %s from %s put off for %d s", told, network(address), wait)
            raise Refused(wait)
        if not self.passwords.matches(user.password if user else None, password) or user is None:
            log.warning("sign-in of %s from %s failed", told, network(address))
            raise Refused
        hash_now = self.passwords.hash(password) if self.passwords.outdated(user.password) else None
        return self._begin(user, hash_now, address, None if is_known else address)

    def _begin(self, user: User, new_hash: str | None, address: str, counted: str | None) -> SignedIn:
        at, secret = self.clock(), new_secret()
        with writing(self.engine) as connection:
            self.throttle.forget(connection, user.name, counted)
            # The password may have been changed, or the account removed, while this one was checked.
            present = rows.find_user(connection, user.name)
            if present is None or present.password != user.password:
                raise Refused
            if new_hash is not None:
                rows.renew_hash(connection, user, new_hash)
                present = rows.user_named(connection, user.name)
            rows.open_session(connection, hashed(secret), present, at, at + self.limits.longest)
        log.info("%s signed in from %s", user.name, network(address))
        return SignedIn(present, secret, _proof(present))

    def sign_out(self, session: Session, *, everywhere: bool = False) -> None:
        """End a session, or all sessions and tokens of its account."""
        with writing(self.engine) as connection:
            if everywhere:
                rows.end_sessions(connection, session.user)
            else:
                rows.end_session(connection, session.id)
        log.info("%s signed out%s", session.user.name, " everywhere" if everywhere else "")

    # Accounts

    def add(self, name: str, role: str, password: str) -> User:
        """Make an account. Raises `RegisterError`."""
        kept = rows.fitting_name(name)
        rows.fitting_role(role)
        self.passwords.check(password, kept)
        made = self.passwords.hash(password)
        with writing(self.engine) as connection:
            user = rows.add_user(connection, kept, role, made, self.clock())
        log.info("account %s made, role %s", user.name, user.role)
        return user

    def set_password(self, name: str, password: str, keep: Session | None = None) -> User:
        """Give an account another password; it is signed out everywhere but in `keep`. Raises `RegisterError`."""
        with reading(self.engine) as connection:
            user = rows.user_named(connection, name)
        self.passwords.check(password, user.name)
        made = self.passwords.hash(password)
        with writing(self.engine) as connection:
            user = rows.user_named(connection, name)
            rows.set_password(connection, user, made, self.clock(), keep.id if keep else None)
            self.throttle.forget(connection, user.name)
        log.info("password of %s set", user.name)
        return user

    def change_password(self, session: Session, old: str, new: str, address: str) -> SignedIn:
        """Change one's own password, and go on under a new secret; all other sessions end.

        Raises `Refused` where `old` is wrong, `RegisterError` where `new` is no good.
        """
        user = session.user
        self.passwords.check(new, user.name)
        with writing(self.engine) as connection:
            wait = self.throttle.try_now(connection, user.name, address, True, self.clock())
        if wait:
            raise Refused(wait)
        if not self.passwords.matches(user.password, old):
            log.warning("change of password of %s from %s failed", user.name, network(address))
            raise Refused
        self.set_password(user.name, new)
        with reading(self.engine) as connection:
            present = rows.user_named(connection, user.name)
        return self._begin(present, None, address, None)

    def set_role(self, name: str, role: str) -> User:
        """Give an account another role, at once. Raises `RegisterError`."""
        with writing(self.engine) as connection:
            user = rows.set_role(connection, name, role)
        log.info("role of %s is %s", user.name, user.role)
        return user

    def remove(self, name: str) -> User:
        """Remove an account; what it decided stays. Raises `RegisterError`."""
        with writing(self.engine) as connection:
            user = rows.remove_user(connection, name)
            self.throttle.forget(connection, user.name)
        log.info("account %s removed", user.name)
        return user

    def end_all(self, name: str) -> User:
        """Sign an account out everywhere, and end its tokens. Raises `UnknownId`."""
        with writing(self.engine) as connection:
            user = rows.user_named(connection, name)
            rows.end_sessions(connection, user)
        log.info("%s is signed out everywhere", user.name)
        return user

    def all(self) -> list[User]:
        """All accounts by name."""
        with reading(self.engine) as connection:
            return rows.all_users(connection)

    def user(self, id: int) -> User:
        """An account by its number. Raises `UnknownId`."""
        with reading(self.engine) as connection:
            return rows.user_of(connection, id)

    def sessions(self, user: User) -> list[Session]:
        """The sessions and tokens of an account that are not over, oldest first."""
        at = self.clock()
        with reading(self.engine) as connection:
            return [found for found in rows.sessions_of(connection, user) if self._lasts(found, at)]

    def make_token(self, name: str, label: str, days: int) -> str:
        """A token for a program that uses the API as this account; it is shown once. Raises `RegisterError`."""
        words = label.strip()
        if not words or len(words) > 64 or not words.isprintable():
            raise RegisterError("a token needs a label", "Say in up to 64 signs what it is for")
        if not 1 <= days <= self.limits.token.days:
            raise RegisterError(f"a token can't hold for {days} days", f"Take 1 to {self.limits.token.days}")
        at, secret = self.clock(), new_secret()
        with writing(self.engine) as connection:
            user = rows.user_named(connection, name)
            rows.open_session(connection, hashed(secret), user, at, at + timedelta(days=days), words)
        log.info("token made for %s", user.name)
        return secret


def hashed(secret: str) -> str:
    """A session's id in the register. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _proof(user: User) -> str:
    """What a browser keeps to prove that it was signed in to this account with this password."""
    return hmac.digest(user.password.encode(), f"known {user.id}".encode(), hashlib.sha256).hex()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
