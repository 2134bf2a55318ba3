"""Who may ask for which route, as `access.tsv` has it: what was decided, to hold the application against.

After a new route, or one that is for others now: `python -m tests.web.access` writes the table anew. Read what changed
in it before it is kept: each row is a decision.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from sijill.register import Register
from sijill.web import Settings, create_app
from sijill.web.people import route_roles
from tests.web.roles import ACCESS

FILE: Final = Path(__file__).with_name("access.tsv")
Table = dict[tuple[str, str], frozenset[str]]


def decided() -> Table:
    """The table of the file: for each method and path those who may ask."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {(row["method"], row["path"]): frozenset(role for role in ACCESS if row[role] == "yes") for row in rows}


def built(app: FastAPI) -> Table:
    """The table that the routes of an application say by their dependencies."""
    return {(method, path): frozenset(ACCESS[ACCESS.index(least) :]) for method, path, least in route_roles(app)}


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        Register.open(path).close()
        table = built(create_app(Settings(register=str(path))))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["method", "path", *ACCESS])
        for (method, route), may in sorted(table.items(), key=lambda item: (item[0][1], item[0][0])):
            writer.writerow([method, route, *("yes" if role in may else "no" for role in ACCESS)])


if __name__ == "__main__":
    main()
