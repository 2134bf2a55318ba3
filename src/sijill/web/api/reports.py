"""Reports as JSON: their texts, versions and codings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sijill.register import UnknownId, looking
from sijill.register.told import account_keys, homes, report_heads
from sijill.web.api.models import PROBLEMS, ReportDetail, ReportEntry, ReportList, VersionEntry
from sijill.web.filters import PagingDep, query
from sijill.web.people import reader
from sijill.web.site import Reading

router = APIRouter(prefix="/api/reports", tags=["reports"], dependencies=[Depends(reader)], responses=PROBLEMS)


@router.get("", summary="All reports")
def reports(paging: PagingDep, connection: Reading) -> ReportList:
    """The last added first, without their texts."""
    total, rows = report_heads(connection, paging.size, paging.offset)
    more = paging.page * paging.size < total
    following = f"/api/reports{query({'page': paging.page + 1, 'size': paging.size})}" if more else None
    items = tuple(ReportEntry(report=head, version=number, added=added) for head, number, added in rows)
    return ReportList(total=total, page=paging.page, size=paging.size, next=following, items=items)


@router.get("/{report_id:path}", summary="A report, its versions, and what was read out of it")
def report(
    report_id: str,
    connection: Reading,
    version: Annotated[int | None, Query(ge=1, le=10**6, description="Its number; the current one else.")] = None,
) -> ReportDetail:
    """The text as it came in; offsets count its code points. An id with slashes is taken as it is."""
    if "\x00" in report_id:
        raise UnknownId("there is no such report", "See which there are: /api/reports")
    found = looking.report(connection, report_id, version)
    versions = looking.report_versions(connection, report_id)
    number = next(row.number for row in versions if (row.current if version is None else row.number == version))
    keys = account_keys(connection, report_id, number)
    in_events = homes(connection, keys)
    return ReportDetail(
        report=found,
        version=number,
        versions=tuple(VersionEntry.model_validate(row, from_attributes=True) for row in versions),
        coded=looking.coded(connection, report_id, number),
        keys=tuple(keys),
        events=tuple(in_events[key].event if key in in_events else None for key in keys),
    )
