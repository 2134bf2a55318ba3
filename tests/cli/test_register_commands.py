"""The commands that show a register and rule on it: events, show, search, history, decide."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from sijill.model import CodedReport, Event, Report
from sijill.register import Register
from tests.cli.registered import fill


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "r.sqlite"
    fill(path)
    return path


@pytest.fixture
def on(invoke: Any, made: Path) -> Any:
    """Run a command on the register; the arguments as one list of words."""
    return lambda *args: invoke(*args, "--register", made)


@pytest.fixture
def fresh(invoke: Any, tmp_path: Path) -> Any:
    """The same on a register of its own, to rule on."""
    path = tmp_path / "r.sqlite"
    fill(path)
    return lambda *args: invoke(*args, "--register", path)


def ids(on: Any) -> dict[str, str]:
    """The events' ids by their place."""
    found = [Event.model_validate_json(line) for line in on("events", "--format", "jsonl").stdout.splitlines()]
    return {event.place.name: event.id for event in found if event.place}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_events_as_a_table(on: Any) -> None:
    said = on("events").stdout
    for words in ("2024-05-13", "9 (7–9)", "2 independent reports; differ on killed", "2 events. One in full"):
        assert words in said
    assert said.index("Daquq") < said.index("Mosul")
    assert max(map(len, said.splitlines())) <= 100
    assert "null" not in said
    assert "None" not in said


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ([], ["Daquq", "Mosul"]),
        (["--since", "2024-05-01"], ["Daquq"]),
        (["--until", "2024-05-01"], ["Mosul"]),
        (["--governorate", "kirkuk", "--governorate", "nineveh"], ["Daquq", "Mosul"]),
        (["--killed", "5"], ["Daquq"]),
        (["--type", "clash", "--country", "Iraq", "--actor", "Islamic State"], ["Daquq", "Mosul"]),
        (["--text", "camera"], ["Daquq"]),
        (["--status", "alleged"], []),
        (["--review", "unreviewed", "--sort", "oldest"], ["Mosul", "Daquq"]),
        (["--limit", "1", "--page", "2"], ["Mosul"]),
    ],
    ids=" ".join,
)
def test_events_by_filters(on: Any, options: list[str], wanted: list[str]) -> None:
    result = on("events", "--format", "jsonl", *options)
    assert result.exit_code == 0
    assert [json.loads(line)["place"]["name"] for line in result.stdout.splitlines()] == wanted
    assert ("none of the 2 events" in result.stderr) == (not wanted)


def test_pages_say_how_to_go_on(on: Any) -> None:
    assert "1–1 of 2 events; next: --page 2" in on("events", "--limit", "1").stdout
    assert "2–2 of 2 events." in on("events", "--limit", "1", "--page", "2").stdout
    assert on("events", "--page", "9").stdout == "There are 2 events, none on page 9.\n"


def test_events_as_csv(on: Any, tmp_path: Path) -> None:
    assert on("events", "--format", "csv", "--output", tmp_path / "e.csv").exit_code == 0
    first, second = csv.DictReader(io.StringIO((tmp_path / "e.csv").read_text("utf-8")))
    assert (first["killed_low"], first["killed_best"], first["killed_high"], first["disagreements"]) == (
        *("7", "9", "9"),
        "killed",
    )
    assert first["summary"].startswith("Islamic State attacked")
    assert (second["place"], second["wounded_best"]) == ("Mosul", "")


def test_csv_makes_no_formulas(fresh: Any) -> None:
    event = ids(fresh)["Mosul"]
    fresh("decide", "correct", event, "weapons", "=HYPERLINK(1)", "--by", "Ana")
    rows = list(csv.DictReader(io.StringIO(fresh("events", "--format", "csv").stdout)))
    assert [row["weapons"] for row in rows if row["id"] == event] == ["'=HYPERLINK(1)"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["events", "--country", "Atlantis"], "there is no country 'Atlantis'"),
        (["events", "--sort", "size"], "'size' is not one of"),
        (["events", "--since", "soon"], "'soon' does not match"),
        (["show", "zzz"], "no event, report or account 'zzz'"),
        (["history", "zzz"], "zzz"),
        (["search", "-bus"], "No such option"),
        (["decide", "accept", "zzz"], "no event, report or account 'zzz'"),
        (["decide", "undo", "d99"], "there is no decision d99"),
        (["decide", "other", "zzz"], "name either another event or accounts"),
    ],
    ids=" ".join,
)
def test_what_is_asked_wrongly(on: Any, args: list[str], said: str) -> None:
    result = on(*args)
    assert result.exit_code == 2
    assert said in squeezed(result.stderr)


def test_words_that_begin_with_a_minus_follow_two(invoke: Any, made: Path) -> None:
    only = invoke("search", "--register", made, "--", "-bus")
    assert (only.exit_code, "nothing to look for" in only.stderr) == (2, True)
    assert "Nine dead" in invoke("search", "--register", made, "--", "Daquq", "-television").stdout


