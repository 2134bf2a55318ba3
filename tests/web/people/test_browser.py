"""Signing in, in Chromium: as people do it, and as other sites would do it to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sijill.register import Register
from sijill.web.people import People
from tests.cli.registered import fill
from tests.web.browser.conftest import Opened, browser, opened, watches  # noqa: F401 - fixtures
from tests.web.browser.serving import served
from tests.web.browser.test_access import faults, sideways
from tests.web.browser.watching import Watch
from tests.web.people.conftest import PASSWORDS, ROLES, cheap

NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def register_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "r.sqlite"
    fill(path)
    with Register.open(path) as register:
        people = People(register.engine, passwords=cheap())
        for name, password in PASSWORDS.items():
            people.add(name, ROLES[name], password)
    return path


@pytest.fixture(scope="module")
def address(register_path: Path) -> Iterator[str]:
    """Pages that all must sign in to."""
    with served(register_path, login=True) as found:
        yield found


@pytest.fixture(scope="module")
def local_address(register_path: Path) -> Iterator[str]:
    """Pages that nobody signs in to."""
    with served(register_path) as found:
        yield found


def sign_in(page: Page, name: str, password: str | None = None) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name] if password is None else password)
    page.keyboard.press("Enter")


def test_signed_in_and_out_by_keyboard(address: str, opened: Opened, watches: list[Watch]) -> None:  # noqa: F811
    page = opened(address, "/account")
    assert page.url == f"{address}/login?next=%2Faccount"
    # The name's field is where one types at once; a browser gives it the focus a moment after the page is there.
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Rana")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    watches[0].allow("401")
    page.keyboard.press("Enter")
    assert page.get_by_role("alert").inner_text() == "The name or the password is wrong."
    assert page.get_by_label("Name").input_value() == "Rana"
    assert page.get_by_label("Password").input_value() == ""
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORDS["Rana"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/account")
    assert page.get_by_role("heading", level=1).inner_text() == "Rana"
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{address}/login")
    # What was on the screen is not there any more for the next person at it.
    page.go_back()
    page.wait_for_url("**/login*")
    assert "Rana" not in page.content()


def test_scripts_see_neither_cookie(address: str, opened: Opened) -> None:  # noqa: F811
    page = opened(address, "/login")
    sign_in(page, "cem")
    page.wait_for_url(f"{address}/")
    assert page.evaluate("document.cookie") == ""
    cookies = {cookie.get("name"): cookie for cookie in page.context.cookies()}
    assert set(cookies) == {"sijill", "sijill-known"}
    assert all(cookie.get("httpOnly") and cookie.get("sameSite") == "Lax" for cookie in cookies.values())


EVIL = "http://evil.example/"
ATTACK = """<form method="post" action="{address}/users"><input name="name" value="Mallory">
<input name="password" value="lantern basket mirror"><input name="role" value="admin"><button>Win</button></form>"""


@pytest.mark.parametrize(("login", "status"), [(False, 403), (True, 303)])
def test_a_page_of_another_site_gets_nothing_done(
    address: str,
    local_address: str,
    register_path: Path,
    opened: Opened,  # noqa: F811
    watches: list[Watch],  # noqa: F811
    login: bool,
    status: int,
) -> None:
    here = address if login else local_address
    page = opened(here, "/account")
    if login:
        sign_in(page, "Ada")
        page.wait_for_url(f"{here}/account")
    watches[0].allow("403|evil")
    page.route(EVIL, lambda route: route.fulfill(body=ATTACK.format(address=here), content_type="text/html"))
    page.goto(EVIL)
    with page.expect_response(f"{here}/users") as answer:
        page.get_by_role("button").click()
    assert answer.value.status == status
    # With sign-in the browser doesn't even say who it is.
    assert answer.value.headers.get("location", "/login") == "/login"
    with Register.open(register_path) as register:
        assert {user.name for user in People(register.engine, passwords=cheap()).all()} == set(PASSWORDS)


def test_the_pages_can_not_be_put_into_another_page(address: str, opened: Opened, watches: list[Watch]) -> None:  # noqa: F811
    page = opened(address, "/login")
    watches[0].allow("evil|frame-ancestors|chrome-error")
    frame = f"<iframe src={address}/login></iframe>"
    page.route(EVIL, lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(EVIL)
    page.wait_for_load_state("networkidle")
    assert "Sign in" not in "".join(frame.content() for frame in page.frames[1:])


def test_an_admin_makes_an_account_and_its_owner_changes_the_password(address: str, opened: Opened) -> None:  # noqa: F811
    page = opened(address, "/users")
    sign_in(page, "Ada")
    page.wait_for_url(f"{address}/users")
    page.get_by_label("Name", exact=True).fill("Noor Hadi")
    page.get_by_label("Role", exact=True).select_option("coder")
    page.get_by_label("Password", exact=True).fill("lantern basket mirror")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("rowheader", name="Noor Hadi").wait_for()

    other = opened(address, "/account")
    sign_in(other, "Noor Hadi", "lantern basket mirror")
    other.get_by_label("Old password").fill("lantern basket mirror")
    other.get_by_label("New password", exact=True).fill("saddle pillow kettle")
    other.get_by_label("New password once more").fill("saddle pillow kettle")
    other.get_by_role("button", name="Change it").click()
    assert "The password is changed" in other.get_by_role("status").inner_text()

    row = page.get_by_role("row").filter(has_text="Noor Hadi")
    row.get_by_text("New password, or remove").click()
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("rowheader", name="Noor Hadi").wait_for(state="detached")
    other.goto("/account")
    assert other.url.endswith("/login?next=%2Faccount")


@pytest.mark.parametrize("path", ["/login", "/account", "/users"])
def test_no_grave_fault_for_those_who_can_not_see_or_point(address: str, opened: Opened, path: str) -> None:  # noqa: F811
    page = opened(address, "/login")
    if path != "/login":
        sign_in(page, "Ada")
        page.wait_for_url(f"{address}/")
        page.goto(path)
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    found += faults(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert found + sideways(page) + faults(page) == []
