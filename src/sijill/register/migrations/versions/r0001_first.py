"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sijill.register.schema import UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables and the full-text index."""
    _reports()
    _versions()
    _accounts()
    _events()
    _event_log()
    _decisions()
    _search()


def _reports() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=True),
        sa.Column("url_key", sa.String(), nullable=True),
        sa.Column("added", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_given"), "reports", ["given"], unique=False)
    op.create_index(op.f("ix_reports_url_key"), "reports", ["url_key"], unique=False)


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clutter", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("added", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_versions_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_versions_report_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_versions_voice"), "versions", ["voice"], unique=False)
    op.create_table(
        "bands",
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_bands_version_id")),
        sa.PrimaryKeyConstraint("band", "version_id", name=op.f("pk_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bands_version_id"), "bands", ["version_id"], unique=False)
    op.create_table(
        "codings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_codings_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_codings_version_id"), "codings", ["version_id"], unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("came", sa.BigInteger(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_accounts_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("key", name=op.f("uq_accounts_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_accounts_event_id"), "accounts", ["event_id"], unique=False)
    op.create_index(op.f("ix_accounts_version_id"), "accounts", ["version_id"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_blocks_account_id")),
        sa.PrimaryKeyConstraint("block", "account_id", name=op.f("pk_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_blocks_account_id"), "blocks", ["account_id"], unique=False)
    op.create_table(
        "assertions",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_assertions_version_id")),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_assertions")),
    )
    op.create_index(op.f("ix_assertions_kind"), "assertions", ["kind"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("founder", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("admin1", sa.String(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=False),
        sa.Column("sub_event_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("killed_low", sa.Integer(), nullable=True),
        sa.Column("killed_best", sa.Integer(), nullable=True),
        sa.Column("killed_high", sa.Integer(), nullable=True),
        sa.Column("wounded_best", sa.Integer(), nullable=True),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("independent_sources", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("changed", UtcTime(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_changed"), "events", ["changed"], unique=False)
    op.create_index("ix_events_country_admin1", "events", ["country", "admin1"], unique=False)
    op.create_index(op.f("ix_events_event_type"), "events", ["event_type"], unique=False)
    op.create_index(op.f("ix_events_first_day"), "events", ["first_day"], unique=False)
    op.create_index(op.f("ix_events_killed_best"), "events", ["killed_best"], unique=False)
    op.create_index(op.f("ix_events_last_day"), "events", ["last_day"], unique=False)
    op.create_index(op.f("ix_events_review"), "events", ["review"], unique=False)
    op.create_index(op.f("ix_events_sub_event_type"), "events", ["sub_event_type"], unique=False)
    op.create_table(
        "event_actors",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_actors_event_id")),
        sa.PrimaryKeyConstraint("event_id", "side", "number", name=op.f("pk_event_actors")),
    )
    op.create_index(op.f("ix_event_actors_actor_id"), "event_actors", ["actor_id"], unique=False)
    op.create_index(op.f("ix_event_actors_name"), "event_actors", ["name"], unique=False)
    op.create_table(
        "former_ids",
        sa.Column("former", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("former", name=op.f("pk_former_ids")),
    )
    op.create_index(op.f("ix_former_ids_event_id"), "former_ids", ["event_id"], unique=False)


def _event_log() -> None:
    op.create_table(
        "event_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_log")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_log_event_id"), "event_log", ["event_id"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
        sa.UniqueConstraint("id", name=op.f("uq_decisions_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_event_id"), "decisions", ["event_id"], unique=False)
    op.create_index(op.f("ix_decisions_undoes"), "decisions", ["undoes"], unique=False)
    op.create_table(
        "decision_accounts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["decisions.number"], name=op.f("fk_decision_accounts_number")),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_decision_accounts")),
    )
    op.create_index(op.f("ix_decision_accounts_number"), "decision_accounts", ["number"], unique=False)
    op.create_table(
        "second_looks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_looks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_second_looks_decision_id"), "second_looks", ["decision_id"], unique=False)
    op.create_index(op.f("ix_second_looks_event_id"), "second_looks", ["event_id"], unique=False)


def _search() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _search_postgresql()
    else:
        _search_sqlite()


def _search_postgresql() -> None:
    # A tsvector holds a megabyte at most; what a text says, it says in its first quarter million characters.
    op.execute(
        """
        ALTER TABLE versions ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('english', coalesce(title, '')), 'A')
            || setweight(to_tsvector('english', left(text, 250000)), 'B')
        ) STORED
        """
    )
    op.execute("CREATE INDEX ix_versions_search ON versions USING gin (search)")


def _search_sqlite() -> None:
    op.execute("CREATE VIEW search_source AS SELECT id, title, text FROM versions WHERE current")
    op.execute(
        """
        CREATE VIRTUAL TABLE search USING fts5(
            title, text, content='search_source', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
        )
        """
    )
    op.execute(
        """
        CREATE TRIGGER versions_search_insert AFTER INSERT ON versions WHEN new.current BEGIN
            INSERT INTO search(rowid, title, text) VALUES (new.id, new.title, new.text);
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER versions_search_leave AFTER UPDATE OF current ON versions WHEN old.current AND NOT new.current
        BEGIN
            INSERT INTO search(search, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER versions_search_return AFTER UPDATE OF current ON versions WHEN new.current AND NOT old.current
        BEGIN
            INSERT INTO search(rowid, title, text) VALUES (new.id, new.title, new.text);
        END
        """
    )
