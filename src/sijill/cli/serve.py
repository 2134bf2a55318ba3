"""`sijill serve`: the pages of a register in a browser."""

from __future__ import annotations

import errno
import getpass
import os
import socket
import threading
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sijill.cli.registers import RegisterOption
from sijill.cli.trouble import complain, wrong_use

if TYPE_CHECKING:
    from fastapi import FastAPI

    from sijill.web import Settings

# Addresses that stand for all of a machine's.
_ALL: Final = ("0.0.0.0", "::")
# How long a process may be too busy to say that it is alive, in seconds.
_BUSY: Final = 120


def serve(
    register: RegisterOption = None,
    host: Annotated[str, typer.Option(help="The address to listen on. Beyond this machine it needs accounts.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for any that is free.", min=0, max=65535)] = 8000,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="NAME", envvar="SIJILL_USER", help="Who you are, for the record.", show_default=False
        ),
    ] = None,
    tiles: Annotated[
        str, typer.Option(help="Where map tiles come from, with {z}, {x}, {y}; 'none' for a map without network.")
    ] = "osm",
    attribution: Annotated[
        str | None, typer.Option(help="Whom these tiles are from, as the map is to say it.", show_default=False)
    ] = None,
    local_time: Annotated[
        bool, typer.Option("--local-time", help="Moments in this machine's time, not in UTC.")
    ] = False,
    login: Annotated[bool, typer.Option("--login", help="People sign in, also on this machine.")] = False,
    https: Annotated[bool, typer.Option("--https", help="The pages are reached by https, through a proxy.")] = False,
    workers: Annotated[
        int,
        typer.Option(help="Processes that answer: for many people, one for each core.", min=1, max=64),
    ] = 1,
    browser: Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")] = False,
) -> None:
    """Show a register in the browser: read, check, correct.

    On this machine nobody signs in. On any other address people need accounts: sijill users add.
    """
    from sijill.register import RegisterError
    from sijill.web import Settings
    from sijill.web.worker import create

    address = _tiles(tiles)
    settings = Settings(
        register=register, host=host, port=port, user=_name(by), tiles=address,
        attribution=_attribution(address, attribution), login=login, https=https,
        zone=(datetime.now().astimezone().tzinfo or UTC) if local_time else UTC,
    )  # fmt: skip
    try:
        app = create(settings)
    except RegisterError as error:
        wrong_use(error.reason, error.mend)
    listening = _listen(host, port)
    shown = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
    typer.echo(f"The pages of {app.state.site.register.name} are at {shown} (Ctrl+C ends)", err=True)
    if not settings.loopback and not https:
        complain("passwords travel unencrypted: put a proxy with TLS before the pages and say --https", "warning")
    if browser:
        # It listens already: the first page comes as soon as somebody answers.
        threading.Thread(target=_visit, args=(shown,), daemon=True).start()
    try:
        if workers == 1:
            _answer(app, settings, listening)
        else:
            _share(app, settings, listening, workers)
    except KeyboardInterrupt:
        typer.echo("", err=True)


def _answer(app: FastAPI, settings: Settings, listening: socket.socket) -> None:
    """Answer in this process until it is to end."""
    import uvicorn

    config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=settings.https)
    uvicorn.Server(config).run(sockets=[listening])


def _share(app: FastAPI, settings: Settings, listening: socket.socket, workers: int) -> None:
    """Let several processes answer; one that ends is replaced."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from sijill.web.worker import create

    # The processes open the register for themselves: a connection is nothing to be shared.
    app.state.site.register.close()
    # By itself the C library keeps what each of many threads has freed apart: a third of the memory and more.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    config = uvicorn.Config(
        partial(create, settings), factory=True, workers=workers, log_level="warning", server_header=False,
        proxy_headers=settings.https, timeout_worker_healthcheck=_BUSY,
    )  # fmt: skip
    Multiprocess(config, sockets=[listening]).run()


def _tiles(asked: str) -> str | None:
    """The address of map tiles, None for none."""
    from sijill.web.security import tile_host
    from sijill.web.settings import OPENSTREETMAP

    if asked in ("osm", "none"):
        return OPENSTREETMAP if asked == "osm" else None
    missing = [part for part in ("{z}", "{x}", "{y}") if part not in asked]
    own = asked.startswith("/") and not asked.startswith("//")
    if missing or not (own or tile_host(asked)):
        wrong_use(
            f"--tiles {asked} is no address of tiles",
            "Give one such as https://tiles.example.org/{z}/{x}/{y}.png, 'osm', or 'none'",
        )
    return asked


def _attribution(address: str | None, given: str | None) -> str:
    from sijill.web.settings import OPENSTREETMAP

    if given is not None:
        return given
    return "© OpenStreetMap contributors" if address == OPENSTREETMAP else ""


def _name(given: str | None) -> str:
    if given and given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # In a container a user may have a number only.
        return "local"


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Wrong use where it can't."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        wrong_use(f"--host {host} is no address of this machine", "Take 127.0.0.1, or one that `hostname -I` lists")
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(where)
        listening.listen(128)
    except OSError as error:
        listening.close()
        _refused(host, port, error)
    return listening


def _refused(host: str, port: int, error: OSError) -> None:
    if error.errno == errno.EADDRINUSE:
        wrong_use(
            f"port {port} is taken already, perhaps by pages that are still open", f"Take another: --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        wrong_use(f"port {port} may not be used without special rights", "Take one above 1023: --port 8000")
    if error.errno == errno.EADDRNOTAVAIL:
        wrong_use(f"--host {host} is no address of this machine", "Take 127.0.0.1, or one that `hostname -I` lists")
    wrong_use(f"{host}, port {port}: {error.strerror or error}", "Check --host and --port")


def _shown(host: str) -> str:
    """The address as people type it."""
    if host in _ALL:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _visit(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
