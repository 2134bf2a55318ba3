"""Cells of typed tables (Parquet, data frames) as a line of JSON would have them."""

from __future__ import annotations

from datetime import date, datetime


def plain(value: object) -> object:
    """Days as `YYYY-MM-DD`, bytes of UTF-8 as text, and what tables have for nothing (NaN) as null; else as it is."""
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return value
