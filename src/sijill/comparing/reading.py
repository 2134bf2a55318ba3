"""Files of ACLED and UCDP GED to rows: columns by their names, any usual encoding, faults told by their lines."""

from __future__ import annotations

import csv
import io
import math
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from pathlib import Path
from typing import Final

from sijill.comparing.datasets import DataSet, datasets, plain
from sijill.comparing.days import Order, day_of, order_of
from sijill.comparing.places import canonical_division, country_code
from sijill.comparing.result import UNKNOWN
from sijill.comparing.sides import Row
from sijill.intake.dates import two_ways
from sijill.intake.decode import decode
from sijill.intake.faults import Fault, IntakeError
from sijill.model import EVENT_TYPE_OF, Place, SubEventType

_DELIMITERS: Final = ",;\t|"
_LONGEST_CELL: Final = 1 << 24
_SUB_TYPES: Final[Mapping[str, SubEventType]] = {plain(name): name for name in EVENT_TYPE_OF}
# What files have for nothing.
_NOTHING: Final = frozenset(("", "na", "n/a", "nan", "none", "null", "-", "."))


class CompareError(Exception):
    """A file that can't be compared: why, and what to do about it. Neither ends in a full stop."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}. {mend}.")
        self.reason = reason
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Rows:
    """A file that was read: `source`, its path. `faults` of severity `error` are rows that were set aside; notes are on
    rows that were kept, or that stood there before."""

    source: str
    dataset: DataSet
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class _BadCell(ValueError):
    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def read_rows(path: Path) -> Rows:
    """The rows of a CSV file of ACLED or UCDP GED, which its columns tell.

    A row that can't be read, and one whose id stood before, is set aside and told in `faults`. Raises `CompareError`
    for a file that can't be read, or is neither.
    """
    text, notes = _text(path)
    delimiter = _delimiter(text)
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = next((row for row in reader if any(cell.strip() for cell in row)), [])
    dataset = _dataset(header, path)
    reading = _Reading(str(path), dataset, header, _order(text, delimiter, dataset.found_in(header)["first_day"][0]))
    found = list(reading.rows(reader))
    if not found and not reading.faults:
        raise CompareError(f"{path} has a header and no rows", "Give a file with at least one event in it")
    return Rows(str(path), dataset, tuple(found), (*notes, *reading.faults))


def _text(path: Path) -> tuple[str, Sequence[Fault]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CompareError(f"{path}: {error.strerror or error}", "Check the path, and that you may read it") from None
    try:
        text, remarks = decode(data)
    except IntakeError as error:
        mend = "Save it as CSV, and name that file"
        raise CompareError(f"{path}: {error.reason}", mend) from None
    notes = [Fault(source=str(path), reason=r.reason, mend=r.mend, severity="note") for r in remarks]
    return text.removeprefix("\ufeff"), notes


def _delimiter(text: str) -> str:
    """What parts the columns: of the usual signs the one that stands most often in the first line."""
    first = text.lstrip("\r\n ").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _order(text: str, delimiter: str, column: int) -> Order | None:
    """Whether the day or the month comes first in the column of days, for 03/04/2024."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return order_of(row[column] for row in rows if len(row) > column)


def _dataset(header: Sequence[str], path: Path) -> DataSet:
    """The data set that a header is of. Raises `CompareError`."""
    fitting = [dataset for dataset in datasets() if not dataset.missing_in(header)]
    if fitting:
        return fitting[0]
    nearest = min(datasets(), key=lambda dataset: len(dataset.missing_in(header)))
    lacks = nearest.missing_in(header)
    if len(lacks) < len(nearest.known_by):
        raise CompareError(
            f"{path} looks like {nearest.label}, but has no column {' and no column '.join(lacks)}",
            "Export it again with all its columns, or name the column so",
        )
    shown = ", ".join(cell.strip() for cell in header)[:80] or "nothing"
    names = "; ".join(f"{d.label} has {', '.join(d.columns[part][0] for part in d.known_by)}" for d in datasets())
    raise CompareError(f"{path} is neither of ACLED nor of UCDP GED: its first line has {shown}", names)


