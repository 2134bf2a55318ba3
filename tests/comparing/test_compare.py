"""A register beside files of other data sets: what is in both, what on one side only, and how the killed differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sijill.comparing import Comparison, compare, matching
from sijill.comparing.matching import Match, _one_to_one
from sijill.exports import export
from sijill.exports.ucdp import NOT_LETHAL
from sijill.model import CodedReport, Count, Report
from sijill.register import Register, RegisterError
from tests.comparing.files import UCDP, acled, ucdp, write
from tests.register.making import clash


def clashes() -> Iterator[tuple[Report, CodedReport]]:
    """Daquq, told twice with 5 and 7 killed; Mosul; Basra, where nobody was killed."""
    yield clash("Daquq", 5)
    yield clash("Daquq", 7, outlet="Beta Wire")
    yield clash("Mosul", 2, date(2024, 6, 1))
    yield clash("Basra", 0, date(2024, 6, 2))


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("comparing") / "register.sqlite") as opened:
        opened.add_many(list(clashes()))
        yield opened


def places(found: Comparison) -> dict[str, list[str]]:
    """The towns of each list."""
    return {
        "both": [pair.there.place.name for pair in found.both],
        "only_here": [here.place.name for here in found.only_here if here.place],
        "only_there": [item.row.place.name for item in found.only_there],
        "outside_here": [here.place.name for here in found.outside_here if here.place],
        "outside_there": [row.place.name for row in found.outside_there],
    }


def test_rows_and_events_meet(register: Register, tmp_path: Path) -> None:
    rows = [acled(1, fatalities=6), acled(2, "Mosul", "2024-06-01", 2), acled(3, "Rutba", "2024-05-20", 1)]
    found = compare(register, write(tmp_path / "a.csv", rows))
    assert places(found) == {
        "both": ["Daquq", "Mosul"],
        "only_here": [],
        "only_there": ["Rutba"],
        "outside_here": ["Basra"],
        "outside_there": [],
    }
    assert [pair.there.id for pair in found.both] == ["IRQ1", "IRQ2"]
    assert all(pair.chance > 0.9 for pair in found.both)
    counts = found.counts
    assert (counts.same, counts.more_here, counts.more_there, counts.within) == (1, 1, 0, 1)
    assert (counts.low_here, counts.best_here, counts.high_here, counts.best_there) == (7, 9, 9, 8)
    assert [pair.difference for pair in found.differing()] == [1]
    by = found.by("governorate")
    kirkuk = by["Kirkuk, IQ"]
    assert (kirkuk.both, kirkuk.killed_here, kirkuk.killed_there) == (1, 7, 6)
    # However the data set spells it: Ninewa.
    assert by["Nineveh, IQ"].both == 1
    assert by["Anbar, IQ"].only_there == 1


def test_ucdp_has_no_event_without_deaths(register: Register, tmp_path: Path) -> None:
    rows = [ucdp(1), ucdp(2, "Rutba", "2024-06-02", 3)]
    found = compare(register, write(tmp_path / "u.csv", rows, UCDP))
    assert places(found)["both"] == ["Daquq town"]
    assert places(found)["only_here"] == ["Mosul"]
    assert places(found)["only_there"] == ["Rutba town"]
    assert found.left_out == {NOT_LETHAL: 1}
    assert set(found.by("type")) == {"State-based"}


@pytest.mark.parametrize("form", ["acled", "ucdp-ged"])
def test_an_export_of_the_register_is_all_in_both(register: Register, tmp_path: Path, form: str) -> None:
    path = tmp_path / "export.csv"
    with path.open("wb") as out:
        written = export(register, form, out)
    found = compare(register, path)
    assert len(found.both) == written.events
    assert not found.only_here
    assert not found.only_there
    assert not [fault for fault in found.faults if fault.severity == "error"]
    assert all(pair.there.id.endswith(pair.here.id) or form != "acled" for pair in found.both)


def test_one_event_takes_one_row(register: Register, tmp_path: Path) -> None:
    rows = [acled(1, fatalities=1), acled(2, fatalities=7), acled(3, "Basra", "2024-06-02", 0)]
    found = compare(register, write(tmp_path / "a.csv", rows))
    assert [pair.there.id for pair in found.both] == ["IRQ2", "IRQ3"]
    (left,) = found.only_there
    assert (left.row.id, left.rival) == ("IRQ1", found.both[0].here.id)


def test_filters_choose_the_registers_side(register: Register, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [acled(1), acled(2, "Mosul", "2024-06-01", 2), acled(3, "Rutba", "2024-05-13")])
    found = compare(register, path, since="2024-06-01", until="2024-06-01")
    assert places(found)["both"] == ["Mosul"]
    assert places(found)["outside_there"] == ["Daquq", "Rutba"]
    found = compare(register, path, admin1="Kirkuk")
    assert places(found)["both"] == ["Daquq"]
    assert places(found)["outside_there"] == ["Mosul", "Rutba"]
    with pytest.raises(RegisterError, match="no country"):
        compare(register, path, countries="Atlantis")


def test_rejected_events_are_left_out_and_counted(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        (added,) = register.add_many([clash("Daquq", 5)])
        register.decide("reject", added.events[0], by="A. Reader", why="never was")
        found = compare(register, write(tmp_path / "a.csv", [acled(1)]))
        assert found.left_out == {"rejected by a reviewer": 1}
        assert not found.both
        assert len(compare(register, tmp_path / "a.csv", reviews="rejected").both) == 1


def test_an_empty_register_has_nothing_in_both(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        found = compare(register, write(tmp_path / "a.csv", [acled(1)]))
    assert (found.events, len(found.both), len(found.only_there)) == (0, 0, 1)


def test_rows_of_no_known_country_may_be_anywhere(register: Register, tmp_path: Path) -> None:
    found = compare(register, write(tmp_path / "a.csv", [acled(1, country="", iso="")]))
    assert places(found)["both"] == ["Daquq"]


def test_a_row_just_outside_the_other_sides_days_may_still_meet(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        register.add(*clash("Daquq", 12))
        rows = [acled(1, day="2024-05-14", fatalities=12), acled(2, "Mosul", "2021-05-13"), acled(3, country="Mali")]
        found = compare(register, write(tmp_path / "a.csv", rows))
    assert places(found)["both"] == ["Daquq"]
    assert [row.id for row in found.outside_there] == ["IRQ2", "IRQ3"]


def test_an_event_that_counts_nobody_is_the_same_as_none_killed(tmp_path: Path) -> None:
    report, coded = clash("Daquq", 5)
    bare = coded.model_copy(update={"events": (coded.events[0].model_copy(update={"killed": None}),)})
    with Register.open(tmp_path / "register.sqlite") as register:
        register.add(report, bare)
        found = compare(register, write(tmp_path / "a.csv", [acled(1, fatalities=0)]))
    assert (found.both[0].difference, found.counts.same) == (0, 1)


def test_an_open_range_holds_what_is_higher(tmp_path: Path) -> None:
    report, coded = clash("Daquq", 5)
    least = (Count(group="civilians", low=5, high=None),)
    opened = coded.model_copy(update={"events": (coded.events[0].model_copy(update={"killed": least}),)})
    with Register.open(tmp_path / "register.sqlite") as register:
        register.add(report, opened)
        found = compare(register, write(tmp_path / "a.csv", [acled(1, fatalities=6)]))
    assert (found.counts.more_there, found.counts.within) == (1, 1)


def test_the_answer_does_not_hang_on_the_order_of_rows(register: Register, tmp_path: Path) -> None:
    rows = [acled(1, fatalities=6), acled(2, "Mosul", "2024-06-01", 2), acled(3, "Rutba", "2024-05-20", 1)]
    one = compare(register, write(tmp_path / "a.csv", rows))
    other = compare(register, write(tmp_path / "b.csv", rows[::-1]))
    assert [(p.here.id, p.there.id, p.weight) for p in one.both] == [
        (p.here.id, p.there.id, p.weight) for p in other.both
    ]


def test_large_sets_get_the_same_answer(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [acled(1, fatalities=6), acled(2, "Mosul", "2024-06-01", 2), acled(3, "Rutba", "2024-05-20", 1)]
    small = compare(register, write(tmp_path / "a.csv", rows))
    monkeypatch.setattr(matching, "LARGE", 1)
    large = compare(register, tmp_path / "a.csv")
    assert places(large) == places(small)
    assert [pair.weight for pair in large.both] == pytest.approx([pair.weight for pair in small.both])


def test_the_surest_pairs_come_first() -> None:
    fitting = [
        Match(0, 0, 9.0),
        Match(0, 1, 8.0),
        Match(1, 0, 7.0),
        Match(1, 1, 1.0),
        Match(2, 2, 0.5),
        Match(2, 3, 0.1),
    ]
    found, rivals = _one_to_one(fitting)
    assert [(m.here, m.there) for m in found] == [(0, 0), (1, 1), (2, 2)]
    assert rivals == {3: 2}


def test_nothing_is_lost(register: Register, tmp_path: Path) -> None:
    rows = [
        acled(n, town, day) for n, (town, day) in enumerate([("Daquq", "2024-05-13")] * 4 + [("Rutba", "2020-01-01")])
    ]
    found = compare(register, write(tmp_path / "a.csv", rows))
    assert len(found.both) + len(found.only_there) + len(found.outside_there) == found.rows == 5
    kept = len(found.both) + len(found.only_here) + len(found.outside_here) + sum(found.left_out.values())
    assert kept == found.events
