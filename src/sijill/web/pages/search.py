"""Search: the reports that hold some words, with the events that they tell."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from sijill.register import RegisterError
from sijill.register.queries import Hit
from sijill.register.told import exactly, search_page
from sijill.web.filters import Paging, query
from sijill.web.people import reader
from sijill.web.render import page
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])

# Reports on a page, unless the address says otherwise.
_SIZE = 20


class Words(BaseModel):
    """What is looked for, and which part of what is found."""

    q: str = Field(default="", max_length=200)
    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=_SIZE, ge=1, le=100)

    def address(self, **changes: object) -> str:
        """The query string, with changes."""
        return query({"q": self.q} | changes)


@router.get("/search", response_class=HTMLResponse, include_in_schema=False)
def search(request: Request, asked: Annotated[Words, Query()], connection: Reading) -> HTMLResponse:
    """The best reports for some words."""
    paging = Paging(page=asked.page, size=asked.size)
    asked.q = asked.q.replace("\x00", " ").strip()
    hits: list[Hit] = []
    total, trouble = 0, None
    if asked.q:
        try:
            total, hits = search_page(connection, asked.q, paging.size, paging.offset)
        except RegisterError as error:
            trouble = error
    known = exactly(connection, asked.q) if asked.q else None
    return page(
        request, "search.html", 400 if trouble else 200,
        asked=asked, paging=paging, hits=hits, total=total, trouble=trouble, known=known,
    )  # fmt: skip
