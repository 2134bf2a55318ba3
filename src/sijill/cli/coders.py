"""Which coder the commands use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sijill.coding import Coder

CoderFactory = Callable[[], "Coder"]


def built_in() -> Coder:
    """The coder that comes with the package (loads the language model: a second or two)."""
    from sijill.coding import load

    return load()


def chosen(context: typer.Context) -> CoderFactory:
    """The factory that whoever started the program passed as the context's object, else the built-in coder's."""
    factory: CoderFactory | None = context.obj
    return factory or built_in
