"""An event as a row of the columns with HXL hashtags (`data/columns-hxl.tsv`)."""

from __future__ import annotations

from sijill.exports.columns import Cell, columns
from sijill.exports.events import event_cells
from sijill.exports.lands import land
from sijill.exports.reading import Told


def hxl_row(told: Told) -> tuple[Cell, ...]:
    """The cells of an event, in the order of the columns `hxl`."""
    cells = dict(event_cells(told))
    country = land(told.event.place.country if told.event.place else None)
    cells |= {
        "date_start": cells["earliest"],
        "date_end": cells["latest"],
        "group_1": cells["initiators"],
        "group_2": cells["targets"],
        "country": cells["country_name"],
        "country_code": country.iso3 if country else None,
        "adm1": cells["admin1"],
        "adm2": cells["admin2"],
        "location": cells["place"],
        "precision": cells["geo_precision"],
        "killed": cells["killed_best"],
        "injured": cells["wounded_best"],
        "abducted": cells["abducted_best"],
        "arrested": cells["arrested_best"],
        "description": cells["summary"],
        "sources": cells["publishers"],
    }
    return tuple(cells[column.name] for column in columns("hxl"))
