"""The gazetteer's tables hold what the code expects, and the hand-made ones of Iraq and Syria what they promise."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from sijill.codebook.countries import countries
from sijill.codebook.tables import TableError, listed, rows
from sijill.gazetteer.entry import kilometres
from sijill.gazetteer.names import exact_key, loose_keys
from sijill.gazetteer.shipped import settlements, world_lines
from sijill.gazetteer.store import HAND_TABLES
from sijill.gazetteer.words import words

Row = Mapping[str, str]
Point = tuple[float, float]

LAYERS: Final = {"iraq.tsv": "IQ", "syria.tsv": "SY"}
CHECKLIST: Final = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "iraq_places.json"
SETTLED: Final = frozenset(("district", "city", "town", "village", "neighbourhood"))
# South, north, west, east, in degrees; the Golan and the oil terminals at sea included.
BOXES: Final = {"IQ": (29.0, 37.45, 38.75, 48.9), "SY": (32.25, 37.4, 35.55, 42.45)}
# Settlements at their governorate's edge, with none of its towns among the nearest; each was looked up.
AT_THE_EDGE: Final = {
    *("Kifl", "Maydan", "Gwer", "Basiya", "Haydariya"),
    *("Dweila", "Humaymah", "Qasabiyah", "Saida al-Golan"),
}


@cache
def table(name: str) -> tuple[Row, ...]:
    return tuple(rows("sijill.gazetteer", name))


def point(row: Row) -> Point:
    return float(row["lat"]), float(row["lon"])


def names(row: Row) -> tuple[str, ...]:
    return (row["name"], *listed(row["aliases"]))


def divisions() -> dict[str, dict[str, Point]]:
    found: dict[str, dict[str, Point]] = defaultdict(dict)
    for row in table("admin1.tsv"):
        found[row["country"]][row["name"]] = point(row)
    return found


def layer(name: str, *units: str) -> Iterator[Row]:
    """The rows of a table; with units named, those that are one of them."""
    return (row for row in table(name) if not units or row["unit"] in units)


def arabic(text: str) -> bool:
    return any("ARABIC" in unicodedata.name(letter, "") for letter in text)


@pytest.mark.parametrize("name", HAND_TABLES)
def test_hand_made_rows_are_sound(name: str) -> None:
    kinds, known = words()["kinds"], divisions()
    for row in table(name):
        assert row["kind"] in kinds, row
        assert row["country"] in countries(), row
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row
        assert row["name"] == row["name"].strip(), row
        if name in LAYERS and row["admin1"]:
            assert row["admin1"] in known[row["country"]], row


@pytest.mark.parametrize("name", LAYERS)
def test_layers_hold_as_much_as_they_promise(name: str) -> None:
    kinds = Counter(row["kind"] for row in table(name))
    units = Counter(row["unit"] for row in table(name))
    assert len(table(name)) >= {"iraq.tsv": 1600, "syria.tsv": 1400}[name]
    assert units["district"] >= {"iraq.tsv": 150, "syria.tsv": 65}[name]
    assert units["subdistrict"] >= {"iraq.tsv": 250, "syria.tsv": 210}[name]
    for kind, least in {"village": 450, "neighbourhood": 190, "site": 80, "base": 40, "mountain": 30}.items():
        assert kinds[kind] >= least, kind
    for kind in ("valley", "river", "lake", "airport", "camp", "crossing", "area", "region"):
        assert kinds[kind], kind


@pytest.mark.parametrize("name", LAYERS)
def test_units_are_told_of_districts_and_subdistricts_only(name: str) -> None:
    for row in table(name):
        assert row["unit"] in ("", "district", "subdistrict"), row
        assert (row["unit"] == "district") == (row["kind"] == "district"), row
        assert not row["unit"] or row["kind"] in SETTLED, row


@pytest.mark.parametrize("name", LAYERS)
def test_every_governorate_has_districts(name: str) -> None:
    with_districts = {row["admin1"] for row in layer(name, "district")}
    assert with_districts == set(divisions()[LAYERS[name]])


@pytest.mark.parametrize("name", LAYERS)
def test_names_are_told_once(name: str) -> None:
    """A name, kind and governorate make a place's id; an alias is no other place's name of the same governorate."""
    ids = Counter((row["admin1"], row["kind"], exact_key(row["name"])) for row in table(name))
    assert not [key for key, count in ids.items() if count > 1]
    owners: dict[tuple[str, str], Row] = {}
    named = {(row["admin1"], exact_key(row["name"])): row for row in table(name)}
    for row in table(name):
        keys = [exact_key(alias) for alias in listed(row["aliases"])]
        assert all(keys), row
        assert len({exact_key(row["name"]), *keys}) == len(keys) + 1, row
        for key in keys:
            assert named.get((row["admin1"], key), row) is row, (key, row)
            assert owners.setdefault((row["admin1"], key), row) is row, (key, row)


@pytest.mark.parametrize("name", LAYERS)
def test_parents_are_rows_of_the_same_governorate_and_near(name: str) -> None:
    holders = defaultdict(list)
    for row in table(name):
        if row["kind"] in SETTLED:
            holders[row["admin1"], row["name"]].append(row)
    for row in table(name):
        if not row["parent"]:
            continue
        found = holders[row["admin1"], row["parent"]]
        assert found, row
        assert row not in found, row
        # The desert districts of Anbar, Najaf, Muthanna and Homs reach far.
        assert min(kilometres(point(row), point(holder)) for holder in found) < 230, row


@pytest.mark.parametrize("name", LAYERS)
def test_subdistricts_and_villages_lie_in_something(name: str) -> None:
    for row in table(name):
        if row["unit"] == "subdistrict" or row["kind"] in ("village", "neighbourhood"):
            assert row["admin1"], row
    told = [bool(row["parent"]) for row in table(name) if row["kind"] in ("village", "neighbourhood", "town")]
    assert sum(told) / len(told) > 0.98


@pytest.mark.parametrize("name", LAYERS)
def test_points_lie_in_the_country(name: str) -> None:
    south, north, west, east = BOXES[LAYERS[name]]
    for row in table(name):
        latitude, longitude = point(row)
        assert row["country"] == LAYERS[name], row
        assert south <= latitude <= north, row
        assert west <= longitude <= east, row


def _known_to_geonames(country: str) -> list[tuple[str | None, Point, frozenset[str]]]:
    lines = [line for line in world_lines() if line.split("\t", 2)[1] == country]
    return [
        (entry.admin1, entry.point, frozenset(map(exact_key, (entry.name, *others))))
        for entry, others in settlements(lines)
    ]


def _apart(one: Point, other: Point) -> float:
    """Nearness on the plane at Iraq's and Syria's latitudes: enough to sort by, and quick."""
    return (one[0] - other[0]) ** 2 + (0.82 * (one[1] - other[1])) ** 2


@pytest.mark.parametrize("name", LAYERS)
def test_points_lie_with_their_governorate(name: str) -> None:
    """Among the towns around a settlement, GeoNames' and the table's seats, some are of its governorate."""
    seats = [(row["admin1"], point(row), row["name"]) for row in layer(name, "district", "subdistrict")]
    known = [(admin1, at, "") for admin1, at, _ in _known_to_geonames(LAYERS[name])]
    centres = divisions()[LAYERS[name]]
    for row in table(name):
        if row["kind"] not in SETTLED or not row["admin1"] or row["name"] in AT_THE_EDGE:
            continue
        at = point(row)
        assert kilometres(at, centres[row["admin1"]]) < 280, row
        others = (seat for seat in (*known, *seats) if seat[2] != row["name"])
        around = sorted((_apart(at, other), admin1 or "") for admin1, other, _ in others)[:6]
        assert row["admin1"] in {admin1 for _, admin1 in around}, (row, around)


@pytest.mark.parametrize("name", LAYERS)
def test_towns_lie_where_geonames_has_them(name: str) -> None:
    known: dict[tuple[str | None, str], list[Point]] = defaultdict(list)
    for admin1, at, keys in _known_to_geonames(LAYERS[name]):
        for key in keys:
            known[admin1, key].append(at)
    met = 0
    for row in layer(name, "district", "subdistrict"):
        found = known.get((row["admin1"], exact_key(row["name"])), [])
        if found:
            met += 1
            assert min(kilometres(point(row), other) for other in found) < 15, row
    assert met > 60


@pytest.mark.parametrize("name", LAYERS)
def test_units_have_arabic_names(name: str) -> None:
    for row in layer(name, "district", "subdistrict"):
        assert any(map(arabic, names(row))), row
    share = [any(map(arabic, names(row))) for row in table(name)]
    assert sum(share) / len(share) > 0.8


def test_governorates_have_arabic_names() -> None:
    """In the table of divisions, or at a district of the governorate's name."""
    here = [*table("admin1.tsv"), *layer("iraq.tsv", "district"), *layer("syria.tsv", "district")]
    told = {(row["country"], row["name"]) for row in here if any(map(arabic, names(row)))}
    for country in LAYERS.values():
        assert {(country, name) for name in divisions()[country]} <= told


