"""Every page by axe-core: in the light, in the dark, and as narrow as a phone or a screen at 400 percent."""

from __future__ import annotations

import time
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.web.browser.addresses import addresses, page_routes
from tests.web.browser.conftest import Opened
from tests.web.browser.watching import Watch

# WCAG 2.2 to level AA, and what axe holds for good besides.
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Those that another colour scheme, or a narrow window, can break.
_OF_COLOUR: Final = ("color-contrast", "link-in-text-block")
_OF_WIDTH: Final = ("target-size", "scrollable-region-focusable", "meta-viewport")
_GRAVE: Final = ("serious", "critical")
# Markers of a map lie where their events do, near to one another too; the list of events does what they do.
_MARKER: Final = 'class="marker'
_WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
_NARROW: Final[ViewportSize] = {"width": 320, "height": 640}


# What makes a page wider than the window, if anything does; tables and code scroll within themselves.
_SIDEWAYS: Final = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const clips = (element) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX);
    const clipped = (element) => element && element !== document.body
        && (clips(element) || clipped(element.parentElement));
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > wide + 1 && !clipped(element.parentElement))
        .map((element) => `wider than the window: ${element.outerHTML.slice(0, 150)}`);
}"""
# Charts take the new width some time after the window has it.
_SOON: Final = 2.0


def faults(page: Page, rules: tuple[str, ...] = _RULES) -> list[str]:
    """What axe finds grave on a page as it is shown now, one line for each element."""
    options: dict[str, Any] = {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for fault in found
        if fault["impact"] in _GRAVE
        for node in fault["nodes"]
        if not (fault["id"] == "target-size" and _MARKER in node["html"])
    ]


def settled(page: Page) -> None:
    """Wait until maps are drawn; pages without them are whole at once."""
    expect(page.locator("[data-map]:not(.drawn)")).to_have_count(0)


def sideways(page: Page) -> list[str]:
    """What stays wider than the window."""
    until = time.monotonic() + _SOON
    while (wider := page.evaluate(_SIDEWAYS)) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return list(wider)


@pytest.mark.parametrize("route", page_routes())
def test_no_grave_fault(route: str, furnished: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(furnished, "/account")
    # Addresses of what isn't there are looked at as well.
    watches[0].allow("status of 4")
    found: list[str] = []
    for number, address in enumerate(addresses(route, page)):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(_WIDE)
        page.goto(address)
        settled(page)
        seen = {"light": faults(page)}
        if not number:
            page.emulate_media(color_scheme="dark")
            seen["dark"] = faults(page, _OF_COLOUR)
        page.set_viewport_size(_NARROW)
        seen["narrow"] = sideways(page) + (faults(page, _OF_WIDTH) if not number else [])
        found += [f"{address}, {how}: {fault}" for how, its in seen.items() for fault in its]
    assert not found, "\n".join(found)


# Whether nothing lies over the element that has the focus; null where nothing has it.
_SEEN: Final = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { x, y, right, bottom } = element.getBoundingClientRect();
    const points = [[(x + right) / 2, (y + bottom) / 2], [x + 2, y + 2], [right - 2, bottom - 2]];
    const at = points.map(([left, top]) => document.elementFromPoint(left, top));
    const seen = at.some((other) => other && (element.contains(other) || other.contains(element)));
    return seen ? "" : element.outerHTML.slice(0, 150);
}"""
# More than any of these pages has to reach by Tab.
_MOST_STOPS: Final = 400


@pytest.mark.parametrize("route", ["/events/{event_id}", "/review/{event_id}", "/reports/{report_id:path}"])
def test_what_has_the_focus_is_seen(route: str, furnished: str, opened: Opened) -> None:
    page = opened(furnished, "/account", viewport={"width": 1000, "height": 500})
    page.goto(addresses(route, page)[0])
    settled(page)
    said: list[str] = []
    while len(said) < _MOST_STOPS:
        page.keyboard.press("Tab")
        hidden: str | None = page.evaluate(_SEEN)
        if hidden is None:
            break
        said.append(hidden)
    assert 10 < len(said) < _MOST_STOPS
    assert not any(said), "\n".join(filter(None, said))
