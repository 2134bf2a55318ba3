"""Words cut into pieces, and their shapes."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from sijill.language.model import DATA
from sijill.language.pieces import MAX_PIECES_PER_WORD, SHAPE_COUNT, Pieces, flatten, normalise, shape_id


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(Tokenizer.from_file(str(DATA / "tokenizer.json")))


@pytest.mark.parametrize("word", ["killed", "", "x" * 10_000, "\u200b", "💥", "قتل", "\x00", "3,000", "’s"])
def test_every_word_has_one_to_eight_pieces(pieces: Pieces, word: str) -> None:
    (ids,) = pieces.of([word])
    assert 1 <= len(ids) <= MAX_PIECES_PER_WORD


def test_curly_and_straight_apostrophes_are_the_same(pieces: Pieces) -> None:
    assert normalise("don’t") == "don't"
    assert pieces.of(["’s"]) == pieces.of(["'s"])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bomb", "blast", True), ("Mosul", "Erbil", True), ("Mosul", "mosul", False), ("UN", "ISIS", True),
        ("A", "UN", False), ("12", "3,000", True), ("12", "F16", False), (",", "“", True), ("McCain", "iPhone", True),
        ("قتل", "مرحبا", True), ("", "bomb", False),
    ],
)  # fmt: skip
def test_shapes_tell_casing(one: str, other: str, same: bool) -> None:
    ids = [shape_id(w, space_before=True, paragraph_start=False) for w in (one, other)]
    assert (ids[0] == ids[1]) is same
    assert all(0 < i < SHAPE_COUNT for i in ids)


def test_flags_change_the_shape() -> None:
    ids = {
        shape_id("Iraq", space_before=space, paragraph_start=paragraph)
        for space in (True, False)
        for paragraph in (True, False)
    }
    assert len(ids) == 4


def test_flatten_points_at_first_pieces() -> None:
    ids, shapes, starts = flatten([(7, 8), (9,)], [20, 24], cls=1, sep=2)
    assert ids.tolist() == [1, 7, 8, 9, 2]
    assert shapes.tolist() == [0, 20, 20, 24, 0]
    assert starts.tolist() == [1, 3]
