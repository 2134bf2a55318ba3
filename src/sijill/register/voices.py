"""Voices: reports that reprint or rewrite one story share one, named after the oldest of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from sijill.register.rows import AnyRow
from sijill.register.schema import bands, versions

_ALIKE = (
    select(versions.c.id, versions.c.voice, versions.c.fingerprint)
    .where(
        versions.c.id.in_(select(bands.c.version_id).where(bands.c.band.in_(bindparam("keys", expanding=True)))),
        versions.c.report_id != bindparam("name"),
    )
    .order_by(versions.c.id)
)


def voice_of(connection: Connection, fingerprint: bytes, keys: Sequence[str], report_id: str) -> tuple[str, list[int]]:
    """The voice of a report that comes in, and the earlier versions whose voice it changes.

    It is the voice of the oldest report that is one story with it; where several voices turn out to be one story, they
    become one. A report like no other speaks with its own voice, named by its id.
    """
    from sijill import linking

    if not keys:
        return report_id, []
    matches = [
        row
        for row in connection.execute(_ALIKE, {"keys": list(keys), "name": report_id})
        if len(row.fingerprint) == len(fingerprint)
        and linking.likeness(row.fingerprint, fingerprint) >= linking.SAME_STORY
    ]
    if not matches:
        return report_id, []
    voice = matches[0].voice
    others = {row.voice for row in matches} - {voice}
    return voice, _rename(connection, others, voice) if others else []


def regroup(connection: Connection, voice: str) -> list[int]:
    """Tell the reports of a voice apart anew, after one of them has gone; gives the versions whose voice changes."""
    columns = (versions.c.id, versions.c.report_id, versions.c.voice, versions.c.fingerprint)
    rows = connection.execute(
        select(*columns).where(versions.c.voice == voice, versions.c.current).order_by(versions.c.id)
    ).all()
    changed: list[int] = []
    for group in _stories(rows):
        name = group[0].report_id
        if name != voice:
            ids = [row.id for row in group]
            connection.execute(update(versions).where(versions.c.id.in_(ids)).values(voice=name))
            changed += ids
    return changed


def _stories(rows: Sequence[AnyRow]) -> list[list[AnyRow]]:
    """Reports that are one story with one another, directly or by way of others; the oldest first in each."""
    from sijill import linking

    groups: list[list[AnyRow]] = []
    for row in rows:
        joined = [
            group
            for group in groups
            if any(linking.likeness(row.fingerprint, other.fingerprint) >= linking.SAME_STORY for other in group)
        ]
        groups = [group for group in groups if group not in joined]
        groups.append(sorted([item for group in joined for item in group] + [row], key=lambda item: item.id))
    return groups


def _rename(connection: Connection, old: set[str], new: str) -> list[int]:
    of_old = versions.c.voice.in_(old) & versions.c.current
    ids = list(connection.scalars(select(versions.c.id).where(of_old)))
    connection.execute(update(versions).where(of_old).values(voice=new))
    return ids
