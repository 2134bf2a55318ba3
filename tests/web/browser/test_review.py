"""Checking and correcting events in a browser: with the mouse, by keyboard alone, and two people at once."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.browser.conftest import Opened
from tests.web.browser.watching import Watch


def events(page: Page, query: str) -> list[dict[str, Any]]:
    """Events as the API has them."""
    found: list[dict[str, Any]] = page.request.get(f"/api/events?{query}").json()["items"]
    return found


def most_told(page: Page) -> str:
    """The id of the event that most reports tell."""
    return str(events(page, "order=reports&size=1")[0]["id"])


def of_field(page: Page, name: str) -> Locator:
    """The part of the review page that is about one field."""
    return page.locator(f"section.field#{name}")


def value_row(page: Page, name: str) -> Locator:
    """The line of one field on an event's page."""
    return page.locator("table.values tr", has=page.get_by_role("rowheader", name=name, exact=True))


def press(page: Page, key: str) -> None:
    """Press a key once the page listens: its help shows itself then."""
    expect(page.locator("[data-help]")).to_be_visible()
    page.keyboard.press(key)


def test_a_count_is_corrected_and_taken_back(own: str, opened: Opened) -> None:
    page = opened(own)
    event = most_told(page)
    page.goto(f"/events/{event}")
    before = value_row(page, "Killed").locator("td.what").inner_text()
    page.get_by_role("link", name="Review: accept, correct, reject").click()
    killed = of_field(page, "killed")
    killed.get_by_text("Correct", exact=False).first.click()
    killed.get_by_label("At least").first.fill("4")
    killed.get_by_label("Best figure").first.fill("5")
    killed.get_by_label("At most").first.fill("6")
    killed.get_by_label("Why (may stay empty)").fill("The hospital's list")
    killed.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("status")).to_contain_text("5")
    expect(of_field(page, "killed").locator(".value")).to_contain_text("set by a person")

    page.goto(f"/events/{event}")
    row = value_row(page, "Killed")
    expect(row.locator("td.what")).to_contain_text(re.compile(r"5.*4.*6"))
    expect(row).to_contain_text("set by a person")
    row.get_by_role("link", name="Uma").click()
    expect(page.locator(".history .decided:target")).to_contain_text("The hospital's list")

    page.goto(f"/review/{event}")
    page.get_by_role("button", name=re.compile("^Take back d")).first.click()
    page.goto(f"/events/{event}")
    expect(value_row(page, "Killed").locator("td.what")).to_have_text(before)
    expect(page.locator(".history .decided").first).to_contain_text("taken back by")


