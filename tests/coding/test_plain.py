"""Plain sentences of news, from text to values: what every reader of them would say."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sijill.coding import load
from sijill.model import Account, Count, Report

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("plain.toml").read_text(encoding="utf-8"))["cases"]
PUBLISHED = date(2024, 5, 15)


def _count(count: Count) -> str:
    return f"{count.group} {count.low}-{'' if count.high is None else count.high}"


def _values(event: Account) -> dict[str, Any]:
    return {
        "type": event.sub_event_type,
        "status": event.status,
        "by": [actor.name for actor in event.initiators],
        "on": [actor.name for actor in event.targets],
        "claimed": [actor.name for actor in event.claimed_by],
        "sources": list(event.sources),
        "killed": [_count(count) for count in event.killed or ()],
        "wounded": [_count(count) for count in event.wounded or ()],
        "both": [_count(count) for count in event.killed_or_wounded or ()],
        "abducted": [_count(count) for count in event.abducted or ()],
        "place": event.place.name if event.place else None,
        "date": f"{event.date.earliest}/{event.date.latest}" if event.date else None,
        "persons": [person.name for person in event.persons],
    }


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_what_a_plain_sentence_tells(case: dict[str, Any]) -> None:
    coded = load().code(Report(id="r", published=PUBLISHED, text=case["text"]))
    told = [_values(event) for event in coded.events]
    assert len(told) == len(case["events"])
    for got, expected in zip(told, case["events"], strict=True):
        assert {name: got[name] for name in expected} == expected
