"""What a telling says of when, where and who, brought to forms that meet across reports.

Days are ordinals (`date.toordinal`), distances kilometres. Everything that needs the codebook or the gazetteer's
spellings happens here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from sijill.codebook import registry
from sijill.codebook.tables import listed, rows
from sijill.gazetteer.names import exact_key, folded, loose_keys
from sijill.gazetteer.phrases import read
from sijill.linking.settings import settings
from sijill.linking.stems import stem
from sijill.model import Account, ActorRef, Count, DateRange, Place, Telling

Scale = Literal["local", "division", "country"]

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_HEAD: Final = re.compile(r",| in | near ")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last, both included. `said`: the account's own words begin it; else it is bounded by the day
    of publication. Null where nothing bounds it."""

    first: int | None
    last: int | None
    said: bool


def days(telling: Telling) -> Span:
    """When it happened, as far as the account or its report's day of publication tells."""
    account, published = telling.account, telling.report.published
    windows = settings().windows
    told = account.date or DateRange()
    first, last = (day.toordinal() if day else None for day in (told.earliest, told.latest))
    said = first is not None
    if last is None and published is not None and (first is None or first <= published.toordinal()):
        last = published.toordinal()
    if first is None and last is not None:
        # Told without its first day: news is of the days before, what news recalls may be older.
        first = last - int(windows["news_days" if account.context == "current" else "recalled_days"])
    if first is not None and last is None:
        last = first + int(windows["recalled_days"])
    return Span(first, last, said)


def scale(place: Place | None) -> Scale | None:
    """How wide a place is; None where it says no country."""
    if place is None:
        return None
    limits = settings().scales
    if place.latitude is None or place.longitude is None:
        return "division" if place.admin1 else "country" if place.country else None
    if reach(place) <= limits["local_km"]:
        return "local"
    return "division" if place.admin1 or reach(place) <= limits["division_km"] else "country"


def reach(place: Place) -> float:
    """How far from its point a place may lie, in kilometres."""
    scales = settings().scales
    given = place.tolerance_km if place.tolerance_km is not None else scales["default_km"]
    # The gazetteer gives a name that it doesn't know the point of what it lies in, and has no entry to name for it.
    borrowed = place.place_id is None and "latitude" in place.inferred
    return max(given, scales["borrowed_km"]) if borrowed else given


def spots(place: Place | None) -> list[str]:
    """Keys under which a place's name meets other spellings of it, and its entry in the gazetteer."""
    return list(_spots(place.name, place.place_id)) if place else []


@lru_cache(maxsize=65536)
def _spots(name: str, place_id: str | None) -> tuple[str, ...]:
    reading = read(_HEAD.split(name)[0], lambda _: False)
    # "Southern Kirkuk" and "Kirkuk" are not one spot, though one entry of the gazetteer.
    way = f" {reading.bearing}" if reading.bearing else ""
    sounds = loose_keys(reading.name) or (exact_key(reading.name),)
    return tuple(key + way for key in (*(f"~{sound}" for sound in sounds if sound), *((place_id,) if place_id else ())))


def division(place: Place | None) -> str | None:
    """The key of a place's first-level division, whatever its spelling."""
    if place is None or not place.admin1 or not place.country:
        return None
    return _division(place.country, place.admin1)


@lru_cache(maxsize=16384)
def _division(country: str, name: str) -> str:
    plain = _plain_division(name)
    return f"{country}/{_divisions().get(country, {}).get(plain, plain)}"


def _plain_division(name: str) -> str:
    words = [w for w in exact_key(name).split() if w not in settings().division_words]
    return " ".join(words) or exact_key(name)


@cache
def divisions_of(country: str) -> tuple[str, ...]:
    """The keys of a country's first-level divisions."""
    return tuple(sorted({f"{country}/{name}" for name in _divisions().get(country, {}).values()}))


@cache
def _divisions() -> dict[str, dict[str, str]]:
    """Country -> every spelling of its divisions -> the one that stands for all."""
    found: dict[str, dict[str, str]] = {}
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        if not row["parent"]:
            spellings = found.setdefault(row["country"], {})
            own = _plain_division(row["name"])
            spellings[own] = own
            for alias in listed(row["aliases"]):
                spellings.setdefault(_plain_division(alias), own)
    return found


