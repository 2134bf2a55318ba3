"""The formats of an export, read from `data/formats.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """A format that events can be written in.

    `label`: what it is, for people; `suffix`: of its files, with the dot. `table`: which columns it has (see
    `columns`); `writer`: what writes them; `evidence`: the writer of its table of evidence, and that file's suffix.
    """

    name: str
    label: str
    media_type: str
    suffix: str
    table: str = ""
    writer: str = ""
    evidence: tuple[str, str] = ("", "")


class ExportError(ValueError):
    """What can't be exported as asked, and what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}. {mend}.")
        self.reason = reason
        self.mend = mend


def _read() -> Mapping[str, Format]:
    told = tomllib.loads((files("sijill.exports") / "data" / "formats.toml").read_text("utf-8"))
    return MappingProxyType(
        {name: Format(name, **{**row, "evidence": tuple(row["evidence"])}) for name, row in told.items()}
    )


FORMATS: Final[Mapping[str, Format]] = _read()
"""All formats by name, in the order in which they are listed."""


def format_of(name: str) -> Format:
    """The format of a name. Raises `ExportError`."""
    if name not in FORMATS:
        raise ExportError(f"there is no format {name!r}", f"Choose one of: {', '.join(FORMATS)}")
    return FORMATS[name]
