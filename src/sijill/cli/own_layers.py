"""What `sijill actors` and `sijill gazetteer` share: a country as an option, and a layer that isn't there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, NoReturn

import typer

from sijill.cli.trouble import wrong_use

CountryOption = Annotated[
    str | None,
    typer.Option("--country", metavar="IQ", help="Two letters of a country, or its name.", show_default=False),
]


def country_code(country: str | None) -> str | None:
    """A country's two letters, from them or its name; wrong use where there is none such."""
    if country is None:
        return None
    from sijill.codebook.countries import countries, country_of

    code = country.upper() if country.upper() in countries() else country_of(country)
    if code is None:
        wrong_use(f"--country {country}: no such country", "Write its two letters, as in IQ, or its name")
    return code


def no_layer(name: str, names: Sequence[str]) -> NoReturn:
    """Wrong use: there is no layer of this name, but of those."""
    close = get_close_matches(name, names, n=1)
    there = f"There are: {', '.join(names)}" if names else "There are none"
    wrong_use(f"no layer {name}", f"You may mean {close[0]}" if close else there)
