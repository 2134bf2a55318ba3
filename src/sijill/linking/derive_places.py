"""Where an event took place: the most precise place that the other accounts don't contradict."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from sijill.gazetteer.entry import kilometres
from sijill.gazetteer.names import exact_key
from sijill.linking.derive_settings import settings
from sijill.linking.derive_voices import Standing, standing
from sijill.model import Place, Telling

_Told = Mapping[Place, Sequence[Telling]]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Accounts that put the event at one point, and the place as the first of them has it."""

    place: Place
    tellings: list[Telling]


def derive_place(tellings: Sequence[Telling]) -> Place | None:
    """The place of an event, with what other accounts add to it; None where no account says where.

    A place stands where more voices bear it out than contradict it; of those that stand, the most precise.
    Where none stands, the one with the fewest against it.
    """
    told: dict[Place, list[Telling]] = {}
    for telling in tellings:
        if telling.account.place:
            told.setdefault(telling.account.place, []).append(telling)
    if not told:
        return None
    spots = _spots(told)
    weighed = [(spot.place, *_weight(spot.place, spots)) for spot in spots]
    standing_ones = [item for item in weighed if item[1] > item[2]]
    if standing_ones:
        best = min(standing_ones, key=lambda item: (_coarseness(item[0]), _less(item[1])))[0]
    else:
        best = min(weighed, key=lambda item: (item[2], _less(item[1]), _coarseness(item[0])))[0]
    return _filled(_as_most_call_it(best, told), [spot.place for spot in spots])


def _spots(told: _Told) -> list[_Spot]:
    """The points of an event, those of the most voices where there are very many."""
    found: dict[Hashable, _Spot] = {}
    for place, tellings in told.items():
        key = (point(place), _coarseness(place), place.country, exact_key(place.admin1 or ""))
        found.setdefault(key, _Spot(place, [])).tellings.extend(tellings)
    spots = list(found.values())
    if len(spots) > settings().most_places:
        spots.sort(key=lambda spot: (_less(standing(spot.tellings)), _coarseness(spot.place)))
    return spots[: settings().most_places]


def contradict(left: Place, right: Place) -> bool:
    """True where two places can't both be where one event was: neither lies within the other's tolerance.

    Without points, their countries and first-level divisions speak.
    """
    points = point(left), point(right)
    if points[0] and points[1]:
        reach = max(tolerance(left), tolerance(right)) * settings().slack
        return kilometres(points[0], points[1]) > reach
    if left.country and right.country and left.country != right.country:
        return True
    return bool(left.admin1 and right.admin1 and exact_key(left.admin1) != exact_key(right.admin1))


def point(place: Place) -> tuple[float, float] | None:
    """Latitude and longitude, where both are known."""
    return None if place.latitude is None or place.longitude is None else (place.latitude, place.longitude)


def tolerance(place: Place) -> float:
    """How far from its point a place may reach, in kilometres."""
    known = settings().default_km if place.tolerance_km is None else place.tolerance_km
    return max(known, settings().least_km)


def _weight(place: Place, spots: Sequence[_Spot]) -> tuple[Standing, Standing]:
    """Who bears a place out (names the same, or one as precise), and who contradicts it."""
    fine = _coarseness(place)[0]
    bearing: list[Telling] = []
    against: list[Telling] = []
    for spot in spots:
        if contradict(place, spot.place):
            against += spot.tellings
        elif _coarseness(spot.place)[0] <= fine:
            bearing += spot.tellings
    return standing(bearing), standing(against)


def _coarseness(place: Place) -> tuple[float, bool, bool]:
    """Small is precise. Without a point nothing is; a place at another's point is a spot near that other."""
    known = tolerance(place) if point(place) else float("inf")
    return known, place.place_id is not None, place.admin1 is None


def _less(weight: Standing) -> Standing:
    return -weight[0], -weight[1]


def _as_most_call_it(place: Place, told: _Told) -> Place:
    """Of the names that accounts have for one entry of the gazetteer, the one of the most voices, then the shortest."""
    same = [other for other in told if other.place_id is not None and other.place_id == place.place_id]
    same = [other for other in same if _coarseness(other) == _coarseness(place)]
    calling = {
        exact_key(other.name): standing(
            t for each in same if exact_key(each.name) == exact_key(other.name) for t in told[each]
        )
        for other in same
    }
    return min(same, key=lambda other: (_less(calling[exact_key(other.name)]), len(other.name)), default=place)


def _filled(place: Place, told: Sequence[Place]) -> Place:
    """The place with the division, country and point of places that fit it, where it has none of its own."""
    fitting = sorted((other for other in told if not contradict(place, other)), key=_coarseness)
    for names in (("country",), ("admin1",), ("latitude", "longitude", "tolerance_km", "where_prec", "geo_precision")):
        if getattr(place, names[0]) is None:
            donor = next((other for other in fitting if getattr(other, names[0]) is not None), None)
            if donor:
                inferred = (*place.inferred, *(name for name in names if name in donor.inferred))
                place = place.model_copy(
                    update={name: getattr(donor, name) for name in names} | {"inferred": tuple(dict.fromkeys(inferred))}
                )
    return place
