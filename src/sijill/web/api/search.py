"""Search as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sijill.register.told import search_page
from sijill.web.api.models import PROBLEMS, SearchHit, SearchList, SnippetPart
from sijill.web.filters import query
from sijill.web.people import reader
from sijill.web.site import Reading

router = APIRouter(prefix="/api/search", tags=["search"], dependencies=[Depends(reader)], responses=PROBLEMS)

_WORDS = 'All have to be there; "side by side" in quotes; -word: not there; OR between two: either.'


@router.get("", summary="Reports that hold some words")
def search(
    connection: Reading,
    q: Annotated[str, Query(min_length=1, max_length=200, description=_WORDS)],
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchList:
    """The best first, each with some of its words and the events that it tells."""
    words = q.replace("\x00", " ")
    total, hits = search_page(connection, words, size, (page - 1) * size)
    following = f"/api/search{query({'q': q, 'page': page + 1, 'size': size})}" if page * size < total else None
    items = tuple(
        SearchHit(
            report=hit.report,
            snippet=tuple(SnippetPart(words=part, found=found) for part, found in hit.snippet),
            events=hit.events,
        )
        for hit in hits
    )
    return SearchList(total=total, page=page, size=size, next=following, items=items)
