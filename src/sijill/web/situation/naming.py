"""A situation report as others may read it: without people's names, which stay in the register."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, exists, select

from sijill.exports.names import HIDDEN, Names, name_words, names_in, names_of, unnamed_event, unnamed_head
from sijill.model import Event
from sijill.register.profiles import Party
from sijill.register.remembered import remembered
from sijill.register.schema import event_actors, events
from sijill.web.situation.facts import Situation
from sijill.web.situation.pieces import Line, Section, Table, line
from sijill.web.situation.words import sections

__all__ = ["HIDDEN", "Report", "report"]

_WORD = re.compile(r"[^\W\d_]+")
# So many events of an actor are looked through.
_LOOKED = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """The facts and the words of a report. `named`: with people's names."""

    facts: Situation
    parts: Sequence[Section]
    named: bool


def report(connection: Connection, facts: Situation, rule: str, *, named: bool = False) -> Report:
    """The report of some facts, without people's names unless `named` asks for them. `rule`: how best figures come."""
    if named:
        return Report(facts, sections(facts, rule), True)
    names = remembered(connection, ("names", facts.filters), lambda: _names(connection, facts))
    hidden = replace(
        facts,
        deadliest=[_unnamed(event) for event in facts.deadliest],
        disputed=[_unnamed(event) for event in facts.disputed],
        cited=[unnamed_head(head, names) for head in facts.cited],
    )
    return Report(hidden, [_told(_section(part, names)) for part in sections(hidden, rule)], False)


def _told(part: Section) -> Section:
    """Who reads the report is told why there are blocks in it."""
    said = line("People's names are hidden, some other words with them (█); the register has them.")
    return replace(part, paragraphs=[*part.paragraphs, said]) if part.key == "method" else part


def _unnamed(event: Event) -> Event:
    return unnamed_event(event, names_of(event))


def _names(connection: Connection, facts: Situation) -> Names:
    """All names that the report could tell; words of the places that it tells of are left readable."""
    found = Names()
    for each in _all_names(connection, facts):
        found |= each
    places = [part for spot in facts.spots for part in (spot.place, spot.admin1)]
    places += [part for event in (*facts.deadliest, *facts.disputed) if event.place
               for part in (event.place.name, event.place.admin1)]  # fmt: skip
    lies = {word.casefold() for place in places if place for word in _WORD.findall(place)}
    return Names(found.full, frozenset(word for word in found.words if word.casefold() not in lies))


def _all_names(connection: Connection, facts: Situation) -> Iterator[Names]:
    for event in (*facts.deadliest, *facts.disputed):
        yield names_of(event)
    for stated in facts.asserted:
        yield names_in(stated.assertion.source or "", stated.assertion.place or "")
    for party in facts.parties:
        if party.actor_id is None and names_in(party.name) and _is_person(connection, party):
            yield Names(frozenset([party.name]), frozenset(name_words(party.name)))


def _is_person(connection: Connection, party: Party) -> bool:
    """Whether an event in which an actor takes part names it as a person too."""
    # As the register writes a person; actors have no role.
    told = f'"name":{json.dumps(party.name, ensure_ascii=False)},"role":'
    there = select(event_actors.c.event_id).where(event_actors.c.name == party.name).limit(_LOOKED)
    wanted = exists().where(events.c.id.in_(there), events.c.json.contains(told, autoescape=True))
    return bool(connection.scalar(select(wanted)))


def _section(part: Section, names: Names) -> Section:
    return replace(
        part,
        paragraphs=[_line(each, names) for each in part.paragraphs],
        items=[_line(each, names) for each in part.items],
        tables=[_table(table, names) for table in part.tables],
    )


def _table(table: Table, names: Names) -> Table:
    return replace(table, rows=[[_line(cell, names) for cell in row] for row in table.rows])


def _line(words: Line, names: Names) -> Line:
    return tuple(
        replace(piece, text=names.masked(piece.text), href=None if names.spelt_in(piece.href or "") else piece.href)
        for piece in words
    )
