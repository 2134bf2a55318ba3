"""Which register a command works on, and how the program says that it can't be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.trouble import wrong_use

if TYPE_CHECKING:
    from sijill.register import Register

RegisterOption = Annotated[
    str | None,
    typer.Option(
        "--register",
        "-r",
        metavar="ADDRESS",
        envvar="SIJILL_REGISTER",
        help="The register: a file, or a database such as postgresql://user@host/name. "
        "Else register.sqlite in your data folder.",
        show_default=False,
    ),
]


@contextmanager
def opened(address: str | None, *, make: bool = False) -> Iterator[Register]:
    """The register of a `RegisterOption`, closed at the end. `make`: make it where there is none yet.

    Wrong use where it can't be opened, and where it is missing and is not to be made.
    """
    from sijill.register import Register, RegisterError

    try:
        with Register.open(address, make=make) as register:
            yield register
    except RegisterError as error:
        wrong_use(error.reason, error.mend)
