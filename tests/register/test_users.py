"""Accounts, sessions and failures as rows, on each engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from sijill.register import Register, RegisterError, UnknownId, users
from sijill.register.engine import writing
from sijill.register.users import User, fitting_name, name_key

AT = datetime(2024, 5, 13, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def engine(register: Register) -> Engine:
    return register.engine


def added(engine: Engine, name: str = "Rana", role: str = "reader") -> User:
    with writing(engine) as connection:
        return users.add_user(connection, name, role, f"hash of {name}", AT)


def test_an_account_kept_and_found(engine: Engine) -> None:
    made = added(engine, " Rana\u0301 ", "coder")
    assert (made.name, made.role, made.added, made.changed) == ("Raná", "coder", AT, AT)
    added(engine, "ada", "admin")
    with writing(engine) as connection:
        for name in ("Raná", "RANÁ", "rana\u0301", " raná"):
            assert users.find_user(connection, name) == made
        assert users.find_user(connection, "Rana") is None
        assert users.user_of(connection, made.id) == made
        assert [user.name for user in users.all_users(connection)] == ["ada", "Raná"]
    assert "hash of" not in repr(made)


@pytest.mark.parametrize(
    ("name", "role", "said"),
    [
        ("RANA", "reader", "there is an account 'RANA' already"),
        ("Ｒａｎａ", "reader", "already"),
        ("Noor", "owner", "there is no role 'owner'"),
        ("", "reader", "can't be the name"),
        (" ", "reader", "can't be the name"),
        ("x" * 65, "reader", "can't be the name"),
        ("a\u202eb", "reader", "can't be the name"),
        ("a\nb", "reader", "can't be the name"),
        ("-rm", "reader", "can't be the name"),
        ("_", "reader", "can't be the name"),
        ("a/b", "reader", "can't be the name"),
        ("<b>", "reader", "can't be the name"),
    ],
)
def test_accounts_that_are_not_made(engine: Engine, name: str, role: str, said: str) -> None:
    added(engine)
    with pytest.raises(RegisterError, match=said):
        added(engine, name, role)
    with writing(engine) as connection:
        assert len(users.all_users(connection)) == 1


@pytest.mark.parametrize(
    "name", ["r", "rana.h@news.example", "رنا الحديثي", "O'Neill", "Rana H.", "jean-luc", "小林", "r2"]
)
def test_names_that_fit(name: str) -> None:
    assert fitting_name(name) == name
    assert name_key(name.upper()) == name_key(name)


def test_roles_and_the_last_admin(engine: Engine) -> None:
    added(engine, "Ada", "admin")
    with writing(engine) as connection:
        # Whoever is alone may go.
        assert users.set_role(connection, "Ada", "reader").role == "reader"
        users.set_role(connection, "Ada", "admin")
    added(engine, "Rana")
    with pytest.raises(RegisterError, match="Ada is the only admin"), writing(engine) as connection:
        users.set_role(connection, "Ada", "coder")
    with pytest.raises(RegisterError, match="Ada is the only admin"), writing(engine) as connection:
        users.remove_user(connection, "ada")
    with writing(engine) as connection:
        users.set_role(connection, "Ada", "admin")
        users.set_role(connection, "rana", "admin")
        users.remove_user(connection, "ada")
        assert [(user.name, user.role) for user in users.all_users(connection)] == [("Rana", "admin")]
    with pytest.raises(UnknownId, match="there is no account 'Ada'"), writing(engine) as connection:
        users.set_role(connection, "Ada", "coder")


def test_sessions(engine: Engine) -> None:
    user, other = added(engine), added(engine, "cem", "coder")
    with writing(engine) as connection:
        users.open_session(connection, "a", user, AT, AT + HOUR)
        users.open_session(connection, "b", user, AT + HOUR / 2, AT + 3 * HOUR, "script")
        users.open_session(connection, "c", other, AT, AT + 2 * HOUR)
    with writing(engine) as connection:
        found = users.find_session(connection, "a")
        assert found
        assert (found.user, found.label, found.started, found.seen, found.ends) == (user, None, AT, AT, AT + HOUR)
        assert users.find_session(connection, "x") is None
        assert [session.id for session in users.sessions_of(connection, user)] == ["a", "b"]
    assert users.touch_session(engine, "a", AT + HOUR / 2)
    with writing(engine) as connection:
        noted = users.find_session(connection, "a")
        assert noted
        assert noted.seen == AT + HOUR / 2
        # Those that are over are cleared away when another begins.
        users.open_session(connection, "d", user, AT + 2 * HOUR, AT + 3 * HOUR)
        assert [users.find_session(connection, id) is None for id in "abcd"] == [True, False, True, False]
        users.end_session(connection, "d")
        assert users.find_session(connection, "d") is None


def test_a_new_password_and_a_removal_end_sessions(engine: Engine) -> None:
    user = added(engine)
    for id in "ab":
        with writing(engine) as connection:
            users.open_session(connection, id, user, AT, AT + HOUR)
    with writing(engine) as connection:
        users.set_password(connection, user, "new hash", AT + HOUR / 2, keep="b")
        present = users.user_named(connection, "Rana")
        assert (present.password, present.changed, present.added) == ("new hash", AT + HOUR / 2, AT)
        assert [session.id for session in users.sessions_of(connection, user)] == ["b"]
        # A hash of a password that is no longer the account's changes nothing.
        users.renew_hash(connection, user, "late")
        assert users.user_named(connection, "Rana").password == "new hash"
        users.renew_hash(connection, present, "better")
        assert users.user_named(connection, "Rana").password == "better"
        users.remove_user(connection, "Rana")
        assert users.find_session(connection, "b") is None


def test_a_note_of_use_does_not_wait_for_another_writer(engine: Engine) -> None:
    user = added(engine)
    with writing(engine) as connection:
        users.open_session(connection, "a", user, AT, AT + HOUR)
    started = datetime.now(UTC)
    with writing(engine) as connection:
        connection.execute(text("UPDATE sessions SET label = NULL"))
        assert users.touch_session(engine, "a", AT) is False
    assert users.touch_session(engine, "a", AT) is True
    assert datetime.now(UTC) - started < timedelta(seconds=60)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 300_000


def test_failures_counted_and_forgotten(engine: Engine) -> None:
    day = timedelta(days=1)
    with writing(engine) as connection:
        assert users.failures(connection, "k") is None
        assert [users.count_failure(connection, "k", AT, day) for _ in range(3)] == [1, 2, 3]
        assert users.count_failure(connection, "l", AT + HOUR, day) == 1
        assert users.failures(connection, "k") == (3, AT)
        users.forget_failures(connection, "k", "l", "m", one=True)
        assert users.failures(connection, "k") == (2, AT)
        assert users.failures(connection, "l") is None
        users.forget_failures(connection, "k")
        assert users.failures(connection, "k") is None
        users.count_failure(connection, "k", AT, day)
        assert users.count_failure(connection, "n", AT + 2 * day, day) == 1
        assert users.failures(connection, "k") is None
