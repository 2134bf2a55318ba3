"""A PostgreSQL server of its own for the tests: found or installed, started in a temporary folder, stopped at the end.

`SIJILL_TEST_POSTGRESQL` names another server to use (an address whose user may make databases).
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.debian import NotInstalled, install, may_install

# The oldest that is supported.
OLDEST = 15
_ROLE = "postgres"


class NoServer(Exception):
    """Why there is none, and what to do about it."""


def binaries() -> Path:
    """The folder of the server's programs; on Debian they are installed where they are missing. Raises `NoServer`."""
    found = _found()
    if found is None and may_install():
        try:
            install("postgresql")
        except NotInstalled as error:
            raise NoServer(str(error)) from None
        found = _found()
    if found is None:
        raise NoServer(f"no PostgreSQL {OLDEST} or newer on this machine: sudo apt-get install postgresql")
    return found


def _found() -> Path | None:
    places = [Path(which).parent] if (which := shutil.which("initdb")) else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    return next((place for place in places if _version(place) >= OLDEST), None)


def _version(place: Path) -> int:
    if not (place / "initdb").exists():
        return 0
    said = subprocess.run([place / "initdb", "--version"], capture_output=True, text=True, check=False).stdout
    number = said.split()[2].split(".")[0] if len(said.split()) > 2 else ""
    return int(number) if number.isdigit() else 0


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, with `{name}` where the name of a database goes. Raises `NoServer`."""
    given = os.environ.get("SIJILL_TEST_POSTGRESQL")
    if given:
        yield given
        return
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="sijill-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _user())
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", _ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        # Reached by a socket in the folder only. What a power failure would do to it does not matter here.
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{_ROLE}@/{{name}}?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    """Whom the server runs as where the tests run as root, which PostgreSQL refuses."""
    return next(user.pw_name for name in ("postgres", "nobody") for user in pwd.getpwall() if user.pw_name == name)


def _run(*command: str | Path) -> None:
    who = ["runuser", "-u", _user(), "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*who, *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/tmp",
    )
    if done.returncode:
        raise NoServer(f"{Path(command[0]).name} failed: {done.stderr.strip()[-300:]}")
