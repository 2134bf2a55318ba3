"""Doubly coded samples as JSON: what is done, and, once closed, every coding and how far its coders agree."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import JsonValue

from sijill.register.measures import measured
from sijill.register.samples import Sample, all_samples, codings, progress, sample
from sijill.web.api.models import PROBLEMS, Answer
from sijill.web.people import reader
from sijill.web.site import Reading

router = APIRouter(prefix="/api/review/samples", tags=["review"], dependencies=[Depends(reader)], responses=PROBLEMS)


class CoderProgress(Answer):
    """A coder, and how many events of the sample they have coded."""

    name: str
    coded: int


class VariableAgreement(Answer):
    """Krippendorff's alpha of one variable with its 95 % bootstrap interval (null where it can't be told), from
    `units` events with two codings or more, `values` in all; `equal_pairs`: the share of pairs that are equal."""

    variable: str
    level: str
    about: str
    units: int
    values: int
    alpha: float | None
    low: float | None
    high: float | None
    equal_pairs: float | None
    differing: list[int]


class Coding(Answer):
    """What one coder said of one event of the sample: values by field."""

    position: int
    event: str
    coder: str
    values: dict[str, JsonValue]


class SampleAnswer(Answer):
    """A sample. `agreement` and `codings` are empty while it is open, so that coders stay blind to one another."""

    name: str
    open: bool
    seed: int
    prefilled: bool
    fields: list[str]
    events: list[str]
    drawn_from: int
    filters: dict[str, Any]
    by: str
    at: datetime
    coders: list[CoderProgress]
    agreement: list[VariableAgreement]
    codings: list[Coding]


class Samples(Answer):
    """The names of all samples, the newest first."""

    items: list[str]


@router.get("")
def samples(connection: Reading) -> Samples:
    """All samples."""
    return Samples(items=[one.name for one in all_samples(connection)])


@router.get("/{name}")
def one_sample(name: Annotated[str, Path(max_length=60)], connection: Reading) -> SampleAnswer:
    """A sample, with every coding and the agreement once it is closed."""
    of = sample(connection, name)
    said = {} if of.open else codings(connection, of)
    done = progress(connection, of)
    return SampleAnswer(
        name=of.name, open=of.open, seed=of.seed, prefilled=of.prefilled, fields=list(of.fields),
        events=[drawn.event for drawn in of.events], drawn_from=of.drawn_from, filters=dict(of.filters), by=of.by,
        at=of.at, coders=[CoderProgress(name=who, coded=done[key]) for key, who in of.coders.items()],
        agreement=[] if of.open else _agreement(of, said),
        codings=[
            Coding(position=place, event=of.events[place - 1].event, coder=of.coders[key], values=values)
            for (place, key), values in sorted(said.items())
        ],
    )  # fmt: skip


def _agreement(of: Sample, said: dict[tuple[int, str], dict[str, Any]]) -> list[VariableAgreement]:
    return [
        VariableAgreement(
            variable=row.measure.name, level=row.measure.level, about=row.measure.about, units=row.agreement.units,
            values=row.agreement.values, alpha=row.agreement.alpha, low=row.agreement.low, high=row.agreement.high,
            equal_pairs=row.agreement.share, differing=list(row.differing),
        )
        for row in measured(of, said)
    ]  # fmt: skip
