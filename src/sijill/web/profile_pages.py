"""Pages with profiles: what their templates may call besides the filters of all pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from sijill.codebook import countries
from sijill.linking.event_words import bounds_text
from sijill.register.profiles import Spot
from sijill.web.links import event_path, report_path, words_path
from sijill.web.maps import fitting
from sijill.web.profile_paths import actor_path, place_path, source_path
from sijill.web.render import page
from sijill.web.situation.bars import bar_name, bars_of, range_bar, span_bar
from sijill.web.situation.ground import map_of


def country_name(code: str | None) -> str:
    """A country's name for its code."""
    known = countries().get(code or "")
    return known.plain_name if known else code or "Unknown country"


def view_of(spots: Sequence[Spot]) -> str:
    """Where a map of places begins, as `map.js` takes it: zoom, latitude and longitude."""
    points = [(s.latitude, s.longitude) for s in spots if s.latitude is not None and s.longitude is not None]
    north, south = [pick([each for each, _ in points], default=0.0) for pick in (max, min)]
    east, west = [pick([each for _, each in points], default=0.0) for pick in (max, min)]
    view = fitting((west, south, east, north) if points else None)
    return f"{view.zoom}/{view.latitude}/{view.longitude}"


_CALLED: Final[dict[str, Any]] = {
    "actor_path": actor_path, "place_path": place_path, "source_path": source_path, "event_path": event_path,
    "report_path": report_path, "words_path": words_path, "country_name": country_name, "bounds": bounds_text,
    "bars_of": bars_of, "bar_name": bar_name, "map_of": map_of, "view_of": view_of, "range_bar": range_bar,
    "span_bar": span_bar,
}  # fmt: skip


def drawn_page(request: Request, template: str, **context: Any) -> HTMLResponse:  # noqa: ANN401 - of any kind
    """A page whose template links to profiles and draws charts and maps."""
    return page(request, template, **_CALLED, **context)
