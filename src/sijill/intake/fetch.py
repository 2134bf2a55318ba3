"""Fetching addresses as a careful and polite reader: no inner networks, limits on size, time and redirects,
robots.txt, time between requests, and errors that people can read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from sijill import __version__
from sijill.intake import unpack
from sijill.intake.address import LATER, FetchError, is_address, refused
from sijill.intake.faults import IntakeError
from sijill.intake.hosts import Resolver, allowed_networks, system_resolver
from sijill.intake.robots import NAME, Pace, Robots
from sijill.intake.settings import Limits, NetworkRules, default_limits, network_rules, settings

if TYPE_CHECKING:
    import httpx

    from sijill.intake.transport import GuardedTransport

_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/json, "
    "application/xml;q=0.9, text/plain;q=0.9, */*;q=0.1"
)
_DAY = 86_400.0
# Of what a site says about a page's version; longer ones are not kept.
_MARK_CHARS = 500


class Fetched(NamedTuple):
    """What an address answered: its bytes, its content type (lower case, no parameters), where it ended up.

    `etag` and `modified` are the site's marks of this version, to be shown when asking again; `unchanged`: nothing
    is new since those that were shown. `moved`: the address leads elsewhere for good.
    """

    data: bytes
    content_type: str
    charset: str | None
    url: str
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False
    moved: bool = False


class Fetcher:
    """Asks for one address after another; keeps the sites' robots.txt and when each was asked last.

    `resolve`, `clock` and `sleep` are for tests. Nothing heavy is imported, nothing opened before the first address.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        rules: NetworkRules | None = None,
        *,
        resolve: Resolver | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or default_limits()
        self._rules = rules or network_rules()
        self._resolve = resolve or system_resolver(self.limits.timeout_seconds)
        self._robots = Robots(self._ask_robots, self._rules, clock)
        self._pace = Pace(self._rules, clock, sleep)
        self._opened: tuple[httpx.Client, GuardedTransport] | None = None

    def check(self) -> None:
        """Raises `IntakeError` where what the rules allow or tell sites can't be used, as the first address would."""
        agent(self._rules)
        allowed_networks(self._rules.allowed)

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, most: int | None = None
    ) -> Fetched:
        """The body behind an address. `most`: bytes, where fewer than a document's are wanted.

        Raises `FetchError`: wrong scheme, refused host, no answer, an error's status, no text, too large, not allowed.
        """
        if not is_address(url) or url.partition("://")[0].lower() not in ("http", "https"):
            raise FetchError(
                "only http and https addresses are read", "Fetch it yourself and read the file", lasting=True
            )
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        limit = min(self.limits.document_bytes, most or self.limits.document_bytes)
        with self._told():
            client, transport = self._open()
            transport.deadline.start()
            request = client.build_request("GET", url, headers={name: mark for name, mark in headers.items() if mark})
            answer, moved = self._followed(request, polite=True)
            with closing(answer):
                return self._read(answer, limit, moved, conditional=bool(etag or modified))

    def _open(self) -> tuple[httpx.Client, GuardedTransport]:
        if self._opened is None:
            # Imported here: most runs read files only.
            import httpx

            from sijill.intake.transport import GuardedTransport

            transport = GuardedTransport(self.limits, self._rules, self._resolve)
            headers = {"User-Agent": agent(self._rules), "Accept": _ACCEPT, "Accept-Encoding": unpack.ACCEPTED}
            # trust_env: the environment's proxies are the transport's business.
            client = httpx.Client(
                transport=transport, headers=headers, timeout=self.limits.timeout_seconds, trust_env=False
            )
            self._opened = client, transport
        self._opened[0].cookies.clear()
        return self._opened

    def _followed(self, request: httpx.Request, *, polite: bool) -> tuple[httpx.Response, bool]:
        """The answer at the end of all redirects, its body not yet read; whether each of them is for good."""
        client, _ = self._open()
        moved: list[bool] = []
        host = ""
        for _ in range(self.limits.redirects + 1):
            delay = self._permitted(request.url, waited=request.url.host == host) if polite else 0.0
            host = request.url.host
            try:
                answer = client.send(request, stream=True)
            finally:
                if polite:
                    self._pace.asked(host, delay)
            if answer.next_request is None:
                return answer, bool(moved) and all(moved)
            answer.close()
            moved.append(answer.status_code in (301, 308))
            request = answer.next_request
        reason = f"the address leads from one place to the next more than {self.limits.redirects} times"
        raise FetchError(reason, "Open it in a browser and give the address where it ends", lasting=True)

    def _permitted(self, url: httpx.URL, *, waited: bool) -> float:
        """Wait for a site's turn; how many seconds it wants between requests. Raises `FetchError` if it says no."""
        if url.scheme not in ("http", "https") or not url.host:
            raise FetchError("it leads to an address that is not http or https", "Check the address", lasting=True)
        delay = self._robots.check(f"{url.scheme}://{url.netloc.decode('ascii')}", str(url))
        if not waited:
            _, transport = self._open()
            transport.deadline.put_off(self._pace.wait(url.host))
        return delay

    def _ask_robots(self, url: str) -> tuple[int, bytes]:
        client, transport = self._open()
        with transport.deadline.aside(self.limits.robots_wait_seconds), self._told():
            answer, _ = self._followed(client.build_request("GET", url), polite=False)
            with closing(answer):
                if answer.status_code >= 300:
                    return answer.status_code, b""
                packing = answer.headers.get("content-encoding", "")
                data = unpack.body(answer.iter_raw(), packing, self.limits.robots_bytes, cut=True)
                return answer.status_code, data

    def _read(self, answer: httpx.Response, limit: int, moved: bool, *, conditional: bool) -> Fetched:
        headers, url = answer.headers, str(answer.url)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if answer.status_code == 304 and conditional:
            return Fetched(b"", kind, None, url, unchanged=True, moved=moved)
        if answer.status_code >= 300:
            raise self._turned_down(answer)
        for media in settings()["media"]:
            if kind.startswith(tuple(media["types"])):
                raise FetchError(f"this is {media['name']} ({kind})", media["mend"], lasting=True)
        data = unpack.body(answer.iter_raw(), headers.get("content-encoding", ""), limit)
        etag, modified = (_mark(headers.get(name)) for name in ("etag", "last-modified"))
        return Fetched(data, kind, answer.charset_encoding, url, etag, modified, moved=moved)

    def _turned_down(self, answer: httpx.Response) -> FetchError:
        status = answer.status_code
        seconds = retry_after(answer.headers.get("retry-after")) if status in (429, 503) else None
        if status == 429 or seconds is not None:
            wait = self._rules.busy_seconds if seconds is None else seconds
            self._pace.leave(answer.url.host, wait, "asked for fewer requests")
        return refused(status, seconds)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong on the way, in words."""
        import httpx

        limits = self.limits
        try:
            yield
        except httpx.TimeoutException as error:
            raise FetchError(f"no answer came within {limits.timeout_seconds:g} seconds", LATER) from error
        except httpx.UnsupportedProtocol as error:
            reason = "it leads to an address that is not http or https"
            raise FetchError(reason, "Check the address", lasting=True) from error
        except httpx.InvalidURL as error:
            reason = f"this is no valid address ({ascii(str(error))[1:-1][:100]})"
            raise FetchError(reason, "Check the address", lasting=True) from error
        except httpx.ConnectError as error:
            raise _no_connection(error) from error
        except (httpx.HTTPError, ValueError) as error:
            raise FetchError(f"it could not be fetched ({type(error).__name__})", LATER) from error


def agent(rules: NetworkRules) -> str:
    """What sites are told of who asks. Raises `IntakeError` where a contact can't be sent in a header."""
    contact = rules.contact or ""
    if not (contact.isascii() and (contact.isprintable() or not contact)):
        raise IntakeError("the contact has characters that can't be sent", "Give a plain mail or web address")
    return f"{NAME}/{__version__} (news report reader{'; ' + contact if contact else ''})"


def retry_after(text: str | None) -> float | None:
    """The seconds that a Retry-After header asks for (a number, or a date), at most a day's; null where it has none."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _DAY)
    try:
        return min(max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0), _DAY)
    except (ValueError, TypeError, OverflowError):
        return None


def _mark(text: str | None) -> str | None:
    kept = text is not None and len(text) <= _MARK_CHARS and text.isascii() and text.isprintable()
    return text if kept else None


def _no_connection(error: Exception) -> FetchError:
    # Imported here: most runs read files only.
    import ssl

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = f"the site's certificate can't be trusted ({cause.verify_message})"
            return FetchError(reason, "Check the address and this machine's clock, or save the page and read the file")
        cause = cause.__cause__ or cause.__context__
    return FetchError(
        "no connection could be made", "Check the address and the network, or save the page and read the file"
    )
