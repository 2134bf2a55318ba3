"""What sites ask of programs that read them: robots.txt (RFC 9309), and not too much at once."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sijill.intake.address import LATER, FetchError, duration
from sijill.intake.settings import NetworkRules

if TYPE_CHECKING:
    from protego import Protego

NAME = "sijill"
"""What Sijill is called in a robots.txt."""

Ask = Callable[[str], tuple[int, bytes]]
"""An address to the status and the bytes that it answers with. Raises `FetchError`."""


class _Known(NamedTuple):
    """What is known of one site, and until when: its rules, or why they could not be read."""

    until: float
    rules: Protego | None = None
    error: FetchError | None = None


class Robots:
    """The robots.txt of every site that was asked, each read once a day."""

    def __init__(self, ask: Ask, rules: NetworkRules, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._rules = rules
        self._clock = clock
        self._sites: dict[str, _Known] = {}

    def check(self, origin: str, url: str) -> float:
        """How many seconds a site wants between requests, at least, where it lets Sijill read an address.

        `origin` is the site: `https://news.example`. Raises `FetchError` where it does not, or where that can't be
        known because the site is down.
        """
        known = self._sites.get(origin)
        if known is None or known.until <= self._clock():
            known = self._sites[origin] = self._read(origin)
        if known.error is not None:
            raise known.error.with_traceback(None)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(url, NAME):
            raise FetchError(
                "the site asks programs not to read this page (robots.txt)",
                "Save the page from a browser and read the file",
                lasting=True,
            )
        # Longer than it is kept it says nothing: it is read anew by then.
        return min(_delay(known.rules), self._rules.robots_seconds)

    def _read(self, origin: str) -> _Known:
        from protego import Protego

        now = self._clock()
        try:
            status, data = self._ask(f"{origin}/robots.txt")
        except FetchError as error:
            return _Known(now + self._rules.down_seconds, error=error)
        if status == 429 or status >= 500:
            reason = f"the site's robots.txt can't be read (status {status}), so what it allows isn't known"
            return _Known(now + self._rules.down_seconds, error=FetchError(reason, LATER))
        until = now + self._rules.robots_seconds
        if status >= 300:
            return _Known(until)
        return _Known(until, Protego.parse(data.decode("utf-8", "replace")))


def _delay(rules: Protego) -> float:
    rate = rules.request_rate(NAME)
    try:
        between = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
    except OverflowError:
        # Hundreds of digits.
        between = math.inf
    wanted = rules.crawl_delay(NAME) or 0.0
    # "nan" is no number of seconds.
    return between if math.isnan(wanted) else max(wanted, between)


class Pace:
    """Time between two requests to one host, and hosts that are left alone for a while."""

    def __init__(
        self,
        rules: NetworkRules,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, tuple[float, str]] = {}

    def wait(self, host: str) -> float:
        """Wait until a host may be asked again; how many seconds that took. Raises `FetchError` where it's too long."""
        until, why = self._next.get(host, (0.0, ""))
        left = until - self._clock()
        if left <= 0:
            return 0.0
        if left > self._rules.delay_most_seconds:
            raise FetchError(
                f"{host} is left alone for now, since it {why}", f"Try again in {duration(left)}", seconds=left
            )
        self._sleep(left)
        return left

    def asked(self, host: str, delay: float) -> None:
        """A host was asked just now, and wants `delay` seconds between requests."""
        self.leave(host, max(delay, self._rules.delay_seconds), "wants so much time between requests (robots.txt)")

    def leave(self, host: str, seconds: float, why: str) -> None:
        """Leave a host alone for so long; `why` goes on after "since it"."""
        until = self._clock() + seconds
        if until > self._next.get(host, (0.0, ""))[0]:
            self._next[host] = (until, why)
