"""A register whose texts try all that could break a file, or run in a spreadsheet; and one of plain events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sijill.model import (
    Account,
    ActorRef,
    CodedReport,
    Count,
    DateRange,
    Evidence,
    Person,
    Place,
    Report,
    report_id,
)
from sijill.register import Register

DAY = date(2024, 5, 13)
# Formulas, line ends, quotes, control characters, marks that turn the direction of writing, other scripts, wide forms.
HOSTILE = (
    '=HYPERLINK("http://x.example","open")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    'he said "no", then; left',
    "two\nlines\r\nand a third",
    "null \x00 bell \x07 escape \x1b delete \x7f next \x85",
    "\u202eright to left\u202c",
    "شرطة كركوك",
    "emoji 🕊 and \ufeffbom and \uffff",
    "'already quoted",
    "<b>bold</b> & [red]markup[/red]",
    '<r><t>a</t></r></is></c><c t="str"><f>1+1</f><v>2</v></c><c t="inlineStr"><is><r><t>b</t></r>',
    "_x003D_1+1 and _x0000_",
    "x" * 40_000,
    "🕊" * 20_000,
)
PLACE = Place(
    name="Daquq",
    admin1="Kirkuk",
    country="IQ",
    latitude=35.14,
    longitude=44.45,
    tolerance_km=25.0,
    where_prec=1,
    geo_precision=1,
    place_id="IQ/Kirkuk/district/Daquq",
    inferred=("admin1", "country"),
)


def hostile_pairs(*, zeros: bool = True) -> Iterable[tuple[Report, CodedReport]]:
    """A report for each hostile text, which stands in every field that holds text. `zeros`: zeros as well, which
    SQLite keeps and PostgreSQL does not."""
    for number, text in enumerate(HOSTILE if zeros else [text.replace("\x00", "\x01") for text in HOSTILE]):
        # The register keeps no zero in a report's own text.
        said = text.replace("\x00", "\x01")
        body = f"Report {number}. {said} attacked a post. {' '.join(f'w{number}x{n}' for n in range(60))}"
        start = body.index(said)
        account = Account(
            id="e1",
            event_type="Battles",
            sub_event_type="Armed clash",
            context="current",
            status="occurred",
            date=DateRange(earliest=date(2024, 1, 1 + number), latest=date(2024, 1, 1 + number)),
            # Far from one another, so that no two are one event.
            place=Place(
                name=text, admin1=text, country="IQ", latitude=29.5 + number / 2, longitude=44.0, tolerance_km=1.0
            ),
            initiators=(ActorRef(name=text, mention=text),),
            targets=(ActorRef(name="Islamic State", mention=text, actor_id="isis"),),
            killed=(Count(group="civilians", low=number, high=number),),
            weapons=(text,),
            claimed_by=(ActorRef(name=text, mention=text),),
            sources=(text,),
            persons=(Person(name=text, role=text, fate="killed"),),
            quote=text,
            confidence=0.5,
            evidence=(Evidence(field="initiators.0", start=start, end=start + len(said), text=said),),
        )
        report = Report(
            id=report_id(body), text=body, title=said, publisher=said, url="https://x.example/" + str(number),
            published=date(2024, 1, 2 + number),
        )  # fmt: skip
        yield report, CodedReport(report=report.head(), relevant=True, events=(account,))


def fill(path: Path, pairs: Iterable[tuple[Report, CodedReport]]) -> Path:
    """Make a register of coded reports."""
    with Register.open(path) as register:
        register.add_many(list(pairs))
    return path
