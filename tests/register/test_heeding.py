"""What people join and part holds, whatever else they decide afterwards."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from sijill.register import Register
from sijill.register.checking import check
from tests.register.making import DAY, TOWNS, clash

FOUR = [*TOWNS][:4]


@pytest.mark.parametrize("first", FOUR)
def test_a_ruling_holds_where_another_event_is_drawn_in(tmp_path: Path, first: str) -> None:
    """x and p are one event, as p and q are; but z, which is one with x, is another one than q. Once z is taken out of
    the event of x, x and p come together, and what holds p and q together has to hold still."""
    for number, towns in enumerate(each for each in permutations(FOUR) if each[0] == first):
        with Register.open(tmp_path / f"r{number}.sqlite") as register:
            pairs = [clash(town, 2 + at, DAY + timedelta(days=40 * at)) for at, town in enumerate(FOUR)]
            made = {town: added.events[0] for town, added in zip(FOUR, register.add_many(pairs), strict=True)}
            x, p, q, z = (register.event(made[town]).accounts[0] for town in towns)

            def home(key: str, register: Register = register) -> str:
                return next(event.id for event in register.events() if key in event.accounts)

            register.decide("other_event", home(z), other=home(q), by="Uma")
            register.decide("same_event", home(x), other=home(p), by="Uma")
            parted = register.decide("other_event", home(x), accounts=[x], by="Uma")
            register.decide("same_event", home(p), other=home(q), by="Uma")
            register.decide("same_event", home(x), other=home(z), by="Uma")
            register.undo(parted.id, by="Uma")
            if home(z) == home(x):
                register.decide("other_event", home(z), accounts=[z], by="Uma")
            assert [str(finding) for finding in check(register) if finding.grave] == []


def test_a_ruling_that_comes_to_bear_on_another_event_shows_there(tmp_path: Path) -> None:
    """An event is accepted, and its three accounts are parted into three. The ruling bears on the one that was meant;
    once its account is in a fourth event, it bears on the first of those that hold as many: nobody touched that one."""
    for number, order in enumerate(permutations(range(3))):
        with Register.open(tmp_path / f"r{number}.sqlite") as register:
            pairs = [clash(outlet=f"Paper {at} {number}") for at in range(3)]
            register.add_many([*pairs, clash("Mosul", 2, DAY + timedelta(days=90))])
            event = next(each for each in register.events() if len(each.accounts) == 3)
            other = next(each for each in register.events() if each.id != event.id)
            register.decide("accept", event.id, by="Uma")
            one, two, last = (event.accounts[at] for at in order)

            def home(key: str, register: Register = register) -> str:
                return next(each.id for each in register.events() if key in each.accounts)

            for key in (one, two):
                if len(register.event(home(key)).accounts) > 1:
                    register.decide("other_event", home(key), accounts=[key], by="Uma")
            for key in (last, one):
                register.decide("same_event", other.id, other=home(key), by="Uma")
                assert [str(finding) for finding in check(register) if finding.grave] == []
