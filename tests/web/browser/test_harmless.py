"""Reports that try to do harm, in a browser: no script of theirs runs, no other host is asked, words stay words."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Opened
from tests.web.browser.watching import Watch
from tests.web.hostile import ARABIC, CLOSING, IMAGE, SCRIPT, TEMPLATE

_WORDS = (SCRIPT, IMAGE, CLOSING, TEMPLATE)
# Elements that no page of ours has, and those of its scripts that aren't files of ours.
_STRANGE = """() => [...document.querySelectorAll(
    "script:not([src^='/static/']), img, iframe, object, embed, base, link[rel=stylesheet]:not([href^='/static/']),"
    + " [onload], [onerror], [onclick], a[href^='javascript' i], form[action^='http']"
)].map((element) => element.outerHTML.slice(0, 200))"""


def harmless(page: Page) -> None:
    """Nothing of a report became an element of the page."""
    strange = [element for element in page.evaluate(_STRANGE) if 'type="application/json"' not in element]
    assert not strange, (page.url, strange)


def test_event_report_and_review_pages(hostile: str, opened: Opened) -> None:
    page = opened(hostile)
    found = page.request.get("/api/events?size=50").json()["items"]
    assert len(found) >= 9
    for event in found:
        reports = {
            account["report"]["id"] for account in page.request.get(f"/api/events/{event['id']}").json()["accounts"]
        }
        for path in (
            f"/events/{event['id']}",
            f"/review/{event['id']}",
            *(f"/reports/{quote(one)}" for one in reports),
        ):
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            harmless(page)


@pytest.mark.parametrize(
    "path",
    ["/", "/actors", "/places", "/places/IQ", "/sources", "/assertions", "/situation", "/review", "/search?q=attacked"],
)
def test_lists_and_charts(path: str, hostile: str, opened: Opened) -> None:
    page = opened(hostile, path)
    page.wait_for_load_state("networkidle")
    harmless(page)


@pytest.mark.parametrize("word", _WORDS)
def test_words_of_the_address(word: str, hostile: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(hostile)
    watches[0].allow("status of 4")
    for path in ("/?actor=", "/?text=", "/?admin1=", "/search?q=", "/actors?q=", "/actors/by-name?name=", "/places/",
                 "/assertions?subject=", "/situation?admin1=", "/review?actor=", "/events/", "/reports/"):  # fmt: skip
        page.goto(path + quote(word, safe=""))
        harmless(page)


def test_map_and_tips_show_hostile_words_as_words(hostile: str, opened: Opened) -> None:
    page = opened(hostile)
    markers = page.locator(".map.drawn .marker")
    expect(markers.first).to_be_visible()
    for number in range(min(markers.count(), 12)):
        markers.nth(number).hover(force=True)
    page.goto("/reports/hostile-1")
    page.locator(".text a.w").first.hover()
    expect(page.locator("#tip")).to_be_visible()
    harmless(page)


def test_arabic_runs_from_right_to_left(hostile: str, opened: Opened) -> None:
    page = opened(hostile, "/search?q=" + quote("كركوك"))
    link = page.get_by_role("link", name=ARABIC).first
    link.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(ARABIC)
    # A title that begins in Latin letters is read from the left, its Arabic part from the right all the same.
    assert heading.evaluate("e => getComputedStyle(e).direction") == "ltr"
    words = page.locator(".beside dd span[dir=auto]", has_text=ARABIC).first
    assert words.evaluate("e => getComputedStyle(e).direction") == "rtl"
