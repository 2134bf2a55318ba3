"""Reports that try to do harm by way of the pages: markup, control signs, turned writing, great length."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from sijill.model import Account, ActorRef, CodedReport, Count, DateRange, Evidence, Person, Place, Report
from tests.register.making import assertion, coded

SCRIPT: Final = "<script>alert('sijill')</script>"
IMAGE: Final = '"><img src=x onerror="alert(\'sijill\')">'
CLOSING: Final = "</script></textarea></title><svg onload=alert('sijill')>"
TEMPLATE: Final = "{{ 7 * 191 }}{% raw %}${7*191}"
CONTROLS: Final = "a\x00b\x1b[31mc\x07d\x85e\ufffef"
TURNED: Final = "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f"
SCHEME: Final = "javascript:alert('sijill')"
ARABIC: Final = "هجوم على نقطة تفتيش في كركوك"
LONE: Final = "lone \ud800 surrogate"
# Characters of the long report: with it the register holds a text of about 5 MB.
LONG: Final = 5_000_000

# What a page must never hold as it stands.
HARMFUL: Final = ("<script>alert", "<img src=x", "<svg onload", "\x00", "\x1b", "\u202e", "\u2066", 'href="javascript:')

_FILLING: Final = ("river", "market", "road", "school", "winter", "baker", "teacher", "letter", "window", "garden")
_DAY: Final = date(2024, 3, 1)


def hostile_reports() -> list[tuple[Report, CodedReport]]:
    """Reports with their codings: each hostile word stands in title, publisher, address, text, place, actor, person,
    weapon, source and assertion of one."""
    words = (SCRIPT, IMAGE, CLOSING, TEMPLATE, TURNED, ARABIC, "a\x1b[31mb\x07c\x85d", "%s%n{0}'\";--", "x" * 3000)
    made = [_report(number, word) for number, word in enumerate(words)]
    return [*made, _long(len(made))]


def _report(number: int, word: str, more: str = "") -> tuple[Report, CodedReport]:
    filling = list(_FILLING)
    random.Random(number).shuffle(filling)
    text = f"{' '.join(filling)}. Men of {word} attacked a post in {word}. {number + 2} did not come back. {more}"
    report = Report(
        id=f"hostile-{number}",
        text=text,
        title=f"Attack {word}",
        publisher=f"Paper {word}",
        published=_DAY + timedelta(days=40 * number + 1),
        url=SCHEME if number % 2 else f"https://example.org/{number}?{word}",
    )
    return report, coded(report, _account(text, number, word), assertions=(assertion(text, word),))


def _account(text: str, number: int, word: str) -> Account:
    day = _DAY + timedelta(days=40 * number)
    start = text.index("attacked")
    place = text.index(word)
    return Account(
        id="e1",
        event_type="Battles",
        sub_event_type="Armed clash",
        context="current",
        status="alleged" if number % 2 else "occurred",
        date=DateRange(earliest=day, latest=day),
        place=Place(
            name=word, admin1=word, country="IQ", latitude=31.0 + number, longitude=43.0 + number, tolerance_km=5
        ),
        initiators=(ActorRef(name=word, mention=word),),
        targets=(ActorRef(name="Military Forces of Iraq", mention="post"),),
        killed=(Count(group="civilians", low=number + 2, high=None),),
        weapons=(word,),
        claimed_by=(ActorRef(name=word, mention=word),),
        sources=(word,),
        persons=(Person(name=word, role=word, fate="killed"),),
        quote=text[:400],
        confidence=0.5,
        evidence=(
            Evidence(field="event_type", start=start, end=start + 8, text="attacked"),
            Evidence(field="place", start=place, end=place + len(word), text=word),
        ),
    )


def _long(number: int) -> tuple[Report, CodedReport]:
    words = " ".join(f"word{at % 4999} {SCRIPT if at % 997 == 0 else at}" for at in range(LONG // 14))
    return _report(number, "Longtown", words[:LONG])
