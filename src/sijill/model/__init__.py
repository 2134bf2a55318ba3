"""The records that every room speaks of: reports, accounts, assertions, evidence and their parts.

Records only: nothing here reads files, knows lexicons or codes text.
"""

from sijill.model.records import (
    Account,
    ActorRef,
    Assertion,
    Clutter,
    CodedReport,
    Count,
    DateRange,
    Evidence,
    Person,
    Place,
    Record,
    Report,
    ReportHead,
    report_id,
)
from sijill.model.vocabulary import (
    ASSERTION_KINDS,
    COUNT_FIELDS,
    EVENT_TYPE_OF,
    EVENT_TYPES,
    AssertionKind,
    Context,
    EventType,
    Fate,
    Group,
    Status,
    SubEventType,
)

__all__ = [
    "ASSERTION_KINDS",
    "COUNT_FIELDS",
    "EVENT_TYPES",
    "EVENT_TYPE_OF",
    "Account",
    "ActorRef",
    "Assertion",
    "AssertionKind",
    "Clutter",
    "CodedReport",
    "Context",
    "Count",
    "DateRange",
    "EventType",
    "Evidence",
    "Fate",
    "Group",
    "Person",
    "Place",
    "Record",
    "Report",
    "ReportHead",
    "Status",
    "SubEventType",
    "report_id",
]
