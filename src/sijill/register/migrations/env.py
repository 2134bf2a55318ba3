"""What Alembic runs: the steps, on the connection and in the transaction that `sijill.register.migrate` began."""

from __future__ import annotations

from alembic import context

from sijill.register.migrate import VERSION_TABLE
from sijill.register.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE
)
context.run_migrations()
