"""What the page of an event shows: each value with the words behind it, its accounts side by side, and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase
from typing import Any, Final

from sijill.linking.event_corrections import in_force
from sijill.linking.event_sentence import count_text
from sijill.linking.event_words import bounds_text, days_text, place_text
from sijill.model import COUNT_FIELDS, Account, ActorRef, Decision, Event, EventCount, Telling
from sijill.register.rows import total
from sijill.web.fields import LABELS, SHOWN, person_words, spot_words, value_words, values_of
from sijill.web.links import event_path, report_path, words_path
from sijill.web.profile_paths import actor_path, place_path

_SIDES: Final = ("initiators", "targets", "claimed_by")
# The field that a person corrects, where it has another name than the one with words.
_CORRECTED_AS: Final = {"event_type": "sub_event_type"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that carry a value: where they stand, and the numbers of the accounts that have them."""

    text: str
    href: str
    accounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a field: its words, how sure it is, the page of what it names, and its quotes."""

    value: str
    sure: str = ""
    inferred: str = ""
    href: str | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A field of the event. `said`: how many accounts say anything of it; `other`: words for values that gave way;
    `chance`: that the value is right."""

    field: str
    label: str
    lines: tuple[Line, ...]
    said: int
    corrected: Decision | None = None
    other: tuple[Quote, ...] = ()
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One value in the cell of an account, with the place of its words."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one account says of one field. `version`: the letter of the version it holds, where accounts differ."""

    parts: tuple[Part, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """A field on which accounts differ: letter, what is said and by whom, and the numbers of the accounts."""

    label: str
    told: tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Came:
    """A report in the order of time. `killed`: as it tells. `same_story`: an earlier account of the same voice."""

    number: int
    telling: Telling
    added: datetime | None
    killed: str
    same_story: int | None


def heard(event: Event, tellings: Iterable[Telling]) -> tuple[list[Telling], list[Telling]]:
    """The tellings of an event in its order, and those that people threw out."""
    by_key = {telling.key: telling for telling in tellings}
    inside = [by_key[key] for key in event.accounts if key in by_key]
    return inside, [telling for key, telling in by_key.items() if key not in event.accounts]


def rows(event: Event, tellings: Sequence[Telling], decisions: Iterable[Decision]) -> list[Row]:
    """The fields that have a value, or that a person emptied. `tellings`: those heard, in the event's order."""
    ruled = {d.field: d for d in in_force(decisions) if d.kind == "correct"}
    found = []
    for field in SHOWN:
        if field == "status":
            continue
        lines, other = _lines(event, field, tellings)
        correction = ruled.get(_CORRECTED_AS.get(field, field))
        if lines or correction:
            said = sum(bool(value_words(telling.account, field)) for telling in tellings)
            chance = event.confidences.get(_CORRECTED_AS.get(field, field))
            found.append(Row(field, LABELS[field], lines, said, correction, other, chance))
    return found


def cells(event: Event, tellings: Sequence[Telling]) -> list[tuple[str, list[Cell]]]:
    """The accounts side by side: a row for each field that any has, a cell for each account."""
    letters = {
        (item.field, key): ascii_uppercase[number % 26]
        for item in event.disagreements
        for number, version in enumerate(item.versions)
        for key in version.accounts
    }
    found = []
    for field in SHOWN:
        its = [Cell(_parts(telling, field), letters.get((field, telling.key), "")) for telling in tellings]
        if any(cell.parts for cell in its):
            found.append((LABELS[field], its))
    return found


def differing(event: Event, tellings: Sequence[Telling]) -> list[Versions]:
    """On what the accounts differ."""
    number_of = {telling.key: number for number, telling in enumerate(tellings, 1)}
    return [
        Versions(
            LABELS.get(item.field, item.field.replace("_", " ")),
            tuple(
                (ascii_uppercase[n % 26], v.value, tuple(number_of[key] for key in v.accounts if key in number_of))
                for n, v in enumerate(item.versions)
            ),
        )
        for item in event.disagreements
    ]


def quotes(tellings: Iterable[Telling]) -> list[Part]:
    """The words that best tell each account, with the place of the sentence that they are of."""
    found = []
    for telling in tellings:
        spans = (e for e in telling.account.evidence if e.field in ("event", "event_type"))
        first = min(spans, key=lambda e: (e.field, e.start), default=None)
        href = words_path(telling.report.id, first.start, first.end) if first else None
        found.append(Part(" ".join(telling.account.quote.split()), href))
    return found


def in_time(tellings: Sequence[Telling], added: Mapping[str, datetime]) -> list[Came]:
    """The reports as they were published, each with when it was added, and which tell the story of an earlier one."""
    first: dict[str, tuple[int, str]] = {}
    found, seen = [], set()
    for number, telling in enumerate(tellings, 1):
        if telling.report.id in seen:
            continue
        seen.add(telling.report.id)
        of, report = first.setdefault(telling.voice, (number, telling.report.id))
        earlier = of if report != telling.report.id else None
        killed = value_words(telling.account, "killed")
        found.append(Came(number, telling, added.get(telling.report.id), killed, earlier))
    return found


def points(event: Event, tellings: Sequence[Telling]) -> list[dict[str, Any]]:
    """The event's point (`main`), and those of accounts that lie elsewhere, each once, as `MapPoint` has them."""
    placed = [(event.place, event_path(event.id))]
    placed += [(telling.account.place, report_path(telling.report.id)) for telling in tellings]
    found: dict[tuple[float, float], dict[str, Any]] = {}
    for place, href in placed:
        if place is None or place.latitude is None or place.longitude is None:
            continue
        main = not found and place is event.place
        point = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "tolerance_km": place.tolerance_km,
            "label": place_text(place),
            "href": href,
            "event_type": event.event_type,
            "killed": total(event.killed)[1] if main else None,
            "main": main,
        }
        found.setdefault((place.latitude, place.longitude), point)
    return list(found.values())


