"""Which passwords are let in, and their hashes."""

from __future__ import annotations

import pytest

from sijill.register import RegisterError
from sijill.web.people.limits import Slowing, limits
from sijill.web.people.passwords import Passwords, common
from tests.web.people.conftest import cheap


@pytest.mark.parametrize(
    "password",
    [
        "violet harbour ladder",
        "correct horse",
        "ق" * 3 + "لم رصاص أزرق",
        "ñandú über straße",
        "aA1! aA1! bB2?",
        "🦜 parrot on roof",
        "     five spaces     ",
        "x9" * 3 + "hello there",
        "w" * 100 + "abcd" + "z" * 300,
    ],
)
def test_passwords_that_are_let_in(password: str) -> None:
    passwords = cheap()
    passwords.check(password, "Rana")
    assert passwords.matches(passwords.hash(password), password)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "0 characters, and 12 are the least"),
        ("elevensigns", "11 characters"),
        ("Password1234", "guessed first"),
        ("1QAZ2WSX3EDC", "guessed first"),
        ("aaaaaaaaaaaaaaaa", "guessed first"),
        ("abcabcabcabc", "guessed first"),
        ("abcdefghijklmnop", "guessed first"),
        ("9876543210987", "guessed first"),
        ("rana al-hadithi", "guessed first"),
        ("x" * 600, "longer than 512"),
    ],
)
def test_passwords_that_are_not(password: str, said: str) -> None:
    with pytest.raises(RegisterError, match=said) as error:
        cheap().check(password, "Rana Al-Hadithi")
    assert not password or password not in str(error.value)


def test_nothing_is_cut_off_and_capitals_count() -> None:
    passwords = cheap()
    hashed = passwords.hash("w" * 100 + "the end of it")
    assert not passwords.matches(hashed, "w" * 100 + "the end of IT")
    assert not passwords.matches(hashed, "w" * 100)


def test_a_letter_is_one_letter_however_it_is_composed() -> None:
    passwords = cheap()
    assert passwords.matches(passwords.hash("cafe\u0301 au lait, cold"), "caf\u00e9 au lait, cold")


def test_each_hash_has_its_own_salt_and_nobody_has_no_password() -> None:
    passwords = cheap()
    assert passwords.hash("violet harbour ladder") != passwords.hash("violet harbour ladder")
    assert not passwords.matches(None, "")
    assert not passwords.matches("no hash at all", "violet harbour ladder")


def test_the_parameters_are_those_of_argon2id_that_are_advised() -> None:
    hashed = Passwords(limits()).hash("violet harbour ladder")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert cheap().outdated(hashed)


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("password1234", False),
        ("Welcome2024!!", False),
        ("adminadmin123", False),
        ("qwertyuiop12", False),
        ("Iloveyou-summer", False),
        ("P@ssw0rd P@ssw0rd", False),
        ("my password is violet", True),
        ("violet harbour ladder", True),
        ("summer rain on tin", True),
    ],
)
def test_a_password_needs_more_than_a_common_word(password: str, fits: bool) -> None:
    if fits:
        cheap().check(password, "rana")
    else:
        with pytest.raises(RegisterError, match="guessed first"):
            cheap().check(password, "rana")


def test_common_words_are_small_letters() -> None:
    assert common()
    assert all(word == word.casefold().strip() for word in common())


@pytest.mark.parametrize(("failures", "wait"), [(0, 0), (4, 0), (5, 1), (6, 2), (10, 32), (11, 60), (10**9, 60)])
def test_waits(failures: int, wait: float) -> None:
    assert Slowing(5, 1, 60).wait(failures) == wait
