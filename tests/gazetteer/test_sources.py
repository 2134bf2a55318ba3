"""A user's files of places: what is read of them, and what is said of rows that can't be."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.gazetteer.entry import Entry
from sijill.gazetteer.sources import Fault, SourceError, read_places

Row = tuple[str, ...]


def _dump(place_id: str, name: str, code: str = "PPL", **cells: str) -> str:
    """A line of a GeoNames dump."""
    row = {
        "plain": name,
        "others": "",
        "north": "34.5",
        "east": "45.2",
        "class": "P",
        "country": "IQ",
        "cc2": "",
        "division": "10",
        "two": "",
        "three": "",
        "four": "",
        "people": "0",
        "height": "",
        "dem": "100",
        "zone": "Asia/Baghdad",
        "day": "2024-01-01",
        **cells,
    }
    order = ("plain", "others", "north", "east", "class")
    after = ("country", "cc2", "division", "two", "three", "four", "people", "height", "dem", "zone", "day")
    return "\t".join((place_id, name, *(row[c] for c in order), code, *(row[c] for c in after)))


def _read(path: Path, country: str | None = None) -> tuple[list[tuple[Entry, tuple[str, ...]]], list[str]]:
    places, faults = [], []
    for item in read_places(path, country):
        if isinstance(item, Fault):
            faults.append(str(item))
        else:
            places.append(item)
    return places, faults


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "IQ.txt"
    lines = [
        _dump("1", "Tall Zanbūr", others="TZB,Tel Zanbour,تل زنبور,Тель"),
        _dump("2", "Great City", people="250000"),
        _dump("3", "Some Hotel", code="HTL"),
        _dump("4", "Wadi Tarra", code="WAD", division="99"),
        _dump("5", "Off", north="95"),
        "a line of another file",
        _dump("6", "Tarra Quarter", code="PPLX"),
        _dump("7", "Sea Mount", country=""),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_geonames_dump(dump: Path) -> None:
    places, faults = _read(dump)
    assert [(e.place_id, e.name, e.kind, e.admin1, e.population) for e, _ in places] == [
        ("1", "Tall Zanbūr", "village", "Diyala", 0),
        ("2", "Great City", "city", "Diyala", 250_000),
        ("4", "Wadi Tarra", "valley", "Diyala", 0),
        ("6", "Tarra Quarter", "neighbourhood", "Diyala", 0),
    ]
    assert places[0][1] == ("Tel Zanbour", "تل زنبور")
    assert {(e.layer, e.source, e.country) for e, _ in places} == {("world", "IQ", "IQ")}
    assert faults == [
        "IQ.txt:5: lat 95 and lon 45.2 lie outside the world; are they in degrees, latitude first?",
        "IQ.txt:6: 1 columns, GeoNames has 19; is it a dump, split by tabs?",
    ]


def test_zipped_dump_is_the_same(dump: Path, tmp_path: Path) -> None:
    packed = tmp_path / "zipped" / "IQ.zip"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.write(dump, "IQ.txt")
    places, faults = _read(packed)
    assert places == _read(dump)[0]
    assert faults[0].startswith("IQ.zip/IQ.txt:5: ")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("IQ.zip", b"PK no archive", "not a whole ZIP file"),
        ("IQ.txt", b"1\tB\xe9ja\n", "not UTF-8 text"),
        ("places.csv", b"name;lat\nA;1\n", "no column name, lat, lon"),
        ("places.csv", b"name,lat,lon\n\xff,1,1\n", "not UTF-8 text"),
        ("places.geojson", b"{\n oops", "places.geojson:2: not JSON"),
        ("places.geojson", b"[1, 2]", "not a GeoJSON FeatureCollection"),
        ("places.xlsx", b"", "not a kind of file that holds places"),
    ],
)
def test_a_file_that_holds_no_places_says_why(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        _read(path)


def test_a_zip_of_several_tables_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("IQ.txt", "")
        archive.writestr("SY.txt", "")
    with pytest.raises(SourceError, match="holds 2 tables"):
        _read(path)


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "\ufeffName,Latitude,lon,country,admin1,kind,aliases,population\n"
        'Tarra Farm,34.5,45.2,Iraq,IQ-DI,village,"Terra;تارة|The Farm","1,200"\n'
        "Old Post,33.3,44.4,,,,,\n"
        "Far Off,33.3,44.4,Ruritania,,,,\n"
        ",33.3,44.4,IQ,,,,\n"
        "No Point,north,44.4,IQ,,,,\n"
        "Odd,33.3,44.4,IQ,,palace,,\n"
        "Own Land,33.3,44.4,IQ,The Marches,area,,\n",
        encoding="utf-8",
    )
    places, faults = _read(path)
    assert [(e.name, e.country, e.admin1, e.kind, e.population, names) for e, names in places] == [
        ("Tarra Farm", "IQ", "Diyala", "village", 1200, ("Terra", "تارة", "The Farm")),
        ("Own Land", "IQ", "The Marches", "area", 0, ()),
    ]
    assert {(e.layer, e.source) for e, _ in places} == {("user", "mine")}
    assert len({e.place_id for e, _ in places}) == 2
    assert [fault.split(": ")[0] for fault in faults] == [f"mine.csv:{line}" for line in (3, 4, 5, 6, 7)]
    assert "--country" in faults[0]
    assert "'Ruritania' is not known" in faults[1]
    assert "neighbourhood" in faults[4]


def test_a_country_for_rows_that_say_none(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,lat,lon,country\nOld Post,36.2,37.1,\nNew Post,33.3,44.4,IQ\n", encoding="utf-8")
    assert [(e.country, e.admin1) for e, _ in _read(path, "SY")[0]] == [("SY", "Aleppo"), ("IQ", "Baghdad")]


def _feature(geometry: Any, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


_SQUARE = {"type": "Polygon", "coordinates": [[[44, 33], [46, 33], [46, 35], [44, 35], [44, 33]]]}
_FEATURES = [
    _feature(
        {"type": "Point", "coordinates": [45.2, 34.5]}, name="Tarra", country="IQ", kind="base", aliases=["Terra"]
    ),
    _feature(_SQUARE, NAME="The Square", ISO_A2="IQ", names={"ar": "المربع"}),
    _feature({"type": "Point", "coordinates": [45.2, 34.5]}, name="Örtlich", **{"name:en": "Local"}, country="IQ"),
    _feature({"type": "Point", "coordinates": [345.2, 34.5]}, name="Off", country="IQ"),
    _feature({"type": "Point", "coordinates": [45.2, 34.5]}, country="IQ"),
    _feature(None, name="Nowhere", country="IQ"),
]
_WANTED = [
    ("Tarra", "base", 34.5, 45.2, ("Tarra", "Terra")),
    ("The Square", "town", 34.0, 45.0, ("The Square", "المربع")),
    ("Local", "town", 34.5, 45.2, ("Örtlich", "Local")),
]


@pytest.mark.parametrize("form", ["collection", "lines"])
def test_geojson(tmp_path: Path, form: str) -> None:
    path = tmp_path / "mine.geojson"
    lines = "\n".join(json.dumps(feature) for feature in _FEATURES)
    whole = json.dumps({"type": "FeatureCollection", "features": _FEATURES})
    path.write_text(whole if form == "collection" else lines, encoding="utf-8")
    places, faults = _read(path)
    assert [(e.name, e.kind, e.latitude, e.longitude, names) for e, names in places] == _WANTED
    where = "mine.geojson, feature " if form == "collection" else "mine.geojson:"
    assert [fault.split(": ")[0] for fault in faults] == [f"{where}{number}" for number in (4, 5, 6)]


def test_one_feature_is_a_layer_too(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(_FEATURES[0]), encoding="utf-8")
    assert [e.name for e, _ in _read(path)[0]] == ["Tarra"]


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])), max_size=8))
def test_any_lines_give_places_or_faults(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    places, faults = _read(path)
    written = [line for line in path.read_text("utf-8").split("\n") if line.strip() and not line.startswith("#")]
    assert len(places) + len(faults) <= len(written)
