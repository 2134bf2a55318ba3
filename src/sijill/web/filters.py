"""The filters of events as a page's address has them: one set for pages, downloads and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator

from sijill.codebook import countries
from sijill.model import EventCount, Review, Status
from sijill.register.queries import Filters, Order

_NONE = "–"
LONGEST: Final = 200
"""Longer values can't be asked for."""
_MOST = 30
# No database takes a zero within words.
_WORDS = r"^[^\x00]*$"
Words = Annotated[str, Field(max_length=LONGEST, pattern=_WORDS)]
Names = Annotated[list[Words], Field(max_length=_MOST)]

# What the filters are called on the pages, in the order in which they are shown.
CALLED: Final[Mapping[str, str]] = {
    "text": "Words", "since": "From", "until": "To", "country": "Country", "admin1": "Governorate", "actor": "Actor",
    "type": "Type", "killed": "Killed at least", "status": "Status", "review": "Review",
}  # fmt: skip
ORDER_WORDS: Final[Mapping[Order, str]] = {
    "newest": "Newest first", "oldest": "Oldest first", "killed": "Most killed first", "reports": "Most reports first",
    "changed": "Last changed first", "doubtful": "Most doubtful first",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter in force: what it is called, its value, and the address without it."""

    called: str
    value: str
    without: str


class Asked(BaseModel):
    """The filters of an address: `?since=2024-01-01&country=IQ&actor=...`; names as in `sijill events`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: date | None = None
    until: date | None = None
    country: Names = []
    admin1: Names = []
    actor: Names = []
    type: Names = []
    status: list[Status] = []
    review: list[Review] = []
    killed: int | None = Field(default=None, ge=0, le=10**9)
    text: Words | None = None
    order: Order = "newest"

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        # A form sends its empty fields as well, and the same value twice where it is chosen twice.
        if value == "":
            return None
        if not isinstance(value, list):
            return value
        trimmed = [item.strip() if isinstance(item, str) else item for item in value]
        return list(dict.fromkeys(item for item in trimmed if item != ""))

    @field_validator("order", mode="before")
    @classmethod
    def _some_order(cls, value: object) -> object:
        return value or "newest"

    @property
    def filters(self) -> Filters:
        """As the register takes them."""
        return Filters(
            since=self.since,
            until=self.until,
            countries=tuple(self.country),
            admin1=tuple(self.admin1),
            actors=tuple(self.actor),
            types=tuple(self.type),
            statuses=tuple(self.status),
            reviews=tuple(self.review),
            killed_at_least=self.killed,
            text=self.text,
        )

    def tags(self) -> list[Tag]:
        """The filters in force, one for each value."""
        return [
            Tag(called, _shown(name, item), self.address(**{name: _rest(value, item)}))
            for name, called in CALLED.items()
            if (value := getattr(self, name)) is not None
            for item in _items(value)
        ]

    def address(self, **changes: object) -> str:
        """The query string of these filters, `changes` made; None drops one. Starts with "?", or is empty."""
        values: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True) | changes
        return query(values)


def query(values: Mapping[str, object]) -> str:
    """A query string of values and lists of them, nothing for None. Starts with "?", or is empty."""
    pairs = [(name, item) for name, value in values.items() for item in _items(value) if item is not None]
    return f"?{urlencode(pairs)}" if pairs else ""


def _shown(name: str, item: object) -> str:
    if name == "country" and (country := countries().get(str(item).upper())):
        return country.plain_name
    return str(item).replace("_", " ") if name == "review" else str(item)


def _rest(value: object, item: object) -> object:
    return [other for other in value if other != item] if isinstance(value, list) else None


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, (list, tuple)) else (value,)


FiltersDep = Annotated[Asked, Query()]


class Paging(BaseModel):
    """Which part of a long list: `page` from 1, `size` rows each."""

    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=500)

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.page - 1) * self.size


def _paging(page: Annotated[int, Query(ge=1, le=10**6)] = 1, size: Annotated[int, Query(ge=1, le=500)] = 50) -> Paging:
    return Paging(page=page, size=size)


PagingDep = Annotated[Paging, Depends(_paging)]


def ranged(rows: Sequence[EventCount]) -> str:
    """All groups together, the best figure first: `9`, `9 (7–9)`, `12+`, or `–`."""
    from sijill.cli.event_tables import ranged as told

    return told(rows) if rows else _NONE
