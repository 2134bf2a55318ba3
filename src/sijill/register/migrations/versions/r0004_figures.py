"""Indexes that hold all that figures over many events and reports ask for."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(
        "ix_events_figures",
        "events",
        [
            "id", "review", "first_day", "last_day", "country", "admin1", "place", "latitude", "longitude",
            "event_type", "sub_event_type", "status", "killed_low", "killed_best", "killed_high", "wounded_best",
            "disagreements",
        ],
        unique=False,
    )  # fmt: skip
    op.create_index("ix_versions_publisher", "versions", ["publisher", "current", "published"], unique=False)
    op.create_index(
        "ix_versions_told", "versions", ["id", "current", "publisher", "published", "voice"], unique=False
    )  # fmt: skip
