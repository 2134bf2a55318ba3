"""The review queue's order, what reviewers put off, and samples that several people code."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from sijill.register.doubts import doubt_of
from sijill.register.schema import UtcTime

revision = "0003"
down_revision = "0002"

_AT_ONCE = 2000


def upgrade() -> None:
    """Make the tables and columns; the doubt of the events that are there is reckoned."""
    op.add_column("events", sa.Column("disagreements", sa.Integer(), server_default="0", nullable=False))
    op.add_column("events", sa.Column("doubt", sa.Float(), server_default="0", nullable=False))
    _reckon()
    columns = [
        "doubt", "confidence", "id", "review", "disagreements", "killed_best", "killed_low", "country", "admin1",
        "sub_event_type", "status", "first_day", "last_day",
    ]  # fmt: skip
    op.create_index("ix_events_doubt", "events", columns, unique=False)
    op.create_table(
        "skips",
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("by", "event_id", name=op.f("pk_skips")),
    )
    _samples()


def _samples() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("prefilled", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("name", name=op.f("uq_samples_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sample_events",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sample_events_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "position", name=op.f("pk_sample_events")),
    )
    op.create_table(
        "sample_coders",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sample_coders_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "key", name=op.f("pk_sample_coders")),
    )
    op.create_table(
        "sample_codings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sample_codings_sample_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sample_codings")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sample_codings_sample_id_position", "sample_codings", ["sample_id", "position"], unique=False)


def _reckon() -> None:
    connection = op.get_bind()
    names = "id review confidence killed_low killed_best json disagreements doubt".split()  # noqa: SIM905
    events = sa.table("events", *(sa.column(name) for name in names))
    change = events.update().where(events.c.id == sa.bindparam("event")).values(
        disagreements=sa.bindparam("differing"), doubt=sa.bindparam("reckoned")
    )  # fmt: skip
    last = ""
    while True:
        wanted = sa.select(events).where(events.c.id > last).order_by(events.c.id).limit(_AT_ONCE)
        rows = connection.execute(wanted).all()
        if not rows:
            return
        last = rows[-1].id
        changes = []
        for row in rows:
            differing = len(json.loads(row.json).get("disagreements", ()))
            killed = row.killed_low if row.killed_best is None else row.killed_best
            reckoned = doubt_of(row.review, row.confidence, differing, killed)
            changes.append({"event": row.id, "differing": differing, "reckoned": reckoned})
        connection.execute(change, changes)
