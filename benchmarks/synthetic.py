"""Made accounts with known truth, for linking at a size that nobody annotates.

Some wars over ten years, each with its actors, its places from the gazetteer (for wars of which it lists few, villages
are made up around its divisions) and its campaigns, so that many events fall on one day and district. An event is told
by one to eight reports, which err as reports and coders do: another day, the next village, the province only, another
spelling, other numbers, fewer actors, another type. Same number and seed, same accounts.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from math import hypot

from sijill.codebook.tables import listed, rows
from sijill.model import (
    EVENT_TYPE_OF,
    Account,
    ActorRef,
    Count,
    DateRange,
    Group,
    Place,
    ReportHead,
    SubEventType,
    Telling,
)

FIRST_DAY = date(2012, 1, 1)
DAYS = 3650
SIZES = (0.46, 0.2, 0.12, 0.08, 0.05, 0.04, 0.03, 0.02)
"""How many of the events are told once, twice, ... eight times."""

TYPES: dict[SubEventType, float] = {
    "Armed clash": 0.3,
    "Attack": 0.18,
    "Air/drone strike": 0.14,
    "Remote explosive/landmine/IED": 0.12,
    "Shelling/artillery/missile attack": 0.1,
    "Abduction/forced disappearance": 0.04,
    "Arrests": 0.04,
    "Suicide bomb": 0.03,
    "Peaceful protest": 0.02,
    "Government regains territory": 0.02,
    "Looting/property destruction": 0.01,
}
TAKEN_FOR: dict[SubEventType, SubEventType] = {
    "Armed clash": "Attack",
    "Attack": "Armed clash",
    "Air/drone strike": "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED": "Attack",
    "Shelling/artillery/missile attack": "Air/drone strike",
    "Abduction/forced disappearance": "Attack",
    "Arrests": "Armed clash",
    "Suicide bomb": "Remote explosive/landmine/IED",
    "Peaceful protest": "Violent demonstration",
    "Government regains territory": "Armed clash",
    "Looting/property destruction": "Attack",
}
WEAPONS: dict[SubEventType, tuple[str, ...]] = {
    "Armed clash": ("machine gun", "rifle", "rocket-propelled grenade"),
    "Attack": ("rifle", "machete", "pistol"),
    "Air/drone strike": ("drone", "warplane", "barrel bomb"),
    "Remote explosive/landmine/IED": ("roadside bomb", "explosive device", "landmine", "car bomb"),
    "Shelling/artillery/missile attack": ("mortar", "artillery", "rocket"),
    "Suicide bomb": ("explosive vest", "car bomb"),
}
# What a story is about, in the words that its reports share in part.
_STORY = """
market mosque church bakery school clinic hospital checkpoint convoy patrol barracks outpost bridge farm orchard well
pipeline refinery bus minibus taxi truck motorcycle shepherd farmer teacher doctor student lawyer journalist mayor
imam priest elder tribesman wedding funeral procession café hotel restaurant shop warehouse depot garage tower antenna
tunnel trench valley ridge hill canal river crossing roundabout junction highway alley rooftop courtyard cellar
shelter camp tent fence gate wall watchtower prison courthouse ministry embassy consulate station platform train dam
power fuel grain cattle sheep ransom hostage prisoner defector recruit volunteer medic rescuer ambulance siren curfew
ambush raid siege escape pursuit retaliation feud vendetta warning leaflet loudspeaker video banner flag uniform mask
"""
STORY = tuple(_STORY.split())


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its spellings, the first its own, its point, and how far from it things may lie (km)."""

    names: tuple[str, ...]
    admin1: str
    country: str
    latitude: float
    longitude: float
    reach: float
    place_id: str


@dataclass(frozen=True, slots=True)
class War:
    """One war: where, who fights (state forces, their foes, others), its share of events, and its number of places."""

    country: str
    state: str
    foes: tuple[str, ...]
    others: tuple[str, ...]
    share: float
    places: int


WARS = (
    War("SY", "Military Forces of Syria", ("Islamic State", "Syrian Democratic Forces"), ("Hezbollah",), 0.3, 700),
    War("IQ", "Military Forces of Iraq", ("Islamic State",), ("Peshmerga", "Popular Mobilization Forces"), 0.25, 500),
    War("AF", "Military Forces of Afghanistan", ("Taliban",), ("Islamic State Khorasan Province",), 0.15, 500),
    War("NG", "Military Forces of Nigeria", ("Boko Haram", "Islamic State West Africa Province"), (), 0.12, 400),
    War("YE", "Military Forces of Yemen", ("Houthi movement",), ("Al-Qaeda in the Arabian Peninsula",), 0.1, 300),
    War("CD", "Military Forces of DR Congo", ("Allied Democratic Forces",), ("March 23 Movement",), 0.08, 300),
)
REACHES = {"village": 10.0, "neighbourhood": 10.0, "site": 10.0, "base": 10.0, "town": 25.0, "city": 25.0}
TABLES = {"IQ": "iraq.tsv", "SY": "syria.tsv"}
SYLLABLES = ("ba", "do", "ga", "ki", "ko", "la", "ma", "mo", "na", "no", "ra", "ro", "sa", "so", "ta", "wa", "mba")


