"""Which report a text is of: the same one as before, a new version of it, or another.

The same report is known by its address, else by the id that it came with, else by its text. A text that a report has
had before is nothing new, so that adding the same files again changes nothing.
"""

from __future__ import annotations

import hashlib
from fnmatch import fnmatchcase
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import Connection, bindparam, select

from sijill.model import Report, report_id
from sijill.register.rows import AnyRow
from sijill.register.schema import reports, versions

_BY_URL = select(reports).where(reports.c.url_key == bindparam("url_key")).order_by(reports.c.id)
_BY_TEXT = select(reports.c.id).where(reports.c.id == bindparam("name"), reports.c.given.is_(None))
_BY_GIVEN = (
    select(reports.c.id, reports.c.url_key, versions.c.publisher)
    .join_from(reports, versions)
    .where(reports.c.given == bindparam("given"), versions.c.current)
    .order_by(reports.c.id)
)
_KNOWN = (
    select(versions.c.id, versions.c.number, versions.c.current, versions.c.published, versions.c.relevant)
    .where(versions.c.report_id == bindparam("name"), versions.c.digest == bindparam("digest"))
    .order_by(versions.c.current.desc(), versions.c.id.desc())
)
_TAKEN = select(reports.c.id).where(reports.c.id == bindparam("name"))


def digest_of(text: str) -> str:
    """Tells one text from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def url_key(url: str | None) -> str | None:
    """What of an address names the page: without scheme, fragment and marks of where a reader came from."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in pairs if not any(fnmatchcase(pair[0].lower(), row) for row in _tracking())])
    path = parts.path.rstrip("/")
    return f"{parts.netloc.rpartition('@')[2].lower()}{path}" + (f"?{query}" if query else "")


@cache
def _tracking() -> tuple[str, ...]:
    """Parts of a query that tell where a reader came from, not what is read."""
    from sijill.intake.settings import settings

    return tuple(settings()["links"]["tracking"])


def find(connection: Connection, report: Report) -> str | None:
    """The id under which the register has this report, whatever its version; None where it hasn't.

    Another id given for the same address makes another report, and so does another address or publisher for an id.
    """
    given = given_id(report)
    key = url_key(report.url)
    if key:
        for row in connection.execute(_BY_URL, {"url_key": key}):
            if not (given and row.given and given != row.given):
                return str(row.id)
    if given is None:
        return connection.scalar(_BY_TEXT, {"name": report.id})
    for row in connection.execute(_BY_GIVEN, {"given": given}):
        other_page = key and row.url_key and key != row.url_key
        if not other_page and not (report.publisher and row.publisher and report.publisher != row.publisher):
            return str(row.id)
    return None


def given_id(report: Report) -> str | None:
    """The id that a report came with; None where it was made of its content."""
    return None if report.id == report_id(report.text, report.url) else report.id


def known(connection: Connection, name: str, report: Report, digest: str) -> AnyRow | None:
    """The version of a report that has this text, the current one first; None where the text is new.

    A day of publication that was not known before makes a version too, since dates are read by it.
    """
    for row in connection.execute(_KNOWN, {"name": name, "digest": digest}):
        if report.published is None or report.published == row.published:
            return row
    return None


def new_name(connection: Connection, report: Report) -> str:
    """An id for a report that is not in the register: its own, unless another report has it."""
    made, salt = report_id(report.text, report.url), 0
    name = report.id
    while connection.scalar(_TAKEN, {"name": name}) is not None:
        name, salt = made if salt == 0 else f"{made}-{salt}", salt + 1
    return name