def test_kurdish_districts_have_kurdish_names() -> None:
    """Told by letters that Arabic has not; a few names are the same in both."""
    kurdish = re.compile("[ێۆەڕڵڤگچپژکی]")
    region = ("Erbil", "Sulaymaniyah", "Duhok", "Halabja")
    found = [any(map(kurdish.search, names(row))) for row in layer("iraq.tsv", "district") if row["admin1"] in region]
    assert sum(found) / len(found) > 0.9


WELL_KNOWN: Final = [
    ("iraq.tsv", "mountain", "Hamrin Mountains"),
    ("iraq.tsv", "mountain", "Makhoul Mountains"),
    ("iraq.tsv", "mountain", "Qarachogh Mountains"),
    ("iraq.tsv", "valley", "Wadi al-Shay"),
    ("iraq.tsv", "valley", "Wadi Zaghitoun"),
    ("iraq.tsv", "valley", "Wadi Hauran"),
    ("iraq.tsv", "region", "Jazira"),
    ("iraq.tsv", "site", "Baghdad-Kirkuk road"),
    ("iraq.tsv", "site", "International Highway 1"),
    ("iraq.tsv", "camp", "Jeddah camp"),
    ("iraq.tsv", "camp", "Hasansham camp"),
    ("iraq.tsv", "site", "Abu Ghraib prison"),
    ("iraq.tsv", "site", "Nasiriyah prison"),
    ("iraq.tsv", "crossing", "Al-Qaim border crossing"),
    ("syria.tsv", "region", "Badia"),
    ("syria.tsv", "site", "M4 highway"),
    ("syria.tsv", "site", "Aleppo-Damascus highway"),
    ("syria.tsv", "camp", "Roj camp"),
    ("syria.tsv", "site", "Ghuwayran prison"),
    ("syria.tsv", "base", "Al-Tanf"),
    ("syria.tsv", "crossing", "Bab al-Hawa"),
]


