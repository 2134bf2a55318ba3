"""Addresses (http, https) as text: what is one, how it may be shown, and how a failure to fetch it is told."""

from __future__ import annotations

import re

from sijill.intake.faults import IntakeError, plural

LATER = "Try again later, or save the page and read the file"
_SHOWN = 300
# Control characters, and the marks that turn the direction of writing: an address comes from others, and is printed.
_HIDDEN = re.compile("[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class FetchError(IntakeError):
    """An address that can't be fetched. `lasting`: asking again won't help; `seconds`: how long to wait before."""

    def __init__(self, reason: str, mend: str, *, lasting: bool = False, seconds: float | None = None) -> None:
        super().__init__(reason, mend)
        self.lasting = lasting
        self.seconds = seconds


def is_address(source: str) -> bool:
    """True for what begins as an address does, whatever its scheme."""
    scheme, mark, _ = source.partition("://")
    return bool(mark) and scheme.isascii() and scheme.replace("+", "").isalnum()


def clean(url: str) -> str:
    """An address as it may be kept: without a user's name and password, and nothing in it that a terminal obeys."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}")


def shown(url: str) -> str:
    """An address as it may be shown: as `clean` makes it, the end of a long one left out."""
    address = clean(url)
    return address if len(address) <= _SHOWN else address[: _SHOWN - 1] + "…"


def refused(status: int, seconds: float | None = None) -> FetchError:
    """What a status from 300 on means. `seconds`: how long the site asks to wait."""
    if status in (401, 402, 403, 451):
        reason = f"the site refused it (status {status})"
        return FetchError(reason, "Save the page from a browser and read the file", lasting=True)
    if status in (404, 410):
        return FetchError(f"there is no such page (status {status})", "Check the address", lasting=True)
    if status == 429:
        mend = f"Try again in {duration(seconds)}" if seconds else "Wait a while and try again"
        return FetchError("the site asks for fewer requests (status 429)", mend, seconds=seconds)
    if status < 400:
        return FetchError(f"the site answered with no page (status {status})", "Check the address", lasting=True)
    mend = f"Try again in {duration(seconds)}, or save the page and read the file" if seconds else LATER
    return FetchError(f"the site answered with an error (status {status})", mend, seconds=seconds)


def duration(seconds: float) -> str:
    """`45 seconds`, `3 minutes`, `2 hours`: rounded up."""
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds == size and size > 60):
            return plural(-int(-seconds // size), noun)
    return plural(max(1, -int(-seconds // 1)), "second")