def _lines(event: Event, field: str, tellings: Sequence[Telling]) -> tuple[tuple[Line, ...], tuple[Quote, ...]]:
    """The values of a field with their words, and the words that stand behind none of them."""
    spoken = list(_spoken(tellings, field))
    used: set[int] = set()

    def quotes(fits: Callable[[Account, int | None], bool]) -> tuple[Quote, ...]:
        chosen = [n for n, (account, at, _, _) in enumerate(spoken) if fits(account, at)]
        used.update(chosen)
        return _quotes([spoken[n][3] | {"account": spoken[n][2]} for n in chosen])

    lines = tuple(_made(event, field, quotes))
    rest = [item | {"account": number} for n, (_, _, number, item) in enumerate(spoken) if n not in used]
    return lines, _quotes(rest)


def _spoken(tellings: Sequence[Telling], field: str) -> Iterator[tuple[Account, int | None, int, dict[str, str | int]]]:
    """The evidence of a field: its account, the line of the field, the account's number, its words and their place."""
    for number, telling in enumerate(tellings, 1):
        for line in telling.account.evidence:
            name, _, index = line.field.partition(".")
            if name == field:
                at = int(index) if index.isdigit() else None
                words = " ".join(line.text.split())
                href = words_path(telling.report.id, line.start, line.end)
                yield telling.account, at, number, {"text": words, "href": href}


def _quotes(found: Iterable[dict[str, str | int]]) -> tuple[Quote, ...]:
    """The same words once, with the numbers of all accounts that have them."""
    same: dict[str, tuple[str, str, list[int]]] = {}
    for item in found:
        text = str(item["text"])
        numbers = same.setdefault(text.casefold(), (text, str(item["href"]), []))[2]
        number = int(item["account"])
        numbers += [number] if number not in numbers else []
    return tuple(Quote(text, href, tuple(numbers)) for text, href, numbers in same.values())


def _made(
    event: Event, field: str, quotes: Callable[[Callable[[Account, int | None], bool]], tuple[Quote, ...]]
) -> Iterator[Line]:
    if field == "event_type":
        standing = "" if event.status == "occurred" else f", {event.status}"
        yield Line(f"{event.sub_event_type}{standing}", event.event_type, quotes=quotes(_any))
    elif field == "date" and event.date and (days := days_text(event.date)):
        inferred = "no words say it: the day of publication bounds it" if event.date.inferred else ""
        yield Line(days, inferred=inferred, quotes=quotes(_any))
    elif field == "place" and event.place:
        said = [getattr(event.place, part) for part in ("admin1", "country") if part in event.place.inferred]
        inferred = f"by the gazetteer: {', '.join(filter(None, said))}" if any(said) else ""
        href = place_path(event.place.country, event.place.admin1, event.place.name)
        yield Line(place_text(event.place), spot_words(event.place), inferred, href, quotes(_any))
    elif field in COUNT_FIELDS:
        for count in getattr(event, field):
            yield Line(count_text(count), _range(count), quotes=quotes(_of_group(field, count)))
    elif field in _SIDES:
        for actor in getattr(event, field):
            yield Line(actor.name, href=actor_path(actor.actor_id, actor.name), quotes=quotes(_of_actor(field, actor)))
    elif field in ("weapons", "sources"):
        for words in getattr(event, field):
            yield Line(words, quotes=quotes(_of_words(field, words)))
    elif field == "persons":
        for person in event.persons:
            yield Line(person_words(person), quotes=quotes(_of_words(field, person.name)))


def _range(count: EventCount) -> str:
    """The bounds over all accounts, where they say more than the best figure."""
    alike = count.low == count.best and (count.high is None or count.high == count.best)
    return "" if alike or count.best is None else bounds_text(count.low, count.high)


def _any(account: Account, at: int | None) -> bool:
    return True


def _of_group(field: str, count: EventCount) -> Callable[[Account, int | None], bool]:
    def fits(account: Account, at: int | None) -> bool:
        counted = getattr(account, field) or ()
        # People whom an account puts in no group may be any line's.
        return at is None or at >= len(counted) or counted[at].group in (count.group, "unknown")

    return fits


def _of_actor(field: str, actor: ActorRef) -> Callable[[Account, int | None], bool]:
    def fits(account: Account, at: int | None) -> bool:
        named = getattr(account, field)
        if at is None or at >= len(named):
            return False
        same_id = actor.actor_id is not None and named[at].actor_id == actor.actor_id
        return bool(same_id or named[at].name == actor.name)

    return fits


def _of_words(field: str, words: str) -> Callable[[Account, int | None], bool]:
    def fits(account: Account, at: int | None) -> bool:
        said = getattr(account, field)
        if at is None or at >= len(said):
            return False
        value = said[at] if isinstance(said[at], str) else said[at].name
        return bool(value.casefold() == words.casefold())

    return fits


def _parts(telling: Telling, field: str) -> tuple[Part, ...]:
    """The values of an account's field, each linked to the first of its words."""
    places: dict[str, str] = {}
    for line in telling.account.evidence:
        places.setdefault(line.field, words_path(telling.report.id, line.start, line.end))
    return tuple(
        Part(value, places.get(name)) for name, value in values_of(telling.account) if name.partition(".")[0] == field
    )