class _Reading:
    """The rows of one file, one by one; what is wrong with them goes into `faults`."""

    def __init__(self, source: str, dataset: DataSet, header: Sequence[str], order: Order | None) -> None:
        self.faults: list[Fault] = []
        self._source, self._dataset, self._header, self._order = source, dataset, header, order
        self._at = dataset.found_in(header)
        self._lines: dict[str, int] = {}

    def rows(self, reader: Iterator[list[str]]) -> Iterator[Row]:
        """The rows that can be read and whose ids have not stood before."""
        lines = _numbered(reader)
        while True:
            try:
                line, cells = next(lines)
            except StopIteration:
                return
            except csv.Error as error:
                self._fault(None, f"the rest can't be read ({error})", "Mend the quotes of the row after the last one")
                return
            if any(cell.strip() for cell in cells):
                yield from self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Iterator[Row]:
        if len(cells) != len(self._header):
            reason = f"the row has {len(cells)} cells, the header {len(self._header)}"
            self._fault(line, reason, "Put cells that hold commas or line breaks in double quotes")
            return
        try:
            row = self._read(line, cells)
        except _BadCell as error:
            self._fault(line, error.reason, error.mend)
            return
        before = self._lines.setdefault(row.id, line)
        if before != line:
            reason = f"the event {row.id} stands on line {before} already"
            self._fault(line, reason, "This row was left out: each event counts once", "note")
            return
        yield row

    def _fault(self, line: int | None, reason: str, mend: str, severity: str = "error") -> None:
        made = {"source": self._source, "line": line, "reason": reason, "mend": mend, "severity": severity}
        self.faults.append(Fault.model_validate(made))

    def _cell(self, cells: Sequence[str], part: str) -> str:
        """The first cell with something in it of the columns that hold a part."""
        for number in self._at.get(part, ()):
            value = cells[number].strip()
            if value.lower() not in _NOTHING:
                return value
        return ""

    def _all(self, cells: Sequence[str], part: str) -> tuple[str, ...]:
        values = (cells[number].strip() for number in self._at.get(part, ()))
        split = ";" if self._dataset.name == "acled" else ","
        names = (name.strip() for value in values if value.lower() not in _NOTHING for name in value.split(split))
        return tuple(dict.fromkeys(name for name in names if name))

    def _read(self, line: int, cells: Sequence[str]) -> Row:
        first, last = self._days(cells)
        best = self._people(cells, "best", None)
        low, high = self._people(cells, "low", best), self._people(cells, "high", best)
        if not low <= best <= high:
            self._fault(line, f"low {low}, best {best} and high {high} are in no order", "The best is used", "note")
            low = high = best
        kind, sub_type = self._type(line, cells)
        event_type = EVENT_TYPE_OF[sub_type] if sub_type else None
        return Row(
            line=line,
            id=self._cell(cells, "id") or f"line {line}",
            first=first,
            last=last,
            place=self._place(cells),
            kind=kind,
            event_type=event_type,
            sub_event_type=sub_type,
            sides=(self._all(cells, "actors_a"), self._all(cells, "actors_b")),
            directed=not {event_type, kind}.isdisjoint(self._dataset.directed),
            low=low,
            best=best,
            high=high,
            words=self._cell(cells, "words"),
        )

    def _days(self, cells: Sequence[str]) -> tuple[date | None, date | None]:
        first = self._day(cells, "first_day")
        if first is None:
            return self._year(cells)
        if "last_day" in self._at:
            last = self._day(cells, "last_day") or first
            if last < first:
                raise _BadCell(f"it ends on {last}, before it begins on {first}", "Mend its days")
            return first, last
        spread = self._dataset.day_precision.get(_code(self._cell(cells, "day_precision")), 0)
        if isinstance(spread, int):
            return first - timedelta(days=spread), first + timedelta(days=spread)
        return first.replace(day=1), first.replace(day=monthrange(first.year, first.month)[1])

    def _year(self, cells: Sequence[str]) -> tuple[date | None, date | None]:
        """The days of the year, where no day is told; unknown where no year is either."""
        year = _number(self._cell(cells, "year"))
        if year is None or not MINYEAR <= year <= MAXYEAR:
            return None, None
        return date(int(year), 1, 1), date(int(year), 12, 31)

    def _day(self, cells: Sequence[str], part: str) -> date | None:
        said = self._cell(cells, part)
        if not said:
            return None
        name = self._header[self._at[part][0]].strip()
        found = day_of(said, self._order)
        if found is None:
            why = "can be read with the day or the month first" if two_ways(said) else "is no day"
            raise _BadCell(f'{name} "{said}" {why}', "Write it as 2024-05-13")
        return found

    def _people(self, cells: Sequence[str], part: str, otherwise: int | None) -> int:
        said = self._cell(cells, part)
        if not said and otherwise is not None:
            return otherwise
        number = _number(said)
        if number is None or number < 0 or not number.is_integer():
            name = self._header[self._at[part][0]].strip()
            raise _BadCell(f'{name} "{said}" is no number of people', "Write it in digits; 0 where nobody was killed")
        return int(number)

    def _type(self, line: int, cells: Sequence[str]) -> tuple[str, SubEventType | None]:
        """What people call the row's type, and our sub-event type where it tells one."""
        said = self._cell(cells, "type")
        if self._dataset.kinds:
            return self._kind(said), None
        known = _SUB_TYPES.get(plain(said))
        if known:
            return known, known
        older = self._dataset.older_types.get(said.lower())
        if older is None:
            self._fault(line, f'"{said}" is no type of {self._dataset.label}', "It is compared without one", "note")
        named = _SUB_TYPES.get(plain(older or ""))
        return named or said or UNKNOWN, named

    def _kind(self, said: str) -> str:
        if not said:
            return UNKNOWN
        kinds = self._dataset.kinds
        kind = kinds.get(_code(said)) or next((k for k in kinds.values() if said.lower().startswith(k.lower())), None)
        if kind is None:
            codes = ", ".join(f"{code} {name}" for code, name in kinds.items())
            raise _BadCell(f'{self._header[self._at["type"][0]].strip()} "{said}" is no type', f"Use {codes}")
        return kind

    def _place(self, cells: Sequence[str]) -> Place:
        latitude, longitude = self._degrees(cells, "latitude", 90), self._degrees(cells, "longitude", 180)
        country = country_code(self._cell(cells, "country"), self._cell(cells, "iso"))
        admin1 = canonical_division(self._cell(cells, "admin1"), country)
        # ACLED's "Baghdad - Karkh" is a part of Baghdad.
        name = self._cell(cells, "place").partition(" - ")[0]
        pointed = latitude is not None and longitude is not None
        reach = self._dataset.place_precision.get(_code(self._cell(cells, "place_precision")))
        return Place(
            name=name or admin1 or self._cell(cells, "country") or UNKNOWN,
            admin1=admin1,
            country=country,
            latitude=latitude if pointed else None,
            longitude=longitude if pointed else None,
            tolerance_km=reach if pointed else None,
        )

    def _degrees(self, cells: Sequence[str], part: str, most: int) -> float | None:
        said = self._cell(cells, part)
        if not said:
            return None
        value = _number(said)
        if value is None or abs(value) > most:
            name = self._header[self._at[part][0]].strip()
            raise _BadCell(f'{name} "{said}" is no place on the globe', f"Write degrees, -{most} to {most}")
        return value


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of their first line; a cell may go over several."""
    while True:
        line = getattr(reader, "line_num", 0) + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        yield line, cells


def _number(said: str) -> float | None:
    """A number as files write them: "5", "5.0", "1,204", "35,14" with a decimal comma."""
    plain_ = said.replace(" ", "").replace("\u00a0", "")
    whole, comma, rest = plain_.rpartition(",")
    if comma and "." not in plain_:
        plain_ = f"{whole}{rest}" if len(rest) == 3 and whole.lstrip("-").isdigit() else f"{whole}.{rest}"
    try:
        value = float(plain_.replace(",", "") if "." in plain_ else plain_)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _code(said: str) -> str:
    """A code as digits: "1" of "1.0"."""
    return said.removesuffix(".0")
