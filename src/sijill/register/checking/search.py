"""The search index against the texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from sijill.register.checking.findings import AGAIN, Checking, Finding, Part
from sijill.register.schema import versions

# What the column `versions.search` is generated from in PostgreSQL; see the first migration.
_VECTOR: Final = """
    setweight(to_tsvector('english', coalesce(title, '')), 'A')
    || setweight(to_tsvector('english', left(text, 250000)), 'B')
"""


def _search(checking: Checking) -> Iterator[Finding]:
    if checking.connection.dialect.name == "postgresql":
        yield from _postgresql(checking)
    else:
        yield from _sqlite(checking)


def _sqlite(checking: Checking) -> Iterator[Finding]:
    """FTS5's own check, which compares all words with the texts; it counts as a write, and others write after it."""
    try:
        with checking.connection.engine.connect() as other:
            other.exec_driver_sql("INSERT INTO search(search, rank) VALUES('integrity-check', 1)")
            other.rollback()
    except DatabaseError as error:
        if "malformed" not in str(error.orig):
            raise
        mended = checking.mended(_rebuilt)
        yield Finding("the search index", "does not hold the words of the texts", AGAIN, mended)


def _rebuilt(writer: Connection) -> None:
    writer.exec_driver_sql("INSERT INTO search(search) VALUES('rebuild')")


def _postgresql(checking: Checking) -> Iterator[Finding]:
    wanted = text(f"SELECT report_id FROM versions WHERE id = ANY(:ids) AND search IS DISTINCT FROM ({_VECTOR})")
    for ids in checking.portions(versions.c.id):
        for name in checking.connection.scalars(wanted, {"ids": ids}):
            what = "what is searched in its text is not what the text says"
            yield Finding(f"report {name}", what, "Ask whoever keeps the server: it was changed by hand or is damaged")


PARTS: Final = (Part("the search index", _search),)
