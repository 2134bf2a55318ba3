"""The mapping to MUC-4's roles: how documents are read, how fillers are chosen, how weights are found."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.muc4 import Candidate, Model, _logistic, candidates, report_of

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


def test_of_words_within_words_the_surer_are_given() -> None:
    weights = {"": -1.0, "good": 2.0, "better": 3.0}
    model = Model(dict.fromkeys(("PerpInd", "PerpOrg", "Target", "Victim", "Weapon"), weights), dict.fromkeys(
        ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon"), 0.0
    ))  # fmt: skip
    given = model.chosen(
        [
            Candidate("Weapon", "car bomb", frozenset({"better"})),
            Candidate("Weapon", "bomb", frozenset({"good"})),
            Candidate("Weapon", "rifle", frozenset({"good"})),
            Candidate("Target", "bus", frozenset({"bad"})),
        ]
    )
    assert given["Weapon"] == [["car bomb"], ["rifle"]]
    assert given["Target"] == []


def test_weights_tell_what_helps_from_what_does_not() -> None:
    rows = [[1, 2], [1], [2], [], [1, 2], [2]] * 50
    right = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0] * 50)
    constant, helps, idle = _logistic(rows, right, 2)
    assert helps > 1.0
    assert abs(idle) < 0.5
    assert constant < 0.0