@cache
def divisions(country: str) -> dict[str, tuple[float, float]]:
    """The first-level divisions of a country and their points."""
    found = [row for row in rows("sijill.gazetteer", "admin1.tsv") if row["country"] == country and not row["parent"]]
    return {row["name"]: (float(row["lat"]), float(row["lon"])) for row in found}


def known_spots(country: str) -> list[Spot]:
    """The towns, villages and sites that the gazetteer's own tables list for a country."""
    if country not in TABLES:
        return []
    return [
        Spot(
            (row["name"], *(name for name in listed(row["aliases"]) if name.isascii())),
            row["admin1"],
            country,
            float(row["lat"]),
            float(row["lon"]),
            REACHES[row["kind"]],
            f"{country}/{row['admin1']}/{row['kind']}/{row['name']}",
        )
        for row in rows("sijill.gazetteer", TABLES[country])
        if row["kind"] in REACHES and row["admin1"] in divisions(country)
    ]


@dataclass(frozen=True, slots=True)
class Happening:
    """What is true of one event."""

    number: int
    war: War
    day: date
    spot: Spot
    sub_type: SubEventType
    initiator: str
    target: str
    group: Group
    killed: int | None
    wounded: int | None
    weapon: str | None
    story: tuple[str, ...]


@dataclass
class Maker:
    """Makes events and their accounts with one source of chance."""

    chance: random.Random
    spots: dict[str, list[Spot]] = field(default_factory=dict)
    weights: dict[str, list[float]] = field(default_factory=dict)
    hot: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for war in WARS:
            known = known_spots(war.country)
            spots = self.chance.sample(known, min(war.places, len(known)))
            spots += [self._village(war.country, at) for at in range(war.places - len(spots))]
            self.spots[war.country] = spots
            # A few places are fought over for years, most are named once.
            self.weights[war.country] = list(accumulate(1 / (1 + rank) ** 0.7 for rank in range(len(spots))))
            self.hot[war.country] = list(accumulate(self._campaigns()))

    def _village(self, country: str, at: int) -> Spot:
        c = self.chance
        name, (latitude, longitude) = c.choice(list(divisions(country).items()))
        heard = "".join(c.choice(SYLLABLES) for _ in range(3)).capitalize()
        point = round(latitude + c.uniform(-0.9, 0.9), 3), round(longitude + c.uniform(-0.9, 0.9), 3)
        return Spot(
            (heard, heard.replace("o", "u")), name, country, *point, c.choice((10.0, 10.0, 25.0)), f"{country}/{at}"
        )

    def _campaigns(self) -> Iterator[float]:
        """The weight of each day: quiet ones, and campaigns of some weeks in which much happens."""
        left = 0
        for _ in range(DAYS):
            if left == 0 and self.chance.random() < 0.01:
                left = self.chance.randint(10, 60)
            yield 5.0 if left else 1.0
            left = max(0, left - 1)

    def happening(self, number: int) -> Happening:
        c = self.chance
        war = c.choices(WARS, [war.share for war in WARS])[0]
        day = FIRST_DAY + timedelta(c.choices(range(DAYS), cum_weights=self.hot[war.country])[0])
        spot = c.choices(self.spots[war.country], cum_weights=self.weights[war.country])[0]
        sub = c.choices(list(TYPES), list(TYPES.values()))[0]
        foe = c.choice((*war.foes, *war.foes, *war.others))
        initiator, target, group = self._sides(war, sub, foe)
        weapons = WEAPONS.get(sub, ())
        return Happening(
            number,
            war,
            day,
            spot,
            sub,
            initiator,
            target,
            group,
            self._number(0.65),
            self._number(0.45),
            c.choice(weapons) if weapons and c.random() < 0.6 else None,
            tuple(c.sample(STORY, 6)),
        )

    def _sides(self, war: War, sub: SubEventType, foe: str) -> tuple[str, str, Group]:
        if sub in ("Air/drone strike", "Arrests", "Government regains territory") or self.chance.random() < 0.2:
            return war.state, foe, "non_state_forces"
        if sub in ("Attack", "Abduction/forced disappearance", "Suicide bomb", "Looting/property destruction"):
            return foe, "Civilians", "civilians"
        if sub == "Peaceful protest":
            return "Protesters", war.state, "state_forces"
        return foe, war.state, "state_forces"

    def _number(self, told: float) -> int | None:
        """How many people: mostly few, seldom dozens."""
        return 1 + int(self.chance.lognormvariate(0.8, 1.0)) if self.chance.random() < told else None

    def telling(self, h: Happening, at: int) -> Telling:
        """One report's account of an event, with what it gets wrong or leaves out."""
        c = self.chance
        late = c.random() < 0.08
        published = h.day + timedelta(c.randint(40, 400) if late else c.choice((0, 0, 1, 1, 2)))
        sub = TAKEN_FOR[h.sub_type] if c.random() < 0.1 else h.sub_type
        story = (*c.sample(h.story, c.randint(1, 4)), *c.sample(STORY, c.randint(1, 4)))
        place = self._place(h, late)
        key = f"h{h.number:06}.{at}"
        account = Account(
            id="e1",
            event_type=EVENT_TYPE_OF[sub],
            sub_event_type=sub,
            context="background" if late else "current",
            status="occurred",
            date=self._date(h, published, late),
            place=place,
            initiators=self._actor(h.initiator, 0.85),
            targets=self._actor(h.target, 0.85),
            killed=self._count(h.killed, h.group),
            wounded=self._count(h.wounded, h.group),
            weapons=(h.weapon,) if h.weapon and c.random() < 0.7 else (),
            quote=f"{h.initiator} struck near {place.name if place else 'there'}: {' '.join(story)}",
            confidence=0.9,
            evidence=(),
        )
        return Telling(key=key, account=account, report=ReportHead(id=f"r{key}", published=published), voice=f"v{key}")

    def _date(self, h: Happening, published: date, late: bool) -> DateRange | None:
        roll = self.chance.random()
        if late or roll < 0.04:
            first = h.day.replace(day=1)
            return DateRange(earliest=first, latest=(first + timedelta(32)).replace(day=1) - timedelta(1))
        if roll < 0.12:
            return None
        if roll < 0.18:
            other = h.day + timedelta(self.chance.choice((-1, 1)))
            return DateRange(earliest=other, latest=other)
        if roll < 0.24:
            return DateRange(earliest=h.day - timedelta(1), latest=h.day)
        return DateRange(earliest=h.day, latest=h.day)

    def _place(self, h: Happening, late: bool) -> Place | None:
        roll = self.chance.random() + (0.2 if late else 0.0)
        spot, country = h.spot, h.war.country
        if roll < 0.68:
            return self._as_place(spot)
        if roll < 0.76:
            return self._as_place(min(self.spots[country], key=lambda other: (other is spot, _far(spot, other))))
        if roll < 0.9:
            point = divisions(country)[spot.admin1]
            named = Place(name=spot.admin1, admin1=spot.admin1, country=country)
            return named.model_copy(update={"latitude": point[0], "longitude": point[1], "tolerance_km": 120.0})
        if roll < 0.95:
            return Place(name=country, country=country)
        if roll < 0.98:
            return self._as_place(self.chance.choice(self.spots[country]))
        return None

    def _as_place(self, spot: Spot) -> Place:
        return Place(
            name=self.chance.choice((spot.names[0], *spot.names)),
            admin1=spot.admin1,
            country=spot.country,
            latitude=spot.latitude,
            longitude=spot.longitude,
            tolerance_km=spot.reach,
            place_id=spot.place_id,
        )

    def _actor(self, name: str, told: float) -> tuple[ActorRef, ...]:
        roll = self.chance.random()
        if roll < told:
            return (ActorRef(name=name, mention=name),)
        return (ActorRef(name="Unidentified armed group", mention="gunmen"),) if roll < told + 0.1 else ()

    def _count(self, number: int | None, group: Group) -> tuple[Count, ...] | None:
        roll = self.chance.random()
        if number is None or roll < 0.15:
            return None
        if roll < 0.68:
            low = number
        elif roll < 0.93:
            low = max(1, number + round(self.chance.choice((-1, 1)) * max(1.0, 0.25 * number)))
        else:
            low = 1 + int(self.chance.lognormvariate(0.8, 1.0))
        return (Count(group=group, low=low, high=None if 0.6 < roll < 0.75 else low),)


