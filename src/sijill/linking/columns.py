"""What of a telling is compared, as plain columns: numbers, texts and lists that SQL can read on any engine."""

from __future__ import annotations

from dataclasses import dataclass

from sijill.linking import features
from sijill.linking.blocking import keys_of
from sijill.linking.gist import gist
from sijill.linking.settings import settings
from sijill.model import Telling


@dataclass(frozen=True, slots=True)
class Columns:
    """One telling, ready for comparison. Null is unknown, a list is empty where nothing is told.

    Days are ordinals, points degrees (WGS 84), `reach` kilometres. `scale`: how wide the place is. `kin`: sub-event
    types as which others may tell the same. `actors`, `initiators`: keys of the named; `_kin`: with what they belong
    to. `words`: the telling ones, `sentence`: all.
    """

    key: str
    report: str
    first_day: int | None
    last_day: int | None
    dated: bool
    latitude: float | None
    longitude: float | None
    reach: float | None
    scale: str | None
    spots: list[str]
    division: str | None
    country: str | None
    event_type: str
    sub_type: str
    kin: list[str]
    common_type: bool
    actors: list[str]
    actors_kin: list[str]
    initiators: list[str]
    initiators_kin: list[str]
    victims: list[str]
    killed_low: int | None
    killed_high: int | None
    killed_marks: list[int]
    wounded_low: int | None
    wounded_high: int | None
    wounded_marks: list[int]
    other_marks: list[str]
    weapons: list[str]
    persons: list[str]
    words: list[str]
    sentence: list[str]
    blocks: list[str]


def columns(telling: Telling) -> Columns:
    """The columns of a telling."""
    told = gist(telling)
    account, place = told.account, told.place
    country = place.country if place else None
    pointed = place is not None and place.latitude is not None and place.longitude is not None
    return Columns(
        key=telling.key,
        report=telling.report.id,
        first_day=told.span.first,
        last_day=told.span.last,
        dated=told.span.said,
        latitude=place.latitude if place and pointed else None,
        longitude=place.longitude if place and pointed else None,
        reach=features.reach(place) if place and pointed else None,
        scale=features.scale(place),
        spots=features.spots(place),
        division=told.division,
        country=country,
        event_type=account.event_type,
        sub_type=account.sub_event_type,
        kin=settings().kin(account.sub_event_type),
        common_type=account.sub_event_type in settings().common_types,
        actors=told.actors.named,
        actors_kin=told.actors.kin,
        initiators=told.initiators.named,
        initiators_kin=told.initiators.kin,
        victims=features.party(account.targets, country).groups,
        killed_low=told.killed.low,
        killed_high=told.killed.high,
        killed_marks=told.killed.marks,
        wounded_low=told.wounded.low,
        wounded_high=told.wounded.high,
        wounded_marks=told.wounded.marks,
        other_marks=features.other_marks(account),
        weapons=features.weapons(account),
        persons=told.persons,
        words=features.words(account),
        sentence=features.sentence(account),
        blocks=sorted(keys_of(told)),
    )
