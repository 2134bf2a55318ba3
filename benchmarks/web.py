"""How fast the pages are: `python -m benchmarks.web [--events N] [--register FILE] [--rounds N]`.

Makes a register of N events (benchmarks/synthetic.py), told by some 2 N reports, straight into its tables: linking is
measured elsewhere. `--register` keeps it and takes it again the next time. Then asks for every page of the server in
this process, with other filters each time, and prints the median and the slowest of each, and how many bytes go to the
browser.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

from sqlalchemy import Connection, insert, select
from starlette.testclient import TestClient

from benchmarks.synthetic import SIZES, STORY, Maker
from sijill.codebook import registry
from sijill.linking.events import derive
from sijill.model import EVENT_TYPES, CodedReport, Evidence, Report, ReportHead, Telling
from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.profiles import Level
from sijill.register.rows import actor_rows, event_row
from sijill.register.schema import accounts, codings, event_actors, event_log, events, reports, versions
from sijill.web.profile_paths import place_path, source_path

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_PORTION = 2_000
_WORDS = 160
_LARGEST = 1_000_000
_SLOWEST_MS = 200.0
_PAPERS = tuple(
    f"{place} {kind}" for place in ("North", "South", "River", "Harbour") for kind in ("Post", "Wire", "TV")
)


@dataclass
class Rows:
    """Rows of the tables, as they are filled."""

    tables: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Any, *rows: dict[str, Any]) -> None:  # noqa: ANN401 - a table of SQLAlchemy
        self.tables.setdefault(table, []).extend(rows)

    def write(self, connection: Connection) -> None:
        for table in (reports, versions, codings, accounts, events, event_actors, event_log):
            if self.tables.get(table):
                connection.execute(insert(table), self.tables[table])
        self.tables.clear()


def fill(register: Register, number: int) -> None:
    """Write `number` events with their accounts and reports into an empty register."""
    maker = Maker(random.Random(1))
    version = 0
    every = iter(range(number))
    while portion := list(islice(every, _PORTION)):
        rows = Rows()
        for at in portion:
            happening = maker.happening(at)
            size = maker.chance.choices(range(1, 9), SIZES)[0]
            tellings = [_known(maker, maker.telling(happening, n)) for n in range(size)]
            _event(rows, f"e{hashlib.sha256(str(at).encode()).hexdigest()[:12]}", tellings, version)
            version += size
        with writing(register.engine) as connection:
            rows.write(connection)


def _known(maker: Maker, telling: Telling) -> Telling:
    """An account as a coder gives it: with words behind its values, and the ids of its actors."""
    words = " ".join(maker.chance.choices(STORY, k=_WORDS))
    quote = f"{telling.account.quote}."
    text = f"{quote} {words}."
    sides = {
        side: tuple(a.model_copy(update={"actor_id": _ids().get(a.name)}) for a in getattr(telling.account, side))
        for side in ("initiators", "targets")
    }
    struck = quote.find("struck")
    evidence = (
        Evidence(field="event", start=0, end=len(quote), text=quote),
        Evidence(field="event_type", start=struck, end=struck + 6, text="struck"),
    )
    account = telling.account.model_copy(update={**sides, "quote": text, "evidence": evidence})
    head = telling.report.model_copy(
        update={"title": " ".join(words.split()[:8]).capitalize(), "publisher": maker.chance.choice(_PAPERS)}
    )
    return telling.model_copy(update={"account": account, "report": head})


@cache
def _ids() -> dict[str, str]:
    """The ids of actors by name."""
    return {actor.name: actor.id for actor in registry().actors.values()}


def _event(rows: Rows, name: str, tellings: Sequence[Telling], version: int) -> None:
    event = derive(name, tellings)
    rows.add(events, event_row(event) | {"founder": tellings[0].key, "changed": _AT})
    rows.add(event_actors, *actor_rows(event))
    detail = json.dumps({"accounts": [telling.key for telling in tellings]})
    rows.add(event_log, {"event_id": name, "at": _AT, "what": "made", "detail": detail})
    for at, telling in enumerate(tellings, start=version + 1):
        _report(rows, name, telling, at)


def _report(rows: Rows, event: str, telling: Telling, version: int) -> None:
    head, text = telling.report, telling.account.quote
    account = telling.account.model_copy(update={"quote": text.split(".")[0] + "."})
    coded = CodedReport(report=head, relevant=True, events=(account,))
    digest = hashlib.sha256(text.encode()).hexdigest()
    rows.add(reports, {"id": head.id, "given": head.id, "url_key": None, "added": _AT})
    rows.add(
        versions,
        {
            **{name: getattr(head, name) for name in ("title", "publisher", "published", "url")},
            "id": version,
            "report_id": head.id,
            "number": 1,
            "current": True,
            "text": text,
            "clutter": "[]",
            "digest": digest,
            "fingerprint": b"",
            "voice": telling.voice,
            "relevant": True,
            "coder": "made",
            "added": _AT,
        },
    )
    keys = json.dumps([telling.key])
    rows.add(
        codings,
        {"version_id": version, "coder": "made", "at": _AT, "keys": keys, "json": coded.model_dump_json()},
    )
    rows.add(
        accounts,
        {
            "key": telling.key,
            "version_id": version,
            "event_id": event,
            "came": version * 1000,
            "json": account.model_dump_json(),
        },
    )


def filters(chance: random.Random, number: int) -> list[str]:
    """Query strings of filters, each another one."""
    made: set[str] = set()
    while len(made) < number:
        first = date(2012, 1, 1) + timedelta(chance.randrange(3000))
        choices: list[tuple[str, object]] = [
            ("country", chance.choice(("IQ", "SY", "AF", "NG", "YE", "CD"))),
            ("type", chance.choice((*EVENT_TYPES, "Armed clash", "Air/drone strike"))),
            ("actor", chance.choice(("Islamic State", "Taliban", "Boko Haram", "Military Forces of Iraq"))),
            ("killed", chance.randrange(1, 20)),
            ("since", first), ("until", first + timedelta(chance.randrange(30, 2000))),
        ]  # fmt: skip
        made.add(urlencode(chance.sample(choices, chance.randint(1, 3))))
    return [f"?{each}" for each in sorted(made)]


def addresses(register: Register, rounds: int) -> dict[str, list[str]]:
    """What is asked for, by what it is called in the table: `rounds` addresses of each page."""
    chance = random.Random(2)
    with register.reading() as connection:
        some_events = chance.sample(list(connection.scalars(select(events.c.id).limit(20_000))), rounds)
        some_reports = chance.sample(list(connection.scalars(select(reports.c.id).limit(20_000))), rounds)
        known = select(event_actors.c.actor_id).distinct().where(event_actors.c.actor_id.is_not(None))
        actors = list(connection.scalars(known))
        lying = select(events.c.country, events.c.admin1).distinct().where(events.c.country.is_not(None))
        divisions = [tuple(row) for row in connection.execute(lying)]
        papers = list(
            connection.scalars(select(versions.c.publisher).distinct().where(versions.c.publisher.is_not(None)))
        )
    countries = sorted({country for country, _ in divisions})
    places = [(country, None) for country in countries] + divisions
    asked = filters(chance, rounds)
    boxes = [f"west={x}&east={x + 10}&south=20&north=40&zoom=6" for x in range(20, 20 + rounds)]
    words = ["".join(chance.sample(STORY, 1)) for _ in range(rounds)]
    return {
        "overview": ["/"] * rounds,
        "overview, another filter each time": [f"/{each}" for each in asked],
        "overview, a page of the list": [f"/?page={1 + 37 * n}&order=killed" for n in range(rounds)],
        "its map": [f"/api/map{each}&zoom=5" for each in asked],
        "its map, moved": [f"/api/map?{box}" for box in boxes],
        "its map's ground": [f"/api/map/ground?{box}" for box in boxes],
        "its map's list of a marker": [f"/api/map/events?{box}" for box in boxes],
        "its time line": [f"/api/timeline{each}" for each in asked],
        "its sums as JSON": [f"/api/summary{each}" for each in asked],
        "event": [f"/events/{name}" for name in some_events],
        "event as JSON": [f"/api/events/{name}" for name in some_events],
        "events as JSON": [f"/api/events{each}" for each in asked],
        "report": [f"/reports/{name}" for name in some_reports],
        "report as JSON": [f"/api/reports/{name}" for name in some_reports],
        "search": [f"/search?q={word}" for word in words],
        "search as JSON": [f"/api/search?q={word}" for word in words],
        "review queue": ["/review"] * rounds,
        "review queue, another filter each time": [f"/review{each}" for each in asked],
        "review, an event": [f"/review/{name}" for name in some_events],
        "actors": [f"/actors{each}" for each in asked],
        "actor": [f"/actors/{chance.choice(actors)}{each}" for each in asked],
        "actor, all": [f"/actors/{name}" for name in chance.sample(actors, min(rounds, len(actors)))],
        "actors by name": [f"/actors?q={word}&sort=last" for word in ("a", "forces", "isis") * rounds][:rounds],
        "places": [f"/places{each}&by={level}" for each, level in zip(asked, get_args(Level) * rounds, strict=False)],
        "place": [place_path(*place) for place in chance.sample(places, min(rounds, len(places)))],
        "sources": ["/sources"] * rounds,
        "sources quoted": ["/sources?kind=quoted"] * rounds,
        "source": [f"{source_path('publisher', paper)}{each.replace('?', '&')}"
                   for paper, each in zip(chance.choices(papers, k=rounds), asked, strict=True)],
        "assertions": [f"/assertions{each}" for each in asked],
        "situation report": [f"/situation{each}" for each in asked],
        "situation report as Word": [f"/situation.docx{each}" for each in asked],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the answers to one kind of question took (milliseconds), and how large they were (bytes)."""

    first: float
    median: float
    slowest: float
    size: int
    packed: int
    faults: int

    @classmethod
    def of(cls, client: TestClient, asked: Sequence[str]) -> Measured:
        """Ask, one after another."""
        times, sizes, packed, faults = [], [], [], 0
        for address in asked:
            start = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - start) * 1000)
            sizes.append(len(answer.content))
            packed.append(int(answer.headers.get("content-length", sizes[-1])))
            faults += answer.status_code >= 400
        return cls(times[0], statistics.median(times), max(times), max(sizes), max(packed), faults)