def _far(spot: Spot, other: Spot) -> float:
    return hypot(spot.latitude - other.latitude, spot.longitude - other.longitude)


def made(number: int, seed: int = 1) -> tuple[list[Telling], dict[str, str]]:
    """`number` tellings in random order, and key -> event."""
    maker = Maker(random.Random(seed))
    tellings: list[Telling] = []
    truth: dict[str, str] = {}
    event = 0
    while len(tellings) < number:
        happening = maker.happening(event)
        size = maker.chance.choices(range(1, 9), SIZES)[0]
        for at in range(min(size, number - len(tellings))):
            tellings.append(maker.telling(happening, at))
            truth[tellings[-1].key] = f"h{event}"
        event += 1
    maker.chance.shuffle(tellings)
    return tellings, truth


def measure(number: int) -> None:
    """Link made accounts; print seconds, memory and figures."""
    from benchmarks.linking import labels, score

    began = time.perf_counter()
    tellings, truth = made(number)
    print(f"made {number:,} accounts of {len(set(truth.values())):,} events in {time.perf_counter() - began:.0f} s")
    print(f"memory before linking {peak_megabytes():,.0f} MB")
    began, worked = time.perf_counter(), time.process_time()
    found = labels(tellings)
    seconds, cores = time.perf_counter() - began, time.process_time() - worked
    print(f"linked in {seconds:.1f} s, {cores:.1f} s of processor time, peak memory {peak_megabytes():,.0f} MB")
    print(score(truth, found))


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3
