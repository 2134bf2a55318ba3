"""How well names are placed: `python -m benchmarks.places [--benchmark FOLDER] [--given]`.

Two sets, where their files are there. TR-News (`geo/TR-News.xml`): toponyms in world news with GeoNames' points. dev
(`dev/reports.jsonl`, `dev/gold.jsonl`): where the events of conflict reports happened.

- Toponym given: the names of an article are known, as words and offsets, and resolved together. A name without a
  place counts as wrong in every column. Speed is told in seconds of the processor, so that other work on the machine
  does not count.
- From text: the names that the coder finds in the text, resolved; a name is right where it overlaps one of the gold's
  and lies within 161 km of it. Nationality adjectives, which name no place of an event, are left out of the gold.
- dev, place given: each gold event's place name is found in the text (nearest to the event's quote) and given to the
  coder beside its own; what it says of that name is compared with the gold's point, division and country. `place` is
  right by the scorer's rule (name or point), `coordinates` within the gold's tolerance.
- dev, event given: only events that the coder and the gold share are scored, on the place that the coder chose.

Articles of TR-News are split in two halves by their number; the rules were made with the first in view only.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from benchmarks.accuracy import BENCHMARK
from sijill.codebook.countries import countries, country_of
from sijill.coding import load, mentions
from sijill.coding.coder import BuiltinCoder
from sijill.coding.frames import Chars
from sijill.coding.setting import survey
from sijill.coding.text import trim
from sijill.evaluation import Line, Ratio, parse_line, read_lines, score
from sijill.evaluation.assignment import best_pairs
from sijill.evaluation.lines import Telling
from sijill.evaluation.names import same_admin1
from sijill.evaluation.slots import likeness
from sijill.gazetteer import Gazetteer, gazetteer
from sijill.gazetteer.entry import kilometres
from sijill.intake import read as read_reports
from sijill.language import parse
from sijill.model import Place, Report

NEAR_KM = (5, 25, 161)
# Countries by names that the codebook doesn't carry.
_TERRITORIES = {"Bonaire": "BQ", "New Caledonia": "NC", "Macao": "MO"}


@dataclass(frozen=True)
class Toponym:
    """A name in an article and where it lies; `start` and `end` are code points into the article's text."""

    name: str
    start: int
    end: int
    point: tuple[float, float]
    country: str | None
    admin1: str | None
    geonames_id: str


@dataclass(frozen=True)
class Article:
    """An article's text and its toponyms that have a point, in the order of the text."""

    text: str
    toponyms: tuple[Toponym, ...]


def articles(path: Path) -> list[Article]:
    """TR-News' articles; toponyms that its makers could not place are left out."""
    return [_article(node) for node in ET.parse(path).getroot()]


def _article(node: ET.Element) -> Article:
    text = node.findtext("text") or ""
    found = []
    for item in node.iterfind("toponyms/toponym"):
        tag = item.find("gaztag")
        if tag is None:
            continue
        name = item.findtext("phrase") or ""
        start = _anchored(text, name, int(item.findtext("start") or 0))
        nation = tag.findtext("country")
        found.append(
            Toponym(
                name=name,
                start=start,
                end=start + len(name),
                point=(float(tag.findtext("lat") or 0), float(tag.findtext("lon") or 0)),
                country=(_TERRITORIES.get(nation) or country_of(nation)) if nation else None,
                admin1=tag.findtext("admin1"),
                geonames_id=tag.get("geonameid") or "",
            )
        )
    return Article(text, tuple(sorted(found, key=lambda t: t.start)))


def _anchored(text: str, name: str, start: int) -> int:
    """Where the name stands: some offsets count characters that the text lost."""
    near = [start + shift for shift in range(-60, 61) if text.startswith(name, max(start + shift, 0))]
    return min(near, key=lambda at: abs(at - start), default=start)


@dataclass(frozen=True)
class Tally:
    """What was right of how many, by column; a column counts only what the gold can say."""

    right: dict[str, int]
    asked: dict[str, int]

    def share(self, column: str) -> str:
        """The share that was right, or a dash where nothing was asked."""
        asked = self.asked.get(column, 0)
        return f"{self.right.get(column, 0) / asked:.3f}" if asked else "-"


COLUMNS = ("country", "admin1", *(f"{km} km" for km in NEAR_KM), "exact")


def tally(pairs: Iterable[tuple[Toponym, Place | None]]) -> Tally:
    """Counts what was right, column by column. `exact`: the same GeoNames entry, where ours has a GeoNames id."""
    right, asked = dict.fromkeys(COLUMNS, 0), dict.fromkeys(COLUMNS, 0)
    for gold, place in pairs:
        for column, hit in judged(gold, place).items():
            asked[column] += 1
            right[column] += hit
    return Tally(right, asked)


