"""The whole register verified: `sijill check`.

What is checked: the file (`storage`), reports and their words (`texts`), the search index (`search`), events against
accounts and decisions (`events`), decisions (`decided`), history (`history`), accounts of people (`people`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sijill.register.checking import decided, events, history, people, search, storage, texts
from sijill.register.checking.findings import BACKUP, Checking, Finding, Part, Seen, Summing, unseen
from sijill.register.faults import RegisterError
from sijill.register.store import Register

__all__ = ["Checking", "Finding", "Seen", "Summing", "check"]

# In the order in which they are checked: what others are derived from comes first.
PARTS: Final[tuple[Part, ...]] = (
    *storage.PARTS, *texts.PARTS, *decided.PARTS, *events.PARTS, *search.PARTS, *history.PARTS, *people.PARTS,
)  # fmt: skip


def check(register: Register, seen: Seen = unseen, *, mend: bool = False) -> Iterator[Finding]:
    """All that is wrong with a register, as it is found; nothing where all is well.

    One state of the register is checked, while others may read and write. `seen` is told how far it has come: the part,
    what is done of it, and all of it (0 where that isn't known). `mend`: what is derived and wrong is derived again, as
    long as nothing is wrong with what it is derived from; reports, accounts, decisions and history are never touched.
    Memory does not grow with the register.
    """
    if mend:
        yield from _mending(register, seen)
        return
    with register.reading() as connection:
        for part in PARTS:
            yield from _checked(part, Checking(connection, False, seen, part.name))


def _mending(register: Register, seen: Seen) -> Iterator[Finding]:
    """Each part sees what those before it have mended."""
    sound = True
    for part in PARTS:
        with register.reading() as connection:
            for finding in _checked(part, Checking(connection, sound, seen, part.name)):
                yield finding
                if sound and finding.grave and not finding.mended:
                    sound = False
                    why = "stops here: events would be derived from what is damaged, and what they still tell be lost"
                    yield Finding("mending", why, BACKUP, grave=False)


def _checked(part: Part, checking: Checking) -> Iterator[Finding]:
    """What a part finds; that it can't be read is a finding too, and the others go on."""
    checking.tell(0, 0)
    try:
        with checking.connection.begin_nested():
            yield from part.run(checking)
    except Exception as error:  # what is damaged may trip any reader: it is told, and the other parts go on
        said = error.reason if isinstance(error, RegisterError) else str(getattr(error, "orig", error))
        yield Finding(part.name, f"can't be checked to the end: {' '.join(said.split())}", BACKUP)
