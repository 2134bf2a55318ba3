"""How well accounts are linked: `python -m benchmarks.linking [--benchmark FOLDER] [--errors] [--synthetic N]`.

On the development benchmark (`dev/links.json`, `dev/gold.jsonl`, `dev/reports.jsonl`): with gold accounts, then with
the coder's own, aligned to gold as `sijill evaluate` aligns them. Pairwise and B-cubed figures. An account that gold
marks as optional neither helps nor hurts where the coder passed it over; figures that count all of them stand first.

`--synthetic N` links N made accounts with known truth instead (benchmarks/synthetic.py). `--chances` counts how pairs
of accounts compare, told apart by whether they are of one event: what the m and u of
src/sijill/linking/data/weights.toml are read against.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.accuracy import BENCHMARK
from sijill.codebook import registry
from sijill.linking import clusters, explain
from sijill.linking.columns import columns
from sijill.linking.pairs import scored
from sijill.linking.settings import weights
from sijill.model import (
    COUNT_FIELDS,
    Account,
    ActorRef,
    CodedReport,
    Person,
    ReportHead,
    Telling,
)

Key = str
"""A gold account: "report/event"."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 of pairs, and the same by B-cubed."""

    pairs: tuple[float, float, float]
    b_cubed: tuple[float, float, float]
    gold_pairs: int
    found_pairs: int

    def __str__(self) -> str:
        p, b = self.pairs, self.b_cubed
        return (
            f"pairs P {p[0]:.3f}  R {p[1]:.3f}  F1 {p[2]:.3f}   gold {self.gold_pairs}  found {self.found_pairs}\n"
            f"B3    P {b[0]:.3f}  R {b[1]:.3f}  F1 {b[2]:.3f}"
        )


