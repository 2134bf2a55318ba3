"""`sijill watch`: feeds into a register, once or again and again."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.coders import chosen
from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import FAILED, WRONG_USE, check_exists, complain, wrong_use

if TYPE_CHECKING:
    from sijill.cli.watching import Watcher
    from sijill.intake.fetch import Fetcher


def watch(
    context: typer.Context,
    feeds: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The feeds (RSS, Atom): an address a line, after it the publisher's name if you like. "
            "# begins a remark.",
            show_default=False,
        ),
    ],
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once, and stop.")] = False,
    every: Annotated[
        float, typer.Option("--every", metavar="MINUTES", min=1, help="How long from one round to the next.")
    ] = 30,
    register: RegisterOption = None,
    contact: Annotated[
        str | None,
        typer.Option(
            "--contact",
            metavar="ADDRESS",
            envvar="SIJILL_CONTACT",
            help="A mail or web address that sites are told, so that they know who asks.",
            show_default=False,
        ),
    ] = None,
    allow_private: Annotated[
        bool,
        typer.Option(
            "--allow-private",
            help="Let addresses lead to this machine and into private networks. For some networks only, set "
            "SIJILL_ALLOW_PRIVATE to them.",
        ),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="A line for each report once it is kept.")] = False,
) -> None:
    """Read feeds, and keep each new report and its events in the register.

    What has not changed is not asked for again; sites are asked for one page at a time, as their robots.txt allows.
    A feed that can't be read is told, and the rest goes on. Broken off at any moment, the same command goes on where
    it stopped.

    Exit code: 0 all went well, 1 some feeds or reports failed (with --once), 2 wrong use.
    """
    _check_file(feeds)
    from sijill.cli.watching import Watcher, opened_state

    fetcher = _fetcher(contact, allow_private)
    with opened(register, make=True) as kept, opened_state(kept) as state:
        watcher = Watcher(kept, state, fetcher, cache(chosen(context)), verbose)
        with _stoppable():
            watcher.round(feeds)
            while not once:
                _sleep(watcher, every * 60)
                watcher.round(feeds)
    typer.echo(f"{watcher.tally}.")
    if watcher.tally.failed and once:
        raise typer.Exit(FAILED)


def _check_file(feeds: Path) -> None:
    missing = check_exists(feeds)
    if missing:
        complain(missing)
        raise typer.Exit(WRONG_USE)
    if feeds.is_dir():
        wrong_use(f"{feeds} is a folder", "Name a text file with an address a line")


def _fetcher(contact: str | None, allow_private: bool) -> Fetcher:
    from sijill.intake.faults import IntakeError
    from sijill.intake.fetch import Fetcher
    from sijill.intake.settings import EVERY_NETWORK, network_rules

    rules = network_rules()
    rules = replace(rules, contact=contact or rules.contact, allowed=EVERY_NETWORK if allow_private else rules.allowed)
    fetcher = Fetcher(rules=rules)
    try:
        fetcher.check()
    except IntakeError as error:
        wrong_use(error.reason, error.mend)
    return fetcher


def _sleep(watcher: Watcher, seconds: float) -> None:
    left = seconds - (time.time() - watcher.began)
    time.sleep(min(max(left, 0.0), seconds))


@contextmanager
def _stoppable() -> Iterator[None]:
    """What is asked to end (Ctrl-C, SIGTERM) ends quietly: whatever was told to be kept is kept."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped; the same command goes on from here.")
    finally:
        signal.signal(signal.SIGTERM, before)
