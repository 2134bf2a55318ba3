"""From an event to the words that carry it, and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.browser.conftest import Opened

# The ground of an element's box.
_GROUND = "element => getComputedStyle(element).backgroundColor"
_NONE = "rgba(0, 0, 0, 0)"


def most_told(page: Page) -> str:
    """The id of the event that most reports tell."""
    found: str = page.request.get("/api/events?order=reports&size=1").json()["items"][0]["id"]
    return found


def ground(element: Locator) -> str:
    """The colour behind an element's words."""
    found: str = element.evaluate(_GROUND)
    return found


def colour(page: Page, name: str) -> str:
    """A colour of the style sheets, as the browser reckons it."""
    found: str = page.evaluate(
        """name => {
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.setProperty("background-color", `var(--${name})`);
            const found = getComputedStyle(probe).backgroundColor;
            probe.remove();
            return found;
        }""",
        name,
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_event_leads_to_its_words(scheme: str, samples: str, opened: Opened) -> None:
    page = opened(samples, "/?order=reports", color_scheme=scheme)
    page.locator("table.events tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/events/"))
    killed = page.locator("tr", has=page.get_by_role("rowheader", name="Killed"))
    quote = killed.locator("a.quote").first
    words = quote.inner_text().strip("“”")
    quote.click()
    expect(page).to_have_url(re.compile(r"/reports/.+#e-\d+-\d+$"))
    lit = page.locator(".text .w.lit")
    # The address is there before the page lights its words.
    expect(lit.first).to_be_in_viewport()
    assert "".join(lit.all_inner_texts()) == words
    mark = page.locator(".text mark.f-killed").first
    assert ground(mark) == colour(page, "field-killed") != _NONE
    # Fields can be told from one another by their colours.
    fields = page.locator(".legend .swatch").evaluate_all(f"all => all.map({_GROUND})")
    assert len(set(fields)) == len(fields) > 4


def test_a_field_scrolls_to_its_words_and_takes_the_focus_there(samples: str, opened: Opened) -> None:
    page = opened(samples, "/reports/gao-convoy", viewport={"width": 1280, "height": 420})
    quote = page.locator(".beside a[data-spot]").last
    # Long ones are shortened beside the text.
    words = quote.inner_text().strip("“”…")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    quote.click()
    expect(page.locator(".text .w.lit").first).to_be_in_viewport()
    assert "".join(page.locator(".text .w.lit").all_inner_texts()).startswith(words)
    assert page.evaluate("document.activeElement.matches('.text a.w')")
    # And back: from the words to the value.
    page.keyboard.press("Enter")
    expect(page.locator(".beside .value.lit")).to_be_in_viewport()


def test_words_tell_their_value_to_mouse_and_keyboard(samples: str, opened: Opened) -> None:
    page = opened(samples, "/reports/gao-convoy")
    killed = page.locator(".text a.w", has=page.locator("mark.f-killed")).first
    killed.hover()
    expect(page.locator("#tip")).to_contain_text("Killed")
    page.get_by_role("heading", level=1).hover()
    expect(page.locator("#tip")).to_be_hidden()
    killed.focus()
    expect(page.locator("#tip")).to_contain_text("Killed")
    page.keyboard.press("Escape")
    expect(page.locator("#tip")).to_be_hidden()


def test_marks_can_be_switched_off(samples: str, opened: Opened) -> None:
    page = opened(samples, "/reports/gao-convoy")
    mark = page.locator(".text mark.f-place").first
    assert ground(mark) != _NONE
    page.locator("#show-place").uncheck()
    assert ground(mark) == _NONE


def test_page_furniture_is_grey(samples: str, opened: Opened) -> None:
    page = opened(samples, "/reports/deir-ezzor-page")
    clutter = page.locator(".text .clutter").first
    expect(clutter).to_have_css("font-style", "italic")
    assert clutter.evaluate("e => getComputedStyle(e).color") != page.evaluate("getComputedStyle(document.body).color")


def test_reports_are_found_by_words(samples: str, opened: Opened) -> None:
    page = opened(samples)
    find = page.get_by_role("searchbox", name="Search the reports")
    find.fill("convoy motorcycles")
    find.press("Enter")
    hits = page.locator(".hits li h3 a")
    expect(hits.first).to_be_visible()
    expect(page.locator(".hits mark").first).to_have_text(re.compile("convoy|motorcycle", re.I))
    page.locator(".hits li a[href^='/events/']").first.click()
    expect(page).to_have_url(re.compile("/events/"))


def test_the_skip_link_leads_past_the_navigation(samples: str, opened: Opened) -> None:
    page = opened(samples)
    event = most_told(page)
    page.goto(f"/events/{event}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
