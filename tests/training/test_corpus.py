"""Reading treebanks and names, disturbing sentences, cutting windows."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

from training.augment import disturb
from training.batches import IGNORE, WINDOW_PIECES, WindowMaker, batches, random_windows
from training.corpus import Sentence, read_names, read_re3d, read_treebank, with_names
from training.labels import collect

CONLLU = """# newdoc id = d1
# newpar
# sent_id = 1
1-2	Don't	_	_	_	_	_	_	_	_
1	Do	do	AUX	VB	Mood=Imp|VerbForm=Fin	3	aux	_	_
2	n't	not	PART	RB	Polarity=Neg	3	advmod	_	_
3	shoot	shoot	VERB	VB	Mood=Imp|VerbForm=Fin|Foreign=Yes	0	root	_	SpaceAfter=No
3.1	ghost	_	_	_	_	_	_	_	_
4	!	!	PUNCT	.	_	3	punct	_	_

# sent_id = 2
1	Ali	Ali	PROPN	NNP	Number=Sing	2	nsubj	_	_
2	left	leave	VERB	VBD	Tense=Past|VerbForm=Fin	0	root	_	_

"""


@pytest.fixture
def treebank(tmp_path: Path) -> list[Sentence]:
    path = tmp_path / "t.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    return read_treebank(path)


def test_treebank_words_heads_and_spaces(treebank: list[Sentence]) -> None:
    first, second = treebank
    assert first.words == ("Do", "n't", "shoot", "!")
    assert first.space_after == (False, True, False, True)
    assert first.heads == (2, 2, 2, 2)
    assert first.feats == ("Mood=Imp|VerbForm=Fin", "Polarity=Neg", "Mood=Imp|VerbForm=Fin", "_")
    assert (first.paragraph_start, second.paragraph_start) == (True, False)
    assert second.document == "d1"


def test_names_join_treebank_sentences(treebank: list[Sentence], tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl.gz"
    row = {"set": "a", "words": ["Ali", "left"], "space_after": [True, False], "names": [[0, 1, "PER"]]}
    path.write_bytes(gzip.compress(f"{json.dumps(row)}\n{json.dumps(row | {'set': 'b'})}\n".encode()))
    named = read_names(path, frozenset({"a"}))
    assert [s.names for s in named["a"]] == [("B-PER", "O")]
    assert [s.names for s in with_names(treebank, named["a"])] == [None, ("B-PER", "O")]


def test_re3d_leaves_out_what_may_not_be_used(tmp_path: Path) -> None:
    row = {
        "id": "1", "subcorpus": "Wire", "licence": "CC BY 4.0", "text": "The Free Army left Homs.\nA big army stayed.",
        "entities": [
            {"start": 0, "end": 13, "type": "Organisation"},
            {"start": 19, "end": 23, "type": "Location"},
            {"start": 25, "end": 35, "type": "Organisation"},
        ],
    }  # fmt: skip
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(json.dumps(row | {"subcorpus": s}) for s in ("Wire", "BBC Online")))
    sentences = read_re3d(path)
    assert [s.names for s in sentences] == [
        ("O", "B-ORG", "I-ORG", "O", "B-LOC", "O"),
        ("O", None, None, "O", "O"),
    ]


def test_disturbed_sentences_stay_sound(treebank: list[Sentence]) -> None:
    rng = random.Random(5)
    for _ in range(400):
        s = disturb(treebank[0], rng)
        assert s.heads is not None
        assert len(s.words) == len(s.heads) == len(s.space_after) == len(s.deprels or ())
        assert sum(h == i for i, h in enumerate(s.heads)) == 1
        assert [w.lower() for w in s.words][:3] == ["do", "n't", "shoot"]


@pytest.fixture
def maker(treebank: list[Sentence]) -> WindowMaker:
    from tokenizers import Tokenizer

    from sijill.language.model import DATA
    from sijill.language.pieces import Pieces

    return WindowMaker(Pieces(Tokenizer.from_file(str(DATA / "tokenizer.json"))), collect(treebank * 5))


def test_window_counts_heads_within_itself(treebank: list[Sentence], maker: WindowMaker) -> None:
    window = maker.window(treebank, [True, False])
    assert window.heads == [2, 2, 2, 2, 5, 5]
    assert window.sentence == [0, 0, 0, 0, 1, 1]
    assert window.first == [IGNORE, 0, 0, 0, 1, 0]
    assert window.names == [IGNORE] * 6
    assert len(window.starts) == 6


def test_every_sentence_is_in_one_window(treebank: list[Sentence], maker: WindowMaker) -> None:
    corpus = [replace(s, document=str(i // 9)) for i, s in enumerate(treebank * 50)]
    windows = list(random_windows(corpus, maker, random.Random(1), augment=False))
    assert sum(len(w.sentence) for w in windows) == sum(len(s.words) for s in corpus)
    assert max(len(w.pieces) for w in windows) <= WINDOW_PIECES + 2
    made = list(batches(windows, random.Random(1), 200))
    assert sum(int(b.word_mask.sum()) for b in made) == sum(len(s.words) for s in corpus)
    assert all(b.pieces.numel() <= 200 or len(b.pieces) == 1 for b in made)
