"""Imported by the fork server: what every process of the kill test needs, read once, with no database opened."""

from __future__ import annotations

import alembic.command
import duckdb

from sijill import linking
from sijill.linking.events import derive
from sijill.model import Telling
from tests.register import killing
from tests.register.making import clash

__all__ = ["alembic", "duckdb", "killing"]

_report, _coded = clash()
_telling = Telling(key="a", account=_coded.events[0], report=_report.head(), voice="v")
linking.fingerprint(_report)
linking.blocks(_telling)
derive("e", [_telling])
