"""Reports that try to do harm, in a browser: no script of theirs runs, no other host is asked, words stay words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Opened
from tests.web.browser.serving import served
from tests.web.browser.watching import Watch
from tests.web.hostile import ARABIC, CLOSING, IMAGE, SCRIPT, TEMPLATE
from tests.web.poisoned import POISON, TAG, poison, secret_of

_WORDS = (SCRIPT, IMAGE, CLOSING, TEMPLATE)
# Elements that no page of ours has, and those of its scripts that aren't files of ours.
_STRANGE = """() => [...document.querySelectorAll(
    "script:not([src^='/static/']), img, iframe, object, embed, base, link[rel=stylesheet]:not([href^='/static/']),"
    + " [onload], [onerror], [onclick], a[href^='javascript' i], form[action^='http']"
)].map((element) => element.outerHTML.slice(0, 200))"""


_CENTRES = """(elements) => elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
})"""


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
    page.wait_for_load_state("networkidle")
    page.locator(".map.drawn").scroll_into_view_if_needed()
    # By their places, all at once: the map may draw its markers anew at any time.
    centres = markers.evaluate_all(_CENTRES)
    assert centres
    for x, y in centres[:12]:
        page.mouse.move(x, y)
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


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of pages, with sign-in, over a register whose every text tries to become part of them."""
    path = tmp_path_factory.mktemp("poisoned") / "register.sqlite"
    poison(path)
    with served(path, login=True) as address:
        yield address


# What follows from a register's own ids is put in for {event} and {report}.
_EVERYWHERE = (
    "/", "/actors", "/places", "/places/IQ", "/sources", "/sources?kind=quoted", "/assertions", "/situation?names=true",
    "/review", "/review/agreement", "/review/samples/closed", "/review/samples/open/1", "/search?q=post", "/account",
    "/users", "/api/docs", "/events/{event}", "/review/{event}", "/review/{event}/join", "/reports/{report}",
    "/actors/by-name?name={poison}", "/sources/quoted?name={poison}", "/sources/publisher?name={poison}",
)  # fmt: skip


def test_poison_in_every_field_runs_on_no_page(poisoned: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(poisoned, "/login")
    page.context.add_cookies([{"name": "sijill", "value": secret_of("admin"), "url": poisoned}])
    # Of a name too long for a source there is no page.
    watches[0].allow("status of 40[04]")
    event = page.request.get("/api/events").json()["items"][0]["id"]
    report = page.request.get(f"/api/events/{event}").json()["accounts"][0]["report"]["id"]
    known = {"event": event, "report": quote(report, safe=""), "poison": quote(POISON, safe="")}
    for address in _EVERYWHERE:
        page.goto(address.format(**known))
        page.wait_for_load_state("networkidle")
        assert page.locator(TAG).count() == 0, address
        harmless(page)
    # What opens only when somebody asks for it.
    page.goto(f"/review/{event}")
    for folded in page.locator("details > summary").all()[:20]:
        if folded.is_visible():
            folded.click()
    harmless(page)


@pytest.mark.parametrize(
    "attack",
    [
        "const s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.append(s)",
        "document.body.innerHTML += '<img src=x onerror=\"window.hit = 1\">'",
        "const s = document.createElement('script'); s.src = 'data:text/javascript,hit=1'; document.body.append(s)",
        "document.body.innerHTML += '<iframe srcdoc=\"<script>parent.hit = 1</script>\"></iframe>'",
        "document.body.innerHTML += '<style>body { color: red }</style><p style=\"color: red\">x</p>'; window.hit = "
        "getComputedStyle(document.body).color === 'rgb(255, 0, 0)' ? 1 : undefined",
        "try { window.hit = eval('1') } catch { }",
        "try { window.hit = new Function('return 1')() } catch { }",
    ],
    ids=["inline script", "handler", "script of data", "frame", "style", "eval", "function"],
)
def test_what_got_into_a_page_all_the_same_would_not_run(
    attack: str, samples: str, opened: Opened, watches: list[Watch]
) -> None:
    # The policy is the second wall: here the first one is taken away by hand.
    page = opened(samples)
    watches[0].allow("content policy|Content Security Policy|ERR_|Failed to load|404")
    page.add_script_tag(url="/static/filters.js")
    page.evaluate(f"setTimeout(() => {{ {attack} }}, 0)")
    page.wait_for_timeout(400)
    assert page.evaluate("window.hit") is None
    assert [said for said in watches[0].found if "olicy" in said]