def test_a_register_that_is_not_there(invoke: Any, tmp_path: Path) -> None:
    for args in (["events"], ["show", "e1"], ["search", "x"], ["history", "e1"], ["decide", "accept", "e1"]):
        result = invoke(*args, "--register", tmp_path / "none.sqlite")
        assert (result.exit_code, "there is no register at" in result.stderr) == (2, True)


def test_an_empty_register_says_how_to_fill_it(invoke: Any, tmp_path: Path) -> None:
    Register.open(tmp_path / "empty.sqlite").close()
    result = invoke("events", "--register", tmp_path / "empty.sqlite")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "sijill add PATH" in result.stderr


def test_show_an_event(on: Any) -> None:
    event = ids(on)["Daquq"]
    said = on("show", event[:6]).stdout
    whole = squeezed(said)
    for words in (
        "2 independent reports; nobody has reviewed it",
        "Islamic State attacked the Military Forces of Iraq at Daquq, Kirkuk, Iraq, on 13 May 2024.",
        "Killed: 9 state forces (7 to 9).",
        "“Daquq” [1]",
        "killed 9 state forces (7 to 9) “7” [1]",
        "killed 7: state television [1] 9: two police sources, a day later [2]",
        "1 Seven dead at Daquq 2 Nine dead after night attack",
        "Alpha Times, 2024-05-14 Beta Wire, 2024-05-15",
        f"sijill history {event}",
    ):
        assert words in whole
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.parametrize("width", ["60", "80", "140"])
def test_show_fits_the_paper(on: Any, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for args in (["show", ids(on)["Daquq"]], ["events"], ["search", "Daquq"], ["history", ids(on)["Daquq"]]):
        assert max(map(len, on(*args).stdout.splitlines())) <= int(width)


def test_show_an_event_as_json(on: Any) -> None:
    record = json.loads(on("show", ids(on)["Daquq"], "--json").stdout)
    assert Event.model_validate(record["event"]).killed[0].best == 9
    assert [told["report"]["id"] for told in record["accounts"]] == ["alpha-1", "beta-1"]


def test_show_a_report_and_its_text(on: Any) -> None:
    said = on("show", "gamma", "--text").stdout
    assert "=Bus [bold]attacked[/bold]" in said
    assert "A teacher, [bold]=Rana[/bold], counted 2 dead" in said
    assert f"Its events: {ids(on)['Mosul']}" in said
    assert "strength estimate: militants" in said
    record = json.loads(on("show", "gamma-1", "--json", "--text").stdout)
    assert record["text"].startswith("A teacher")


def test_search(on: Any) -> None:
    said = on("search", "police", "sources").stdout
    assert "Nine dead after night attack" in said
    assert f"{ids(on)['Daquq']}  2024-05-13; Armed clash; Daquq, Kirkuk, IQ; 9 (7–9) killed" in said
    assert said.endswith("1 report. One in full: sijill show ID\n")
    assert "2 reports; next: --page 2" in on("search", "Daquq", "--limit", "1").stdout
    nothing = on("search", "zebra")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "no report holds zebra" in nothing.stderr


def test_words_in_quotes_stand_side_by_side(on: Any) -> None:
    assert "1 report." in on("search", "night of gunfire").stdout
    assert "no report holds" in on("search", "gunfire of night").stderr


def test_correct_accept_and_undo(fresh: Any) -> None:
    event = ids(fresh)["Daquq"]
    corrected = fresh("decide", "correct", event[:6], "killed", "8", "--by", "Ana", "--why", "list of names")
    assert corrected.exit_code == 0
    assert corrected.stdout.startswith("d1: correct, by Ana. Take it back: sijill decide undo d1\n")
    assert "Killed: 8 state forces." in corrected.stdout
    fresh("decide", "accept", event, "--by", "Ben")
    said = fresh("events").stdout
    assert "corrected: killed; accepted" in squeezed(said)
    assert "set by a person" in fresh("show", event).stdout
    undone = fresh("decide", "undo", "d1", "--by", "Ben", "--why", "typed wrong")
    assert "Killed: 9 state forces (7 to 9)." in undone.stdout
    told = squeezed(fresh("history", event).stdout)
    for words in (
        "first told by alpha-1 (Alpha Times, 2024-05-14)",
        "d1 Ana corrected killed to 8 state forces: list of names (taken back by d3)",
        "d2 Ben accepted",
        "d3 Ben took back d1: typed wrong",
    ):
        assert words in told


def test_a_rejected_account_drops_out(fresh: Any) -> None:
    event = ids(fresh)["Daquq"]
    said = fresh("decide", "reject", event, "--account", "2", "--by", "Ana", "--why", "not there").stdout
    assert "Killed: 7 state forces." in said
    assert "Thrown out: account" in fresh("show", event).stdout
    assert "Ana threw out what beta-1 tells: not there" in squeezed(fresh("history", event).stdout)


def test_events_are_joined_and_parted(fresh: Any) -> None:
    both = ids(fresh)
    joined = fresh("decide", "same", both["Daquq"], both["Mosul"], "--by", "Ana")
    assert joined.exit_code == 0
    assert "1 event." in fresh("events").stdout
    # The id of the one that is gone still leads somewhere.
    shown = [fresh("show", name) for name in both.values()]
    assert all("3 independent reports" in result.stdout for result in shown)
    assert sorted("is now part of" in result.stderr for result in shown) == [False, True]
    told = squeezed(fresh("history", both["Daquq"]).stdout)
    assert "Ana ruled it one event with what gamma-1 tells" in told
    assert ("took in event" in told) or ("became part of event" in told)
    fresh("decide", "undo", "d1", "--by", "Ana")
    assert "2 events." in fresh("events").stdout
    parted = fresh("decide", "other", both["Daquq"], "--account", "2", "--by", "Ana")
    assert parted.exit_code == 0
    assert "3 events." in fresh("events").stdout


def test_notes_stand_in_the_history(fresh: Any) -> None:
    event = ids(fresh)["Mosul"]
    fresh("decide", "note", event, "ask Rana", "--by", "Ana")
    assert "Ana noted: ask Rana" in fresh("history", event).stdout


def test_who_decides_comes_from_the_environment(fresh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_USER", "Dilan")
    assert "by Dilan" in fresh("decide", "accept", ids(fresh)["Mosul"]).stdout
    monkeypatch.delenv("SIJILL_USER")
    monkeypatch.setenv("LOGNAME", "login")
    assert "by login" in fresh("decide", "accept", ids(fresh)["Mosul"]).stdout


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("killed", "state_forces=3, civilians=2-4", "Killed: 3 state forces, 2 civilians (2 to 4)."),
        ("killed", "7+", "Killed: at least 7 state forces."),
        ("killed", "7/8/12", "Killed: 8 state forces (7 to 12)."),
        ("killed", "none", "on 13 May 2024."),
        ("date", "2024-05-12..2024-05-14", "between 12 May 2024 and 14 May 2024"),
        ("date", "2024-05", "in May 2024."),
        ("date", "unknown", "Daquq, Kirkuk, Iraq."),
        ("type", "suicide", "A suicide bomb of Islamic State hit"),
        ("status", "alleged", "By reports that are disputed or not confirmed: "),
        ("initiators", "PKK; unidentified gunmen", "Kurdistan Workers' Party and an unidentified armed group attacked"),
        ("place", '{"name": "Tell Arra", "country": "IQ"}', "in Tell Arra, Iraq"),
    ],
)
def test_values_as_people_type_them(fresh: Any, field: str, value: str, said: str) -> None:
    result = fresh("decide", "correct", ids(fresh)["Daquq"], field, value, "--by", "Ana")
    assert result.exit_code == 0, result.stderr
    assert said in result.stdout


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("killed", "many", "'many' is no number of people; write 9, 7-9, 7+ or 7/9/12"),
        ("killed", "soldiers=3", "there is no group 'soldiers'"),
        ("killed", "9-7", "must not fall"),
        ("date", "yesterday", "write 2024-05-13"),
        ("date", "2024-02-31", "day"),
        ("type", "protest", "it may be Peaceful protest, Protest with intervention"),
        ("type", "picnic", "there is no event type 'picnic'"),
        ("status", "perhaps", "status"),
        ("colour", "red", "can't be corrected"),
        ("place", "{", "no JSON"),
        ("place", "Qwzzx Vbnm", "the gazetteer does not know it"),
    ],
)
def test_values_that_do_not_fit(on: Any, field: str, value: str, said: str) -> None:
    result = on("decide", "correct", ids(on)["Daquq"], field, value, "--by", "Ana")
    assert result.exit_code == 2
    assert said in squeezed(result.stderr)