def measure(path: Path, rounds: int, only: str = "") -> bool:
    """Ask for all pages and print how long they took. True where every median and size is as it should be."""
    from sijill.web import Settings, create_app

    with Register.open(path) as register:
        wanted = addresses(register, rounds)
    app = create_app(Settings(register=str(path), tiles=None))
    good = True
    start = time.perf_counter()
    with TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as client:
        client.get("/")
        print(f"First answer after {time.perf_counter() - start:.1f} s, of a page of sources after", end=" ")
        client.get("/sources")
        print(f"{time.perf_counter() - start:.1f} s.\n")
        print("| page | first ms | median ms | slowest ms | largest KB | packed KB | faults |")
        print("|---|---|---|---|---|---|---|")
        for name, asked in wanted.items():
            if only not in name:
                continue
            found = Measured.of(client, asked)
            good &= found.median < _SLOWEST_MS and not found.faults
            times = (found.first, found.median, found.slowest, found.size / 1000, found.packed / 1000)
            print(f"| {name} | {' | '.join(f'{each:.0f}' for each in times)} | {found.faults or ''} |", flush=True)
        size = _overview_bytes(client)
        _after_a_report(client, path)
    print(f"\nThe overview and all that it loads but Plotly's script: {size / 1000:,.0f} KB, unpacked.")
    return good and size < _LARGEST