@pytest.mark.parametrize(("name", "kind", "place"), WELL_KNOWN)
def test_what_reports_name_is_there(name: str, kind: str, place: str) -> None:
    assert any(row["kind"] == kind and row["name"] == place for row in table(name))


def _checklist(data: Mapping[str, object]) -> Iterator[Mapping[str, str]]:
    """Every governorate, district and sub-district of the checklist."""
    for value in data.values():
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and "engName" in item:
                yield item
                yield from _checklist(item)


def _spellings(item: Mapping[str, str]) -> Iterable[str]:
    """A checklist's names without the words for their unit and what stands in brackets."""
    units = r"\(.*?\)| District$|^Nahiyat |^(?:قضاء|محافظة|ناحية|پارێزگای|قەزای|ناحیەی) "
    texts = (item.get(cell) or "" for cell in ("engName", "arbName", "krdName"))
    return [text for text in (re.sub(units, "", text).strip() for text in texts) if text]


@pytest.mark.skipif(not CHECKLIST.is_file(), reason="the checklist lies beside the repository, and is not here")
def test_iraq_covers_the_checklist() -> None:
    here = [row for row in table("admin1.tsv") if row["country"] == "IQ"] + list(table("iraq.tsv"))
    exact = {exact_key(name) for row in here for name in names(row)}
    loose = {key for row in here for name in names(row) for key in loose_keys(name)}
    items = list(_checklist(json.loads(CHECKLIST.read_text("utf-8"))))
    assert len(items) > 450
    missing = [
        item["engName"]
        for item in items
        if not any(exact_key(name) in exact or loose & set(loose_keys(name)) for name in _spellings(item))
    ]
    assert not missing


def test_kind_words_name_kinds() -> None:
    kinds = words()["kinds"]
    for word, allowed in words()["kind_words"].items():
        assert set(allowed) <= set(kinds), word


def test_a_malformed_table_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.codebook import tables

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bad.tsv").write_text("a\tb\n1\t2\n3\n", encoding="utf-8")
    monkeypatch.setattr(tables, "files", lambda package: tmp_path)
    with pytest.raises(TableError, match=r"bad\.tsv:3: 1 cells"):
        list(rows("anything", "bad.tsv"))
