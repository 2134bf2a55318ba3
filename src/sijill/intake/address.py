"""Fetching one address (http, https): timeouts, a limit on size, few redirects, and errors that people can read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sijill.intake.faults import IntakeError, megabytes
from sijill.intake.settings import Limits

if TYPE_CHECKING:
    import httpx

_HEADERS = {
    "User-Agent": "sijill (news report reader)",
    "Accept": "text/html, application/xhtml+xml, application/json, text/plain;q=0.9, */*;q=0.1",
}
_LATER = "Try again later, or save the page and read the file"


class Fetched(NamedTuple):
    """What an address answered: its bytes, its content type (lower case, no parameters), where it ended up."""

    data: bytes
    content_type: str
    charset: str | None
    url: str


def is_address(source: str) -> bool:
    """True for what begins as an address does, whatever its scheme."""
    scheme, mark, _ = source.partition("://")
    return bool(mark) and scheme.isascii() and scheme.replace("+", "").isalnum()


def fetch(url: str, limits: Limits) -> Fetched:
    """The body behind an address, or `IntakeError`: wrong scheme, no answer, an error's status, too large."""
    if url.partition("://")[0].lower() not in ("http", "https"):
        raise IntakeError("only http and https addresses are read", "Fetch it yourself and read the file")
    # Imported here: most runs read files only.
    import httpx

    try:
        with (
            httpx.Client(
                timeout=limits.timeout_seconds,
                follow_redirects=True,
                max_redirects=limits.redirects,
                headers=_HEADERS,
            ) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code >= 400:
                raise _refused(answer.status_code)
            data = _body(answer, limits)
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(data, kind, answer.charset_encoding, str(answer.url))
    except httpx.TooManyRedirects as error:
        reason = f"the address leads from one place to the next more than {limits.redirects} times"
        raise IntakeError(reason, "Open it in a browser and give the address where it ends") from error
    except httpx.TimeoutException as error:
        raise IntakeError(f"no answer came within {limits.timeout_seconds:g} seconds", _LATER) from error
    except httpx.UnsupportedProtocol as error:
        raise IntakeError("it leads to an address that is not http or https", "Check the address") from error
    except httpx.InvalidURL as error:
        raise IntakeError(f"this is no valid address ({error})", "Check the address") from error
    except httpx.ConnectError as error:
        raise IntakeError(
            "no connection could be made", "Check the address and the network, or save the page and read the file"
        ) from error
    except (httpx.HTTPError, ValueError) as error:
        raise IntakeError(f"it could not be fetched ({type(error).__name__})", _LATER) from error


def _body(answer: httpx.Response, limits: Limits) -> bytes:
    began = time.monotonic()
    kept = bytearray()
    for chunk in answer.iter_bytes():
        kept += chunk
        if len(kept) > limits.document_bytes:
            raise IntakeError(
                f"the answer holds more than {megabytes(limits.document_bytes)}", "Download it and read the file"
            )
        if time.monotonic() - began > limits.total_seconds:
            raise IntakeError(f"it was still coming in after {limits.total_seconds:g} seconds", _LATER)
    return bytes(kept)


def _refused(status: int) -> IntakeError:
    if status in (401, 402, 403, 451):
        return IntakeError(f"the site refused it (status {status})", "Save the page from a browser and read the file")
    if status in (404, 410):
        return IntakeError(f"there is no such page (status {status})", "Check the address")
    if status == 429:
        return IntakeError("the site asks for fewer requests (status 429)", "Wait a while and try again")
    return IntakeError(f"the site answered with an error (status {status})", _LATER)


def shown(url: str) -> str:
    """An address as it may be shown: without a user's name and password."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
