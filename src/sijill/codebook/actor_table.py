"""The rows of the actor registry: who an actor is, and what ACLED and UCDP call it on a day.

Read from `data/actors.tsv` and `data/actor_names.tsv`, and from files of the same columns that a user adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal, cast, get_args

from sijill.codebook.countries import countries
from sijill.codebook.states import state_on
from sijill.codebook.tables import TableError, day, listed, rows
from sijill.model import Group

DataSet = Literal["acled", "ucdp"]

STATE_FORCES: Final = 1
POLITICAL_MILITIA: Final = 3
IDENTITY_MILITIA: Final = 4
CIVILIANS_CODE: Final = 7
EXTERNAL: Final = 8
KINDS: Final[Mapping[int, str]] = {
    1: "State forces",
    2: "Rebel group",
    3: "Political militia",
    4: "Identity militia",
    5: "Rioters",
    6: "Protesters",
    7: "Civilians",
    8: "External/Other forces",
}
"""ACLED's interaction codes."""

_GROUPS: Final[Mapping[int, Group]] = {
    1: "state_forces",
    2: "non_state_forces",
    3: "non_state_forces",
    4: "non_state_forces",
    5: "civilians",
    6: "civilians",
    7: "civilians",
    8: "state_forces",
}
COLUMNS: Final = (
    "id", "name", "kind", "group", "countries", "parent", "from", "to", "next", "aliases", "native", "acled", "ucdp",
)  # fmt: skip
"""Columns of a table of actors. `acled` and `ucdp` stand in a user's file; ours are in a table of their own."""


@dataclass(frozen=True, slots=True)
class ExportName:
    """A name in a data set: `where` the event has to be and the days for which it holds, `until` not included.

    `name` may hold {state} (country and years of its government) and {plain} (the country of the event). `inter`:
    ACLED's code of those days where it is another than the actor's. `seen`: whether it was seen in data.
    """

    dataset: DataSet
    name: str
    where: str | None = None
    since: date | None = None
    until: date | None = None
    inter: int | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True)
class ActorNames:
    """What an actor is called on a day; None where no name is known. `*_seen`: seen in data, not formed."""

    acled: str | None
    ucdp: str | None
    acled_seen: bool
    ucdp_seen: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of the registry.

    `inter`: ACLED's interaction code at home (`KINDS`). `countries`: ISO alpha-2 codes of where it acts, its own first.
    `since`, `until`: the days between which it exists under this name, the last not included. `successor`: who is meant
    by an old name from `until` on. `generic`: a class of people ("Civilians"), nobody in particular. `layer`: the
    user's table that it comes from, None for the shipped one.
    """

    id: str
    name: str
    inter: int
    group: Group
    countries: tuple[str, ...] = ()
    parent: str | None = None
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    aliases: tuple[str, ...] = ()
    own_names: tuple[ExportName, ...] = ()
    generic: bool = False
    layer: str | None = None

    @property
    def names(self) -> tuple[ExportName, ...]:
        """What data sets call it, by place and period; the first that fits counts."""
        return self.own_names or (shipped_names().get(self.id, ()) if self.layer is None else ())

    def active(self, when: date | None) -> bool:
        """False where the actor did not exist yet, or no more, on a day."""
        return when is None or (
            (self.since is None or self.since <= when) and (self.until is None or when < self.until)
        )

    def inter_on(self, when: date | None = None, country: str | None = None) -> int:
        """ACLED's interaction code on a day, in a country: forces of a state abroad are external ones."""
        inter = self._inter(when) or self.inter
        abroad = country is not None and bool(self.countries) and country != self.countries[0]
        return EXTERNAL if inter == STATE_FORCES and abroad else inter

    def group_on(self, when: date | None = None) -> Group:
        """Whose people it is on a day: insurgents who take a state become its forces."""
        if when is None:
            return self.group
        of_days = self._inter(when)
        return _GROUPS[of_days] if of_days else self.group

    def _inter(self, when: date | None) -> int | None:
        """The code of a day, where it is told for periods."""
        told = [n for n in self.names if n.inter]
        if when is None:
            return told[-1].inter if told else None
        return next((n.inter for n in told if _holds(n.since, n.until, when)), None)

    def names_on(self, when: date | None = None, country: str | None = None) -> ActorNames:
        """The names that ACLED and UCDP give the actor in an event of a day (None: the latest) in a country."""
        acled, acled_seen = self._called("acled", when, country)
        ucdp, ucdp_seen = self._called("ucdp", when, country)
        return ActorNames(acled, ucdp, acled_seen, ucdp_seen)

    def _called(self, dataset: DataSet, when: date | None, country: str | None) -> tuple[str | None, bool]:
        home = self.countries[0] if self.countries else None
        for told in self._fitting(dataset, when, country):
            name, seen = told.name, told.seen
            if "{state}" in name and home:
                state = state_on(home, self._within(when))
                plain = countries()[home].name if home in countries() else home
                name = name.replace("{state}", state.label if state else plain)
                seen = seen and state is not None and state.seen
            if "{plain}" in name:
                place = countries().get(country or home or "")
                if place is None:
                    continue
                name = name.replace("{plain}", place.plain_name)
            return name, seen
        return None, False

    def _fitting(self, dataset: DataSet, when: date | None, country: str | None) -> Iterator[ExportName]:
        told = [n for n in self.names if n.dataset == dataset and n.where in (None, country)]
        if when is None:
            yield from sorted(told, key=lambda n: (n.where is None, n.until is not None))
            return
        for name in told:
            if _holds(name.since, name.until, when):
                yield name

    def _within(self, when: date | None) -> date | None:
        """The day, drawn to those on which the actor exists."""
        last = self.until - timedelta(days=1) if self.until else None
        if when is None:
            return last
        if last and when > last:
            return last
        return max(when, self.since) if self.since else when


