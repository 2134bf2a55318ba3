"""The licences of what Sijill runs on, as a page: `python -m requirements.licences` writes docs/licences.md.

They are read from the metadata of the installed packages; where these say nothing clear, from `licences.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import Final

from requirements.pinned import pinned

PAGE: Final = Path(__file__).parents[1] / "docs" / "licences.md"
_RULES: Final = Path(__file__).with_name("licences.toml")
_HEAD: Final = """# Licences

Sijill itself is under the Apache License 2.0. A plain install brings the packages below, each from its own maintainers
and under its own licence (SPDX); Sijill ships none of their files and changes none. `requirements/runtime.txt` pins
their versions with the hashes of their files. Where a package offers several licences, one that is allowed is enough.

Made by `make requirements`; a test fails where a package is missing here or its licence is not among those that were
allowed (`requirements/licences.toml`). What Sijill's own data rest on stands in the file NOTICE.

| package | version | licence | only where |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """`allowed`: SPDX ids that fit. `weak`: those that fit for a reason. `read`: what was read in a package's files."""

    allowed: frozenset[str]
    weak: Mapping[str, str]
    read: Mapping[str, str]

    def fits(self, expression: str) -> bool:
        """Whether a licence may be used: one of its alternatives, with all of that one's parts."""
        bare = expression.replace("(", " ").replace(")", " ")
        if bare != expression and " OR " in expression and " AND " in expression:
            # What belongs together would have to be told apart: such a one is read by a person.
            return False
        parts = [[each.strip() for each in choice.split(" AND ")] for choice in bare.split(" OR ")]
        return any(all(each in self.allowed or each in self.weak for each in choice) for choice in parts)


def rules() -> Rules:
    """The rules of `licences.toml`."""
    told = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    return Rules(frozenset(told["allowed"]), told["weak"], told["read"])


def licence_of(name: str, given: Rules) -> str | None:
    """The licence of a package as SPDX; None where nothing says it."""
    if name in given.read:
        return given.read[name]
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    # An expression is SPDX by its meaning; the field before it is free text, often an id all the same.
    told = (*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ()))
    said = next((each for each in told if each), None)
    return said if said and "\n" not in said and len(said) < 100 else None


def rows(given: Rules) -> Iterator[tuple[str, str, str | None, str]]:
    """Each package with its version, its licence, and where alone it is needed."""
    for name, same in groupby(sorted(pinned(), key=lambda one: (one.name, one.version)), key=lambda one: one.name):
        each = list(same)
        versions = ", ".join(dict.fromkeys(one.version for one in each))
        where = "" if any(not one.where for one in each) or len(each) > 1 else each[0].where
        yield name, versions, licence_of(name, given), where


def page(found: Iterable[tuple[str, str, str | None, str]], given: Rules) -> str:
    """The page in Markdown."""
    lines = [f"| {name} | {version} | {licence or 'not known'} | {where.replace('|', '')} |"
             for name, version, licence, where in found]  # fmt: skip
    weak = [f"- {licence}: {why}." for licence, why in given.weak.items()]
    return f"{_HEAD}{chr(10).join(lines)}\n\nFitting for a reason:\n\n{chr(10).join(weak)}\n"


def main() -> None:
    """Write the page."""
    given = rules()
    PAGE.write_text(page(rows(given), given), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
