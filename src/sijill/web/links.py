"""Addresses of events, reports, and words within them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

# A text longer than this is shown in parts of about this many code points.
PART = 60_000


def event_path(event_id: str) -> str:
    """The page of an event."""
    return f"/events/{quote(event_id, safe='', errors='replace')}"


def report_path(report_id: str) -> str:
    """The page of a report. Its id may hold anything, also slashes."""
    return f"/reports/{quote(report_id, safe='', errors='replace')}"


def words_path(report_id: str, start: int, end: int) -> str:
    """The words `text[start:end]` in the page of a report."""
    part = f"?at={start}" if start >= PART else ""
    return f"{report_path(report_id)}{part}#{words_anchor(start, end)}"


def words_anchor(start: int, end: int) -> str:
    """The name of a span of words within the page of its report."""
    return f"e-{start}-{end}"


def outside(address: str | None) -> str | None:
    """An address that a page may link to: of the web, with a host; None for any other (`javascript:` and the like)."""
    if not address:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else None
