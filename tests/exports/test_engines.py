"""The same from SQLite and from PostgreSQL, where the answer is streamed by the server."""

from __future__ import annotations

import io

import pytest

from sijill.exports import FORMATS, export
from sijill.register import Register
from tests.exports.hostile import hostile_pairs
from tests.register.conftest import address, postgresql, register, shared_register

__all__ = ["address", "postgresql", "register", "shared_register"]


def test_each_engine_gives_all_events(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.exports import reading

    # Several portions, so that queries run while the events are still being read.
    monkeypatch.setattr(reading, "_PORTION", 5)
    register.add_many(list(hostile_pairs(zeros=False)))
    held = register.counts().events
    for name in FORMATS:
        out, evidence = io.BytesIO(), io.BytesIO()
        done = export(register, name, out, evidence=evidence)
        assert done.events + sum(done.left_out.values()) == held
        assert done.evidence >= done.events
