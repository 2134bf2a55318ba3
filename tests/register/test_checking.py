"""A register that is whole has no faults; each kind of damage is found, told, and mended where it can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update

from sijill.model import CodedReport, Report
from sijill.register import Register
from sijill.register.checking import Finding, check
from sijill.register.engine import writing
from sijill.register.schema import (
    accounts,
    bands,
    blocks,
    codings,
    decision_accounts,
    decisions,
    event_actors,
    event_log,
    events,
    former_ids,
    sessions,
    users,
    versions,
)
from sijill.register.users import add_user, open_session
from tests.register.making import DAY, account, assertion, clash, coded, report

BOTH = ("sqlite", "postgresql")


@pytest.fixture
def whole(register: Register) -> Register:
    """A register in which a little of everything has happened."""
    return lived_in(register)


def lived_in(register: Register) -> Register:
    """Reports, a newer version of one, decisions of every kind, accounts of people."""
    register.add_many(
        [clash(), clash(outlet="Beta Post"), clash("Mosul", 3), clash("Basra", 2, DAY + timedelta(days=9))]
    )
    register.add(*quoted())
    text = "Gunmen attacked a post at Rutba, 4 did not come back, police said."
    for words in (text, f"{text} Later a fifth was found."):
        item = report(words, id="told-twice", publisher="Gamma")
        register.add(item, coded(item, account(words, town="Rutba", killed=4)))
    found = {event.place.name: event.id for event in register.events() if event.place}
    register.decide("accept", found["Daquq"], by="Rana")
    register.decide("correct", found["Mosul"], by="Rana", field="killed", value=[_line(4)])
    joined = register.decide("same_event", found["Mosul"], other=found["Basra"], by="Uma")
    register.decide("note", found["Rutba"], by="Uma", why="Look again.")
    register.decide("undo", undoes=joined.id, by="Rana")
    one, two = register.event(found["Daquq"]).accounts
    register.decide("other_event", found["Daquq"], accounts=[two], by="Rana")
    with writing(register.engine) as connection:
        now = datetime.now(UTC)
        rana = add_user(connection, "Rana", "admin", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", now)
        open_session(connection, "a hash", rana, now, now + timedelta(days=9), "tables")
    assert one
    return register


def quoted() -> tuple[Report, CodedReport]:
    """A report with an assertion."""
    words = "Near Erbil some hundred fighters rest, and 7 were attacked."
    item = report(words, publisher="Delta")
    return item, coded(item, account(words, town="Erbil", killed=7), assertions=(assertion(words, "fighters"),))


def _line(number: int) -> dict[str, Any]:
    return {"group": "state_forces", "low": number, "best": number, "high": number}


def found(register: Register, *, mend: bool = False) -> list[Finding]:
    """All that a check finds."""
    return list(check(register, mend=mend))


def said(findings: list[Finding]) -> str:
    return "\n".join(map(str, findings))


def test_a_register_that_is_whole_has_no_faults(whole: Register) -> None:
    assert said(found(whole)) == ""


def test_an_empty_register_has_none(register: Register) -> None:
    assert said(found(register)) == ""


def test_how_far_it_has_come_is_told(whole: Register) -> None:
    told: list[tuple[str, int, int]] = []
    list(check(whole, lambda *each: told.append(each)))
    assert all(0 <= done <= every or not every for _, done, every in told)
    assert {"the file", "reports and their words", "events", "history", "decisions"} <= {part for part, *_ in told}
    assert ("events", 5, 5) in told or ("events", 6, 6) in told


# What is derived: it is told, mended, and gone afterwards.


def _first(connection: Connection) -> str:
    name: str = connection.execute(select(events.c.id).order_by(events.c.id).limit(1)).scalar_one()
    return name


def _event_gone(connection: Connection) -> None:
    name = _first(connection)
    connection.execute(delete(event_actors).where(event_actors.c.event_id == name))
    connection.execute(delete(events).where(events.c.id == name))


def _event_made_up(connection: Connection) -> None:
    row = connection.execute(select(events).limit(1)).one()._asdict()
    connection.execute(insert(events).values(**row | {"id": "e-nobody"}))


def _figure(connection: Connection) -> None:
    connection.execute(update(events).where(events.c.id == _first(connection)).values(killed_best=99))


def _record(connection: Connection) -> None:
    change = func.replace(events.c.json, "Islamic State", "Islamic Front")
    connection.execute(update(events).where(events.c.id == _first(connection)).values(json=change))


def _torn_record(connection: Connection) -> None:
    change = func.substr(events.c.json, 1, 100)
    connection.execute(update(events).where(events.c.id == _first(connection)).values(json=change))


def _actor(connection: Connection) -> None:
    connection.execute(update(event_actors).values(name="Nobody"))


def _review(connection: Connection) -> None:
    connection.execute(update(events).where(events.c.review == "accepted").values(review="rejected", doubt=0.5))


def _ahead(connection: Connection) -> None:
    connection.execute(update(events).values(changed=datetime(2099, 1, 1, tzinfo=UTC)))


def _no_bands(connection: Connection) -> None:
    connection.execute(delete(bands))


def _strange_block(connection: Connection) -> None:
    key = connection.execute(select(accounts.c.id).limit(1)).scalar_one()
    connection.execute(insert(blocks).values(block="nowhere", account_id=key))


def _unfound_decision(connection: Connection) -> None:
    connection.execute(delete(decision_accounts).where(decision_accounts.c.number == 1))


def _unheeded(connection: Connection) -> None:
    """The account that a person took out of its event is put back into it."""
    ruled = connection.execute(select(decisions).where(decisions.c.kind == "other_event")).one()
    key = json.loads(ruled.accounts)[0]
    connection.execute(update(accounts).where(accounts.c.key == key).values(event_id=ruled.event_id))


@pytest.mark.parametrize(
    ("damage", "about", "what"),
    [
        (_event_gone, "event", "is not there, though accounts are in it"),
        (_event_made_up, "event e-nobody", "has no account"),
        (_figure, "event", "killed_best is 99, they make"),
        (_record, "event", "is not what its accounts and decisions make it: initiators"),
        (_torn_record, "event", "its record can't be read"),
        (_actor, "event", "its actors"),
        (_review, "event", "review is rejected, they make accepted"),
        (_ahead, "events", "changed in time to come, up to 2099-01-01"),
        (_no_bands, "report", "the keys by which its reprints are found"),
        (_strange_block, "accounts", "the keys by which they are compared"),
        (_unfound_decision, "decision d1", "can't be found by the accounts"),
        (_unheeded, "event", "which a decision keeps apart"),
    ],
)
def test_what_is_derived_is_mended(
    whole: Register, damage: Callable[[Connection], None], about: str, what: str
) -> None:
    kept = _untouched(whole)
    with writing(whole.engine) as connection:
        damage(connection)
    faults = found(whole)
    assert any(each.about.startswith(about) and what in each.what for each in faults), said(faults)
    assert "sijill check --mend" in said(faults)
    assert not any(each.mended for each in faults)
    mended = found(whole, mend=True)
    assert any(what in each.what and each.mended for each in mended), said(mended)
    assert said(found(whole)) == ""
    if damage is not _unheeded:
        assert _untouched(whole) == kept


def _untouched(register: Register) -> list[Any]:
    """What no mending may change."""
    with register.reading() as connection:
        return [
            connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in (versions, codings, accounts, decisions)
        ]


# What is not: it is told with what to do, and nothing is touched.


def _text(connection: Connection) -> None:
    change = func.replace(versions.c.text, "attacked", "assailed")
    connection.execute(update(versions).values(text=change))


def _clutter(connection: Connection) -> None:
    connection.execute(update(versions).values(clutter='[{"start": 0, "end": 100000, "kind": "advert"}]'))


def _torn_clutter(connection: Connection) -> None:
    connection.execute(update(versions).values(clutter="[{"))


def _shifted(connection: Connection) -> None:
    """The evidence of all codings one character too far on, in the accounts as well."""
    for table in (codings, accounts):
        for row in connection.execute(select(table.c.id, table.c.json)).all():
            record = json.loads(row.json)
            for item in record.get("events", [record]):
                for evidence in item["evidence"]:
                    evidence["start"] += 1
                    evidence["end"] += 1
            connection.execute(update(table).where(table.c.id == row.id).values(json=json.dumps(record)))


def _torn_coding(connection: Connection) -> None:
    connection.execute(update(codings).values(json=func.substr(codings.c.json, 1, 50)))


def _few_keys(connection: Connection) -> None:
    connection.execute(update(codings).values({"keys": "[]"}))


def _account_gone(connection: Connection) -> None:
    connection.execute(delete(blocks))
    connection.execute(delete(accounts))


def _account_changed(connection: Connection) -> None:
    connection.execute(update(accounts).values(json=func.replace(accounts.c.json, "Armed clash", "Attack")))


def _account_torn(connection: Connection) -> None:
    connection.execute(update(accounts).values(json=func.substr(accounts.c.json, 1, 90)))


def _assertion_gone(connection: Connection) -> None:
    connection.execute(text("DELETE FROM assertions"))


def _no_current(connection: Connection) -> None:
    connection.execute(update(versions).where(versions.c.report_id == "told-twice").values(current=False))


def _decision_gone(connection: Connection) -> None:
    connection.execute(delete(decision_accounts).where(decision_accounts.c.number == 4))
    connection.execute(delete(decisions).where(decisions.c.number == 4))


def _decision_torn(connection: Connection) -> None:
    connection.execute(update(decisions).where(decisions.c.number == 2).values(value="[{"))


def _undoes_nothing(connection: Connection) -> None:
    connection.execute(update(decisions).where(decisions.c.kind == "undo").values(undoes="d99"))


def _history_begun_late(connection: Connection) -> None:
    connection.execute(delete(event_log).where(event_log.c.what == "made"))


def _history_gone(connection: Connection) -> None:
    connection.execute(delete(event_log).where(event_log.c.event_id == _first(connection)))


def _history_torn(connection: Connection) -> None:
    connection.execute(update(event_log).where(event_log.c.id == 1).values(detail="{"))


def _history_strange(connection: Connection) -> None:
    connection.execute(update(event_log).where(event_log.c.id == 1).values(what="burnt"))


def _ended_though_there(connection: Connection) -> None:
    row = {"event_id": _first(connection), "at": datetime.now(UTC), "what": "ended", "detail": '{"accounts": []}'}
    connection.execute(insert(event_log).values(**row))


def _leads_on(connection: Connection) -> None:
    connection.execute(insert(former_ids).values(former="e-old", event_id="e-never"))


def _living_leads_on(connection: Connection) -> None:
    connection.execute(insert(former_ids).values(former=_first(connection), event_id="e-never"))


def _second_look(connection: Connection) -> None:
    row = {"decision_id": "d77", "event_id": "e", "why": "gone", "at": datetime.now(UTC)}
    connection.execute(text("INSERT INTO second_looks (decision_id, event_id, why, at) VALUES "
                            "(:decision_id, :event_id, :why, '2024-01-01 00:00:00')"), row)  # fmt: skip


def _rule(connection: Connection) -> None:
    connection.execute(text("INSERT INTO settings (name, value) VALUES ('rule', 'loudest')"))


def _plain_password(connection: Connection) -> None:
    connection.execute(update(users).values(password="herons"))


def _no_admin(connection: Connection) -> None:
    connection.execute(update(users).values(role="coder"))


def _role(connection: Connection) -> None:
    connection.execute(update(users).values(role="king"))


def _spelling(connection: Connection) -> None:
    connection.execute(update(users).values(key="someone else"))


def _session(connection: Connection) -> None:
    connection.execute(update(sessions).values(started=datetime(2098, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("damage", "about", "what", "mend"),
    [
        (_text, "report", "its text is not the one that came in", "backup"),
        (_text, "report", "has the words 'attacked'", "--recode"),
        (_clutter, "report", "beyond its end", "backup"),
        (_torn_clutter, "report", "page furniture can't be read", "backup"),
        (_shifted, "report", "place has the words 'Daquq'", "--recode"),
        (_torn_coding, "report", "can't be read", "--recode"),
        (_few_keys, "report", "has not as many keys", "--recode"),
        (_account_gone, "account", "is missing: report", "backup"),
        (_account_changed, "account", "is not what was read out of report", "backup"),
        (_account_torn, "event", "can't be derived", "backup"),
        (_assertion_gone, "report", "its assertions are not those", "backup"),
        (_no_current, "report told-twice", "has 2 versions, the last of them number 2, and 0 current ones", "backup"),
        (_decision_gone, "decisions", "d4 are missing", "backup"),
        (_decision_torn, "decision d2", "can't be read", "backup"),
        (_undoes_nothing, "decision d5", "takes back d99", "backup"),
        (_history_begun_late, "history of event", "does not begin with its making", "backup"),
        (_history_begun_late, "history of event", "does not say how it came by", "backup"),
        (_history_gone, "event", "has no history", "backup"),
        (_history_torn, "history of event", "entry 1 can't be read", "backup"),
        (_history_strange, "history of event", "says 'burnt'", "backup"),
        (_ended_though_there, "history of event", "says that it is no more", "backup"),
        (_leads_on, "event e-old", "which was never there", "backup"),
        (_living_leads_on, "event", "is there, and yet leads on", "backup"),
        (_second_look, "second_looks", "names decisions d77", "backup"),
        (_rule, "the rule", "'loudest' is no rule", "Set it again"),
        (_plain_password, "account 'Rana'", "its password is no hash", "sijill users password"),
        (_no_admin, "accounts", "none of them is an admin", "sijill users role"),
        (_role, "account 'Rana'", "'king' is no role", "sijill users role"),
        (_spelling, "account 'Rana'", "not spelt", "sijill users"),
        (_session, "a token of 'Rana'", "began in time to come", "sign-out"),
    ],
)
def test_what_is_not_derived_is_told(
    whole: Register, damage: Callable[[Connection], None], about: str, what: str, mend: str
) -> None:
    with writing(whole.engine) as connection:
        damage(connection)
    kept = _untouched(whole)
    for mending in (False, True):
        faults = found(whole, mend=mending)
        meant = [each for each in faults if each.about.startswith(about) and what in each.what]
        assert meant, said(faults)
        assert mend in meant[0].mend
        assert not meant[0].mended
        assert _untouched(whole) == kept


def test_accounts_that_nobody_has_linked_are_no_fault(register: Register) -> None:
    register.add_many([clash()], link=False)
    (note,) = found(register)
    assert not note.grave
    assert "adding them was broken off" in note.what


def test_a_clock_that_was_ahead_is_a_note(whole: Register) -> None:
    with writing(whole.engine) as connection:
        connection.execute(update(event_log).where(event_log.c.id == 2).values(at=datetime(2099, 5, 1, tzinfo=UTC)))
        connection.execute(update(decisions).where(decisions.c.number == 1).values(at=datetime(2099, 5, 1, tzinfo=UTC)))
    notes = found(whole)
    assert not any(note.grave for note in notes), said(notes)
    assert {note.about for note in notes} == {"the history", "decisions"}
    assert "up to 2099-05-01" in notes[0].what
    assert "a clock was set back" in said(notes)


# SQLite's own


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register's file in which a little of everything has happened."""
    path = tmp_path / "register.sqlite"
    with Register.open(path) as register:
        lived_in(register)
    return path


