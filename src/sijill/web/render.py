"""Templates, and what they may call. Everything a report says is escaped, and stripped of what a page can't show."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sijill import __version__
from sijill.linking.event_sentence import count_text, counts_text, sentence, told_by
from sijill.linking.event_words import actors_text, days_text, place_text
from sijill.web.files import asset
from sijill.web.filters import ranged
from sijill.web.people.csrf import csrf_token
from sijill.web.site import site

# One sign for one, so that offsets into a text still hold: controls, surrogates without their other half, and what
# would turn the direction of all that follows.
_HARMLESS: Final = {
    **{
        code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)) if code not in (9, 10, 13)
    },
    **dict.fromkeys((*range(8234, 8239), *range(8294, 8298), 65534, 65535), "�"),
}


def harmless(text: str) -> str:
    """`text` as a page may show it, of the same length."""
    return text.translate(_HARMLESS)


def _finalized(value: object) -> object:
    """Every value that a template writes goes through here."""
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def environment(zone: tzinfo) -> Environment:
    """The templates, with the words that events, days and places are told in."""
    made = Environment(
        loader=PackageLoader("sijill.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def moment(at: datetime) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"

    made.filters |= {
        "days": days_text, "place": place_text, "actors": actors_text, "sentence": sentence, "told_by": told_by,
        "counts": counts_text, "count": count_text, "ranged": ranged, "moment": moment,
        "words": lambda name: str(name).replace("_", " "),
    }  # fmt: skip
    made.globals |= {"version": __version__, "asset": asset}
    return made


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401 - of any kind
    """A page from its template. `viewer` and `csrf_token` are for every template; see `sijill.web.people`."""
    here = site(request)
    viewer = getattr(request.state, "viewer", None)
    shared = {
        "request": request, "settings": here.settings, "viewer": viewer,
        # Who signed in can sign out on every page.
        "csrf_token": csrf_token(request) if viewer is not None and not viewer.local else "",
    }  # fmt: skip
    return HTMLResponse(here.templates.get_template(template).render(shared | context), status_code=status)
