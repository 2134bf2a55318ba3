"""A writer of GeoJSON (RFC 7946): a feature an event, a line each."""

from __future__ import annotations

import json
from typing import BinaryIO

from sijill.exports.columns import Cell, columns
from sijill.exports.harmless import whole
from sijill.exports.text import TextWriter


class GeoJsonWriter(TextWriter):
    """A collection of features; those of whose place no point is known have no geometry."""

    def __init__(self, out: BinaryIO, table: str) -> None:
        super().__init__(out)
        self._names = [column.name for column in columns(table)]
        self._before = "\n"

    def _first(self) -> None:
        self._text.write('{"type":"FeatureCollection","name":"events","features":[')

    def write(self, row: tuple[Cell, ...]) -> None:
        """Write a feature. Its properties are the table's columns; its id is the event's."""
        values = dict(zip(self._names, row, strict=True))
        point = [values["longitude"], values["latitude"]]
        feature = {
            "type": "Feature",
            "id": values["id"],
            "geometry": None if None in point else {"type": "Point", "coordinates": point},
            "properties": values,
        }
        self._text.write(self._before + whole(json.dumps(feature, ensure_ascii=False, separators=(",", ":"))))
        self._before = ",\n"
        self._sent()

    def _last(self) -> None:
        self._text.write("\n]}\n")
