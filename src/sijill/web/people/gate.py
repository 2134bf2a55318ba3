"""What every request passes before it reaches a route: from where, by whom, and whether it may change something.

What isn't let through here never runs, whatever the route says; what the route says comes on top (`roles`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.cookies import SimpleCookie
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sijill.web.people.csrf import FIELD, HEADER, SAFE, fits, from_elsewhere
from sijill.web.people.people import People, new_secret
from sijill.web.people.roles import Viewer, asked_for, is_open
from sijill.web.people.throttle import network

if TYPE_CHECKING:
    from sijill.register.users import Session

log = logging.getLogger("sijill.people")

# How an error is answered: request, status, what is wrong, what to do.
Answer = Callable[[Request, int, str, str | None], Response]

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::\d{1,5})?")
_SAFE_IN_PATH: Final = "/:@!$&'()*+,;=~"
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_LOGIN: Final = "/login"
# Sessions that are looked up at once.
_LOOKING: Final = 4
# More than any form of ours has.
_MOST_FIELDS: Final = 5000
# Longer than any address of ours, shorter than what servers cut off.
_LONGEST_NEXT: Final = 1500


def install(app: FastAPI, people: People, answer: Answer) -> None:
    """Put the gate before an application; `app.state.people` is for its routes. Add security headers after it."""
    app.state.people = people
    app.add_middleware(Gate, people=people, answer=answer)


@dataclass(frozen=True, slots=True)
class Turned:
    """Why a request goes no further."""

    status: int
    reason: str
    mend: str


class Gate:
    """ASGI middleware. Sets `request.state`: `viewer`, `session`, `secret` (that of the cookie)."""

    def __init__(self, app: ASGIApp, people: People, answer: Answer) -> None:
        self.app = app
        self.people = people
        self.answer = answer
        # Who asks is looked up beside the pages that are being made, not after them.
        self._looking = CapacityLimiter(_LOOKING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            # There are no web sockets here.
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope, receive)
        state = scope.setdefault("state", {})
        state.update(viewer=None, session=None, secret=new_secret(), token_given=False, had_cookie=False)
        response, replayed = await self._judge(request, state)
        if response is not None:
            await response(scope, receive, send)
        else:
            await self.app(scope, replayed or receive, partial(self._send, send, state))

    async def _judge(self, request: Request, state: dict[str, Any]) -> tuple[Response | None, Receive | None]:
        """The answer to a request that goes no further; else how its body is to be read, where it was read already."""
        turned = self._wrong_way(request)
        if turned is not None:
            return self._turn(request, turned), None
        bearer = await self._who(request, state)
        if state["viewer"] is None and not is_open(request.scope["path"]):
            return self._sign_in_first(request), None
        if request.method in SAFE:
            return None, None
        most = self.people.limits.stranger_body if state["viewer"] is None else self.people.limits.longest_body
        body = await _body(request, most)
        if body is None:
            return self._turn(request, Turned(413, "that is too long", f"Send {most:,} bytes at most")), None
        again = request.receive
        turned = None if bearer else await self._forged(request, state["secret"], _replay(body, again))
        return (self._turn(request, turned) if turned else None), _replay(body, again)

    def _wrong_way(self, request: Request) -> Turned | None:
        """Whether the host is no host; on the loopback address, whether another site's name, or a proxy, leads here.

        A page of another site whose name leads to 127.0.0.1 (DNS rebinding) would count as one of ours; whoever comes
        through a proxy would be the local admin.
        """
        if not _HOST.fullmatch(request.headers.get("host", "")):
            return Turned(400, "the request names no host", "Write the address as http://host:port/")
        if self.people.local is None:
            return None
        if not is_local_host(request.headers.get("host", "")):
            return Turned(
                421, "these pages are open to this computer only", "Open them as http://127.0.0.1 or localhost"
            )
        if any(name in request.headers for name in _FORWARDED):
            return Turned(
                403,
                "these pages are open to this computer only, and this came through a proxy",
                "Make accounts (sijill users add) and serve with sign-in (sijill serve --login)",
            )
        return None

    async def _who(self, request: Request, state: dict[str, Any]) -> bool:
        """Find out who asks; True where it was a program with a token, which no browser sends by itself."""
        cookie = _cookie(request, session_cookie(self.people.https))
        if cookie is not None and _SECRET.fullmatch(cookie):
            state.update(secret=cookie, had_cookie=True)
        if self.people.local is not None:
            state["viewer"] = self.people.local
            return False
        if request.scope["path"].startswith("/static/"):
            return False
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        bearer = scheme.lower() == "bearer"
        secret = token.strip() if bearer else state["secret"] if state["had_cookie"] else None
        if secret is None or not _SECRET.fullmatch(secret):
            return False
        session: Session | None = await to_thread.run_sync(self.people.session, secret, limiter=self._looking)
        # A token is for programs and the API, a session's secret for a browser's cookie: neither passes as the other.
        if session is None or (session.label is not None) is not bearer or (bearer and not _is_api(request)):
            return False
        state["viewer"] = Viewer(session.user.name, session.user.role)
        if not bearer:
            state["session"] = session
        return bearer

    async def _forged(self, request: Request, secret: str, receive: Receive) -> Turned | None:
        """What is wrong with a request that changes something, where it may not be from a page of ours."""
        if from_elsewhere(request.headers, self.people.https):
            return Turned(403, "this came from a page of another site", "Open the page of Sijill and try again there")
        token = request.headers.get(HEADER) or await _field(request, receive)
        if token is None:
            return Turned(
                403, "the page's token is missing", f"Send it as {FIELD} in a form, or in the header {HEADER}"
            )
        if not fits(secret, token):
            return Turned(403, "the page is too old, or your browser sends no cookies", "Load it again, then try again")
        return None

    def _sign_in_first(self, request: Request) -> Response:
        if _is_api(request):
            answered = self.answer(request, 401, "you are not signed in", "Sign in, or send a token: Bearer ...")
            answered.headers["WWW-Authenticate"] = "Bearer"
            return answered
        query = request.scope["query_string"].decode("latin-1")
        here = quote(request.scope["path"], safe=_SAFE_IN_PATH) + (f"?{query}" if query else "")
        back = request.method in SAFE and here != "/" and len(here) <= _LONGEST_NEXT
        return RedirectResponse(f"{_LOGIN}?{urlencode({'next': here})}" if back else _LOGIN, 303)

    def _turn(self, request: Request, turned: Turned) -> Response:
        log.warning("%s from %s refused: %s", asked_for(request), network(address_of(request)), turned.reason)
        return self.answer(request, turned.status, turned.reason, turned.mend)

    async def _send(self, send: Send, state: dict[str, Any], message: Message) -> None:
        """Give a browser the secret that the page's token was made of, where it has none yet."""
        if message["type"] == "http.response.start" and state["token_given"] and not state["had_cookie"]:
            headers = MutableHeaders(scope=message)
            name = session_cookie(self.people.https)
            # A session that the route has begun comes first.
            if not any(value.startswith(f"{name}=") for value in headers.getlist("set-cookie")):
                headers.append("set-cookie", cookie(name, state["secret"], self.people.https))
        await send(message)


