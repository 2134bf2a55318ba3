"""How a connection is made: to the very number that was checked, and with an end to the time that it may take."""

from __future__ import annotations

import ssl
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import httpcore
import httpx

from sijill.intake.address import LATER, FetchError
from sijill.intake.hosts import Resolver, allowed_networks, checked
from sijill.intake.settings import Limits, NetworkRules

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Deadline:
    """The moment by which an address has to be read to its end."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._whole = self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def start(self) -> None:
        """Begin anew."""
        self._seconds = self._whole
        self._end = self._clock() + self._whole

    def put_off(self, seconds: float) -> None:
        """Time spent waiting out of politeness does not count."""
        self._end += seconds

    @contextmanager
    def aside(self, seconds: float) -> Iterator[None]:
        """Something with a time of its own, which does not count."""
        before, left = self._seconds, self._end - self._clock()
        self._seconds, self._end = seconds, self._clock() + seconds
        try:
            yield
        finally:
            self._seconds, self._end = before, self._clock() + left

    def within(self, timeout: float | None) -> float:
        """`timeout`, or what is left where that is less. Raises `FetchError` where nothing is left."""
        self.check()
        left = self._end - self._clock()
        return left if timeout is None else min(timeout, left)

    def check(self) -> None:
        """Raises `FetchError` where the time is over."""
        if self._clock() >= self._end:
            raise FetchError(f"it was still coming in after {self._seconds:g} seconds", LATER)


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline: a site can't hold on by a byte now and then."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._inner.read(max_bytes, self._deadline.within(timeout))
        except httpcore.ReadTimeout:
            self._deadline.check()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to a host by the first of its checked addresses that answers.

    The host's name is looked up once, here, and the connection goes to what was checked: no second lookup can differ.
    The name stays what TLS and the Host header speak of.
    """

    def __init__(self, rules: NetworkRules, resolve: Resolver, deadline: Deadline) -> None:
        self._plain = httpcore.SyncBackend()
        self._allowed = allowed_networks(rules.allowed)
        self._most = rules.addresses
        self._resolve = resolve
        self._deadline = deadline

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """The numeric addresses of a host that may be asked. Raises `FetchError`."""
        return checked(host, port, self._resolve, self._allowed)[: self._most]

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in self.addresses(host, port):
            left = self._deadline.within(timeout)
            try:
                made = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
            else:
                return _Stream(made, self._deadline)
        raise failure or httpcore.ConnectError(f"no address of {host} can be asked")


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over connections that are checked and end in time.

    Where the environment names a proxy (HTTPS_PROXY and its like), requests go through that; it is then the proxy
    that looks names up, and only what this machine itself finds for a name can be checked.
    """

    def __init__(self, limits: Limits, rules: NetworkRules, resolve: Resolver) -> None:
        self.deadline = Deadline(limits.total_seconds)
        self._backend = _Backend(rules, resolve, self.deadline)
        self._context = httpx.create_ssl_context()
        self._proxied: dict[str, httpx.HTTPTransport] = {}
        super().__init__(verify=self._context)
        # httpx offers no way to hand this through. No connection is kept: each request is checked anew.
        self._pool = httpcore.ConnectionPool(
            ssl_context=self._context, max_keepalive_connections=0, network_backend=self._backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One answer. Raises `FetchError` for a host that must not be asked, httpx's errors for all else."""
        proxy = self._proxy(request.url)
        if proxy is None:
            return super().handle_request(request)
        self._check(request.url)
        return proxy.handle_request(request)

    def _proxy(self, url: httpx.URL) -> httpx.HTTPTransport | None:
        address = urllib.request.getproxies().get(url.scheme)
        if not address or urllib.request.proxy_bypass(url.host):
            return None
        if address not in self._proxied:
            no_keeping = httpx.Limits(max_keepalive_connections=0)
            self._proxied[address] = httpx.HTTPTransport(verify=self._context, proxy=address, limits=no_keeping)
        return self._proxied[address]

    def _check(self, url: httpx.URL) -> None:
        try:
            self._backend.addresses(url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80))
        except FetchError as error:
            # Behind a proxy, names of the outer network are often not known.
            if error.lasting:
                raise
