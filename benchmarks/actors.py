"""Who is meant, given the words: `python -m benchmarks.actors [--benchmark FOLDER] [--errors N] [--speed]`.

Runs the registry on gold events and scores its canonical names as initiators and targets are scored: within each event
the names are paired one to one with the gold actors (`sijill.evaluation`'s `same_item`), and precision, recall and F1
are taken over all events. Only the name counts: neither the report's words nor the actor's id are compared, since the
words were given.

- `dev`: the benchmark's gold events. A gold actor is a list of acceptable names; the words given are the longest of
  them that stand in the report, nearest to the event's quote. Actors of whom no name stands in the report are left out
  and counted apart: there are no words to resolve.
- `training`: annotated reports, where each actor comes with its words. Names are compared with the one canonical name.

What the coder knows beside the words is given too: the country of the event's place (else that of most of the report's
events), the event's last day X
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sijill.codebook import Deed, registry
from sijill.coding.actors import DEEDS
from sijill.evaluation.names import pair_up, same_item

BENCHMARK = Path(__file__).resolve().parents[1].parent / "shared" / "benchmark"
SIDES = ("initiators", "targets")
_TRAINING_SIDES = {"by": "initiators", "on": "targets"}


@dataclass(frozen=True)
class Asked:
    """One side of one event: the words of each actor, and the names that would be right for it."""

    report: str
    side: str
    country: str | None
    when: date | None
    deed: Deed | None
    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]


@dataclass
class Tally:
    """Right names, given names, wanted names; and what went wrong."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def line(self) -> str:
        """Precision, recall and F1."""
        precision, recall = self.right / max(self.given, 1), self.right / max(self.wanted, 1)
        f1 = 2 * self.right / max(self.given + self.wanted, 1)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   gold {self.wanted}"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _given(names: Sequence[str], text: str, quote: str) -> str | None:
    """The words for a gold actor: its longest name in the text, as it stands nearest to the quote."""
    middle = max(text.find(quote[:25]), 0)
    found: list[tuple[int, int, str]] = []
    for name in names:
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE if len(name) > 4 else 0):
            found.append((abs(m.start() - middle) // 200, -len(name), m.group()))
    return min(found)[2] if found else None


def _country(events: Sequence[dict[str, Any]]) -> str | None:
    told = Counter((e["place"] or {}).get("country") for e in events if e.get("place"))
    told.pop(None, None)
    return told.most_common(1)[0][0] if told else None


def _where(event: dict[str, Any], of_most: str | None) -> str | None:
    return (event.get("place") or {}).get("country") or of_most


def _deed(event: dict[str, Any]) -> Deed | None:
    return DEEDS.get(event["event_type"])


def _when(event: dict[str, Any], published: str | None) -> date | None:
    day = (event.get("date") or {}).get("latest") or published
    return date.fromisoformat(day) if day else None


def dev(folder: Path) -> tuple[list[Asked], int]:
    """The questions of the development benchmark, and how many actors have no words."""
    reports = {r["id"]: r for r in _lines(folder / "reports.jsonl")}
    asked: list[Asked] = []
    wordless = 0
    for gold in _lines(folder / "gold.jsonl"):
        report = reports[gold["id"]]
        country = _country(gold["events"])
        for event in gold["events"]:
            for side in SIDES:
                pairs = [(tuple(names), _given(names, report["text"], event["quote"])) for names in event[side]]
                known = [(names, words) for names, words in pairs if words]
                wordless += len(pairs) - len(known)
                if known:
                    asked.append(
                        Asked(
                            gold["id"],
                            side,
                            _where(event, country),
                            _when(event, report.get("published")),
                            _deed(event),
                            tuple(words for _, words in known),
                            tuple(names for names, _ in known),
                        )
                    )
    return asked, wordless


def training(folder: Path) -> list[Asked]:
    """The questions of the annotated reports."""
    published = {r["id"]: r.get("published") for r in _lines(folder / "reports.jsonl")}
    gold = {g["id"]: g["events"] for g in _lines(folder / "gold.jsonl")}
    asked: list[Asked] = []
    for line in _lines(folder / "annotations.jsonl"):
        country = _country(gold[line["id"]])
        for event, told in zip(line["events"], gold[line["id"]], strict=True):
            for short, side in _TRAINING_SIDES.items():
                actors = [(words, name) for words, name in event.get(short) or [] if words]
                if actors:
                    asked.append(
                        Asked(
                            line["id"],
                            side,
                            _where(told, country),
                            _when(told, published[line["id"]]),
                            _deed(told),
                            tuple(words for words, _ in actors),
                            tuple((name,) for _, name in actors),
                        )
                    )
    return asked


def _name(words: str, item: Asked) -> str:
    initiator = item.side == "initiators"
    return registry().resolve(words, item.country, initiator, when=item.when, deed=item.deed).name


def answered(item: Asked) -> list[str]:
    """Our canonical names for the words of an event's side, each once, as accounts hold them."""
    return list(dict.fromkeys(_name(words, item) for words in item.words))


def measure(asked: Sequence[Asked]) -> tuple[dict[str, Tally], Counter[tuple[str, ...]]]:
    """Tallies by side, and the wrong answers as (side, words, ours, gold)."""
    tallies = {side: Tally() for side in SIDES}
    wrong: Counter[tuple[str, ...]] = Counter()
    for item in asked:
        ours = [(name,) for name in answered(item)]
        tally = tallies[item.side]
        tally.right += pair_up(item.names, ours, same_item)
        tally.given += len(ours)
        tally.wanted += len(item.names)
        for words, names in zip(item.words, item.names, strict=True):
            name = _name(words, item)
            if not same_item(names, (name,)):
                wrong[item.side, item.country or "-", words, name, " | ".join(names[:4])] += 1
    return tallies, wrong


def speed(asked: Sequence[Asked], texts: Sequence[str]) -> str:
    """Phrases resolved and characters searched a second, nothing remembered between them, in processor time."""
    known = registry()
    phrases = [(words, item) for item in asked for words in item.words]
    known.forget()
    start = time.process_time()
    for words, item in phrases:
        _name(words, item)
    spent = time.process_time() - start
    start = time.process_time()
    for text in texts:
        known.find(text, "IQ")
    searched = time.process_time() - start
    letters = sum(map(len, texts))
    return f"{len(phrases) / spent:,.0f} phrases resolved a second, {letters / searched / 1e6:.2f} MB searched a second"


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--benchmark", type=Path, default=BENCHMARK, help="folder with dev/; training lies beside it")
    cli.add_argument("--errors", type=int, default=0, metavar="N", help="also list the N most frequent wrong names")
    cli.add_argument("--speed", action="store_true", help="also measure how fast phrases and texts are read")
    args = cli.parse_args()
    asked, wordless = dev(args.benchmark / "dev")
    sets = {f"dev ({wordless} more actors have no words)": asked}
    annotated = args.benchmark.parent / "training"
    if (annotated / "annotations.jsonl").is_file():
        sets["annotated reports"] = training(annotated)
    for title, items in sets.items():
        tallies, wrong = measure(items)
        print(title)
        for side, tally in tallies.items():
            print(f"  {side:11} {tally.line()}")
        for row, times in wrong.most_common(args.errors):
            print("   ", times, *row, sep="\t")
    if args.speed:
        texts = [report["text"] for report in _lines(args.benchmark / "dev" / "reports.jsonl")]
        print(speed(next(reversed(sets.values())), texts))


if __name__ == "__main__":
    main()
