"""Linking on Spark: the events of a register, and a package that others can read."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from sijill.cli.cluster import cluster
from sijill.cli.main import app
from sijill.cluster import ClusterError, Linked, link
from sijill.cluster.events import Member, derived, event_id
from sijill.exports import columns, export
from sijill.linking.columns import columns as compared
from sijill.linking.pairs import Pair, by_splink
from sijill.model import CodedReport, Event, Report
from sijill.register import Register
from tests.cluster.archive import Archive, records, rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Pairs = list[tuple[Report, CodedReport]]


@pytest.fixture(scope="module")
def register(archive: Archive, made_pairs: Pairs, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same reports and codings in a register."""
    with Register.open(tmp_path_factory.mktemp("kept") / "r.sqlite") as opened:
        opened.add_many([*archive.pairs, *made_pairs], link=False)
        opened.link_pending()
        yield opened


def _without_id(event: Event) -> dict[str, Any]:
    return event.model_dump(exclude={"id"})


def test_the_events_are_those_of_a_register(register: Register, linked: tuple[Path, Linked]) -> None:
    found = [Event.model_validate_json(row["record"]) for row in rows(linked[0] / "events")]
    wanted = {event.accounts: _without_id(event) for event in register.events()}
    assert {event.accounts: _without_id(event) for event in found} == wanted
    assert sum(len(accounts) > 1 for accounts in wanted) > 50
    assert any(event.reports > event.independent_sources for event in found)


def test_the_ids_are_those_of_a_register_longer(register: Register, linked: tuple[Path, Linked]) -> None:
    ids = {event.accounts: event.id for event in register.events()}
    events = [Event.model_validate_json(row["record"]) for row in rows(linked[0] / "events")]
    assert all(event.id.startswith(ids[event.accounts]) and len(event.id) == 17 for event in events)


def test_counts(register: Register, linked: tuple[Path, Linked]) -> None:
    held = register.counts()
    assert (linked[1].reports, linked[1].accounts, linked[1].events) == (held.reports, held.accounts, held.events)


def test_rows_of_events_are_those_of_the_exports(register: Register, linked: tuple[Path, Linked]) -> None:
    out = BytesIO()
    export(register, "parquet", out, names=True)
    import pyarrow.parquet as pq

    names = [column.name for column in columns("events") if column.name != "id"]
    out.seek(0)
    wanted = pq.read_table(out).select(names).to_pylist()
    found = [{name: row[name] for name in names} for row in rows(linked[0] / "events")]
    assert sorted(map(str, found)) == sorted(map(str, wanted))


def test_the_coded_reports_go_along(archive: Archive, made_pairs: Pairs, linked: tuple[Path, Linked]) -> None:
    assert records(linked[0] / "coded") == [coded for _, coded in (*archive.pairs, *made_pairs)]


def test_the_package_describes_what_is_there(linked: tuple[Path, Linked]) -> None:
    folder = linked[0]
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["events", "accounts", "coded"]
    for resource in package["resources"]:
        assert sum((folder / path).stat().st_size for path in _paths(resource)) == resource["bytes"]
    assert not (folder / "work").exists()


