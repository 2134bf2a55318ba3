"""The benchmark of typed mentions: Sijill's kinds in re3d's types."""

from __future__ import annotations

from typing import get_args

from benchmarks.re3d import TYPES, entities, setting_of
from sijill.codebook import registry
from sijill.coding.named import Kind
from sijill.coding.setting import Tools
from sijill.gazetteer import gazetteer


def test_every_kind_has_a_type() -> None:
    assert set(TYPES) == set(get_args(Kind))


def test_mentions_and_pronouns_in_its_types() -> None:
    text = "We welcome the talks in Geneva, she said on Monday."
    found = {(text[s:e], kind) for s, e, kind in entities(setting_of(Tools(gazetteer(), registry()), "d", text))}
    assert {("We", "Organisation"), ("Geneva", "Location"), ("she", "Person"), ("Monday", "Temporal")} <= found
