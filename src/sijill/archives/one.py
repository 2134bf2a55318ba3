"""One piece of an archive coded, wherever that happens: in this process, in another, on another machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sijill.intake.cells import plain
from sijill.intake.faults import Fault, IntakeError, Spot
from sijill.intake.fields import parts_of, report
from sijill.intake.settings import default_limits
from sijill.intake.unread import Common, Piece, Unread, read_piece
from sijill.model import CodedReport, Report

if TYPE_CHECKING:
    from sijill.coding import Coder


def code_report(report: Report, coder: Coder) -> CodedReport | Fault:
    """A report's coding, or why there is none: one report that trips the coder must not cost the rest.

    Raises `OSError`: the coder's own files fail, and no other report would fare better.
    """
    name = report.url or report.title or report.id
    try:
        return coder.code(report)
    except OSError:
        raise
    except IntakeError as error:
        return error.fault(Spot(name))
    except Exception as error:
        return Fault(
            source=name,
            reason=f"this report could not be coded ({type(error).__name__}: {error})",
            mend="The rest goes on. Please send its text with this line to the makers of Sijill",
        )


def read_row(row: Mapping[str, Any], name: str) -> Iterator[Report | Fault]:
    """The report in a row of a table, its columns named as in a line of JSON (`text`, `title`, `published`, ...).

    Days may be text or dates. `name`: how faults call the row. A fault of severity `error` stands for the report, a
    `note` comes beside it.
    """
    parts = parts_of({key: plain(value) for key, value in row.items()})
    yield from report(parts, Spot(name), default_limits())


def code_row(row: Mapping[str, Any], coder: Coder, name: str) -> Iterator[CodedReport | Fault]:
    """The coding of a row of a table (see `read_row`). Raises `OSError` as `code_report` does."""
    for item in read_row(row, name):
        yield code_report(item, coder) if isinstance(item, Report) else item


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a piece of input came to: the report's coding, where there is one, and what is to be said of it.

    `line` is the coded report as a line of JSON without its end, empty where there is none. Written once, where the
    coding happens, it is the same byte by byte however many processes share the work.
    """

    line: str = ""
    relevant: bool = False
    events: int = 0
    assertions: int = 0
    told: tuple[Fault | Common, ...] = ()

    def coded(self) -> CodedReport:
        """The coded report, read from its line."""
        return CodedReport.model_validate_json(self.line)


def outcome(piece: Piece, coder: Coder) -> Outcome:
    """Code a piece of input. Raises `OSError` as `code_report` does."""
    told: list[Fault | Common] = []
    for item in read_safely(piece):
        found = code_report(item, coder) if isinstance(item, Report) else item
        if isinstance(found, CodedReport):
            line = found.model_dump_json()
            return Outcome(line, found.relevant, len(found.events), len(found.assertions), tuple(told))
        told.append(found)
    return Outcome(told=tuple(told))


def read_safely(piece: Piece) -> Iterator[Report | Fault | Common]:
    """What is in a piece (see `read_piece`); where its reader fails, that is a fault as well."""
    items = read_piece(piece)
    while True:
        try:
            item = next(items, None)
        except Exception as error:
            # Whatever a piece does to a reader, it costs that piece only.
            reason = f"it could not be read ({type(error).__name__}: {error})"
            mend = "The rest goes on. Please send it with this line to the makers of Sijill"
            yield IntakeError(reason, mend).fault(spot_of(piece))
            return
        if item is None:
            return
        yield item


def spot_of(piece: Piece) -> Spot:
    """Where a piece stands, or what it is called."""
    if isinstance(piece, Unread):
        return piece.at
    if isinstance(piece, Report):
        return Spot(piece.url or piece.title or piece.id)
    return Spot(piece.source, piece.line if isinstance(piece, Fault) else None)