def _after_a_report(client: TestClient, path: Path) -> None:
    """How long the pages take that are asked for first after a report has come in."""
    print("\n| first page after a report has come in | ms |\n|---|---|")
    chance = random.Random()
    for address in ("/", "/actors", "/places", "/sources", "/sources?kind=quoted", "/situation", "/review"):
        maker = Maker(chance)
        telling = _known(maker, maker.telling(maker.happening(chance.randrange(1 << 30)), 0))
        text = telling.account.quote
        account = telling.account.model_copy(update={"quote": text.split(".")[0] + "."})
        head = {**telling.report.model_dump(), "id": f"later-{chance.getrandbits(60):x}"}
        report = Report(**head, text=text)
        with Register.open(path) as register:
            register.add(report, CodedReport(report=ReportHead(**head), relevant=True, events=(account,)))
        start = time.perf_counter()
        client.get(address)
        print(f"| {address} | {(time.perf_counter() - start) * 1000:.0f} |", flush=True)


def _overview_bytes(client: TestClient) -> int:
    """The page, its files, the markers of its map and its ground, and its time line."""
    text = client.get("/").text
    files = [each for each in re.findall(r'"(/static/[^"]+)"', text) if "plotly" not in each]
    data = [unescape(each) for each in re.findall(r'data-(?:map|chart)="([^"]+)"', text)]
    asked = ["/", *files, *data, "/api/map/ground?zoom=3"]
    return sum(len(client.get(address).content) for address in asked)


def main() -> None:
    """Make the register, ask, print. Exit code 1 where a page is slower than it should be."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--events", type=int, default=100_000)
    cli.add_argument("--register", type=Path, help="a SQLite file; made if it isn't there, and kept")
    cli.add_argument("--rounds", type=int, default=21, help="how often each page is asked for")
    cli.add_argument("--only", default="", help="only pages whose names hold this")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.register or Path(folder) / "register.sqlite"
        if not path.exists():
            start = time.perf_counter()
            with Register.open(path) as register:
                fill(register, args.events)
            print(f"Made {args.events:,} events in {time.perf_counter() - start:.0f} s.", file=sys.stderr)
        with Register.open(path) as register:
            held = register.counts()
        print(f"{held.events:,} events, {held.accounts:,} accounts, {held.reports:,} reports.")
        good = measure(path, args.rounds, args.only)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
