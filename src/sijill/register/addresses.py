"""Where a register is: a file's path, or the address of a database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sijill.register.faults import RegisterError

_FILE = "register.sqlite"
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def default_path() -> Path:
    """The register of whoever names none: a file in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("sijill", appauthor=False) / _FILE


def url_of(address: str | Path | None) -> URL:
    """The database's address. A path means SQLite; None the default register. Raises `RegisterError`."""
    if address is None:
        address = default_path()
    if isinstance(address, Path) or "://" not in address:
        if not str(address).strip():
            raise RegisterError("the register's address is empty", "Name a file, or leave the option out")
        return URL.create("sqlite", database=str(Path(address).expanduser()))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise RegisterError(
            "the register's address can't be read", "Write it as postgresql://user:password@host:5432/name"
        ) from None
    if url.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise RegisterError(
            f"a register can't lie in {url.get_backend_name()}", "Use a file (SQLite) or a postgresql:// address"
        )
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def shown(url: URL) -> str:
    """The address as it may be printed: a file's path, or the address without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return url.set(drivername="postgresql").render_as_string(hide_password=True)