def session_cookie(https: bool) -> str:
    """The name of the cookie with the session's secret; with https, one that no subdomain can set."""
    return "__Host-sijill" if https else "sijill"


def known_cookie(https: bool) -> str:
    """The name of the cookie with the proof that the browser was signed in before."""
    return "__Host-sijill-known" if https else "sijill-known"


def cookie(name: str, value: str, https: bool, *, seconds: int | None = None) -> str:
    """A Set-Cookie header: for this site only, out of reach for scripts. `seconds` None: until the browser closes."""
    made: SimpleCookie = SimpleCookie()
    made[name] = value
    made[name]["path"], made[name]["samesite"] = "/", "Lax"
    made[name]["httponly"], made[name]["secure"] = True, https
    if seconds is not None:
        made[name]["max-age"] = seconds
    return made[name].OutputString()


def address_of(request: Request) -> str:
    """The address that a request comes from, as the server knows it."""
    return request.client.host if request.client else "unknown"


def is_local_host(host: str) -> bool:
    """Whether a Host header names this computer."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]]+))(?::\d{1,5})?", host)
    if found is None:
        return False
    name = found[1] or found[2]
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _cookie(request: Request, name: str) -> str | None:
    found: str | None = request.cookies.get(name)
    return found


def _is_api(request: Request) -> bool:
    # Not the path of `request.url`, which is made of the Host header as well.
    path: str = request.scope["path"]
    return path.startswith("/api/")


async def _body(request: Request, most: int) -> bytes | None:
    """The body; None where it is longer than `most` bytes."""
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > most:
        return None
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > most:
            return None
    return bytes(found)


def _replay(body: bytes, then: Receive) -> Receive:
    """The body once more, for whoever reads it next; `then` tells when the client goes away."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else await then()

    return receive


async def _field(request: Request, receive: Receive) -> str | None:
    if not request.headers.get("content-type", "").lower().startswith(_FORMS):
        return None
    try:
        async with Request(request.scope, receive).form(max_files=_MOST_FIELDS, max_fields=_MOST_FIELDS) as form:
            value = form.get(FIELD)
    except HTTPException:
        return None
    return value if isinstance(value, str) else None
