"""Decisions: each is there and can be read, in the order of their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, text

from sijill.model import Decision
from sijill.register.checking.findings import AGAIN, BACKUP, Checking, Finding, Mending, Part, Stamps
from sijill.register.rows import decision_of
from sijill.register.schema import decision_accounts, decisions


def _decisions(checking: Checking) -> Iterator[Finding]:
    """Every decision is there and can be read; what it is about can be found by it."""
    from sijill.linking.event_corrections import check_correction

    before, stamps = 0, Stamps(checking)
    for numbers in checking.portions(decisions.c.number):
        about: dict[int, set[str]] = defaultdict(set)
        keys = select(decision_accounts.c.number, decision_accounts.c.key)
        for number, key in checking.connection.execute(keys.where(decision_accounts.c.number.in_(numbers))):
            about[number].add(key)
        wanted = select(decisions).where(decisions.c.number.in_(numbers)).order_by(decisions.c.number)
        for row in checking.connection.execute(wanted):
            if row.number != before + 1:
                yield _lost(before + 1, row.number - 1)
            before = row.number
            stamps.add(row.at)
            try:
                decision = decision_of(row)
                if decision.kind == "correct":
                    check_correction(decision.field or "", decision.value)
            except (ValueError, TypeError) as error:
                said = str(error).split("\n")[0]
                yield Finding(f"decision {row.id}", f"can't be read ({said})", BACKUP)
                continue
            yield from _decision(checking, row.number, decision, about[row.number])
    given = _given_out(checking.connection)
    if given > before:
        yield _lost(before + 1, given)
    yield from stamps.findings("decisions", ordered=False)


def _decision(checking: Checking, number: int, decision: Decision, about: set[str]) -> Iterator[Finding]:
    if decision.id != f"d{number}":
        yield Finding(f"decision {decision.id}", f"has the number {number}", BACKUP)
    if decision.undoes and not _before(decision.undoes, number):
        yield Finding(f"decision {decision.id}", f"takes back {decision.undoes}, which is no earlier one", BACKUP)
    meant = {*decision.accounts, *decision.others}
    if about != meant:
        what = "can't be found by the accounts that it is about"
        yield Finding(f"decision {decision.id}", what, AGAIN, checking.mended(_found_by(number, meant)))


def _before(undoes: str, number: int) -> bool:
    return undoes[:1] == "d" and undoes[1:].isdecimal() and int(undoes[1:]) < number


def _found_by(number: int, meant: set[str]) -> Mending:
    def write(writer: Connection) -> None:
        writer.execute(delete(decision_accounts).where(decision_accounts.c.number == number))
        rows: list[dict[str, Any]] = [{"key": key, "number": number} for key in sorted(meant)]
        if rows:
            writer.execute(insert(decision_accounts), rows)

    return write


def _lost(first: int, last: int) -> Finding:
    which = f"d{first}" if first == last else f"d{first} to d{last}"
    return Finding("decisions", f"{which} are missing: they were made, and are gone", BACKUP)


def _given_out(connection: Connection) -> int:
    """The last number that SQLite knows to have been given to a decision; 0 elsewhere."""
    if connection.dialect.name != "sqlite":
        return 0
    return connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'decisions'")) or 0


PARTS: Final = (Part("decisions", _decisions),)
