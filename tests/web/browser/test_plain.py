"""The pages where script is switched off: lists, forms and links do all that has to be done."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Opened


@pytest.fixture
def plainly(opened: Opened) -> Opened:
    """Open a page without script."""
    return partial(opened, java_script_enabled=False)


def test_the_overview_is_filtered(samples: str, plainly: Opened) -> None:
    page = plainly(samples)
    expect(page.locator("svg.line rect.events").first).to_be_visible()
    expect(page.get_by_role("link", name="The same by governorate")).to_be_visible()
    page.get_by_label("From", exact=True).fill("2023-01-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("since=2023-01-01"))
    total = page.request.get("/api/events?since=2023-01-01").json()["total"]
    expect(page.locator("table.events tbody tr")).to_have_count(total)


def test_an_event_leads_to_its_words(samples: str, plainly: Opened) -> None:
    page = plainly(samples, "/?order=reports")
    page.locator("table.events tbody a").first.click()
    page.locator("table.values a.quote").first.click()
    expect(page.locator(":target")).to_have_attribute("class", re.compile("at"))
    expect(page.locator(".text mark").first).to_be_visible()
    page.locator(".text a.w").first.click()
    expect(page.locator(".beside .value:target")).to_be_in_viewport()


def test_a_count_and_a_place_are_corrected_and_taken_back(own: str, plainly: Opened) -> None:
    page = plainly(own, "/review")
    page.get_by_role("link", name="Start with the first").click()
    killed = page.locator("section.field#killed")
    killed.locator("summary").click()
    expect(killed.get_by_role("button", name="More lines")).to_be_visible()
    lines = killed.locator(".line").count()
    killed.get_by_role("button", name="More lines").click()
    expect(killed.locator(".line")).to_have_count(lines + 3)
    killed.get_by_label("Best figure").first.fill("41")
    killed.get_by_label("At least").first.fill("41")
    killed.get_by_label("At most").first.fill("41")
    killed.get_by_role("button", name="Save").last.click()
    expect(killed.locator(".value")).to_contain_text("41")
    page.get_by_role("button", name="Take it back").click()
    expect(killed.locator(".value")).not_to_contain_text("41")

    place = page.locator("section.field#place")
    place.locator("summary").click()
    place.get_by_label("Name of the place").fill("Hawija")
    place.get_by_role("button", name="Look it up").click()
    place.get_by_role("radio", name=re.compile("Hawija")).first.check()
    place.get_by_role("button", name="Save").last.click()
    expect(place.locator(".value")).to_contain_text("Hawija")


@pytest.mark.parametrize("path", ["/actors", "/places", "/sources", "/assertions", "/situation", "/review/agreement"])
def test_the_other_pages_hold_their_tables(path: str, samples: str, plainly: Opened) -> None:
    page = plainly(samples, path)
    expect(page.get_by_role("main").get_by_role("table").first).to_be_visible()
