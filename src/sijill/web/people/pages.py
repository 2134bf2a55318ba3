"""The pages of accounts: sign in, sign out, one's own account, and all accounts for admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from sijill.register import RegisterError
from sijill.register.users import ROLES, Role, User
from sijill.web.people.csrf import csrf_token
from sijill.web.people.gate import address_of, cookie, known_cookie, session_cookie
from sijill.web.people.people import People, Refused, SignedIn
from sijill.web.people.roles import Admin, Reader, Viewer, anyone
from sijill.web.render import page

router = APIRouter()

# A browser is known for a year after its last sign-in.
_KNOWN_SECONDS = 365 * 24 * 3600
_WRONG = "The name or the password is wrong."
_LONGEST = 2000

Text = Annotated[str, Form(max_length=_LONGEST)]


def people_of(request: Request) -> People:
    """The accounts of the server that answers a request."""
    found: People = request.app.state.people
    return found


PeopleDep = Annotated[People, Depends(people_of)]


def local_path(asked: str | None) -> str:
    """Where to go after signing in: a path of ours, never another site."""
    wanted = asked or "/"
    plain = wanted.isascii() and wanted.isprintable() and not set(wanted) & set('\\ "<>')
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/login", "/logout"))
    return wanted if plain and inside else "/"


def _go(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


def _shown(request: Request, template: str, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 - of any kind
    shown = page(request, f"people/{template}.html", status, csrf_token=csrf_token(request), **context)
    shown.headers["Cache-Control"] = "no-store"
    return shown


@router.get("/login", include_in_schema=False)
async def login_form(
    request: Request,
    people: PeopleDep,
    viewer: Annotated[Viewer | None, Depends(anyone)],
    next: Annotated[str | None, Query(max_length=_LONGEST)] = None,
) -> Response:
    """The form to sign in; whoever is signed in goes on."""
    if viewer is not None:
        return _go(local_path(next))
    return _shown(request, "login", next=local_path(next), wrong=None, name="")


@router.post("/login", dependencies=[Depends(anyone)], include_in_schema=False)
async def login(
    request: Request, people: PeopleDep, name: Text = "", password: Text = "", next: Text = "/"
) -> Response:
    """Sign in, and go where one wanted to."""
    if people.local is not None:
        return _go("/")
    known = request.cookies.get(known_cookie(people.https))
    old = request.state.session

    def work() -> SignedIn:
        done = people.sign_in(name, password, address_of(request), known)
        if old is not None:
            people.sign_out(old)
        return done

    try:
        done = await to_thread.run_sync(work, limiter=people.turns)
    except Refused as refused:
        wrong = _wait(refused.wait) if refused.wait else _WRONG
        shown = _shown(request, "login", 429 if refused.wait else 401, next=local_path(next), wrong=wrong, name=name)
        if refused.wait:
            shown.headers["Retry-After"] = str(refused.wait)
        return shown
    return _with_session(_go(local_path(next)), people, done)


@router.post("/logout", include_in_schema=False)
async def logout(request: Request, people: PeopleDep, viewer: Reader, everywhere: Text = "") -> Response:
    """Sign out, here or everywhere."""
    response = _go("/login")
    if request.state.session is not None:
        await to_thread.run_sync(lambda: people.sign_out(request.state.session, everywhere=bool(everywhere)))
        response.headers.append("set-cookie", cookie(session_cookie(people.https), "", people.https, seconds=0))
        # What the browser keeps of the pages goes too.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/account", include_in_schema=False)
def account(request: Request, people: PeopleDep, viewer: Reader) -> Response:
    """One's own account."""
    return _account(request, people)