def _holds(since: date | None, until: date | None, when: date) -> bool:
    return (since is None or since <= when) and (until is None or when < until)


@cache
def shipped_names() -> Mapping[str, tuple[ExportName, ...]]:
    """The names in data sets of the shipped actors, by id. Read when first asked for: finding actors needs none."""
    found: dict[str, list[ExportName]] = {}
    for row in rows("sijill.codebook", "actor_names.tsv"):
        found.setdefault(row["id"], []).append(
            ExportName(
                cast(DataSet, row["set"]),
                row["name"],
                row["where"] or None,
                day(row["from"]),
                day(row["to"]),
                int(row["kind"]) if row["kind"] else None,
                row["seen"] == "yes",
            )
        )
    return {actor_id: tuple(names) for actor_id, names in found.items()}


def shipped() -> dict[str, Actor]:
    """The actors of the shipped table, by id."""
    found: dict[str, Actor] = {}
    for row in rows("sijill.codebook", "actors.tsv"):
        actor = actor_of(row, f"actors.tsv: {row['id']}")
        if actor.id in found:
            raise TableError(f"actors.tsv: the id {actor.id} stands twice; give the second another")
        found[actor.id] = actor
    return found


def actor_of(row: Mapping[str, str], where: str, layer: str | None = None) -> Actor:
    """The actor of a row; columns that are missing count as empty. `where`: how errors name the row.

    Raises `TableError` for what can't be read, with the mend.
    """

    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    if not cell("id") or not cell("name"):
        raise TableError(f"{where}: no {'name' if cell('id') else 'id'}; every actor needs an id and a name")
    if not cell("id").replace("_", "").replace("-", "").isalnum():
        raise TableError(f"{where}: the id {cell('id')!r} has odd characters; use letters, digits, - and _")
    if cell("kind") not in map(str, KINDS):
        codes = ", ".join(f"{code} {name}" for code, name in KINDS.items())
        raise TableError(f"{where}: kind {cell('kind')!r}; use ACLED's code: {codes}")
    kind = int(cell("kind"))
    group = cell("group") or _GROUPS[kind]
    if group not in get_args(Group):
        raise TableError(f"{where}: group {group!r}; use one of {', '.join(get_args(Group))}, or leave it empty")
    lands = listed(cell("countries"))
    for code in lands:
        if code not in countries():
            raise TableError(f"{where}: there is no country {code!r}; use two letters of ISO 3166, such as IQ|SY")
    names = [ExportName(kind_, cell(kind_)) for kind_ in get_args(DataSet) if cell(kind_)]
    return Actor(
        id=cell("id"),
        name=cell("name"),
        inter=kind,
        group=cast(Group, group),
        countries=lands,
        parent=cell("parent") or None,
        since=_day(cell("from"), "from", where),
        until=_day(cell("to"), "to", where),
        successor=cell("next") or None,
        aliases=(*listed(cell("aliases")), *listed(cell("native"))),
        own_names=tuple(names),
        layer=layer,
    )


def _day(text: str, column: str, where: str) -> date | None:
    try:
        return day(text)
    except ValueError:
        raise TableError(f"{where}: {column} {text!r} is no day; write it as 2014-06-29, or leave it empty") from None


def check_links(actors: Mapping[str, Actor], known: Mapping[str, Actor], where: Mapping[str, str]) -> Sequence[str]:
    """What is wrong with the parents and successors of actors, a line each; `where`: id -> how to name its row."""
    wrong = []
    for actor in actors.values():
        for column, other in (("parent", actor.parent), ("next", actor.successor)):
            if other and other not in known and other not in actors:
                wrong.append(f"{where[actor.id]}: there is no actor {other!r} for {column}; name one by its id")
        above, seen = actor.parent, {actor.id}
        while above:
            if above in seen:
                wrong.append(f"{where[actor.id]}: it is part of itself, by way of {above!r}; mend the parent")
                break
            seen.add(above)
            row = actors.get(above) or known.get(above)
            above = row.parent if row else None
    return wrong