def test_words_that_are_not_in_the_index(file: Path) -> None:
    with Register.open(file) as register:
        with writing(register.engine) as connection:
            connection.exec_driver_sql(
                "INSERT INTO search(search, rowid, title, text) "
                "SELECT 'delete', id, title, text FROM versions WHERE id = 3"
            )
        assert "the search index: does not hold the words of the texts" in said(found(register))
        assert [each.mended for each in found(register, mend=True)] == [True]
        assert said(found(register)) == ""


def test_an_index_that_does_not_fit_is_made_anew(file: Path) -> None:
    with Register.open(file) as register, writing(register.engine) as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, '(review)', '(status)') WHERE name = 'ix_events_review'"
        )
        connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    with Register.open(file) as register:
        assert "index ix_events_review: does not fit its table" in said(found(register))
        assert all(each.mended for each in found(register, mend=True))
        assert said(found(register)) == ""


def test_the_last_decision_is_missed_as_well(file: Path) -> None:
    with Register.open(file) as register:
        last = register.decide("note", next(iter(register.events())).id, by="Rana", why="The last word.")
        number = int(last.id[1:])
        with writing(register.engine) as connection:
            connection.execute(delete(decision_accounts).where(decision_accounts.c.number == number))
            connection.execute(delete(decisions).where(decisions.c.number == number))
        assert f"decisions: {last.id} are missing" in said(found(register))


def test_rows_that_refer_to_nothing(file: Path) -> None:
    with Register.open(file) as register:
        raw = register.engine.raw_connection()
        raw.cursor().execute("PRAGMA foreign_keys = OFF")
        raw.cursor().execute("DELETE FROM users")
        raw.cursor().execute("PRAGMA foreign_keys = ON")
        raw.close()
        assert "names users 1, which is not there" in said(found(register))
