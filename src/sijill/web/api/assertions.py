"""Assertions as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from sijill.model import Assertion, AssertionKind, ReportHead
from sijill.register.asserted import find_assertions
from sijill.web.api.models import PROBLEMS, Answer, Listed
from sijill.web.filters import query
from sijill.web.people import reader
from sijill.web.profile_paths import NO_NUL
from sijill.web.site import Reading

router = APIRouter(prefix="/api/assertions", tags=["assertions"], dependencies=[Depends(reader)], responses=PROBLEMS)

_Words = Annotated[str | None, Field(max_length=200, pattern=NO_NUL)]


class AssertionsAsked(BaseModel):
    """`subject`, `place`: part of a name. `since`, `until`: days of publication."""

    kind: AssertionKind | None = None
    subject: _Words = None
    place: _Words = None
    since: date | None = None
    until: date | None = None
    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=500)


class AssertionEntry(Answer):
    """What a report states. `first`, `last`: the days of its `as_of`. `reports`: how many reports of one story state
    it; the reprints of a story count once."""

    assertion: Assertion
    report: ReportHead
    first: date | None
    last: date | None
    reports: int


class AssertionList(Listed):
    """Assertions, the latest report first."""

    items: tuple[AssertionEntry, ...]


@router.get("", summary="Strength, control of places, and totals")
def assertions(asked: Annotated[AssertionsAsked, Query()], connection: Reading) -> AssertionList:
    """With the words of each as offsets into its report."""
    total, rows = find_assertions(
        connection, asked.kind, asked.subject, asked.place, asked.since, asked.until, asked.size,
        (asked.page - 1) * asked.size,
    )  # fmt: skip
    items = tuple(
        AssertionEntry(
            assertion=row.assertion,
            report=row.report,
            first=row.span.first if row.span else None,
            last=row.span.last if row.span else None,
            reports=row.reports,
        )
        for row in rows
    )
    more = asked.model_dump(mode="json", exclude_defaults=True) | {"page": asked.page + 1}
    following = f"/api/assertions{query(more)}" if asked.page * asked.size < total else None
    return AssertionList(total=total, page=asked.page, size=asked.size, next=following, items=items)