@router.post("/account/password", include_in_schema=False)
async def change_password(
    request: Request, people: PeopleDep, viewer: Reader, old: Text = "", new: Text = "", again: Text = ""
) -> Response:
    """Change one's own password."""
    session = request.state.session
    if session is None:
        return _go("/account")

    def work() -> SignedIn | str:
        if new != again:
            return "The two new passwords are not the same."
        try:
            return people.change_password(session, old, new, address_of(request))
        except Refused as refused:
            return _wait(refused.wait) if refused.wait else "The old password is wrong."
        except RegisterError as error:
            return str(error)

    done = await to_thread.run_sync(work, limiter=people.turns)
    if isinstance(done, str):
        return await to_thread.run_sync(_account, request, people, done)
    return _with_session(_go("/account?changed=1"), people, done)


def _account(request: Request, people: People, wrong: str | None = None) -> Response:
    session = request.state.session
    there = people.sessions(session.user) if session is not None else []
    return _shown(
        request,
        "account",
        422 if wrong else 200,
        viewer=request.state.viewer,
        sessions=there,
        session=session,
        wrong=wrong,
        changed=request.query_params.get("changed") == "1" and not wrong,
        shortest=people.limits.shortest_password,
    )


class Me(BaseModel):
    """Who asks. `csrf_token` goes into the header X-CSRF-Token of what changes something, where a cookie says who."""

    name: str
    role: Role
    local: bool
    csrf_token: str


@router.get("/api/me", tags=["people"])
async def me(request: Request, viewer: Reader) -> Me:
    """Who asks, what they may do, and the token for what they change."""
    return Me(name=viewer.name, role=viewer.role, local=viewer.local, csrf_token=csrf_token(request))


@router.get("/users", include_in_schema=False)
def users(request: Request, people: PeopleDep, viewer: Admin) -> Response:
    """All accounts."""
    return _users(request, people)


@router.post("/users", include_in_schema=False)
async def add_user(
    request: Request, people: PeopleDep, viewer: Admin, name: Text = "", role: Text = "", password: Text = ""
) -> Response:
    """Make an account."""
    return await _changed(request, people, lambda: people.add(name, role, password))


@router.post("/users/{user_id}/role", include_in_schema=False)
async def set_role(request: Request, people: PeopleDep, viewer: Admin, user_id: int, role: Text = "") -> Response:
    """Give an account another role."""
    return await _changed(request, people, lambda: people.set_role(people.user(user_id).name, role))


@router.post("/users/{user_id}/password", include_in_schema=False)
async def set_password(
    request: Request, people: PeopleDep, viewer: Admin, user_id: int, password: Text = ""
) -> Response:
    """Give an account another password, which signs it out."""
    return await _changed(request, people, lambda: people.set_password(people.user(user_id).name, password))


@router.post("/users/{user_id}/remove", include_in_schema=False)
async def remove_user(request: Request, people: PeopleDep, viewer: Admin, user_id: int) -> Response:
    """Remove an account."""
    return await _changed(request, people, lambda: people.remove(people.user(user_id).name))


async def _changed(request: Request, people: People, work: Callable[[], User]) -> Response:
    try:
        await to_thread.run_sync(work, limiter=people.turns)
    except RegisterError as error:
        return await to_thread.run_sync(_users, request, people, str(error))
    return _go("/users")


def _users(request: Request, people: People, wrong: str | None = None) -> Response:
    return _shown(
        request,
        "users",
        422 if wrong else 200,
        viewer=request.state.viewer,
        users=people.all(),
        roles=ROLES,
        wrong=wrong,
        shortest=people.limits.shortest_password,
    )


def _with_session(response: Response, people: People, done: SignedIn) -> Response:
    for name, value, seconds in (
        (session_cookie(people.https), done.secret, None),
        (known_cookie(people.https), done.known, _KNOWN_SECONDS),
    ):
        response.headers.append("set-cookie", cookie(name, value, people.https, seconds=seconds))
    return response


def _wait(seconds: int) -> str:
    if seconds < 60:
        return f"There were too many tries. Wait {seconds} second{'s' if seconds != 1 else ''}, then try again."
    minutes = -(-seconds // 60)
    return f"There were too many tries. Wait {minutes} minute{'s' if minutes != 1 else ''}, then try again."
