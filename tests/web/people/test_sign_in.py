"""Signing in and out: sessions that end, secrets that change, waits that grow."""

from __future__ import annotations

import logging
import sqlite3

import pytest
from argon2 import PasswordHasher

from sijill.register import RegisterError
from sijill.register.engine import reading
from sijill.register.users import find_session, user_named
from sijill.web.people.limits import limits
from sijill.web.people.passwords import Passwords
from sijill.web.people.people import People, Refused, hashed
from sijill.web.settings import Settings
from tests.web.people.conftest import PASSWORDS, Make, Place, sign_in, token_in, token_of


def test_signed_in_with_name_and_password(place: Place) -> None:
    browser = place.browser()
    answer = sign_in(browser, "Rana")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/").json() == {"name": "Rana", "role": "reader", "local": False}


def test_capitals_of_a_name_do_not_matter(place: Place) -> None:
    assert sign_in(place.browser(), "RANA", PASSWORDS["Rana"]).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [("Rana", "violet harbour"), ("Rana", ""), ("nobody", "violet harbour ladder"), ("", ""), ("Rana\x00", "x"),
     ("Rana", "x" * 1900), ("' OR 1=1 --", "' OR 1=1 --"), ("Rana", "\ud800".encode("utf-8", "replace").decode())],
)  # fmt: skip
def test_wrong_names_and_passwords_get_one_answer(place: Place, name: str, password: str) -> None:
    browser = place.browser()
    answer = sign_in(browser, name, password)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert password not in answer.text or len(password) < 2
    assert browser.get("/").status_code == 303


def test_an_unknown_name_costs_as_much_as_a_known_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, hash: str, password: str) -> bool:
        checked.append(hash.rsplit("$", 2)[0])
        return bool(verify(self, hash, password))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    sign_in(place.browser(), "Rana", "wrong")
    sign_in(place.browser(), "nobody", "wrong")
    assert len(checked) == 2
    assert len(set(checked)) == 1


def test_the_secret_changes_at_sign_in_and_the_one_before_is_worth_nothing(place: Place) -> None:
    # What somebody else has put into the browser must not be signed in by its owner.
    browser = place.browser()
    planted = "A" * 43
    browser.cookies.set("sijill", planted, domain="register.example", path="/")
    sign_in(browser, "Rana")
    assert browser.cookies["sijill"] != planted
    thief = place.browser()
    thief.cookies.set("sijill", planted, domain="register.example", path="/")
    assert thief.get("/").status_code == 303


def test_signing_in_again_ends_the_session_before(place: Place) -> None:
    browser = place.signed_in("Rana")
    old = browser.cookies["sijill"]
    browser.post("/login", data={"name": "Ada", "password": PASSWORDS["Ada"], "csrf_token": token_of(browser)})
    assert browser.get("/").json()["name"] == "Ada"
    assert place.people.session(old) is None


def test_the_register_holds_no_secret(place: Place) -> None:
    browser = place.signed_in("Rana")
    place.people.make_token("Rana", "script", 3)
    dump = "\n".join(sqlite3.connect(place.register.name).iterdump())
    assert browser.cookies["sijill"] not in dump
    assert hashed(browser.cookies["sijill"]) in dump
    assert not any(password in dump for password in PASSWORDS.values())
    assert "$argon2id$" in dump


def test_cookies_are_out_of_reach(make: Make) -> None:
    for https in (False, True):
        answer = sign_in(make(https=https).browser(), "Rana")
        cookies = answer.headers.get_list("set-cookie")
        assert len(cookies) == 2
        for one in cookies:
            assert "HttpOnly" in one
            assert "SameSite=Lax" in one
            assert "Path=/" in one
            assert "Domain" not in one
            assert ("Secure" in one) is https
            assert one.startswith("__Host-") is https
        # The session's own ends with the browser.
        assert "Max-Age" not in cookies[0]


def test_a_session_ends_when_nobody_uses_it(place: Place) -> None:
    browser = place.signed_in("Rana")
    for _ in range(5):
        place.clock.turn(minutes=119)
        assert browser.get("/").status_code == 200
    place.clock.turn(minutes=120)
    assert browser.get("/").status_code == 303


def test_a_session_ends_after_half_a_day_however_much_it_is_used(place: Place) -> None:
    browser = place.signed_in("Rana")
    for _ in range(11):
        place.clock.turn(hours=1)
        assert browser.get("/").status_code == 200
    place.clock.turn(minutes=60)
    assert browser.get("/").status_code == 303


def test_a_clock_set_back_does_no_harm(place: Place) -> None:
    browser = place.signed_in("Rana")
    place.clock.turn(days=-3)
    assert browser.get("/").status_code == 200
    place.clock.turn(minutes=121)
    assert browser.get("/").status_code == 303


