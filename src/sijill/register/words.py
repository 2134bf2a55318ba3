"""What people type into a search box, as questions to the full-text index of each engine.

Words all have to be there; "quoted words" stand side by side; -word must not be there; OR between two takes either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Dialect, TextClause, text

from sijill.register.faults import RegisterError

# Stand around the words that were found; no text that people read holds them.
START: Final = "\x02"
END: Final = "\x03"

_PART: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_MARKS: Final = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or words side by side. `out`: must not be there. `other`: or else the part before it."""

    words: str
    out: bool = False
    other: bool = False


def parts_of(asked: str) -> list[Part]:
    """What is looked for. Raises `RegisterError` where nothing is that has to be there."""
    found: list[Part] = []
    other = False
    for minus, quoted, bare in _PART.findall(asked):
        if bare == "OR" and not minus:
            other = True
            continue
        words = _MARKS.sub(" ", quoted or bare).strip()
        if words:
            found.append(Part(words, bool(minus), other and not minus and bool(found) and not found[-1].out))
            other = False
    if all(part.out for part in found):
        raise RegisterError(f"there is nothing to look for in {asked!r}", "Give at least one word that should be there")
    return found


def matching(asked: str, dialect: Dialect) -> TextClause:
    """A condition on a row of `versions`: its title or text holds what is looked for. Raises `RegisterError`."""
    if dialect.name == "postgresql":
        query, values = _tsquery(parts_of(asked))
        return text(f"versions.current AND versions.search @@ ({query})").bindparams(**values)
    return text("versions.id IN (SELECT rowid FROM search WHERE search MATCH :words)").bindparams(
        words=fts5(parts_of(asked))
    )


def found_texts(asked: str, dialect: Dialect, limit: int, offset: int) -> TextClause:
    """A question for the best texts: rows of `version_id` and `snippet`, where `START` and `END` stand around what
    was found. Raises `RegisterError`."""
    page = {"limit": limit, "offset": offset, "ranked": RANKED}
    if dialect.name == "postgresql":
        query, values = _tsquery(parts_of(asked))
        return text(_POSTGRESQL.format(query=query)).bindparams(
            **values, **page, marks=f"StartSel={START}, StopSel={END}, MaxFragments=2, MaxWords=18, MinWords=8"
        )
    return text(_SQLITE).bindparams(words=fts5(parts_of(asked)), start=START, end=END, **page)


def how_many(asked: str, dialect: Dialect) -> TextClause:
    """A question for the number of texts. Raises `RegisterError`."""
    if dialect.name == "postgresql":
        query, values = _tsquery(parts_of(asked))
        return text(f"SELECT count(*) FROM versions WHERE current AND search @@ ({query})").bindparams(**values)
    return text("SELECT count(*) FROM search WHERE search MATCH :words").bindparams(words=fts5(parts_of(asked)))


# Of more hits than these, those that came last are ranked: words that stand in every report say little about any.
RANKED: Final = 10_000

# A title weighs four times what the text does; in PostgreSQL the weights A and B say so. Snippets are made of the
# page's texts only.
_SQLITE: Final = """
    WITH newest AS MATERIALIZED (
        SELECT rowid AS id, bm25(search, 4.0, 1.0) AS rank FROM search WHERE search MATCH :words
        ORDER BY rowid DESC LIMIT :ranked
    ), best AS MATERIALIZED (SELECT id, rank FROM newest ORDER BY rank, id LIMIT :limit OFFSET :offset)
    SELECT best.id AS version_id, snippet(search, 1, :start, :end, '…', 32) AS snippet
    FROM best CROSS JOIN search ON search.rowid = best.id WHERE search MATCH :words ORDER BY best.rank, best.id
"""
# Their first part only.
_POSTGRESQL: Final = """
    SELECT version_id, ts_headline('english', left(text, 200000), question, :marks) AS snippet
    FROM (
        SELECT version_id, text, question, ts_rank_cd(search, question) AS rank
        FROM (
            SELECT id AS version_id, text, search, question
            FROM versions, (SELECT ({query}) AS question) AS asked
            WHERE current AND search @@ question ORDER BY id DESC LIMIT :ranked
        ) AS newest ORDER BY rank DESC, version_id LIMIT :limit OFFSET :offset
    ) AS found ORDER BY rank DESC, version_id
"""


def fts5(parts: Sequence[Part]) -> str:
    """The parts in the language of SQLite's index."""
    wanted = " AND ".join(f"({' OR '.join(_quoted(part) for part in group)})" for group in _groups(parts))
    return wanted + "".join(f" NOT {_quoted(part)}" for part in parts if part.out)


def _quoted(part: Part) -> str:
    return f'"{part.words}"'


def _tsquery(parts: Sequence[Part]) -> tuple[str, dict[str, str]]:
    """The parts as an SQL expression for PostgreSQL's index, and the values of its parameters."""
    values = {f"part{number}": part.words for number, part in enumerate(parts)}
    names = {id(part): f"phraseto_tsquery('english', :part{number})" for number, part in enumerate(parts)}
    wanted = [f"({' || '.join(names[id(part)] for part in group)})" for group in _groups(parts)]
    unwanted = [f"!! {names[id(part)]}" for part in parts if part.out]
    return " && ".join(wanted + unwanted), values


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    """What has to be there, alternatives together."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.other:
            groups[-1].append(part)
        elif not part.out:
            groups.append([part])
    return groups
