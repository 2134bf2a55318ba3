"""What a form sent: its names and values, checked for size, as a dependency of routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from sijill.register import RegisterError

_MOST_FIELDS: Final = 3000
_LONGEST: Final = 20_000

Posted = Mapping[str, Sequence[str]]


async def _posted(request: Request) -> Posted:
    """Names and values of the form, without the token of the page."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise HTTPException(413, f"{name[:40]}: too long for a form")
        if name != "csrf_token":
            # No database keeps a zero.
            found.setdefault(name, []).append(value.replace("\x00", "\ufffd"))
    return found


PostedDep = Annotated[Posted, Depends(_posted)]


def first(posted: Posted, name: str) -> str:
    """The first value of a name, without space around it; empty where there is none."""
    return next(iter(posted.get(name, ())), "").strip()


def seen_of(posted: Posted) -> dict[str, str]:
    """Events and the states in which the page showed them (`event:state`). Raises `RegisterError` without any."""
    pairs = [text.partition(":") for text in posted.get("seen", ())]
    if not pairs or not all(event and state for event, _, state in pairs):
        raise RegisterError("the form came in torn: it doesn't say what it was made from", "Open the page anew")
    return {event: state for event, _, state in pairs}