@dataclass(frozen=True, slots=True)
class Party:
    """Who is told of: keys of the named, the same with what they belong to, and the groups of all."""

    named: list[str]
    kin: list[str]
    groups: list[str]


def party(refs: tuple[ActorRef, ...], country: str | None) -> Party:
    """The actors of a telling; "unidentified gunmen" and "civilians" name nobody."""
    keys: set[str] = set()
    kin: set[str] = set()
    groups: set[str] = set()
    for ref in refs:
        key, above, group = _actor(ref.name, ref.actor_id, country)
        groups.add(group)
        if key:
            keys.add(key)
            kin.update((key, *above))
    return Party(sorted(keys), sorted(kin), sorted(groups - {"unknown"}))


@lru_cache(maxsize=65536)
def _actor(name: str, actor_id: str | None, country: str | None) -> tuple[str, tuple[str, ...], str]:
    """(key, or "" where nobody is named; keys of what it belongs to; its group)."""
    known = registry().actors
    found = registry().resolve(name, country)
    row = known.get(actor_id or "") or known.get(found.actor_id or "")
    key = folded(row.name if row else name)
    group = row.group if row else found.group
    if group == "civilians" or not key or key in settings().nobody:
        return "", (), group
    home = row.countries[0] if row and row.countries else found.country
    above = [f"state of {home}"] if group == "state_forces" and home else []
    while row and row.parent:
        row = known.get(row.parent)
        if row:
            above.append(folded(row.name))
    return key, tuple(above), group


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted people: the least and the most that the telling allows, and every number that it tells."""

    low: int | None
    high: int | None
    marks: list[int]


def tally(counts: tuple[Count, ...] | None) -> Tally:
    """All groups together. An open number ("at least 7") reaches as far as later counts of one event mostly go."""
    if not counts:
        return Tally(None, None, [])
    windows = settings().windows
    low = sum(c.low for c in counts)
    high = sum(c.low if c.high is None else c.high for c in counts)
    if any(c.high is None for c in counts):
        high = max(high + round(windows["open_more"]), round(high * windows["open_times"]))
    marks = {low, *(c.low for c in counts), *(c.high for c in counts if c.high is not None)}
    return Tally(low, high, sorted(marks - {0}))


def other_marks(account: Account) -> list[str]:
    """The numbers of people abducted, arrested, or killed or wounded: "abducted 19"."""
    return sorted(
        f"{name} {count.low}"
        for name in ("abducted", "arrested", "killed_or_wounded")
        for count in getattr(account, name) or ()
        if count.low > 1
    )


def sentence(account: Account) -> list[str]:
    """All the words of the sentence that tells the happening."""
    return sorted({stem(w) for w in _WORD.findall(folded(account.quote))})


def words(account: Account) -> list[str]:
    """The telling words of the happening's sentence: no common ones, and none that place and actors hold."""
    told = [account.quote, *(e.text for e in account.evidence if e.field == "event")]
    refs = (*account.initiators, *account.targets, *account.claimed_by)
    names = [text for ref in refs for text in (ref.name, ref.mention)]
    if account.place:
        names += [account.place.name, account.place.admin1 or ""]
    known = {stem(w) for name in names for w in _WORD.findall(folded(name))}
    found = {stem(w) for text in told for w in _WORD.findall(folded(text))}
    return sorted(found - known - settings().common_words)


def weapons(account: Account) -> list[str]:
    """Kinds of weapons: "roadside bomb" and "explosive device" are one."""
    kinds = settings().weapons
    found = set()
    for name in account.weapons:
        parts = [form for w in reversed(folded(name).split()) for form in (w, w.removesuffix("s"), stem(w))]
        found.add(next((kinds[w] for w in parts if w in kinds), parts[0] if parts else ""))
    return sorted(found - {""})


def persons(account: Account) -> list[str]:
    """The sounds of each person's last name."""
    found: set[str] = set()
    for person in account.persons:
        parts = [w for w in folded(person.name).split() if len(w) > 3 and w not in settings().titles]
        found.update(loose_keys(parts[-1]) if parts else ())
    return sorted(found)


def nations(place: Place | None, actors: Party) -> list[str]:
    """The country of a telling; where its place says none, those of its actors."""
    if place and place.country:
        return [place.country]
    return sorted({home for key in actors.named if (home := _homes().get(key))})


@cache
def _homes() -> dict[str, str]:
    return {folded(row.name): row.countries[0] for row in registry().actors.values() if row.countries}