def test_a_wrong_count_is_refused_with_what_was_typed(own: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(own)
    page.goto(f"/review/{most_told(page)}")
    watches[0].allow("status of 422")
    killed = of_field(page, "killed")
    killed.get_by_text("Correct", exact=False).first.click()
    killed.get_by_label("At least").first.fill("9")
    killed.get_by_label("Best figure").first.fill("5")
    killed.get_by_role("button", name="Save").last.click()
    expect(killed.get_by_role("alert")).to_be_visible()
    expect(killed.get_by_label("At least").first).to_have_value("9")


def test_the_queue_by_keyboard_alone(own: str, opened: Opened) -> None:
    page = opened(own, "/review")
    start = page.get_by_role("link", name="Start with the first")
    for _ in range(40):
        page.keyboard.press("Tab")
        if start.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/review/e[0-9a-f]+"))
    first = page.url

    # A field is reached, opened, and left alone; letters typed into a form are no commands.
    press(page, "f")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.closest('.field details').open")
    page.locator("#why").focus()
    page.keyboard.type("axe")
    assert page.url.startswith(first)
    expect(page.locator("#why")).to_have_value("axe")
    page.keyboard.press("Tab")
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("accept")
    assert page.url != first
    accepted = re.search(r"e[0-9a-f]{8,}", first)
    assert accepted
    assert page.request.get(f"/api/events/{accepted[0]}").json()["event"]["review"] == "accepted"

    press(page, "u")
    expect(page.locator(f"header code:has-text('{accepted[0]}')")).to_be_visible()
    assert page.request.get(f"/api/events/{accepted[0]}").json()["event"]["review"] == "unreviewed"
    press(page, "n")
    expect(page.locator(f"header code:has-text('{accepted[0]}')")).to_have_count(0)
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_two_events_are_joined_and_split_again(own: str, opened: Opened) -> None:
    page = opened(own)
    one, other = (events(page, f"country={country}&size=1")[0]["id"] for country in ("ML", "SY"))
    told = {name: page.request.get(f"/api/events/{name}").json()["accounts"] for name in (one, other)}
    page.goto(f"/review/{one}")
    press(page, "j")
    page.get_by_label("Id of an event, account or report").fill(other)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="One event or two?")).to_be_visible()
    page.get_by_label("Why (may stay empty)").fill("The same ambush")
    page.get_by_role("button", name="They are one event").click()
    accounts = page.locator("ol.accounts > li")
    expect(accounts).to_have_count(sum(map(len, told.values())))
    here, gone = (page.request.get(f"/api/events/{name}").json()["event"]["id"] for name in (one, other))
    assert here == gone

    # The account of one report goes into an event of its own again.
    leaving = told[other][0]["report"]["title"]
    accounts.filter(has=page.get_by_role("link", name=leaving)).get_by_role("checkbox").first.check()
    page.get_by_role("button", name="The chosen ones tell another event").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(accounts).to_have_count(sum(map(len, told.values())) - 1)


def test_two_people_at_once_do_not_overwrite_each_other(own: str, opened: Opened, watches: list[Watch]) -> None:
    first = opened(own)
    event = most_told(first)
    second = opened(own, f"/review/{event}")
    watches[1].allow("status of 409")
    first.goto(f"/review/{event}")
    first.get_by_role("button", name="Accept").click()
    expect(first.get_by_role("status")).to_be_visible()

    second.get_by_role("button", name="Reject").click()
    expect(second.get_by_role("heading", name="Others decided meanwhile")).to_be_visible()
    expect(second.locator(".past")).to_contain_text("accept")
    assert second.request.get(f"/api/events/{event}").json()["event"]["review"] == "accepted"
    second.get_by_role("button", name=re.compile("I have read this")).click()
    expect(second.get_by_role("status")).to_contain_text("reject")
    assert second.request.get(f"/api/events/{event}").json()["event"]["review"] == "rejected"


def test_a_place_is_looked_up_in_the_gazetteer(own: str, opened: Opened) -> None:
    page = opened(own)
    page.goto(f"/review/{most_told(page)}")
    place = of_field(page, "place")
    place.get_by_text("Correct", exact=False).first.click()
    place.get_by_label("Name of the place").fill("Hawija")
    choice = place.get_by_role("group", name="What the gazetteer has").get_by_role("radio", name=re.compile("Hawija"))
    choice.first.check()
    place.get_by_role("button", name="Save").last.click()
    expect(of_field(page, "place").locator(".value")).to_contain_text("Hawija")
    expect(of_field(page, "place").locator(".value")).to_contain_text("set by a person")


def test_lines_are_added_and_actors_suggested(own: str, opened: Opened) -> None:
    page = opened(own)
    page.goto(f"/review/{most_told(page)}")
    actors = of_field(page, "initiators")
    actors.get_by_text("Correct", exact=False).first.click()
    lines = actors.locator(".line")
    there = lines.count()
    actors.get_by_role("button", name="More lines").click()
    expect(lines).to_have_count(there + 1)
    added = actors.get_by_label(f"Actor {there + 1}", exact=True)
    expect(added).to_be_focused()
    added.press_sequentially("Kurdistan Workers")
    expect(lines.last.locator("datalist option").first).to_have_attribute("value", re.compile("Kurdistan Workers"))
