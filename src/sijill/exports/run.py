"""An export: events of a register, in a format, into a stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sijill.exports.evidence import evidence_rows
from sijill.exports.formats import Format, format_of
from sijill.exports.generalise import Generalise, generalised
from sijill.exports.names import unnamed
from sijill.exports.reading import Told, told_events
from sijill.exports.tables import row_maker
from sijill.exports.writers import writer_of
from sijill.model import REVIEWS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sijill.register import Register
    from sijill.register.queries import Filters

__all__ = ["Exported", "Generalise", "export"]

REJECTED: Final = "rejected by a reviewer"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: how many events it wrote, and why it left out how many others of the filter.

    `evidence`: rows of the table of evidence. `changed`: when the register last made one of the events anew.
    """

    events: int
    left_out: Mapping[str, int]
    evidence: int = 0
    changed: datetime | None = None


def export(
    register: Register,
    name: str,
    out: BinaryIO,
    filters: Filters | None = None,
    *,
    generalise: Generalise | None = None,
    evidence: BinaryIO | None = None,
    inter_numbers: bool = False,
    names: bool = False,
) -> Exported:
    """Write the events of a register (those of `filters`), the oldest first, in the format `name` of `FORMATS`.

    People's names are hidden (see `sijill.exports.names`) unless `names` asks for them. `generalise`: make places
    coarse and leave people out (see `Generalise`). `evidence`: where the table of the words behind each value goes, in
    the same family of format. Neither stream is closed; neither needs to seek.
    `inter_numbers`: ACLED's codes for kinds of actor as numbers, as it had them before 2025.
    Rejected events are left out and counted, unless the filters ask for a review. Memory does not grow with the number
    of events. The same register gives the same bytes. Raises `ExportError`: there is no such format, or nothing can be
    written so; `RegisterError`: the filters name what nothing has.
    """
    form = format_of(name)
    with register.reading() as connection:
        wanted, left_out = _wanted(connection, filters)
        told = told_events(connection, wanted, accounts=evidence is not None)
        if not names:
            told = map(unnamed, told)
        if generalise:
            told = (generalised(item, generalise) for item in told)
        make = row_maker(form.table, inter_numbers=inter_numbers)
        return _write(form, out, _made(told, make, left_out), evidence, left_out, bare=generalise is not None)


def _wanted(connection: Connection, filters: Filters | None) -> tuple[Filters, Counter[str]]:
    """The filters without what people rejected, and how many events that leaves out."""
    from sijill.register.queries import Filters, totals

    asked = filters or Filters()
    if asked.reviews:
        return asked, Counter()
    rejected = totals(connection, replace(asked, reviews=("rejected",))).events
    kept = replace(asked, reviews=tuple(review for review in REVIEWS if review != "rejected"))
    return kept, Counter({REJECTED: rejected} if rejected else {})


def _made(told: Iterable[Told], make: Callable[[Told], Any], left_out: Counter[str]) -> Iterator[tuple[Told, Any]]:
    """The events that have a row in the table, with it; the others are counted."""
    for item in told:
        row = make(item)
        if isinstance(row, str):
            left_out[row] += 1
        else:
            yield item, row


def _write(
    form: Format,
    out: BinaryIO,
    made: Iterable[tuple[Told, Any]],
    evidence: BinaryIO | None,
    left_out: Counter[str],
    *,
    bare: bool,
) -> Exported:
    events = words = 0
    changed = None
    with ExitStack() as stack:
        writer = stack.enter_context(writer_of(form.writer, form.table, out))
        beside = stack.enter_context(writer_of(form.evidence[0], "evidence", evidence)) if evidence else None
        for item, row in made:
            writer.write(row)
            events += 1
            changed = max(changed or item.changed, item.changed)
            if beside:
                for line in evidence_rows(item, bare=bare):
                    beside.write(line)
                    words += 1
    return Exported(events, dict(left_out), words, changed)