def judged(gold: Toponym, place: Place | None) -> dict[str, bool]:
    """Column -> whether a place is right; without those that gold or place can't say."""
    found: dict[str, bool] = {}
    if gold.country:
        found["country"] = place is not None and place.country == gold.country
    if gold.admin1:
        found["admin1"] = bool(place and place.admin1) and same_admin1(gold.admin1, str(place and place.admin1))
    gap = distance(gold, place)
    for km in NEAR_KM:
        found[f"{km} km"] = gap is not None and gap <= km
    if place and (place.place_id or "").isdigit():
        found["exact"] = place.place_id == gold.geonames_id
    return found


def distance(gold: Toponym, place: Place | None) -> float | None:
    """Kilometres from the gold's point, None where there is no point."""
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return kilometres(gold.point, (place.latitude, place.longitude))


# --- TR-News ---------------------------------------------------------------------------------------------------------


def given(found: Gazetteer, article: Article) -> list[Place | None]:
    """The places of an article's toponyms, read where they stand in its text."""
    return found.read(article.text, [(t.start, t.end) for t in article.toponyms])


def by_name(found: Gazetteer, article: Article) -> list[Place | None]:
    """The places of an article's toponyms as bare names, without the text around them."""
    return found.resolve([t.name for t in article.toponyms])


def from_text(coder: BuiltinCoder, article: Article) -> list[tuple[Chars, Place]]:
    """The names of places that the coder finds in an article's text, with their places."""
    report = Report(id="article", text=article.text)
    doc = parse(report.text)
    told = [r.span for f in mentions.read(doc).frames for r in f.roles if r.name == "place"]
    return list(survey(report, doc, coder.tools, told).places.items())


def found_in_text(gold: Article, told: Sequence[tuple[Chars, Place]]) -> Counter[str]:
    """Counts of gold names, told names, names found, and those of them placed within 161 km."""
    wanted = [t for t in gold.toponyms if not _adjective(t.name)]
    told = [(span, place) for span, place in told if not _adjective(gold.text[span.start : span.end])]
    count = Counter(gold=len(wanted), told=len(told))
    for toponym in wanted:
        hits = [p for span, p in told if span.start < toponym.end and toponym.start < span.end]
        gaps = [gap for p in hits if (gap := distance(toponym, p)) is not None]
        count["found"] += bool(hits)
        count["right"] += bool(gaps) and min(gaps) <= NEAR_KM[-1]
    return count


def _adjective(name: str) -> bool:
    """True for a nationality or a people: "Turkish"."""
    code = country_of(name)
    return code is not None and name in (*countries()[code].adjectives, *countries()[code].people)


def print_given(path: Path) -> None:
    """The table of toponyms given."""
    found = gazetteer()
    read = articles(path)
    given(found, read[0])  # Loads what is loaded once.
    print(f"TR-News, toponym given ({sum(len(a.toponyms) for a in read):,} toponyms in {len(read)} articles)\n")
    print(f"| | {' | '.join(COLUMNS)} | toponyms a second |\n|{'---|' * (len(COLUMNS) + 2)}")
    ways: list[tuple[str, Callable[[Gazetteer, Article], list[Place | None]]]] = [
        ("in their text", given),
        ("bare names", by_name),
    ]
    for label, way in ways:
        start = time.process_time()
        places = [way(found, article) for article in read]
        taken = time.process_time() - start
        for half, first, step in (("", 0, 1), (", first half", 0, 2), (", second half", 1, 2)):
            pairs = [
                (t, p) for a, ps in zip(read[first::step], places[first::step], strict=True) for t, p in _both(a, ps)
            ]
            speed = f"{len(pairs) / taken:,.0f}" if not half else ""
            counted = tally(pairs)
            print(f"| {label}{half} | {' | '.join(counted.share(c) for c in COLUMNS)} | {speed} |")


def _both(article: Article, places: Sequence[Place | None]) -> Iterable[tuple[Toponym, Place | None]]:
    return zip(article.toponyms, places, strict=True)


def print_from_text(path: Path, coder: BuiltinCoder) -> None:
    """The table of names found in the text."""
    read = articles(path)
    counts = [found_in_text(article, from_text(coder, article)) for article in read]
    print("\nTR-News, from text\n\n| | found | precision | recall | F1 within 161 km |\n|---|---|---|---|---|")
    for label, chosen in (("all", counts), ("first half", counts[::2]), ("second half", counts[1::2])):
        total = sum(chosen, Counter[str]())
        precision, recall = total["right"] / max(total["told"], 1), total["right"] / max(total["gold"], 1)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"| {label} | {total['found'] / total['gold']:.3f} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")


# --- dev -------------------------------------------------------------------------------------------------------------

PLACE_SLOTS = ("place", "coordinates", "admin1")


@dataclass
class DevReport:
    """A report with its gold, parsed once."""

    report: Report
    gold: Line
    doc: Doc
    told: tuple[Chars, ...]