def test_frictionless_reads_the_descriptor(linked: tuple[Path, Linked]) -> None:
    from frictionless import Package

    descriptor = json.loads((linked[0] / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        # Data packages may name several files here, which this reader knows by another name.
        resource["path"] = _paths(resource)[0]
    assert list(Package.metadata_validate(descriptor)) == []


def _paths(resource: dict[str, Any]) -> list[str]:
    """The files of a resource."""
    path: str | list[str] = resource["path"]
    return [path] if isinstance(path, str) else path


def test_duckdb_reads_it(linked: tuple[Path, Linked]) -> None:
    import duckdb

    accounts, events = (f"read_parquet('{linked[0]}/{name}/*.parquet')" for name in ("accounts", "events"))
    connection = duckdb.connect()
    sums = connection.execute(
        f"select count(*), count(distinct e.id), count(distinct a.key) from {accounts} a "
        f"join {events} e on a.event = e.id"
    ).fetchone()
    assert sums == (linked[1].accounts, linked[1].events, linked[1].accounts)
    nested = f"read_parquet('{linked[0]}/coded/*.parquet')"
    told = connection.execute(f"select count(*) from (select unnest(events) from {nested})").fetchone()
    assert told == (linked[1].accounts,)


@pytest.mark.parametrize("form", ["acled", "jsonl"])
@pytest.mark.parametrize("names", [True, False])
def test_the_exports_read_it(
    register: Register, linked: tuple[Path, Linked], form: str, names: bool, tmp_path: Path
) -> None:
    out = BytesIO()
    export(register, form, out, names=names)
    wanted = out.getvalue().decode().splitlines()
    options = ["--names"] if names else []
    result = CliRunner().invoke(cluster, ["export", form, str(linked[0]), str(tmp_path / "out"), *options])
    assert result.exit_code == 0, result.output
    found = (tmp_path / "out").read_text("utf-8")
    for event in register.events():
        longer = event_id(_founder(register, event))
        found = found.replace(longer, event.id)
    # Only a register knows when it made an event, which ACLED's last column tells.
    found_lines, wanted = (
        [text.rpartition(",")[0] if form == "acled" else text for text in lines]
        for lines in (found.splitlines(), wanted)
    )
    assert sorted(found_lines) == sorted(wanted)


def _founder(register: Register, event: Event) -> str:
    return register.tellings(event.id)[0].key


def test_a_register_takes_it_in(
    register: Register, linked: tuple[Path, Linked], reports_file: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.sqlite"
    result = CliRunner().invoke(
        app, ["add", str(reports_file), "--coded", str(linked[0]), "--register", str(kept)], obj=_no_coder
    )
    assert result.exit_code == 0, result.output
    with Register.open(kept) as taken:
        events = {event.accounts: _without_id(event) for event in taken.events()}
    assert events == {event.accounts: _without_id(event) for event in register.events()}


def _no_coder() -> None:
    raise AssertionError("nothing is coded")


def test_a_group_by_itself_is_parted_as_among_all(made_pairs: Pairs) -> None:
    """What `derived` makes of all accounts at once is what it makes of parts that no strong pair joins."""
    from sijill.cluster.accounts import tellings
    from sijill.linking.settings import weights

    members = [Member(at, 0, t) for at, (_, coded) in enumerate(made_pairs) for t in tellings(coded)]
    pairs = by_splink([compared(m.telling) for m in members])
    whole = {event.accounts for event, _ in derived(members, pairs, "most_recent")}
    parts: dict[str, str] = {member.telling.key: member.telling.key for member in members}

    def root(key: str) -> str:
        return key if parts[key] == key else root(parts[key])

    for pair in pairs:
        if pair.weight >= weights().threshold:
            parts[root(pair.right)] = root(pair.left)
    apart: set[tuple[str, ...]] = set()
    for name in {root(key) for key in parts}:
        mine = [member for member in members if root(member.telling.key) == name]
        ties = [Pair(*pair) for pair in pairs if root(pair.left) == root(pair.right) == name]
        apart |= {event.accounts for event, _ in derived(mine, ties, "most_recent")}
    assert apart == whole


def test_what_is_no_coded_report_is_told(spark: SparkSession, tmp_path: Path) -> None:
    from sijill.cluster.faults import explained

    (tmp_path / "coded.jsonl").write_text('{"report": {"id": "r1"}, "events": []}\n', "utf-8")
    with pytest.raises(ClusterError) as raised, explained():
        link(spark, str(tmp_path / "coded.jsonl"), str(tmp_path / "out"))
    assert f"{tmp_path}/coded.jsonl:1: this is no coded report (relevant: Field required)" in str(raised.value)


def test_stories_that_are_none(spark: SparkSession, coded: tuple[Path, Any], tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="holds no stories"):
        link(spark, str(coded[0]), str(tmp_path / "out"), stories=str(tmp_path))
