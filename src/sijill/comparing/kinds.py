"""An event's type as another data set has it, and which events that data set leaves out by its own rules."""

from __future__ import annotations

from sijill.comparing.datasets import DataSet
from sijill.comparing.result import UNKNOWN
from sijill.exports import acled, ucdp
from sijill.model import Event


def kind_of(event: Event, dataset: DataSet) -> str:
    """ACLED's sub-event type, or UCDP's type of violence, for an event."""
    if not dataset.kinds:
        return acled.acled_type(event) or event.sub_event_type
    return dataset.kinds.get(str(ucdp.dyad(event).violence), UNKNOWN)


def lacking(event: Event, dataset: DataSet) -> str:
    """Why a data set has no such event, as people read it; "" where it may have it."""
    if dataset.kinds:
        return ucdp.FOILED if event.status == "foiled" else "" if ucdp.lethal(event.killed) else ucdp.NOT_LETHAL
    return acled.FOILED if acled.acled_type(event) is None else ""
