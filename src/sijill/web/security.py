"""What every answer tells the browser: what the page may load and do, and who may keep or frame it.

No page has script or style in its text, so none needs an exception. Of other hosts only that of the map tiles is let
in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("sijill.web")

Answer = Callable[[Request, int, str, str | None], Response]

_YEAR: Final = 365 * 24 * 3600
_FIXED: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    # For browsers that don't know frame-ancestors.
    "X-Frame-Options": "DENY",
    # Addresses of events don't go to the sites of reports. Not "no-referrer": forms would then say no origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def secure(app: FastAPI, answer: Answer, *, tiles: str | None = None, https: bool = False) -> None:
    """Put these headers on all answers of an application; to be called last, so that it lies around the rest.

    `tiles`: the address of the map's tiles. `answer` makes the page for a fault of ours, which shows nothing of it.
    """
    app.add_middleware(Headers, answer=answer, policy=policy(tiles, https), https=https)


def policy(tiles: str | None = None, https: bool = False) -> str:
    """The content security policy. `tiles`: an address with {z}, {x} and {y}; its host may be asked for images."""
    host = tile_host(tiles)
    outside = f" {host}" if host else ""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' data:{outside}",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    told = [f"{name} {value}" for name, value in rules.items()]
    return "; ".join([*told, "upgrade-insecure-requests"] if https else told)


def tile_host(tiles: str | None) -> str | None:
    """The scheme and host of a tile address, as a policy names them; None for tiles of our own or none."""
    if not tiles:
        return None
    parts = urlsplit(tiles.replace("{s}", "*"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    # A host is letters, digits, dots, hyphens: anything else would end the rule and begin another.
    host = parts.hostname
    if not host.isascii() or set(host) - set("abcdefghijklmnopqrstuvwxyz0123456789.-*"):
        return None
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"


class Headers:
    """ASGI middleware: puts the headers on, and answers what failed inside."""

    def __init__(self, app: ASGIApp, answer: Answer, policy: str, https: bool) -> None:
        self.app = app
        self.answer = answer
        self.headers = {**_FIXED, "Content-Security-Policy": policy}
        if https:
            self.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and put the headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._put(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except Exception:
            if begun:
                raise
            # The log has where it happened; the request's values, which may be secrets, stay out of it.
            log.exception("%s %s failed", scope["method"], scope["path"].encode("unicode_escape").decode("ascii"))
            response = self.answer(Request(scope), 500, "something went wrong here", "Try again; the log says more")
            await response(scope, receive, with_headers)

    def _put(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in self.headers.items():
            headers[name] = value
        # What the register holds stays out of caches, unless a route says otherwise; files of the package may be kept.
        if "cache-control" not in headers:
            own = scope["path"].startswith("/static/")
            headers["Cache-Control"] = "no-cache" if own else "no-store"
        if "server" in headers:
            del headers["server"]
