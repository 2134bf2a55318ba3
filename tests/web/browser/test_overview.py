"""The overview in a browser: one filter for list, map and time line, kept in the address."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.web.browser.conftest import Opened


def rows(page: Page) -> Locator:
    """The lines of the list of events."""
    return page.locator("table.events tbody tr")


def filter_of(page: Page) -> dict[str, list[str]]:
    """The filters that the address holds."""
    return parse_qs(urlsplit(page.url).query)


def drawn(page: Page) -> None:
    """Wait for the map and the time line."""
    expect(page.locator(".map.drawn .marker").first).to_be_visible()
    expect(page.locator(".chart.drawn .bars .point").first).to_be_visible()


def test_list_map_and_time_line_follow_the_filter(samples: str, opened: Opened) -> None:
    page = opened(samples)
    drawn(page)
    every = rows(page).count()
    page.get_by_label("Type", exact=True).select_option("Battles")
    page.get_by_role("button", name="Show", exact=True).click()
    # What is empty in the form stays out of the address.
    expect(page).to_have_url(re.compile(r"/\?type=Battles$"))
    drawn(page)
    battles = page.request.get("/api/events?type=Battles").json()["total"]
    assert 0 < battles < every
    expect(rows(page)).to_have_count(battles)
    placed = sum(cell["events"] for cell in page.request.get("/api/map?type=Battles").json()["cells"])
    expect(page.get_by_role("group", name=re.compile(f"^Map of {placed} events"))).to_be_visible()
    bars = page.request.get("/api/timeline?type=Battles").json()["bars"]
    expect(page.locator(".chart .bars").first.locator(".point")).to_have_count(len(bars))

    # Each filter goes by itself; the address alone brings all of it back.
    page.get_by_label("Governorate, province").fill("Diyala")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("list", name="Filters in force").get_by_role("link")).to_have_count(3)
    assert filter_of(page) == {"type": ["Battles"], "admin1": ["Diyala"]}
    shown = rows(page).all_inner_texts()
    again = opened(samples, urlsplit(page.url)._replace(scheme="", netloc="").geturl())
    assert rows(again).all_inner_texts() == shown
    assert again.get_by_role("checkbox", name="Diyala").is_checked()
    again.get_by_role("link", name=re.compile("Governorate.*take this filter away")).click()
    expect(rows(again)).to_have_count(battles)


def test_days_are_chosen_on_the_time_line(samples: str, opened: Opened) -> None:
    page = opened(samples, "/?step=year")
    drawn(page)
    plot = page.locator(".chart .nsewdrag").first.bounding_box()
    assert plot is not None
    # The right half of the line.
    page.mouse.move(plot["x"] + plot["width"] * 0.55, plot["y"] + plot["height"] / 2)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.8, plot["y"] + plot["height"] / 2, steps=4)
    page.mouse.move(plot["x"] + plot["width"] * 0.99, plot["y"] + plot["height"] / 2, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("since="))
    chosen = filter_of(page)
    since, until = chosen["since"][0], chosen["until"][0]
    assert "2015-01-01" < since < until
    # Whole bars: a year begins and ends where years do.
    assert since.endswith("-01-01")
    total = page.request.get(f"/api/events?since={since}&until={until}").json()["total"]
    expect(rows(page)).to_have_count(total)


def test_the_map_is_moved_by_keys(samples: str, opened: Opened) -> None:
    page = opened(samples)
    drawn(page)
    view = page.get_by_role("group", name=re.compile("^Map of"))
    zoom = int(str(view.locator("..").get_attribute("data-view")).split("/")[0])
    view.focus()
    page.keyboard.press("+")
    # The view stands in the address, so that it can be sent to others.
    expect(page).to_have_url(re.compile(rf"#map={zoom + 1}/"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(rf"(#map={zoom}/.*|/)$"))


def test_a_marker_leads_to_its_event(samples: str, opened: Opened) -> None:
    page = opened(samples)
    events = page.request.get("/api/events?country=IQ&size=100").json()["items"]
    places = Counter(event["place"]["admin1"] for event in events)
    event = next(event for event in events if places[event["place"]["admin1"]] == 1 and event["place"]["latitude"])
    page.goto(f"/?country=IQ&admin1={quote(event['place']['admin1'])}")
    page.locator("a.marker").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/events/{event['id']}$"))


def test_the_events_of_the_filter_are_downloaded(samples: str, opened: Opened) -> None:
    page = opened(samples, "/?country=ML")
    page.get_by_text("Download these events").click()
    with page.expect_download() as waiting:
        page.locator("a[href^='/download/csv?']").first.click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) - 1 >= rows(page).count() > 0
    assert all("Mali" in line or "ML" in line for line in lines[1:])


def test_nothing_found_says_what_to_do(samples: str, opened: Opened) -> None:
    page = opened(samples, "/?country=IQ&killed=5000")
    expect(page.get_by_role("heading", name="No event fits these filters")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="See all events").click()
    drawn(page)
