"""The situation report as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sijill.model import ReportHead
from sijill.register.deriving import rule_of
from sijill.web.api.models import PROBLEMS, Answer
from sijill.web.filters import Asked
from sijill.web.named import NamedDep
from sijill.web.people import reader
from sijill.web.site import Reading

router = APIRouter(prefix="/api/situation", tags=["situation"], dependencies=[Depends(reader)], responses=PROBLEMS)


class PieceEntry(Answer):
    """Words of the report; `href`: the page that they lead to, or `#source-N` for the N-th of `sources`."""

    text: str
    href: str | None


class TableEntry(Answer):
    """A table of the report."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SectionEntry(Answer):
    """A part of the report: its paragraphs, its list, its tables."""

    key: str
    title: str
    paragraphs: tuple[tuple[PieceEntry, ...], ...]
    items: tuple[tuple[PieceEntry, ...], ...]
    tables: tuple[TableEntry, ...]


class SituationReport(Answer):
    """The report of a period and an area in words. `as_of`: when the register last changed. `sources`: the reports that
    the text refers to, in the order of their numbers."""

    title: str
    since: date | None
    until: date | None
    as_of: datetime | None
    sections: tuple[SectionEntry, ...]
    sources: tuple[ReportHead, ...]


@router.get("", summary="A period and an area in words")
def situation_report(asked: Annotated[Asked, Query()], connection: Reading, named: NamedDep) -> SituationReport:
    """The filters are those of the pages; without days, the last 30 of which events are known. People's names are
    hidden; `names=true` shows them."""
    from sijill.web.situation.facts import situation
    from sijill.web.situation.naming import report
    from sijill.web.situation.pieces import Line, Section, plain
    from sijill.web.situation.words import title_of

    told = report(connection, situation(connection, asked.filters), rule_of(connection), named=named)
    facts = told.facts

    def words(lines: tuple[Line, ...]) -> tuple[tuple[PieceEntry, ...], ...]:
        return tuple(tuple(PieceEntry(text=piece.text, href=piece.href) for piece in line) for line in lines)

    def entry(part: Section) -> SectionEntry:
        tables = tuple(
            TableEntry(
                caption=table.caption,
                head=tuple(table.head),
                rows=tuple(tuple(plain(cell) for cell in row) for row in table.rows),
            )
            for table in part.tables
        )
        return SectionEntry(
            key=part.key, title=part.title, paragraphs=words(tuple(part.paragraphs)), items=words(tuple(part.items)),
            tables=tables,
        )  # fmt: skip

    period = facts.period
    since, until = (period.since, period.until) if period else (None, None)
    parts = tuple(entry(part) for part in told.parts)
    return SituationReport(
        title=title_of(facts), since=since, until=until, as_of=facts.as_of, sections=parts, sources=tuple(facts.cited)
    )
