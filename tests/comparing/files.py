"""Files of ACLED and UCDP GED, written by the tests: rows of a few cells, the rest of their columns empty."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sijill.exports import columns

ACLED = tuple(column.name for column in columns("acled"))
UCDP = tuple(column.name for column in columns("ucdp-ged"))

TOWNS = {
    "Daquq": ("Kirkuk", "35.14", "44.45"),
    "Mosul": ("Ninewa", "36.34", "43.13"),
    "Basra": ("Basrah", "30.51", "47.81"),
    "Rutba": ("Anbar", "33.04", "40.28"),
}


def acled(
    number: int, town: str = "Daquq", day: str = "2024-05-13", fatalities: object = 5, **more: str
) -> dict[str, str]:
    """An armed clash in a town."""
    admin1, latitude, longitude = TOWNS[town]
    row = {
        "event_id_cnty": f"IRQ{number}",
        "event_date": day,
        "time_precision": "1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Islamic State (Iraq)",
        "actor2": "Military Forces of Iraq (2022-)",
        "iso": "368",
        "country": "Iraq",
        "admin1": admin1,
        "location": town,
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": "1",
        "fatalities": str(fatalities),
    }
    return row | more


def ucdp(number: int, town: str = "Daquq", day: str = "2024-05-13", best: int = 5, **more: str) -> dict[str, str]:
    """A state-based event in a town."""
    admin1, latitude, longitude = TOWNS[town]
    row = {
        "id": str(number),
        "type_of_violence": "1",
        "side_a": "Government of Iraq",
        "side_b": "IS",
        "where_prec": "1",
        "where_coordinates": f"{town} town",
        "adm_1": f"{admin1} governorate",
        "latitude": latitude,
        "longitude": longitude,
        "country": "Iraq",
        "date_start": f"{day} 00:00:00.000",
        "date_end": f"{day} 00:00:00.000",
        "best": str(best),
        "low": str(best),
        "high": str(best),
    }
    return row | more


def csv_text(rows: Sequence[dict[str, str]], header: Sequence[str] = ACLED, delimiter: str = ",") -> str:
    """The rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(path: Path, rows: Sequence[dict[str, str]], header: Sequence[str] = ACLED) -> Path:
    """A file of the rows."""
    path.write_text(csv_text(rows, header), encoding="utf-8", newline="")
    return path
