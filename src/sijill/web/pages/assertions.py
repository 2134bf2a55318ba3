"""Assertions: how strong forces are said to be, and who is said to hold a place, over time and with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from sijill.register.asserted import Asserted, find_assertions, names
from sijill.web.people import reader
from sijill.web.portrait import AskedDep
from sijill.web.profile_pages import drawn_page
from sijill.web.profile_paths import NO_NUL
from sijill.web.site import Reading
from sijill.web.situation.bars import ceiling

router = APIRouter(dependencies=[Depends(reader)])

# More than so many of one kind are not drawn; the filters narrow them.
_MOST: Final = 300
Words = Annotated[str | None, Query(max_length=200, pattern=NO_NUL)]


@dataclass(frozen=True, slots=True)
class Strength:
    """The estimates of one force at one place, in the order of the days that they speak of; `top`: end of the scale."""

    subject: str
    place: str | None
    told: Sequence[Asserted]
    top: int


@dataclass(frozen=True, slots=True)
class Held:
    """Who is said to hold one place; `scale`: the days between which its time line lies."""

    place: str | None
    told: Sequence[Asserted]
    scale: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Stated:
    """The assertions of a filter; `*_all`: how many there are, of which those listed are the latest."""

    strengths: Sequence[Strength]
    strengths_all: int
    held: Sequence[Held]
    held_all: int
    totals: Sequence[Asserted]
    totals_all: int


def stated(
    connection: Connection, subject: str | None, place: str | None, since: date | None, until: date | None
) -> Stated:
    """The assertions of reports published within days, of a subject and a place (parts of their names)."""
    asked = (subject, place, since, until, _MOST)
    strengths_all, strengths = find_assertions(connection, "strength_estimate", *asked)
    held_all, held = find_assertions(connection, "territorial_control", *asked)
    totals_all, totals = find_assertions(connection, "activity_summary", *asked)
    return Stated(_strengths(strengths), strengths_all, _held(held), held_all, totals, totals_all)


def _day(told: Asserted) -> date:
    return told.day or date.min


def _strengths(told: Sequence[Asserted]) -> list[Strength]:
    def of_whom(each: Asserted) -> tuple[str, str]:
        return each.assertion.subject, each.assertion.place or ""

    found = []
    for (subject, place), group in groupby(sorted(told, key=of_whom), key=of_whom):
        its = sorted(group, key=_day)
        figures = [figure for each in its for figure in (each.assertion.low, each.assertion.high) if figure is not None]
        found.append(Strength(subject, place or None, its, ceiling(max(figures, default=1))))
    return sorted(found, key=lambda each: (-len(each.told), each.subject, each.place or ""))


def _held(told: Sequence[Asserted]) -> list[Held]:
    def where(each: Asserted) -> str:
        return each.assertion.place or ""

    found = []
    for place, group in groupby(sorted(told, key=where), key=where):
        its = sorted(group, key=lambda each: (each.span and each.span.first) or _day(each))
        days = [
            day
            for each in its
            for day in (each.span and each.span.first, each.span and each.span.last, each.day)
            if day
        ]
        first, last = min(days, default=date.min), max(days, default=date.min)
        found.append(Held(place or None, its, (first, max(last, first + timedelta(days=1)))))
    return sorted(found, key=lambda each: (-len(each.told), each.place or ""))


@router.get("/assertions", response_class=HTMLResponse, include_in_schema=False)
def assertions(
    request: Request, asked: AskedDep, connection: Reading, subject: Words = None, place: Words = None
) -> HTMLResponse:
    """Estimates of strength, control of places, and totals that reports give, as charts and tables."""
    found = stated(connection, subject, place, asked.since, asked.until)
    subjects, places = names(connection)
    return drawn_page(
        request, "assertions.html", found=found, asked=asked, subject=subject, place=place, subjects=subjects,
        places=places, most=_MOST,
    )  # fmt: skip
