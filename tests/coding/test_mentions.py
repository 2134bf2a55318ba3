"""From scores to frames."""

from __future__ import annotations

import numpy as np
import spacy

from sijill.coding.mentions import _average_linked, read
from sijill.language import parse


def test_a_document_without_heads_has_no_frames() -> None:
    assert read(spacy.blank("en")("Gunmen killed two men.")).frames == ()


def test_average_linkage_joins_the_likely() -> None:
    same = np.full((4, 4), 0.1, dtype=np.float32)
    for i, j in ((0, 2), (1, 3)):
        same[i, j] = same[j, i] = 0.9
    assert sorted(map(sorted, _average_linked(same, 0.5))) == [[0, 2], [1, 3]]


def test_a_pair_joins_only_if_the_mean_is_enough() -> None:
    same = np.array([[1, 0.9, 0.2], [0.9, 1, 0.2], [0.2, 0.2, 1]], dtype=np.float32)
    assert sorted(map(sorted, _average_linked(same, 0.5))) == [[0, 1], [2]]
    assert _average_linked(np.ones((1, 1), dtype=np.float32), 0.5) == [[0]]


def test_frames_of_two_happenings() -> None:
    text = (
        "A roadside bomb killed three policemen in Tikrit on Monday. "
        "In a separate incident in Baquba, gunmen shot dead a farmer."
    )
    frames = read(parse(text)).frames
    triggers = [text[f.trigger.start : f.trigger.end] for f in frames]
    assert len(frames) >= 2
    assert any("bomb" in t for t in triggers)
    killed = [{text[s.start : s.end] for s in f.spans("killed")} for f in frames]
    assert {"three policemen"} in killed
    assert {"a farmer"} in killed


def test_no_mention_goes_on_from_a_headline_into_the_text() -> None:
    text = (
        "Seven policemen killed at checkpoint near Daquq\n\n"
        "KIRKUK - Gunmen attacked a checkpoint of the police on Sunday and killed seven policemen."
    )
    spans = [m.chars for m in read(parse(text)).mentions]
    assert spans
    assert not [text[s.start : s.end] for s in spans if "\n" in text[s.start : s.end]]
