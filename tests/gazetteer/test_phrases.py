"""How place phrases are read."""

from __future__ import annotations

import pytest

from sijill.gazetteer.entry import bearings
from sijill.gazetteer.phrases import Reading, compass, read

_KNOWN = {
    *("Kirkuk", "Tikrit", "Diyala", "Salahuddin", "Baiji", "Siniya", "Homs", "Damascus", "Jobar", "Iraq", "Syria"),
    *("Baghdad", "Yusufiyah", "Khanaqin", "Rutba", "Aleppo", "Hamrin Mountains"),
}


def _read(phrase: str) -> Reading:
    return read(phrase, _KNOWN.__contains__)


@pytest.mark.parametrize(
    ("phrase", "name", "kind"),
    [
        ("Kirkuk", "Kirkuk", None),
        ("Diyala province", "Diyala", "admin1"),
        ("the city of Kirkuk", "Kirkuk", "city"),
        ("village of Sherk", "Sherk", "village"),
        ("Sherk village", "Sherk", "village"),
        ("Hamrin Mountains", "Hamrin Mountains", "mountain"),
        ("the Iraqi town of Tikrit", "Tikrit", "town"),
        ("rebel-held Aleppo", "Aleppo", None),
        ("rural Diyala", "Diyala", None),
    ],
)
def test_name_and_kind(phrase: str, name: str, kind: str | None) -> None:
    reading = _read(phrase)
    assert reading.name == name
    assert (reading.kinds[0] if reading.kinds else None) == kind


@pytest.mark.parametrize(
    ("phrase", "name", "bearing", "km", "outside"),
    [
        ("southern Kirkuk province", "Kirkuk", (-1, 0), None, False),
        ("north-eastern Syria", "Syria", (1, 1), None, False),
        ("west of Baghdad", "Baghdad", (0, -1), None, True),
        ("20 km north of Tikrit", "Tikrit", (1, 0), 20.0, True),
        ("about 30 kilometres south-west of Kirkuk", "Kirkuk", (-1, -1), 30.0, True),
        ("ten villages in the desert south of Rutba", "Rutba", (-1, 0), None, True),
    ],
)
def test_directions(phrase: str, name: str, bearing: tuple[int, int], km: float | None, outside: bool) -> None:
    reading = _read(phrase)
    assert (reading.name, reading.bearing, reading.km, reading.outside) == (name, bearing, km, outside)


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("between Diyala and Salahuddin provinces", ("Diyala provinces", "Salahuddin provinces")),
        ("the road between Baiji and Siniya", ("Baiji", "Siniya")),
        ("the Baiji–Siniya road", ("Baiji", "Siniya")),
        ("Homs-Damascus highway", ("Homs", "Damascus")),
        ("Iraq and Syria", ("Iraq", "Syria")),
    ],
)
def test_several_places(phrase: str, parts: tuple[str, ...]) -> None:
    assert _read(phrase).parts == parts


@pytest.mark.parametrize(
    ("phrase", "shape", "parts"),
    [
        ("the Iraqi-Syrian border", "border", ("Iraqi", "Syrian")),
        ("Iraq–Syria border area", "border", ("Iraq", "Syria")),
        ("Iraq's border with Syria", "border", ("Iraq", "Syria")),
        ("the border with Syria", "border", ("Syria",)),
        ("the Turkish border", "border", ("Turkish",)),
        ("the border between Iraq and Syria", "border", ("Iraq", "Syria")),
        ("the road from Baiji to Siniya", "between", ("Baiji", "Siniya")),
        ("the highway linking Homs with Damascus", "between", ("Homs", "Damascus")),
        ("between Baiji and Siniya", "between", ("Baiji", "Siniya")),
        ("Iraq and Syria", "several", ("Iraq", "Syria")),
        ("the Baiji border", None, ()),
    ],
)
def test_shapes(phrase: str, shape: str | None, parts: tuple[str, ...]) -> None:
    reading = _read(phrase)
    assert (reading.shape, reading.parts) == (shape, parts)


@pytest.mark.parametrize(
    ("phrase", "name", "containers"),
    [
        ("Syrias capital", "capital", ("Syria",)),
        ("Syrias", "Syria", ()),
        ("Iraqis", "Iraqis", ()),
        ("Paris", "Paris", ()),
    ],
)
def test_lost_apostrophes(phrase: str, name: str, containers: tuple[str, ...]) -> None:
    reading = _read(phrase)
    assert (reading.name, reading.containers) == (name, containers)


@pytest.mark.parametrize(
    ("phrase", "name", "containers"),
    [
        ("Sherk village, Diyala, Iraq", "Sherk", ("Diyala", "Iraq")),
        ("Jobar neighborhood of Damascus", "Jobar", ("Damascus",)),
        ("Yusufiyah area south of the capital", "Yusufiyah", ("the capital",)),
        ("Iraq's Diyala province", "Diyala", ("Iraq",)),
        ("Damascus Opera House", "Damascus Opera House", ("Damascus",)),
    ],
)
def test_containers(phrase: str, name: str, containers: tuple[str, ...]) -> None:
    reading = _read(phrase)
    assert (reading.name, reading.containers) == (name, containers)


@pytest.mark.parametrize(
    ("way", "bearing"),
    [
        ("north-east", (1.0, 1.0)),
        ("Southwestern", (-1.0, -1.0)),
        # As nobody's style book has it, and news does.
        ("west-north", (1.0, -1.0)),
        ("eastsouth", (-1.0, 1.0)),
        ("south-south", (-1.0, 0.0)),
        ("east west", (0.0, 1.0)),
    ],
)
def test_directions_in_any_order(way: str, bearing: tuple[float, float]) -> None:
    assert bearings()[compass(way)] == bearing
    assert _read(f"{way.removesuffix('ern')} of Kirkuk").bearing == bearing
