"""The pages of accounts, as somebody in a browser uses them."""

from __future__ import annotations

import re

import pytest

from tests.web.people.conftest import PASSWORDS, ROLES, Place, sign_in, token_in, token_of

NEW = "lantern basket mirror"


def change(place: Place, **given: str) -> tuple[int, str]:
    browser = place.signed_in("Rana")
    form = {"old": PASSWORDS["Rana"], "new": NEW, "again": NEW} | given
    answer = browser.post("/account/password", data=form | {"csrf_token": token_in(browser.get("/account").text)})
    return answer.status_code, answer.text


def test_ones_own_password_changed(place: Place) -> None:
    other = place.signed_in("Rana")
    browser = place.signed_in("Rana")
    before = browser.cookies["sijill"]
    form = {"old": PASSWORDS["Rana"], "new": NEW, "again": NEW, "csrf_token": token_in(browser.get("/account").text)}
    answer = browser.post("/account/password", data=form)
    assert answer.headers["location"] == "/account?changed=1"
    assert "The password is changed." in browser.get("/account?changed=1").text
    assert browser.cookies["sijill"] != before
    assert other.get("/").status_code == 303
    assert sign_in(place.browser(), "Rana").status_code == 401
    assert sign_in(place.browser(), "Rana", NEW).status_code == 303


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong"}, "The old password is wrong."),
        ({"again": "something else"}, "The two new passwords are not the same."),
        ({"new": "short", "again": "short"}, "12 are the least"),
        ({"new": "qwertyuiop123", "again": "qwertyuiop123"}, "guessed first"),
    ],
)
def test_a_password_that_is_not_changed(place: Place, given: dict[str, str], said: str) -> None:
    status, text = change(place, **given)
    assert status == 422
    assert said in text
    assert sign_in(place.browser(), "Rana").status_code == 303


def test_guesses_at_the_old_password_are_slowed_down(place: Place) -> None:
    browser = place.signed_in("Rana")
    token = token_of(browser)
    form = {"old": "wrong", "new": NEW, "again": NEW, "csrf_token": token}
    texts = [browser.post("/account/password", data=form).text for _ in range(6)]
    assert "too many tries" in texts[-1]


def test_ones_sessions_are_listed(place: Place) -> None:
    browser, _ = place.signed_in("Rana"), place.signed_in("Rana")
    place.people.make_token("Rana", "figures for the <b>wall</b>", 9)
    text = browser.get("/account").text
    assert text.count("This browser") == 1
    assert text.count("Another browser") == 1
    assert "Token: <bdi>figures for the &lt;b&gt;wall&lt;/b&gt;</bdi>" in text
    assert "2024-05-13 09:00 UTC" in text


def test_on_this_computer_the_account_says_that_nobody_signs_in(local: Place) -> None:
    text = local.browser().get("/account").text
    assert "nobody signs in" in text
    assert 'type="password"' not in text


def test_an_admin_makes_changes_and_removes_accounts(place: Place) -> None:
    browser = place.signed_in("Ada")

    def post(path: str, **form: str) -> str:
        answer = browser.post(path, data=form | {"csrf_token": token_of(browser)})
        return "" if answer.status_code == 303 else answer.text

    assert post("/users", name="Noor Hadi", role="reader", password=NEW) == ""
    text = browser.get("/users").text
    number = re.search(r"/users/(\d+)/role", text.split("Noor Hadi")[1])
    assert number
    path = f"/users/{number[1]}"
    assert sign_in(place.browser(), "noor hadi", NEW).status_code == 303
    assert post(f"{path}/role", role="coder") == ""
    assert post(f"{path}/password", password="saddle pillow kettle") == ""
    assert sign_in(place.browser(), "noor hadi", NEW).status_code == 401
    assert [(user.name, user.role) for user in place.people.all()][2] == ("Noor Hadi", "coder")
    assert post(f"{path}/remove") == ""
    assert {user.name: user.role for user in place.people.all()} == ROLES
    assert "there is no account with the number" in post(f"{path}/remove")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "RANA", "role": "reader", "password": NEW}, "there is an account &#39;RANA&#39; already"),
        ({"name": "<script>", "role": "reader", "password": NEW}, "can&#39;t be the name of an account"),
        ({"name": "", "role": "reader", "password": NEW}, "can&#39;t be the name of an account"),
        ({"name": "Noor", "role": "owner", "password": NEW}, "there is no role"),
        ({"name": "Noor", "role": "reader", "password": "short"}, "12 are the least"),
        ({"name": "Noor"}, "there is no role"),
    ],
)
def test_accounts_that_are_not_made(place: Place, form: dict[str, str], said: str) -> None:
    browser = place.signed_in("Ada")
    answer = browser.post("/users", data=form | {"csrf_token": token_of(browser)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "<script" not in answer.text
    assert len(place.people.all()) == len(ROLES)


def test_the_last_admin_stays(place: Place) -> None:
    browser = place.signed_in("Ada")
    ada = next(user.id for user in place.people.all() if user.name == "Ada")
    for path, form in ((f"/users/{ada}/remove", {}), (f"/users/{ada}/role", {"role": "coder"})):
        answer = browser.post(path, data=form | {"csrf_token": token_of(browser)})
        assert answer.status_code == 422
        assert "Ada is the only admin" in answer.text


@pytest.mark.parametrize("path", ["/login", "/account", "/users"])
def test_no_page_has_script_or_style_in_its_text(place: Place, path: str) -> None:
    browser = place.browser() if path == "/login" else place.signed_in("Ada")
    text = browser.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    # Every field has its label.
    fields = re.findall(r'<(?:input|select)[^>]*\bid="([^"]+)"', text)
    assert fields
    assert all(f'for="{name}"' in text for name in fields)


@pytest.mark.parametrize("field", ["name", "password", "next"])
def test_what_is_far_too_long_is_refused(place: Place, field: str) -> None:
    browser = place.browser()
    token = token_in(browser.get("/login").text)
    assert browser.post("/login", data={"csrf_token": token, field: "x" * 3000}).status_code == 422
    assert browser.post("/login", data={"csrf_token": token, field: "x" * 1_100_000}).status_code == 413


def test_a_body_that_says_it_is_short_is_counted(place: Place) -> None:
    def endless() -> object:
        for _ in range(40):
            yield b"x" * 50_000

    answer = place.signed_in("cem").post("/decide", content=endless())  # type: ignore[arg-type]
    assert answer.status_code == 413