def score(gold: Mapping[Key, str], found: Mapping[Key, str]) -> Scores:
    """Figures over the keys of `gold`: key -> event. A key that `found` lacks is an event of its own."""
    answer = {key: found.get(key, f"alone {key}") for key in gold}
    truth, told = _grouped(gold), _grouped(answer)
    both = _grouped({key: (gold[key], answer[key]) for key in gold})
    right, wanted, given = (sum(len(g) * (len(g) - 1) // 2 for g in groups.values()) for groups in (both, truth, told))
    sizes = {key: len(both[gold[key], answer[key]]) for key in gold}
    precise = sum(sizes[key] / len(told[answer[key]]) for key in gold) / max(1, len(gold))
    recalled = sum(sizes[key] / len(truth[gold[key]]) for key in gold) / max(1, len(gold))
    pairs = (right / given if given else 1.0, right / wanted if wanted else 1.0)
    return Scores((*pairs, _f1(*pairs)), (precise, recalled, _f1(precise, recalled)), wanted, given)


def _grouped(labels: Mapping[Key, Any]) -> dict[Any, list[Key]]:
    groups: dict[Any, list[Key]] = defaultdict(list)
    for key, label in labels.items():
        groups[label].append(key)
    return groups


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def gold_account(event: Mapping[str, Any]) -> Account:
    """A gold event as an account: the first of an actor's acceptable names, as the registry knows it."""
    place = event.get("place") if (event.get("place") or {}).get("name") else None
    country = place["country"] if place else None
    values: dict[str, Any] = {
        **{name: event[name] for name in ("id", "event_type", "sub_event_type", "context", "status", "quote")},
        **{name: event.get(name) or None for name in ("date", *COUNT_FIELDS)},
        **{name: _actors(event.get(name) or (), country) for name in ("initiators", "targets", "claimed_by")},
        **{name: tuple(map(_first, event.get(name) or ())) for name in ("weapons", "sources")},
    }
    persons = tuple(Person(name=_first(p["name"]), fate=p.get("fate")) for p in event.get("persons") or ())
    return Account.model_validate(values | {"place": place, "persons": persons, "confidence": 1.0, "evidence": ()})


def _actors(names: Iterable[str | list[str]], country: str | None) -> tuple[ActorRef, ...]:
    found = [(name, registry().resolve(name, country)) for name in map(_first, names)]
    return tuple(
        ActorRef(name=match.name if match.actor_id else name, mention=name, actor_id=match.actor_id)
        for name, match in found
    )


def _first(name: str | list[str]) -> str:
    return name if isinstance(name, str) else name[0]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The development benchmark: gold accounts by key, heads of reports, and the event of each linked account."""

    gold: Mapping[Key, Mapping[str, Any]]
    heads: Mapping[str, ReportHead]
    events: Mapping[Key, str]
    lines: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Benchmark:
        lines = {line["id"]: line for line in _lines(folder / "gold.jsonl")}
        gold = {f"{rid}/{event['id']}": event for rid, line in lines.items() for event in line["events"]}
        heads = {
            row["id"]: ReportHead.model_validate({name: row.get(name) for name in ReportHead.model_fields})
            for row in _lines(folder / "reports.jsonl")
        }
        links = json.loads((folder / "links.json").read_text(encoding="utf-8"))
        linked = {f"{rid}/{eid}": row["event"] for row in links for rid, eid in row["members"]}
        covered = {key.split("/")[0] for key in linked}
        # Reports that links.json does not name were not looked through: their accounts are linked, but not scored.
        events = {key: linked.get(key, key) for key in gold if key.split("/")[0] in covered}
        return cls(gold, heads, events, lines)

    def telling(self, key: Key, account: Account) -> Telling:
        """An account of one of the reports; every report is a voice of its own."""
        report = key.split("/")[0]
        return Telling(key=key, account=account, report=self.heads[report], voice=report)


def labels(tellings: Sequence[Telling]) -> dict[Key, str]:
    """Key -> event, as linking has it."""
    return {key: min(group) for group in clusters(tellings) for key in group}


def from_gold(benchmark: Benchmark) -> list[Telling]:
    """The gold accounts of all reports."""
    return [benchmark.telling(key, gold_account(event)) for key, event in benchmark.gold.items()]


def from_text(benchmark: Benchmark, folder: Path) -> tuple[list[Telling], dict[Key, Key]]:
    """What the coder reads out of all reports, and gold key -> the coder's key where the two are aligned."""
    from sijill.coding import load
    from sijill.evaluation import parse_line
    from sijill.evaluation.assignment import best_pairs
    from sijill.evaluation.slots import likeness
    from sijill.intake import read
    from sijill.model import Report

    coder = load()
    tellings: list[Telling] = []
    aligned: dict[Key, Key] = {}
    for report in read(folder / "reports.jsonl"):
        if not isinstance(report, Report):
            continue
        coded: CodedReport = coder.code(report)
        tellings += [benchmark.telling(f"{report.id}/{account.id}", account) for account in coded.events]
        wanted = parse_line(benchmark.lines[report.id]).events
        given = parse_line(coded.model_dump(mode="json")).events
        for i, j in best_pairs([[likeness(a, b) for b in given] for a in wanted]):
            aligned[f"{report.id}/{wanted[i].id}"] = f"{report.id}/{given[j].id}"
    return tellings, aligned


def _without_missed_optional(benchmark: Benchmark, aligned: Mapping[Key, Key]) -> dict[Key, str]:
    """The scored accounts, without optional ones that the coder passed over: these neither help nor hurt."""
    return {
        key: event
        for key, event in benchmark.events.items()
        if key in aligned or not benchmark.gold[key].get("optional")
    }


def print_errors(events: Mapping[Key, str], found: Mapping[Key, str], tellings: Mapping[Key, Telling]) -> None:
    """The pairs that were joined or left apart wrongly, with their reasons."""
    for left, right in combinations(sorted(events), 2):
        wanted, given = events[left] == events[right], found.get(left, left) == found.get(right, right)
        if wanted != given and left in tellings and right in tellings:
            reasons = explain(tellings[left], tellings[right])
            print(f"\n{left} {right}: {'left apart' if wanted else 'joined'}, {sum(r.weight for r in reasons):+.1f}")
            print("  " + "; ".join(f"{r.comparison}: {r.level} {r.weight:+.1f}" for r in reasons if r.weight))


def measure(folder: Path, errors: bool) -> None:
    """Print the figures of the development benchmark."""
    benchmark = Benchmark.read(folder)
    reports = {key.split("/")[0] for key in benchmark.events}
    tellings = from_gold(benchmark)
    found = labels(tellings)
    print(f"gold accounts, {len(benchmark.events)} of {len(reports)} reports\n{score(benchmark.events, found)}")
    if errors:
        print_errors(benchmark.events, found, {t.key: t for t in tellings})
    _print_others(benchmark, found)
    coded, aligned = from_text(benchmark, folder)
    joined = labels(coded)
    told = {key: joined[own] for key, own in aligned.items()}
    print(f"\nfrom text, all accounts\n{score(benchmark.events, told)}")
    print("\nfrom text, without optional accounts that were not found")
    print(score(_without_missed_optional(benchmark, aligned), told))
    if errors:
        by_key = {t.key: t for t in coded}
        print_errors(benchmark.events, told, {gold: by_key[own] for gold, own in aligned.items()})


def _print_others(benchmark: Benchmark, found: Mapping[Key, str]) -> None:
    """Joined accounts of which one lies outside the scored reports: to be read, links.json does not judge them."""
    groups = [group for group in _grouped(found).values() if len(group) > 1]
    rows = [sorted(group) for group in groups if any(key not in benchmark.events for key in group)]
    print(f"\njoined with accounts of other reports, which links.json doesn't judge: {len(rows)}")
    for row in sorted(rows):
        print("  " + "  ".join(f"{key}{'' if key in benchmark.events else ' (other)'}" for key in row))


def chances(folder: Path) -> None:
    """Print, for each level of each comparison, its share among pairs of one event and among pairs of two.

    Pairs of one event: those of links.json. Pairs of two: all others of the gold accounts of different reports.
    """
    benchmark = Benchmark.read(folder)
    # One block for all, so that every pair is compared.
    rows = [replace(columns(telling), blocks=["all"]) for telling in from_gold(benchmark)]
    names = [f"mw_{comparison.column}" for comparison in weights().comparisons]
    with scored(rows, retain_parts=True) as (connection, table):
        found = connection.execute(f"select key_l, key_r, {', '.join(names)} from {table}").fetchall()
    events = benchmark.events
    one = [row[2:] for row in found if events.get(row[0], row[0]) == events.get(row[1], row[1])]
    two = [row[2:] for row in found if events.get(row[0], row[0]) != events.get(row[1], row[1])]
    print(f"{len(one)} pairs of one event, {len(two)} of two\n{'':62}   m   seen        u    seen")
    for at, comparison in enumerate(weights().comparisons):
        shares = [_shares([row[at] for row in rows_of]) for rows_of in (one, two)]
        for level in comparison.levels:
            seen = [share.get(round(level.weight, 6), 0.0) for share in shares]
            name = f"{comparison.name}: {level.name}"
            print(f"{name:62} {level.m:.3f}  {seen[0]:.3f}   {level.u:.4f}  {seen[1]:.4f}")


def _shares(found: Sequence[float]) -> dict[float, float]:
    """Weight -> its share among the pairs of which the comparison says something: unknown weighs 0."""
    counts = Counter(round(weight, 6) for weight in found if weight)
    return {weight: number / counts.total() for weight, number in counts.items()}


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--benchmark", type=Path, default=BENCHMARK, help="folder with dev/links.json")
    cli.add_argument("--errors", action="store_true", help="print the pairs that went wrong, and why")
    cli.add_argument("--synthetic", type=int, metavar="N", help="link N made accounts instead")
    cli.add_argument("--chances", action="store_true", help="print how pairs compare instead")
    args = cli.parse_args()
    if args.synthetic:
        from benchmarks.synthetic import measure as measure_synthetic

        measure_synthetic(args.synthetic)
    elif (args.benchmark / "dev" / "links.json").is_file():
        chances(args.benchmark / "dev") if args.chances else measure(args.benchmark / "dev", args.errors)
    else:
        print(f"not measured: there is no {args.benchmark / 'dev' / 'links.json'}", file=sys.stderr)


if __name__ == "__main__":
    main()