def test_reading_does_not_wait_for_a_long_write(place: Place) -> None:
    browser = place.signed_in("Rana")
    place.clock.turn(minutes=30)
    writer = sqlite3.connect(place.register.name, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert browser.get("/").status_code == 200
    writer.execute("COMMIT")
    # What could not be noted then is noted now.
    assert browser.get("/").status_code == 200
    with reading(place.register.engine) as connection:
        found = find_session(connection, hashed(browser.cookies["sijill"]))
    assert found
    assert found.seen == place.clock.at


def test_signed_out(place: Place) -> None:
    browser, other = place.signed_in("Rana"), place.signed_in("Rana")
    secret = browser.cookies["sijill"]
    answer = browser.post("/logout", data={"csrf_token": token_of(browser)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "sijill" not in browser.cookies
    assert place.people.session(secret) is None
    assert other.get("/").status_code == 200


def test_signed_out_everywhere(place: Place) -> None:
    browser, other, somebody = place.signed_in("Rana"), place.signed_in("Rana"), place.signed_in("cem")
    token = place.people.make_token("Rana", "script", 9)
    browser.post("/logout", data={"csrf_token": token_of(browser), "everywhere": "1"})
    assert other.get("/").status_code == 303
    assert place.people.session(token) is None
    assert somebody.get("/").status_code == 200


def test_nobody_is_signed_out_by_a_link(place: Place) -> None:
    browser = place.signed_in("Rana")
    assert browser.get("/logout").status_code == 405
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/events/ev_1?a=b&c=%D8%B3#x", "/events/ev_1?a=b&c=%D8%B3#x"),
        ("/", "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/%0d%0aSet-Cookie: a=b", "/"),
        ("/a\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("/login?next=/login", "/"),
        ("/logout", "/"),
        ('/"><script>', "/"),
        ("/أخبار", "/"),
    ],
)
def test_after_sign_in_one_stays_here(place: Place, asked: str, led: str) -> None:
    browser = place.browser()
    assert sign_in(browser, "Rana", next=asked).headers["location"] == led
    assert browser.get("/login", params={"next": asked}).headers["location"] == led


def test_one_is_led_back_to_where_one_wanted_to_go(place: Place) -> None:
    browser = place.browser()
    answer = browser.get("/manage?since=2024-01-01&type=Armed+clash")
    assert answer.headers["location"] == "/login?next=%2Fmanage%3Fsince%3D2024-01-01%26type%3DArmed%2Bclash"
    form = browser.get(answer.headers["location"]).text
    assert 'value="/manage?since=2024-01-01&amp;type=Armed+clash"' in form


def test_guesses_at_an_account_are_slowed_down(place: Place) -> None:
    browsers = [place.browser(f"198.51.100.{number}") for number in range(20)]
    answers = [
        sign_in(browser, "Rana", f"guess number {number}").status_code for number, browser in enumerate(browsers)
    ]
    assert answers == [401] * 5 + [429] * 15
    # Not even the right password gets through now, or the wait would tell that it is right.
    answer = sign_in(place.browser("203.0.113.1"), "Rana")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "Wait 1 second, then try again" in answer.text
    place.clock.turn(seconds=1)
    assert sign_in(place.browser("203.0.113.1"), "Rana").status_code == 303


def tried(place: Place, address: str) -> int:
    """Seconds to wait, 0 where the password was looked at."""
    with pytest.raises(Refused) as refused:
        place.people.sign_in("Rana", "wrong", address)
    return refused.value.wait


def test_waits_grow_to_a_minute_and_no_further(place: Place) -> None:
    waits = []
    for number in range(30):
        wait = tried(place, f"192.0.2.{number}")
        place.clock.turn(seconds=wait)
        waits.append(wait)
    assert waits[:5] == [0] * 5
    assert waits[5::2] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60]
    assert set(waits[6::2]) == {0}


def test_strangers_do_not_keep_the_owner_waiting_in_a_browser_of_theirs(place: Place) -> None:
    owner = place.signed_in("Rana")
    owner.post("/logout", data={"csrf_token": token_of(owner)})
    for _ in range(9):
        sign_in(place.browser(), "Rana", "wrong")
    assert sign_in(place.browser(), "Rana").status_code == 429
    assert sign_in(owner, "Rana").status_code == 303


def test_a_known_browser_is_slowed_down_too(place: Place) -> None:
    owner = place.signed_in("Rana")
    owner.post("/logout", data={"csrf_token": token_of(owner)})
    assert [sign_in(owner, "Rana", "wrong").status_code for _ in range(7)] == [401] * 5 + [429] * 2


def test_a_browser_is_known_only_to_the_account_it_was_signed_in_to(place: Place) -> None:
    thief = place.signed_in("cem")
    thief.post("/logout", data={"csrf_token": token_of(thief)})
    assert [sign_in(thief, "Rana", "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    # After a new password the browser has to prove itself again.
    owner = place.signed_in("Ada")
    proof = owner.cookies["sijill-known"]
    place.people.set_password("Ada", "another five long words")
    for _ in range(6):
        sign_in(place.browser(), "Ada", "wrong")
    with pytest.raises(Refused) as refused:
        place.people.sign_in("Ada", "another five long words", "192.0.2.9", proof)
    assert refused.value.wait


def test_one_address_that_tries_many_names_is_slowed_down(place: Place) -> None:
    answers = [sign_in(place.browser(), f"name{number}", "x").status_code for number in range(22)]
    assert answers == [401] * 20 + [429] * 2
    assert sign_in(place.browser("203.0.113.8"), "name1", "x").status_code == 401


def test_addresses_of_one_network_count_as_one(place: Place) -> None:
    answers = [sign_in(place.browser(f"2001:db8::{n:x}"), f"name{n}", "x").status_code for n in range(22)]
    assert answers[-1] == 429
    assert sign_in(place.browser("2001:db8:0:1::1"), "name1", "x").status_code == 401


def test_signing_in_rightly_uses_up_no_tries(place: Place) -> None:
    for _ in range(30):
        assert sign_in(place.browser(), "Rana").status_code == 303


def test_failures_are_forgotten_after_a_day(place: Place) -> None:
    for _ in range(6):
        sign_in(place.browser(), "Rana", "wrong")
    place.clock.turn(hours=25)
    assert [sign_in(place.browser(), "Rana", "wrong").status_code for _ in range(5)] == [401] * 5
    with reading(place.register.engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM login_failures").scalar() == 2


def test_a_clock_set_back_does_not_lock_anybody_out(place: Place) -> None:
    for _ in range(6):
        sign_in(place.browser(), "Rana", "wrong")
    place.clock.turn(days=-365)
    place.clock.turn(seconds=1)
    answer = sign_in(place.browser(), "Rana")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 60


def test_a_new_password_signs_out_and_ends_waits(place: Place) -> None:
    browser, token = place.signed_in("Rana"), place.people.make_token("Rana", "script", 9)
    for _ in range(9):
        sign_in(place.browser(), "Rana", "wrong")
    place.people.set_password("Rana", "pepper lantern basket")
    assert browser.get("/").status_code == 303
    assert place.people.session(token) is None
    assert sign_in(place.browser(), "Rana", "pepper lantern basket").status_code == 303
    assert sign_in(place.browser(), "Rana").status_code == 401


def test_a_role_that_changes_holds_at_once(place: Place) -> None:
    browser = place.signed_in("Ada")
    place.people.set_role("cem", "admin")
    place.people.set_role("Ada", "reader")
    assert browser.get("/manage").status_code == 403
    place.people.remove("Ada")
    assert browser.get("/").status_code == 303


def test_hashes_of_older_parameters_are_made_anew_at_sign_in(place: Place) -> None:
    browser = place.signed_in("Rana")
    newer = Passwords(limits(), PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    later = People(place.register.engine, passwords=newer, clock=place.clock)
    later.sign_in("Rana", PASSWORDS["Rana"], "192.0.2.1")
    with reading(place.register.engine) as connection:
        kept = user_named(connection, "Rana").password
    assert "t=2" in kept
    assert browser.get("/").status_code == 200
    assert later.sign_in("Rana", PASSWORDS["Rana"], "192.0.2.1").user.password == kept


def test_logs_say_who_and_whence_and_no_secret(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "sijill.people")
    browser = place.signed_in("Rana")
    sign_in(place.browser(), "Rana", "not my password")
    # A password that was typed into the wrong field.
    sign_in(place.browser(), "violet harbour ladder", "x")
    said = caplog.text
    assert "Rana signed in from 198.51.100.7" in said
    assert "sign-in of Rana from 198.51.100.7 failed" in said
    assert "sign-in of a name without an account" in said
    for secret in (browser.cookies["sijill"], "not my password", *PASSWORDS.values()):
        assert secret not in said


def test_many_guesses_at_once_get_no_further_than_one_after_another(place: Place) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def guess(number: int) -> int:
        try:
            place.people.sign_in("Rana", f"guess {number}", f"192.0.2.{number}")
        except Refused as refused:
            return refused.wait
        return -1

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(guess, range(24)))
    assert waits.count(0) == 5


def test_a_server_for_others_needs_accounts(make: Make) -> None:
    empty = make(accounts=False)
    with pytest.raises(RegisterError, match="has no accounts") as error:
        People.of(empty.register, Settings(host="0.0.0.0"))
    assert "sijill users add NAME --role admin" in error.value.mend
    with pytest.raises(RegisterError):
        People.of(empty.register, Settings(), login=True)
    assert People.of(empty.register, Settings(user="Uma")).local is not None
    empty.people.add("Ada", "admin", PASSWORDS["Ada"])
    assert People.of(empty.register, Settings(host="::")).local is None
    assert People.of(empty.register, Settings(), login=True).local is None


def test_the_form_is_left_alone_by_caches(place: Place) -> None:
    answer = place.browser().get("/login")
    assert answer.headers["cache-control"] == "no-store"
    assert token_in(answer.text) != token_in(place.browser().get("/login").text)
