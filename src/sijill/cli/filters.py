"""The filters of events as options of commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sijill.register.queries import Filters


def _option(metavar: str, text: str, *names: str, **more: Any) -> Any:  # noqa: ANN401 - typer's own type
    return typer.Option(*names, metavar=metavar, help=text, show_default=False, **more)


_DAYS = ["%Y-%m-%d"]
Since = Annotated[datetime | None, _option("DAY", "On this day or later, as 2024-05-13.", "--since", formats=_DAYS)]
Until = Annotated[datetime | None, _option("DAY", "On this day or earlier.", "--until", formats=_DAYS)]
Countries = Annotated[list[str] | None, _option("NAME", "In this country: its name or two letters.", "--country")]
Divisions = Annotated[
    list[str] | None, _option("NAME", "In this governorate, province or state.", "--admin1", "--governorate")
]
Actors = Annotated[
    list[str] | None, _option("NAME", "With this actor, or one that belongs to it, on any side.", "--actor")
]
Types = Annotated[
    list[str] | None, _option("TYPE", "Of this event type or sub-event type; words of its name will do.", "--type")
]
Killed = Annotated[int | None, _option("N", "With N killed or more.", "--killed", min=0)]
Statuses = Annotated[list[str] | None, _option("STATUS", "occurred, alleged or foiled.", "--status")]
Reviews = Annotated[list[str] | None, _option("REVIEW", "unreviewed, accepted, rejected, second_look.", "--review")]
Words = Annotated[str | None, _option("WORDS", "Told in reports that hold these words, as in sijill search.", "--text")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of a command say."""

    since: datetime | None = None
    until: datetime | None = None
    countries: list[str] | None = None
    admin1: list[str] | None = None
    actors: list[str] | None = None
    types: list[str] | None = None
    killed: int | None = None
    statuses: list[str] | None = None
    reviews: list[str] | None = None
    text: str | None = None

    def filters(self) -> Filters:
        """As the register takes them."""
        from sijill.register.queries import Filters

        lists: dict[str, Any] = {
            name: tuple(getattr(self, name) or ())
            for name in ("countries", "admin1", "actors", "types", "statuses", "reviews")
        }
        return Filters(
            since=self.since and self.since.date(),
            until=self.until and self.until.date(),
            killed_at_least=self.killed,
            text=self.text,
            **lists,
        )