def test_a_new_version_of_a_report_is_said(made: Path, on: Any, tmp_path: Path, invoke: Any) -> None:
    path = tmp_path / "r.sqlite"
    fill(path)
    with Register.open(path) as register:
        old = register.report("gamma-1")
        text = old.text + " It was the second this week."
        changed = Report(**{**old.model_dump(), "text": text})
        register.add(changed, register.coded("gamma-1"))
    assert "version 2, added" in invoke("show", "gamma-1", "--register", path).stdout


def test_the_rule_is_a_setting(fresh: Any) -> None:
    event = ids(fresh)["Daquq"]
    assert fresh("decide", "rule").stdout == "most_recent\n"
    assert fresh("decide", "rule", "most_conservative").stdout == "most_conservative\n"
    assert "Killed: 7 state forces (7 to 9)." in squeezed(fresh("show", event).stdout)
    assert "'largest' is not one of" in squeezed(fresh("decide", "rule", "largest").stderr)


def test_decisions_on_changed_ground_are_listed(invoke: Any, tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    fill(path)
    assert "no decision needs a second look" in invoke("decide", "looks", "--register", path).stderr
    with Register.open(path) as register:
        (event,) = register.events_of("gamma-1")
        register.decide("correct", event, by="Ana", field="killed", value=[], why="nobody died")
        old = register.report("gamma-1")
        register.add(
            Report(**{**old.model_dump(), "text": "Nothing happened in Mosul after all."}),
            CodedReport(report=old.head(), relevant=False),
        )
    listed = invoke("decide", "looks", "--register", path).stdout
    assert "d1  its event is gone: Ana corrected killed to none" in listed
    told = squeezed(invoke("history", event, "--register", path).stdout)
    assert "first told by" in told
