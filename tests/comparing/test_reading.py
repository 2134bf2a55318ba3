"""Files of other data sets: whatever their columns are called and however they are saved; faults by their lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.comparing import CompareError, Row, Rows, read_rows
from sijill.comparing.places import canonical_division, country_code
from sijill.comparing.reading import _number
from tests.comparing.files import ACLED, UCDP, acled, csv_text, ucdp, write


def read(tmp_path: Path, text: str | bytes) -> Rows:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_rows(path)


def only(rows: Rows) -> Row:
    (row,) = rows.rows
    return row


def test_a_row_of_acled(tmp_path: Path) -> None:
    notes = "On 13 May 2024, militants clashed with soldiers."
    found = read(tmp_path, csv_text([acled(1, notes=notes, assoc_actor_1="Civilians (Iraq); Farmers (Iraq)")]))
    row = only(found)
    assert found.dataset.name == "acled"
    assert (row.id, row.line, row.first, row.last) == ("IRQ1", 2, date(2024, 5, 13), date(2024, 5, 13))
    assert (row.place.name, row.place.country, row.place.latitude, row.place.tolerance_km) == ("Daquq", "IQ", 35.14, 10)
    assert (row.sub_event_type, row.best, row.words) == ("Armed clash", 5, notes)
    assert row.sides[0] == ("Islamic State (Iraq)", "Civilians (Iraq)", "Farmers (Iraq)")
    assert not row.directed


def test_a_row_of_ucdp(tmp_path: Path) -> None:
    given_ = ucdp(7, "Mosul", date_end="2024-05-15", type_of_violence="3", side_b="Civilians", low="3", high="9")
    row = only(read(tmp_path, csv_text([given_], UCDP)))
    assert (row.first, row.last) == (date(2024, 5, 13), date(2024, 5, 15))
    assert (row.low, row.best, row.high) == (3, 5, 9)
    assert (row.kind, row.event_type, row.directed) == ("One-sided", None, True)
    named = ucdp(8, type_of_violence="state-based violence")
    assert only(read(tmp_path, csv_text([named], UCDP))).kind == "State-based"
    assert row.place.name == "Mosul town"


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ",")]
)
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = csv_text([acled(1, location="Sèvres"), acled(2, notes="a, b; c\td\r\ne")], delimiter=delimiter)
    rows = read(tmp_path, text.encode(encoding)).rows
    assert rows[0].place.name == "Sèvres"
    assert rows[1].words == "a, b; c\td\r\ne"


def test_columns_by_their_older_and_shown_names(tmp_path: Path) -> None:
    shown = [name.replace("_", " ").title() for name in ACLED]
    assert (
        only(read(tmp_path, csv_text([{k.replace("_", " ").title(): v for k, v in acled(1).items()}], shown))).best == 5
    )
    old = [name.upper() for name in ACLED if name != "sub_event_type"]
    row = {name.upper(): value for name, value in acled(1, event_type="Battle-No change of territory").items()}
    row.pop("SUB_EVENT_TYPE")
    assert only(read(tmp_path, csv_text([row], old))).sub_event_type == "Armed clash"
    estimated = [f"{name}_est" if name in ("best", "low", "high") else name for name in UCDP]
    row = {f"{k}_est" if k in ("best", "low", "high") else k: v for k, v in ucdp(1).items()}
    assert only(read(tmp_path, csv_text([row], estimated))).best == 5


@pytest.mark.parametrize(
    ("day", "precision", "first", "last"),
    [
        ("2024-05-13", "1", "2024-05-13", "2024-05-13"),
        ("13 May 2024", "1", "2024-05-13", "2024-05-13"),
        ("13-OCT-2024", "1", "2024-10-13", "2024-10-13"),
        ("13/05/2024", "1", "2024-05-13", "2024-05-13"),
        ("2024-05-13", "2", "2024-05-10", "2024-05-16"),
        ("2024-02-15", "3", "2024-02-01", "2024-02-29"),
        ("2024-05-13", "", "2024-05-13", "2024-05-13"),
        ("", "", "2024-01-01", "2024-12-31"),
    ],
)
def test_days_by_their_precision(tmp_path: Path, day: str, precision: str, first: str, last: str) -> None:
    row = only(read(tmp_path, csv_text([acled(1, day=day, time_precision=precision, year="2024")])))
    assert row.first
    assert row.last
    assert (row.first.isoformat(), row.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"event_date": "03/04/2024"}, 'event_date "03/04/2024" can be read with the day or the month first'),
        ({"fatalities": "five"}, 'fatalities "five" is no number of people'),
        ({"fatalities": "-1"}, 'fatalities "-1" is no number of people'),
        ({"fatalities": "2.5"}, 'fatalities "2.5" is no number of people'),
        ({"fatalities": ""}, 'fatalities "" is no number of people'),
        ({"latitude": "95"}, 'latitude "95" is no place on the globe'),
        ({"longitude": "east"}, 'longitude "east" is no place on the globe'),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_the_rest_is_read(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    found = read(tmp_path, csv_text([acled(1, notes="two\nlines"), acled(2) | cells, acled(3)]))
    assert [row.id for row in found.rows] == ["IRQ1", "IRQ3"]
    (fault,) = found.faults
    assert (fault.severity, fault.line, fault.reason) == ("error", 4, reason)
    assert str(fault).startswith(f"{tmp_path / 'file.csv'}:4: ")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"type_of_violence": "4"}, 'type_of_violence "4" is no type'),
        ({"date_end": "2024-05-01"}, "it ends on 2024-05-01, before it begins on 2024-05-13"),
    ],
)
def test_bad_rows_of_ucdp(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    found = read(tmp_path, csv_text([ucdp(1) | cells], UCDP))
    assert [fault.reason for fault in found.faults] == [reason]


@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (["13/05/2024", "03/04/2024"], ["2024-05-13", "2024-04-03"]),
        (["5/13/2024 12:00:00 AM", "3/4/2024 12:00:00 AM"], ["2024-05-13", "2024-03-04"]),
        (["13-May-24", "3-Apr-98"], ["2024-05-13", "1998-04-03"]),
        (["13.05.24", "03.04.2024"], ["2024-05-13", "2024-04-03"]),
        (["04/04/2024"], ["2024-04-04"]),
        # Nothing tells which comes first, or the file tells both.
        (["03/04/2024"], []),
        (["13/05/2024", "05/13/2024", "03/04/2024"], ["2024-05-13", "2024-05-13"]),
    ],
)
def test_days_as_spreadsheets_leave_them(tmp_path: Path, days: list[str], read_as: list[str]) -> None:
    found = read(tmp_path, csv_text([acled(number, day=day) for number, day in enumerate(days)]))
    assert [row.first and row.first.isoformat() for row in found.rows] == read_as
    assert len(found.faults) == len(days) - len(read_as)


def test_a_day_that_is_not_told_stays_unknown(tmp_path: Path) -> None:
    row = only(read(tmp_path, csv_text([acled(1, day="", year="")])))
    assert (row.first, row.last) == (None, None)


def test_what_can_still_be_used_has_a_note(tmp_path: Path) -> None:
    found = read(tmp_path, csv_text([ucdp(1, low="9")], UCDP))
    assert [fault.severity for fault in found.faults] == ["note"]
    assert (only(found).low, only(found).high) == (5, 5)
    found = read(tmp_path, csv_text([acled(1, sub_event_type="Fight", event_type="Battles")]))
    assert [fault.severity for fault in found.faults] == ["note"]
    assert only(found).sub_event_type is None


def test_a_second_row_of_one_event_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, csv_text([acled(1), acled(2), acled(1, fatalities=9)]))
    assert [row.best for row in found.rows] == [5, 5]
    assert [(f.line, f.severity) for f in found.faults] == [(4, "note")]
    assert "stands on line 2 already" in found.faults[0].reason


def test_a_row_with_other_cells_than_the_header(tmp_path: Path) -> None:
    text = csv_text([acled(1), acled(2)]).replace("IRQ1", "IRQ1,more", 1)
    found = read(tmp_path, text)
    assert [row.id for row in found.rows] == ["IRQ2"]
    assert found.faults[0].reason == "the row has 32 cells, the header 31"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("text,title\nwords,head\n", "is neither of ACLED nor of UCDP GED: its first line has text, title"),
        ("", "its first line has nothing"),
        (
            "event_id_cnty,event_date,event_type\nIRQ1,2024-05-13,Battles\n",
            "looks like ACLED, but has no column fatalities",
        ),
        (csv_text([]), "has a header and no rows"),
        (b"PK\x03\x04rest", "Save it as CSV"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str | bytes, error: str) -> None:
    with pytest.raises(CompareError, match=error):
        read(tmp_path, text)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CompareError, match="Check the path"):
        read_rows(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("5", 5),
        ("5.0", 5),
        ("1,204", 1204),
        ("35,14", 35.14),
        ("-0,5", -0.5),
        ("1,234.5", 1234.5),
        ("x", None),
        ("inf", None),
    ],
)
def test_numbers_as_files_write_them(said: str, number: float | None) -> None:
    assert _number(said) == number


@pytest.mark.parametrize(
    ("name", "iso", "code"),
    [
        ("Iraq", "", "IQ"),
        ("DR Congo (Zaire)", "", "CD"),
        ("Democratic Republic of Congo", "180", "CD"),
        ("Myanmar (Burma)", "", "MM"),
        ("Yemen (North Yemen)", "", "YE"),
        ("Russia (Soviet Union)", "", "RU"),
        ("", "368.0", "IQ"),
        ("Atlantis", "", None),
    ],
)
def test_countries_as_data_sets_call_them(name: str, iso: str, code: str | None) -> None:
    assert country_code(name, iso) == code


def test_divisions_as_data_sets_spell_them() -> None:
    assert canonical_division("Ninewa", "IQ") == "Ninewa"
    assert canonical_division("Dayr al-Zawr governorate", "SY") == canonical_division("Deir ez-Zor", "SY")
    assert canonical_division("Nowhere at all", "IQ") == "Nowhere at all"


@settings(deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes((csv_text([acled(1)]) + text).encode())
    found = read_rows(path)
    assert found.rows[0].id == "IRQ1"
    assert all(fault.reason and fault.mend for fault in found.faults)


def test_a_path_may_be_written_to(tmp_path: Path) -> None:
    assert len(read_rows(write(tmp_path / "b.csv", [acled(1)])).rows) == 1
