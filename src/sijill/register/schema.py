"""The tables of a register, as SQLAlchemy Core. Migrations make them; `REVISIONS` lists those that this program knows.

The way of the data: a report has versions, a version has codings, the accounts of the current version's latest coding
are linked to events. What is derived (events, event_actors) can be made anew from the rest; decisions and the log of
what happened are only ever appended.

Full-text search is not in `metadata`, since each engine has its own: in SQLite the FTS5 table `search` (columns `title`
and `text`, rowid = versions.id, current versions only), in PostgreSQL the column `versions.search` (tsvector,
configuration `english`; restrict to versions.current). Triggers and the engine keep both in step.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# Oldest first. The last one is the schema of this program.
REVISIONS = ("0001", "0002", "0003", "0004")


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite has no time zones, so they are put on and taken off here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# What holds for the whole register, such as the rule for casualties.
settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

# A news item, whatever its versions. `given` is the id that came with it, null where it was made from its content.
reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("given", String, index=True),
    Column("url_key", String, index=True),
    Column("added", UtcTime, nullable=False),
)

# The texts as they came in. `voice` is shared by reports that reprint or rewrite one story.
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("report_id", String, ForeignKey("reports.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", Date),
    Column("url", Text),
    Column("text", Text, nullable=False),
    Column("clutter", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("voice", String, nullable=False, index=True),
    Column("relevant", Boolean, nullable=False),
    Column("coder", String, nullable=False),
    Column("added", UtcTime, nullable=False),
    UniqueConstraint("report_id", "number"),
    Index("ix_versions_publisher", "publisher", "current", "published"),
    Index("ix_versions_told", "id", "current", "publisher", "published", "voice"),
    sqlite_autoincrement=True,
)

# Keys that two near-duplicate texts have in common; of current versions.
bands = Table(
    "bands",
    metadata,
    Column("band", String, primary_key=True),
    Column("version_id", Integer, ForeignKey("versions.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

# Every coding of every version as it was, with the keys that its accounts got, in their order.
codings = Table(
    "codings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("version_id", Integer, ForeignKey("versions.id"), nullable=False, index=True),
    Column("coder", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("keys", Text, nullable=False),
    Column("json", Text, nullable=False),
    sqlite_autoincrement=True,
)

# The accounts that count: those of current versions. An account keeps its key and `id` when a newer version or
# a newer coder tells it again; `came` grows with the versions.
accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("version_id", Integer, ForeignKey("versions.id"), nullable=False, index=True),
    Column("event_id", String, index=True),
    Column("came", BigInteger, nullable=False),
    Column("json", Text, nullable=False),
    sqlite_autoincrement=True,
)

# Two accounts without a block in common are never compared.
blocks = Table(
    "blocks",
    metadata,
    Column("block", String, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

# The assertions of current versions; `number` is their order in the report.
assertions = Table(
    "assertions",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("place", Text),
    Column("as_of", String),
    Column("json", Text, nullable=False),
)

# What figures over many events ask for: one index answers them alone.
FIGURES = (
    "id", "review", "first_day", "last_day", "country", "admin1", "place", "latitude", "longitude", "event_type",
    "sub_event_type", "status", "killed_low", "killed_best", "killed_high", "wounded_best", "disagreements",
)  # fmt: skip
# What the review queue is ordered by, then all that filters and its counts ask for: one index answers them alone.
COVERED = (
    "doubt", "confidence", "id", "review", "disagreements", "killed_best", "killed_low", "country", "admin1",
    "sub_event_type", "status", "first_day", "last_day",
)  # fmt: skip

# Derived from accounts and decisions. `founder` is the key of the account that gave the event its id.
# killed_* and wounded_best are sums over the groups; killed_high is null where it is open. `doubt` orders the review
# queue, 0 for events that are settled; `disagreements` counts fields.
events = Table(
    "events",
    metadata,
    Column("id", String, primary_key=True),
    Column("founder", String, nullable=False),
    Column("first_day", Date, index=True),
    Column("last_day", Date, index=True),
    Column("country", String),
    Column("admin1", String),
    Column("place", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("event_type", String, nullable=False, index=True),
    Column("sub_event_type", String, nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("killed_low", Integer),
    Column("killed_best", Integer, index=True),
    Column("killed_high", Integer),
    Column("wounded_best", Integer),
    Column("review", String, nullable=False, index=True),
    Column("reports", Integer, nullable=False),
    Column("independent_sources", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("changed", UtcTime, nullable=False, index=True),
    Column("json", Text, nullable=False),
    Column("disagreements", Integer, nullable=False, server_default="0"),
    Column("doubt", Float, nullable=False, server_default="0"),
    Index("ix_events_country_admin1", "country", "admin1"),
    Index("ix_events_doubt", *COVERED),
    Index("ix_events_figures", *FIGURES),
)

# Who took part in an event. `side`: initiators, targets or claimed_by.
event_actors = Table(
    "event_actors",
    metadata,
    Column("event_id", String, ForeignKey("events.id"), primary_key=True),
    Column("side", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("actor_id", String, index=True),
    Column("name", Text, nullable=False, index=True),
)

# Ids of events that were merged into others, so that an old id still leads somewhere.
former_ids = Table(
    "former_ids",
    metadata,
    Column("former", String, primary_key=True),
    Column("event_id", String, nullable=False, index=True),
)

# What people ruled; rows are never changed. Lists and values are JSON.
decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("event_id", String, index=True),
    Column("accounts", Text, nullable=False),
    Column("others", Text, nullable=False),
    Column("field", String),
    Column("value", Text),
    Column("by", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("why", Text),
    Column("undoes", String, index=True),
    sqlite_autoincrement=True,
)

# Which accounts a decision is about, to find it by. `key` need not be an account that still counts.
decision_accounts = Table(
    "decision_accounts",
    metadata,
    Column("key", String, primary_key=True),
    Column("number", Integer, ForeignKey("decisions.number"), primary_key=True, index=True),
)

# Decisions whose ground has changed since: the words are gone, the event was split or joined with another.
# Open until a person rules on the event again (`settled_by`, a decision's id).
second_looks = Table(
    "second_looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("decision_id", String, nullable=False, index=True),
    Column("event_id", String, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("settled_by", String),
    sqlite_autoincrement=True,
)

# What happened to events, oldest first. `what`: see `results.Entry`; `detail` is JSON.
event_log = Table(
    "event_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String, nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("what", String, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

# Who may use the pages where they are open to others. `key` is the name without regard to capitals; `password` is a
# hash of argon2.
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password", String, nullable=False),
    Column("added", UtcTime, nullable=False),
    Column("changed", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# Who is signed in. `id` is a hash of the secret that the browser holds; `label` names a token for programs and is null
# for a browser.
sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False, index=True),
    Column("label", String),
    Column("started", UtcTime, nullable=False),
    Column("seen", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False, index=True),
)

# Sign-ins that went wrong, counted for each name and each address; `key` is a hash of it.
login_failures = Table(
    "login_failures",
    metadata,
    Column("key", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", UtcTime, nullable=False, index=True),
)

# Events that a reviewer put off. Gone from the reviewer's queue until the event changes.
skips = Table(
    "skips",
    metadata,
    Column("by", String, primary_key=True),
    Column("event_id", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

# Events that several people code apart from one another, to measure how far they agree. `open` until its codings are
# shown to all; `prefilled` where coders see the register's values. Lists are JSON.
samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False, unique=True),
    Column("seed", Integer, nullable=False),
    Column("prefilled", Boolean, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("fields", Text, nullable=False),
    Column("drawn_from", Integer, nullable=False),
    Column("filters", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# The events of a sample, in the order in which they were drawn, and the keys of the accounts that coders see.
sample_events = Table(
    "sample_events",
    metadata,
    Column("sample_id", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("event_id", String, nullable=False),
    Column("accounts", Text, nullable=False),
)

# Who codes a sample. `key` is the name without regard to capitals.
sample_coders = Table(
    "sample_coders",
    metadata,
    Column("sample_id", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("name", String, nullable=False),
)

# What coders said of an event of a sample: a field's value as JSON; the latest counts. Rows are never changed.
sample_codings = Table(
    "sample_codings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sample_id", Integer, ForeignKey("samples.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("coder", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_sample_codings_sample_id_position", "sample_id", "position"),
    sqlite_autoincrement=True,
)
