"""Which function makes the rows of which table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sijill.exports.reading import Told


def row_maker(table: str, *, inter_numbers: bool = False) -> Callable[[Told], Any]:
    """What makes an event's row of a table: the cells in the order of its columns, or, as text, why it has none.

    Of `records` a row is the event itself. `inter_numbers`: see `export`.
    """
    if table == "acled":
        from sijill.exports.acled import acled_row

        return partial(acled_row, numbers=inter_numbers)
    if table == "ucdp-ged":
        from sijill.exports.ucdp import ucdp_row

        return ucdp_row
    if table == "hxl":
        from sijill.exports.hxl import hxl_row

        return hxl_row
    if table == "records":
        return lambda told: told.event
    from sijill.exports.events import event_row

    return event_row
