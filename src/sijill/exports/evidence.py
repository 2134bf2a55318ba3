"""The table of evidence: the words behind each value of each event."""

from __future__ import annotations

from collections.abc import Iterator

from sijill.exports.columns import Cell
from sijill.exports.reading import Told


def evidence_rows(told: Told, *, bare: bool = False) -> Iterator[tuple[Cell, ...]]:
    """The rows of an event's accounts, in the order of publication, then of the text.

    `bare`: only which account and where in its report, neither words nor what else may name people (reports' ids are
    often made of their titles), for data that is generalised.
    """
    for telling in told.tellings:
        head = telling.report
        published = head.published.isoformat() if head.published else None
        ends: tuple[Cell, ...] = (None, None, None, None)
        if not bare:
            ends = (head.title, head.publisher, published, head.url)
        for item in telling.account.evidence:
            report, words = (None, None) if bare else (head.id, item.text)
            yield (told.event.id, telling.key, report, item.field, item.start, item.end, words, *ends)
