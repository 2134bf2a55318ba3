"""An index on disk: what is put in is found by its names, and by its sound where names are transliterated."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.gazetteer.entry import Entry
from sijill.gazetteer.index import SCHEMA, Index, rekey, write
from sijill.gazetteer.kept import fill
from sijill.gazetteer.shipped import Named


def _place(name: str, country: str = "IQ", place_id: str = "1", population: int = 0) -> Entry:
    return Entry(name, "village", country, "Diyala", 34.12345, -45.5, population, place_id, "world")


def _index(folder: Path, places: Iterable[Named], name: str = "one") -> Path:
    path = folder / f"{name}.sqlite"
    fill(path, iter(places), lambda done: None)
    return path


def test_a_place_comes_back_as_it_went_in(tmp_path: Path) -> None:
    whole = Entry(
        *("Tarra", "town", "SY", "Homs", 34.12345, 36.5, 1200, "x/1", "user"),
        parent="Tadmur",
        code="SY-HI",
        source="mine",
        note="about",
    )
    index = Index([_index(tmp_path, [(whole, ())])])
    assert index.find("TARRA") == [whole]


@pytest.mark.parametrize(
    ("name", "alias", "loose"),
    [("Al-Tarrah", False, False), ("Tarrah", False, False), ("Terra Nova", True, False), ("تارة", True, False)],
)
def test_by_each_of_its_names(tmp_path: Path, name: str, alias: bool, loose: bool) -> None:
    index = Index([_index(tmp_path, [(_place("Tarrah"), ("Terra Nova", "تارة", "Tarrah"))])])
    assert [(e.name, e.alias, e.loose) for e in index.find(name)] == [("Tarrah", alias, loose)]


@pytest.mark.parametrize(("country", "found"), [("IQ", 1), ("SY", 1), ("US", 0)])
def test_by_its_sound_where_names_are_transliterated(tmp_path: Path, country: str, found: int) -> None:
    index = Index([_index(tmp_path, [(_place("Mahmudiyah", country), ())])])
    assert index.find("Mahmoudiya") == []
    assert [e.loose for e in index.sounding("Mahmoudiya")] == [True] * found


def test_sounds_of_some_countries_can_be_left_out(tmp_path: Path) -> None:
    places: list[Named] = [(_place("Mahmudiyah", country, country), ()) for country in ("IQ", "SY", "LB")]
    index = Index([_index(tmp_path, places)])
    assert {e.country for e in index.sounding("Mahmoudiya", outside={"SY"})} == {"IQ", "LB"}


def test_several_indexes_are_read_as_one_in_their_order(tmp_path: Path) -> None:
    first = _index(tmp_path, [(_place("Tarra", place_id="b"), ())], "first")
    second = _index(tmp_path, [(_place("Tarra", place_id="a"), ()), (_place("Other"), ("Tarra",))], "second")
    assert [e.place_id for e in Index([first, second]).find("Tarra")] == ["b", "a", "1"]


def test_a_file_that_is_no_index_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.sqlite"
    path.write_bytes(b"not an index" * 1000)
    with pytest.raises(sqlite3.Error):
        Index([path])


def test_keys_can_be_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
        places: list[Named] = [(_place("Mahmudiyah"), ("Hay al-Nur",)), (_place("Tarra", place_id="2"), ())]
        assert list(write(database, places, first=7)) == [2]
        database.execute("DELETE FROM key WHERE mark <> 1")
        rekey(database)
        database.commit()
        assert {number for (number,) in database.execute("SELECT place FROM key")} == {7, 8}
    index = Index([path])
    assert [e.name for e in index.find("Mahmudiyah")] == ["Mahmudiyah"]
    assert [e.alias for e in index.find("Hay al-Nur")] == [True]
    assert [e.name for e in index.sounding("Mahmoudiya")] == ["Mahmudiyah"]


# One line, and a letter in it: what `shipped` and `sources` make of names.
_NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12).map(
    lambda x: f"a{x}"
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_NAMES, st.lists(_NAMES, max_size=3)), min_size=1, max_size=8))
def test_all_names_lead_to_their_places(
    tmp_path_factory: pytest.TempPathFactory, named: list[tuple[str, list[str]]]
) -> None:
    places: list[Named] = [(_place(name, place_id=str(at)), tuple(others)) for at, (name, others) in enumerate(named)]
    index = Index([_index(tmp_path_factory.mktemp("index"), places)])
    for at, (name, others) in enumerate(named):
        for spelling in (name, *others):
            assert str(at) in {e.place_id for e in index.find(spelling)}
    index.close()
