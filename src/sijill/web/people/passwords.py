"""Passwords: which are let in, their hashes, and checking one at the same cost whether or not there is an account."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sijill.register import RegisterError
from sijill.register.users import name_key
from sijill.web.people.limits import Limits

_FEWEST_SIGNS = 5


class Passwords:
    """Makes and checks hashes (Argon2id, with the parameters of the installed argon2-cffi: RFC 9106's second choice).

    `hasher`: another one, such as a cheap one for tests.
    """

    def __init__(self, limits: Limits, hasher: PasswordHasher | None = None) -> None:
        self._limits = limits
        self._hasher = hasher or PasswordHasher()
        # Each hash takes much memory for a moment: as many at once as `limits` says, whoever asks.
        self._turn = BoundedSemaphore(limits.at_once)
        # What passwords of unknown names are checked against.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """The hash to keep, with its salt and parameters."""
        with self._turn:
            return self._hasher.hash(prepared(password))

    def matches(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password of a hash; None is the hash of nobody, which takes as long."""
        if len(password) > self._limits.longest_password:
            password = ""
        with self._turn:
            try:
                self._hasher.verify(hashed or self._nobody, prepared(password))
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(hashed)

    def check(self, password: str, name: str) -> None:
        """Raise `RegisterError` where a new password for this account is too short or easily guessed."""
        limits, text = self._limits, prepared(password)
        if len(text) < limits.shortest_password:
            raise RegisterError(
                f"the password has {len(text)} characters, and {limits.shortest_password} are the least",
                "Take a longer one: four or five words that don't belong together are good",
            )
        if len(text) > limits.longest_password:
            raise RegisterError(f"the password is longer than {limits.longest_password} characters", "Shorten it")
        small = text.casefold()
        if _is_common(small) or _is_pattern(small) or (name_key(name) and small.replace(name_key(name), "", 1) == ""):
            raise RegisterError(
                "the password is one of those that are guessed first", "Take words that don't belong together"
            )


def prepared(password: str) -> str:
    """The password as it is hashed: the same however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)


@cache
def common() -> frozenset[str]:
    """Words that passwords which are guessed first are made of."""
    text = (files("sijill.web.people") / "data" / "common.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _is_common(text: str) -> bool:
    """Nothing but one to three such words, also again, with whatever digits and signs around and between them."""
    found = set(_words().findall(text))
    return 1 <= len(found) <= 3 and not any(letter.isalpha() for letter in _words().sub("", text))


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, common()), key=lambda word: (-len(word), word))))


def _is_pattern(text: str) -> bool:
    """Few signs, digits only, one piece again and again, or signs that follow one another."""
    if len(set(text)) < _FEWEST_SIGNS or text.isdigit() or text in (text + text)[1:-1]:
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return len(steps) == 1
