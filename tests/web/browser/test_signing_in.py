"""Pages that are open to others than this computer: signing in, what a role may do, signing out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Opened
from tests.web.browser.furnished import PASSWORD, READER, USER
from tests.web.browser.serving import served
from tests.web.browser.test_access import faults, sideways
from tests.web.browser.watching import Watch
from tests.web.conftest import copied


@pytest.fixture
def guarded(furnished_register: Path, tmp_path: Path) -> Iterator[str]:
    """The address of pages that ask who comes, over a copy of the furnished register."""
    with served(copied(furnished_register, tmp_path / "guarded.sqlite"), host="0.0.0.0") as address:
        yield address


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_and_out(guarded: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(guarded, "/actors?sort=name")
    watches[0].allow("status of 401")
    expect(page).to_have_url(re.compile("/login\\?next="))
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    sign_in(page, USER, "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    # The name stays, the password doesn't.
    expect(page.get_by_label("Name", exact=True)).to_have_value(USER)
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    sign_in(page, USER, PASSWORD)
    expect(page).to_have_url(re.compile("/actors\\?sort=name$"))

    other = opened(guarded, "/review")
    expect(other).to_have_url(re.compile("/login"))
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login"))
    page.goto("/actors")
    expect(page).to_have_url(re.compile("/login"))


def test_a_reader_looks_and_does_not_decide(guarded: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(guarded, "/login")
    watches[0].allow("status of 403")
    sign_in(page, READER, PASSWORD)
    event = page.request.get("/api/events?order=reports&size=1").json()["items"][0]["id"]
    page.goto(f"/events/{event}")
    expect(page.get_by_role("link", name=re.compile("Review: accept"))).to_have_count(0)
    page.goto(f"/review/{event}")
    expect(page.get_by_role("button", name=re.compile("Accept|Reject|Save"))).to_have_count(0)
    page.goto("/users")
    expect(page.get_by_role("heading", name="That did not work")).to_be_visible()


def test_a_coder_s_decision_bears_their_name(guarded: str, opened: Opened) -> None:
    page = opened(guarded, "/login")
    sign_in(page, USER, PASSWORD)
    page.goto("/review")
    page.get_by_role("link", name="Start with the first").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("accept")
    made = page.request.get("/api/me").json()
    assert made["name"] == USER


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_grave_fault(scheme: str, guarded: str, opened: Opened, watches: list[Watch]) -> None:
    page = opened(guarded, "/login", color_scheme=scheme)
    watches[0].allow("status of 401")
    found = faults(page)
    sign_in(page, USER, "not the password")
    found += faults(page)
    sign_in(page, USER, PASSWORD)
    for path in ("/account", "/users"):
        page.goto(path)
        found += faults(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += sideways(page)
    assert not found, "\n".join(found)
