"""Which coder the commands use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from sijill.cli.trouble import FAILED, complain

if TYPE_CHECKING:
    from sijill.coding import Coder

CoderFactory = Callable[[], "Coder"]


def built_in() -> Coder:
    """The coder that comes with the package (loads the language model: a second or two)."""
    from sijill.coding import load

    return load()


def chosen(context: typer.Context) -> CoderFactory:
    """The factory that whoever started the program passed as the context's object, else the built-in coder's.

    For the latter the gazetteer is made ready, which shows a bar on first use: call this before another is shown.
    """
    factory: CoderFactory | None = context.obj
    if factory is None:
        _ready()
    return factory or built_in


def _ready() -> None:
    from sijill.gazetteer.kept import NoRoomError, indexes

    try:
        indexes()
    except NoRoomError as error:
        complain(str(error))
        raise typer.Exit(FAILED) from error
