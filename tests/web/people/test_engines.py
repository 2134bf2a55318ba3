"""The same people on each engine, and what happens while a password is checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sijill.register import Register
from sijill.web.people.people import People, Refused
from tests.register.conftest import address, postgresql, register, shared_register  # noqa: F401 - fixtures
from tests.web.people.conftest import PASSWORDS, Clock, Place, cheap


def test_signed_in_refused_and_signed_out(register: Register) -> None:  # noqa: F811
    clock = Clock()
    people = People(register.engine, clock=clock, passwords=cheap())
    people.add("Rana", "coder", PASSWORDS["Rana"])
    done = people.sign_in("rana", PASSWORDS["Rana"], "192.0.2.1")
    session = people.session(done.secret)
    assert session
    assert (session.user.name, session.user.role, session.started) == ("Rana", "coder", clock.at)
    clock.turn(minutes=90)
    assert people.session(done.secret)
    assert [found.seen for found in people.sessions(done.user)] == [clock.at]
    for _ in range(5):
        with pytest.raises(Refused) as refused:
            people.sign_in("Rana", "wrong", "192.0.2.2")
        assert refused.value.wait == 0
    with pytest.raises(Refused) as refused:
        people.sign_in("Rana", PASSWORDS["Rana"], "192.0.2.3")
    assert refused.value.wait == 1
    assert people.sign_in("Rana", PASSWORDS["Rana"], "192.0.2.3", done.known)
    people.sign_out(session)
    assert people.session(done.secret) is None
    assert len(people.sessions(done.user)) == 1
    people.remove("RANA")
    assert people.all() == []


@pytest.mark.parametrize(
    "meanwhile",
    [lambda people: people.set_password("Rana", "lantern basket mirror"), lambda people: people.remove("Rana")],
    ids=["password set", "account removed"],
)
def test_an_account_that_changes_while_its_password_is_checked(
    place: Place, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[People], object]
) -> None:
    matches = place.people.passwords.matches

    def slow(hashed: str | None, password: str) -> bool:
        found = matches(hashed, password)
        meanwhile(place.people)
        return found

    monkeypatch.setattr(place.people.passwords, "matches", slow)
    with pytest.raises(Refused):
        place.people.sign_in("Rana", PASSWORDS["Rana"], "192.0.2.1")
    assert {user.name for user in place.people.all()} >= {"Ada", "cem"}
    assert not [one for user in place.people.all() for one in place.people.sessions(user)]
