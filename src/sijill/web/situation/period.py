"""The period of a situation report, and the one before it of the same length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from sijill.register import RegisterError
from sijill.register.profiles import Selection, latest_start
from sijill.register.queries import Filters

# How long a report's period is where nobody says.
_DAYS = 30


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included. `chosen`: somebody asked for them; else they are the last ones of which events are known."""

    since: date
    until: date
    chosen: bool

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Period | None:
        """The days before it, as many; None where the calendar has none."""
        try:
            return Period(self.since - timedelta(self.days), self.since - timedelta(1), self.chosen)
        except OverflowError:
            return None


def period_of(connection: Connection, filters: Filters) -> Period | None:
    """The period asked for; a side that is open is set so that it is 30 days long, or ends with the latest event. None
    where no event has a day. Raises `RegisterError` where it ends before it begins."""
    since, until = filters.since, filters.until
    if since and until and since > until:
        raise RegisterError(f"the period ends ({until}) before it begins ({since})", "Change one of the two days")
    chosen = since is not None or until is not None
    if until is None:
        until = latest_start(connection, Selection(replace(filters, since=None, until=None)))
        if since is not None:
            until = max(until or since, since)
    if until is None:
        return None
    if since is None:
        since = date.fromordinal(max(1, until.toordinal() - _DAYS + 1))
    return Period(since, until, chosen)
