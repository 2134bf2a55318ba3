"""The mapping to MUC-4's roles: how documents are read, how fillers are chosen, how weights are found."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.muc4 import Candidate, Model, _logistic, candidates, report_of
from sijill.language.eventlabels import LAYERS

DOCUMENT = {
    "id": "D1",
    "text": (
        "TARRA, 3 MAY 90 -- [TEXT] ARMED GUERRILLAS BLEW UP A POWER PYLON WITH DYNAMITE AND KILLED THE MAYOR, CARLOS "
        "HERRERA, ON TUESDAY, POLICE SAID."
    ),
    "body_start": 26,
    "dateline": {"date": "1990-05-03"},
}


def test_a_document_is_read_without_its_header_and_in_its_case() -> None:
    report = report_of(DOCUMENT)
    assert report.text.startswith("Armed guerrillas blew up")
    assert "Carlos Herrera" in report.text
    assert str(report.published) == "1990-05-03"


def test_a_text_that_has_its_case_is_left_alone() -> None:
    assert report_of({"id": "D2", "text": "Two men fled."}).text == "Two men fled."


@pytest.mark.parametrize(
    ("role", "words"),
    [("PerpInd", "guerrillas"), ("Weapon", "dynamite"), ("Victim", "Carlos Herrera"), ("Target", "power pylon")],
)
def test_candidates(role: str, words: str) -> None:
    assert words in {c.words for c in candidates(DOCUMENT) if c.role == role}


ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
MODEL = Model(
    weights={role: {"": -1.0, "good": 2.0, "better": 3.0} for role in ROLES},
    heads={role: [1.0] for role in ROLES},
    mean=[0.0],
    scale=[2.0],
    least=dict.fromkeys(ROLES, 0.0),
)


def test_of_words_within_words_the_surer_are_given() -> None:
    given = MODEL.chosen(
        [
            Candidate("Weapon", "car bomb", frozenset({"better"}), (0.0,)),
            Candidate("Weapon", "bomb", frozenset({"good"}), (0.0,)),
            Candidate("Weapon", "rifle", frozenset({"good"}), (0.0,)),
            Candidate("Target", "bus", frozenset({"bad"}), (0.0,)),
        ]
    )
    assert given["Weapon"] == [["car bomb"], ["rifle"]]
    assert given["Target"] == []


@pytest.mark.parametrize(("seen", "score"), [(0.0, -1.0), (2.0, 0.0), (-4.0, -3.0), (1000.0, 3.0)])
def test_what_the_heads_see_counts_by_its_spread_and_not_without_end(seen: float, score: float) -> None:
    assert MODEL.score(Candidate("Weapon", "bomb", frozenset(), (seen,))) == pytest.approx(score)


def test_the_heads_see_a_weapon_in_dynamite_and_none_in_a_mayor() -> None:
    inside = {c.words: c.seen[LAYERS.index("weapon")] for c in candidates(DOCUMENT)}
    assert inside["dynamite"] > 0.5 > inside["Carlos Herrera"]


def test_weights_tell_what_helps_from_what_does_not() -> None:
    rows = [[1, 2], [1], [2], [], [1, 2], [2]] * 50
    right = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0] * 50)
    constant, helps, idle = _logistic(rows, np.zeros((300, 0)), right, 2)
    assert helps > 1.0
    assert abs(idle) < 0.5
    assert constant < 0.0


def test_weights_of_what_the_heads_see() -> None:
    right = np.array([1.0, 0.0] * 2000)
    seen = np.stack([right, np.tile([1.0, 1.0, 0.0, 0.0], 1000)], axis=1)
    _, helps, idle = _logistic([[]] * 4000, seen, right, 0)
    assert helps > 1.0
    assert abs(idle) < 0.1
