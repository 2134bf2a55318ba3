"""Reports with codings that need no coder, for the register's tests."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sijill.model import (
    Account,
    ActorRef,
    Assertion,
    CodedReport,
    Count,
    DateRange,
    Evidence,
    Place,
    Report,
    report_id,
)

DAY = date(2024, 5, 13)
# Towns far from one another, so that what happens in two of them is never one event.
TOWNS = {
    "Daquq": ("Kirkuk", 35.14, 44.45),
    "Mosul": ("Nineveh", 36.34, 43.13),
    "Basra": ("Basra", 30.51, 47.81),
    "Rutba": ("Al Anbar", 33.04, 40.28),
    "Erbil": ("Erbil", 36.19, 44.01),
    "Najaf": ("Najaf", 32.03, 44.35),
}

# Words in another order in every report, so that no two are reprints.
_FILLING = tuple(
    "river market road school winter baker teacher letter window garden bridge harvest valley evening tailor "  # noqa: SIM905
    "village harbour engine ladder copper ribbon pepper lantern saddle pillow kettle basket carpet mirror orchard "
    "pigeon donkey cellar candle hammer needle button barrel blanket feather pencil summit meadow thunder".split()
)


def report(
    text: str,
    *,
    id: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    published: date | None = DAY + timedelta(days=1),
) -> Report:
    """A report; its id is made of its content where none is given."""
    name = id or report_id(text, url)
    return Report(id=name, text=text, url=url, publisher=publisher, title=title, published=published)


def account(
    text: str,
    trigger: str = "attacked",
    *,
    town: str = "Daquq",
    day: date = DAY,
    killed: int | None = 5,
    kind: str = "Armed clash",
    number: int = 1,
) -> Account:
    """An account whose trigger, place and number of killed have their words in the text where it has them."""
    admin1, latitude, longitude = TOWNS[town]
    evidence = [_words(text, "event_type", trigger), _words(text, "place", town), _words(text, "killed.0", str(killed))]
    return Account.model_validate(
        {
            "id": f"e{number}",
            "event_type": "Battles",
            "sub_event_type": kind,
            "context": "current",
            "status": "occurred",
            "date": DateRange(earliest=day, latest=day),
            "place": Place(
                name=town, admin1=admin1, country="IQ", latitude=latitude, longitude=longitude, tolerance_km=5
            ),
            "initiators": (ActorRef(name="Islamic State", mention="IS", actor_id="islamic_state"),),
            "targets": (ActorRef(name="Military Forces of Iraq", mention="army"),),
            "killed": None if killed is None else (Count(group="state_forces", low=killed, high=killed),),
            "quote": text[:80],
            "confidence": 0.8,
            "evidence": tuple(item for item in evidence if item),
        }
    )


def _words(text: str, field: str, words: str) -> Evidence | None:
    start = text.find(words)
    return None if start < 0 else Evidence(field=field, start=start, end=start + len(words), text=words)


def assertion(text: str, words: str) -> Assertion:
    """An estimate of strength whose subject is these words of the text."""
    return Assertion(
        id="a1",
        kind="strength_estimate",
        subject=words,
        low=100,
        high=200,
        unit="fighters",
        quote=text[:80],
        evidence=tuple(item for item in [_words(text, "subject", words)] if item),
    )


def coded(of: Report, *accounts: Account, assertions: tuple[Assertion, ...] = ()) -> CodedReport:
    """The coding of a report."""
    relevant = bool(accounts or assertions)
    return CodedReport(report=of.head(), relevant=relevant, events=accounts, assertions=assertions)


def clash(
    town: str = "Daquq", killed: int = 5, day: date = DAY, outlet: str = "Alpha Wire", **head: str
) -> tuple[Report, CodedReport]:
    """A report of one clash, in words of its own, and its coding."""
    rest = list(_FILLING)
    random.Random(f"{outlet} {town} {day} {killed}").shuffle(rest)
    text = (
        f"{' '.join(rest[:20]).capitalize()}. {outlet}: men attacked a post near {town} on {day:%d %B %Y}, {killed} "
        f"did not come back. {' '.join(rest[20:]).capitalize()}."
    )
    item = report(
        text, publisher=outlet, title=f"{outlet}: clash near {town}", published=day + timedelta(days=1), **head
    )
    return item, coded(item, account(text, town=town, killed=killed, day=day))
