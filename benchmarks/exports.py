"""How fast exports are: `python -m benchmarks.exports [--events N] [--register ADDRESS] [--evidence] [FORMAT ...]`

Makes a register of N made events (benchmarks/synthetic.py: who, where, when and how many vary as in wars) with their
reports, unless one is named that is kept; then exports it in every format, each in a process of its own. Prints a
Markdown table: seconds, those of them on the processor, the most memory that the process held, and the file's size.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import insert

from benchmarks.synthetic import Maker, peak_megabytes
from sijill.exports import FORMATS, export
from sijill.linking.events import derive
from sijill.model import Telling
from sijill.register import Register
from sijill.register.rows import actor_rows, event_row
from sijill.register.schema import accounts, event_actors, events, reports, versions

_AT = datetime(2024, 1, 1, tzinfo=UTC)
_PORTION = 2_000
_MOST = 4
_Rows = dict[Any, list[dict[str, Any]]]
OUTLETS = ("Reuters", "Iraqi News", "Enab Baladi", "Daily Trust", "Pajhwok", "Shafaq News", "Radio Okapi", "The Bugle")


def tellings(number: int, seed: int = 1) -> Iterator[list[Telling]]:
    """The accounts of each of so many made events."""
    maker = Maker(random.Random(seed))
    for at in range(number):
        happening = maker.happening(at)
        size = min(_MOST, 1 + int(maker.chance.expovariate(1.2)))
        found = [maker.telling(happening, of) for of in range(size)]
        yield [_published(telling, maker.chance) for telling in found]


def _published(telling: Telling, chance: random.Random) -> Telling:
    outlet = chance.choice(OUTLETS)
    changes = {"publisher": outlet, "title": f"{outlet}: {telling.account.quote[:60]}", "url": "https://x.example/1"}
    return telling.model_copy(update={"report": telling.report.model_copy(update=changes)})


def fill(register: Register, number: int) -> None:
    """Put made events straight into the tables: linking is measured elsewhere."""
    made = enumerate(tellings(number))
    while portion := list(islice(made, _PORTION)):
        rows: _Rows = {table: [] for table in (reports, versions, accounts, events, event_actors)}
        for at, told in portion:
            event = derive(f"e{at:010x}", told)
            rows[events].append({**event_row(event), "founder": told[0].key, "changed": _AT})
            rows[event_actors] += actor_rows(event)
            for of, telling in enumerate(told):
                _report(rows, at * _MOST + of + 1, telling, event.id)
        with register.engine.begin() as connection:
            for table, its in rows.items():
                if its:
                    connection.execute(insert(table), its)


def _report(rows: _Rows, number: int, telling: Telling, event: str) -> None:
    head = telling.report
    rows[reports].append({"id": head.id, "given": None, "url_key": None, "added": _AT})
    version = {"id": number, "report_id": head.id, "number": 1, "current": True, "text": telling.account.quote}
    version |= {"title": head.title, "publisher": head.publisher, "published": head.published, "url": head.url}
    version |= {"clutter": "[]", "digest": head.id, "fingerprint": b"", "voice": telling.voice, "relevant": True}
    rows[versions].append({**version, "coder": "made", "added": _AT})
    account = {"key": telling.key, "version_id": number, "event_id": event, "came": number}
    rows[accounts].append({**account, "json": telling.account.model_dump_json()})


def measure(address: str, name: str, folder: str, evidence: bool) -> tuple[int, float, float, float]:
    """Export once: events, seconds, seconds of processor time, and the most memory held (MB)."""
    with ExitStack() as stack:
        register = stack.enter_context(Register.open(address, make=False))
        out: BinaryIO = stack.enter_context((Path(folder) / "events").open("wb"))
        beside = stack.enter_context((Path(folder) / "evidence").open("wb")) if evidence else None
        began, worked = time.perf_counter(), time.process_time()
        done = export(register, name, out, evidence=beside)
        return done.events, time.perf_counter() - began, time.process_time() - worked, peak_megabytes()


def _table(address: str, names: Sequence[str], folder: str, evidence: bool) -> None:
    print("| format | events | seconds | on the processor | memory, MB | file, MB |\n|---|---|---|---|---|---|")
    spawning = multiprocessing.get_context("spawn")
    for name in names:
        with spawning.Pool(1) as pool:
            written, seconds, worked, memory = pool.apply(measure, (address, name, folder, evidence))
        size = (Path(folder) / "events").stat().st_size / 1e6
        print(f"| {name} | {written:,} | {seconds:.1f} | {worked:.1f} | {memory:.0f} | {size:.0f} |", flush=True)


def main() -> None:
    """Make, export, print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(FORMATS)}; all where none is named")
    cli.add_argument("--events", type=int, default=100_000)
    cli.add_argument("--register", help="a register to use, filled if it is empty; else one that is thrown away")
    cli.add_argument("--evidence", action="store_true", help="write the table of evidence as well")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = args.register or str(Path(folder) / "register.sqlite")
        with Register.open(address) as register:
            if not register.counts().events:
                fill(register, args.events)
        _table(address, args.formats or [*FORMATS], folder, args.evidence)


if __name__ == "__main__":
    main()
