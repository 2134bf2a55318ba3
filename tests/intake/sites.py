"""Real web servers on this machine, for tests: pages by path, and what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

import pytest

from sijill.intake import default_limits
from sijill.intake.address import FetchError
from sijill.intake.fetch import Fetcher
from sijill.intake.settings import NetworkRules, network_rules

LIMITS = replace(default_limits(), document_bytes=100_000, timeout_seconds=0.4, total_seconds=0.8, redirects=3)
RULES = replace(network_rules(), delay_seconds=0.0, allowed=("127.0.0.1",))
STRICT = replace(RULES, allowed=())


@dataclass
class Answer:
    """What a path answers with."""

    body: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Page = Answer | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server: `pages` by path (else status 404), and every request so far as (path, its headers)."""

    host: str
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving(host: str = "127.0.0.1", context: SSLContext | None = None) -> Iterator[Site]:
    """A site that answers while the block runs; by https with a `context`."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            page = site.pages.get(self.path, Answer(b"no", status=404))
            if isinstance(page, Answer):
                send(self, page)
            else:
                page(self)

    server = ThreadingHTTPServer((host, 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site = Site(host, server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    """Write one answer."""
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    handler.send_response(answer.status)
    handler.send_header("Content-Type", answer.kind)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    try:
        handler.wfile.write(body)
    except OSError:
        return


class Names:
    """A resolver whose answers change: each name's answers in turn, the last one for good."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(rows) for name, rows in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        rows = self.answers.get(host)
        if rows is None:
            raise OSError("unknown")
        return rows.pop(0) if len(rows) > 1 else rows[0]


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def fetcher(rules: NetworkRules = RULES, **names: Sequence[Sequence[str]]) -> Fetcher:
    return Fetcher(LIMITS, rules, resolve=Names(**names))


def refused(asker: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        asker.get(url)
    return caught.value