def dev_reports(folder: Path) -> list[DevReport]:
    """The reports of the development set that have gold, in its order."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as file:
        gold = read_lines(file, "gold.jsonl")
    found = []
    for item in read_reports(folder / "reports.jsonl"):
        if isinstance(item, Report) and item.id in gold:
            doc = parse(item.text, [(c.start, c.end) for c in item.clutter])
            told = tuple(
                trim(item.text, r.span) for f in mentions.read(doc).frames for r in f.roles if r.name == "place"
            )
            found.append(DevReport(item, gold[item.id], doc, told))
    return found


def name_span(text: str, name: str, quote: str) -> Chars | None:
    """Where a place's name stands in a report, nearest to where the quote begins; None where it doesn't."""
    at = _search(quote, text)
    begin = at[0].start if at else 0
    return min(_search(name, text), key=lambda s: abs(s.start - begin), default=None)


def _search(words: str, text: str) -> list[Chars]:
    """Where words stand in a text, white space and marks between them aside; of a long run its first words suffice."""
    parts = re.findall(r"\w+", words)[:8]
    pattern = r"\b" + r"\W+".join(map(re.escape, parts)) + r"\b"
    return [Chars(*m.span()) for m in re.finditer(pattern, text, re.IGNORECASE)] if parts else []


def place_given(coder: BuiltinCoder, item: DevReport, event: Telling) -> Place | None:
    """The place of a gold event's place name, read in the report beside the names that the coder finds."""
    assert event.spot
    span = name_span(item.report.text, event.spot.name, event.quote)
    if span is None:
        names = [item.report.text[s.start : s.end] for s in item.told]
        return coder.tools.gazetteer.resolve([event.spot.name], context=names)[0]
    others = [s for s in item.told if not s.overlaps(span)]
    return survey(item.report, item.doc, coder.tools, [span, *others]).places.get(span)


def score_given(coder: BuiltinCoder, items: Sequence[DevReport]) -> dict[str, Ratio]:
    """Place slots where each gold event's place name is given: slot -> precision, recall, F1."""
    wanted, told = {}, {}
    for item in items:
        for event in item.gold.events:
            if event.optional or not (event.spot and event.spot.name):
                continue
            place = place_given(coder, item, event)
            key = f"{item.report.id}/{event.id}"
            raw = {**event.raw, "place": place.model_dump(mode="json") if place else None}
            wanted[key] = Line(key, relevant=True, events=(event,))
            told[key] = parse_line({"id": key, "relevant": True, "events": [raw], "assertions": []})
    return {slot: score(wanted, told).slots[slot] for slot in PLACE_SLOTS}


def score_found(coder: BuiltinCoder, items: Sequence[DevReport]) -> tuple[dict[str, Ratio], int]:
    """Place slots of the events that the coder and the gold share, each by itself, and how many these are."""
    wanted, told = {}, {}
    for item in items:
        coded = parse_line(coder.code(item.report).model_dump(mode="json"))
        for i, j in best_pairs([[likeness(g, p) for p in coded.events] for g in item.gold.events]):
            if not item.gold.events[i].optional:
                key = f"{item.report.id}/{i}"
                wanted[key] = Line(key, relevant=True, events=(item.gold.events[i],))
                told[key] = Line(key, relevant=True, events=(coded.events[j],))
    figures = score(wanted, told)
    return {slot: figures.slots[slot] for slot in PLACE_SLOTS}, len(wanted)


def print_dev(folder: Path, coder: BuiltinCoder) -> None:
    """The table of dev."""
    items = dev_reports(folder)
    found, shared = score_found(coder, items)
    named = score_given(coder, items)
    print("\ndev, gold events: F1\n\n| | place | coordinates | admin1 |\n|---|---|---|---|")
    rows = ((f"place given ({named['place'].gold} events)", named), (f"event given ({shared} events)", found))
    for label, ratios in rows:
        print(f"| {label} | {' | '.join(f'{ratios[slot].f1:.3f}' for slot in PLACE_SLOTS)} |")


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--benchmark", type=Path, default=BENCHMARK, help="folder with geo/TR-News.xml and dev/")
    cli.add_argument("--given", action="store_true", help="only the toponyms of TR-News given, which takes a second")
    args = cli.parse_args()
    news, dev = args.benchmark / "geo" / "TR-News.xml", args.benchmark / "dev"
    coder = None if args.given else load()
    if news.is_file():
        print_given(news)
        if coder:
            print_from_text(news, coder)
    else:
        print(f"TR-News: not measured, there is no {news}", file=sys.stderr)
    if coder and dev.is_dir():
        print_dev(dev, coder)
    elif coder:
        print(f"dev: not measured, there is no {dev}", file=sys.stderr)


if __name__ == "__main__":
    main()
