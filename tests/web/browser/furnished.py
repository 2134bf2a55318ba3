"""A register in which people have worked: with decisions, samples and accounts, so that the pages show them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.samples import IS_EVENT, Wish, close, code, draw
from sijill.register.users import add_user
from sijill.web.people.limits import limits
from sijill.web.people.passwords import Passwords

USER: Final = "Uma"
READER: Final = "Rana"
PASSWORD: Final = "violet harbour ladder"
OPEN_SAMPLE: Final = "spring"
CLOSED_SAMPLE: Final = "winter"
_AT: Final = datetime(2024, 11, 5, 9, 30, tzinfo=UTC)


def furnish(path: Path) -> None:
    """Decide in the register, draw and code samples, and make two accounts."""
    with Register.open(path) as register:
        found = register.events(order="reports", limit=6)
        first, second, third, fourth, *_ = (event.id for event in found)
        register.decide("correct", first, by=USER, field="status", value="alleged", why="Only one side tells it")
        taken = register.decide("reject", second, by="Cem", why="A drill")
        register.undo(taken.id, by=USER)
        register.decide("accept", second, by=USER)
        register.decide("reject", third, by="Cem", why="Told twice")
        register.decide("note", fourth, by=USER, why="هجوم: ask the paper")
        with writing(register.engine) as connection:
            for name in (OPEN_SAMPLE, CLOSED_SAMPLE):
                draw(connection, Wish(name, [USER, "Cem"], 3, 1), USER, _AT)
            for position, who, status in [(1, USER, "occurred"), (1, "Cem", "alleged"), (2, USER, "occurred")]:
                code(connection, CLOSED_SAMPLE, position, who, {IS_EVENT: "yes", "status": status}, _AT)
            close(connection, CLOSED_SAMPLE)
            kept = Passwords(limits()).hash(PASSWORD)
            for name, role in ((USER, "admin"), (READER, "reader")):
                add_user(connection, name, role, kept, _AT)
