"""The pipeline as a whole, with the model as shipped."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from sijill.language import load, parse, parse_many
from sijill.language.decode import MAX_SENTENCE_WORDS

REPORT = (
    "Roadside bomb kills four in Diyala\n\n"
    "BAQUBA, Iraq — A roadside bomb struck a police patrol north of Baquba on Tuesday, killing four officers and "
    "wounding seven others, a provincial official said.\n\n"
    "“We heard a huge blast and then shooting,” said Karim Jassim, a farmer who lives nearby. No group has claimed "
    "responsibility for the attack. Last month, gunmen abducted two engineers in the same area."
)


def layers(doc: Doc) -> list[tuple[Any, ...]]:
    return [
        (t.idx, t.pos_, t.tag_, t.lemma_, str(t.morph), t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_)
        for t in doc
    ]


def words(doc: Doc, sentence: int) -> list[str]:
    return [t.text for t in list(doc.sents)[sentence] if not t.is_space]


def assert_sound(doc: Doc, text: str) -> None:
    """What must hold for any text at all."""
    assert doc.text == re.sub("[\ud800-\udfff]", "\ufffd", text)
    for token in doc:
        assert doc.text[token.idx : token.idx + len(token.text)] == token.text
        assert token.pos_
        assert token.dep_
        assert token.head.sent.start == token.sent.start
    for sentence in doc.sents:
        # White space that stands before any word, or between furniture, may be a sentence by itself.
        assert sum(t.head.i == t.i for t in sentence) == 1
        assert sum(not t.is_space for t in sentence) <= MAX_SENTENCE_WORDS
    for name in doc.ents:
        assert name.label_ in ("PER", "LOC", "ORG")
        assert not name[0].is_space
        assert not name[-1].is_space


@pytest.mark.parametrize(
    ("text", "subject", "verb", "thing"),
    [
        ("Gunmen killed three soldiers near Kirkuk.", "Gunmen", "killed", "soldiers"),
        ("The army shelled two villages overnight.", "army", "shelled", "villages"),
        ("On Friday, a suicide bomber attacked the mosque.", "bomber", "attacked", "mosque"),
    ],
)
def test_who_did_what_to_whom(text: str, subject: str, verb: str, thing: str) -> None:
    found = {t.dep_: t for t in parse(text) if t.head.dep_ == "root" or t.dep_ == "root"}
    assert found["root"].text == verb
    assert found["root"].pos_ == "VERB"
    assert found["nsubj"].text == subject
    assert found["obj"].text == thing


def test_passive_subject_and_agent() -> None:
    doc = parse("Four villagers were abducted by militants.")
    assert [t.text for t in doc if t.dep_ == "nsubj:pass"] == ["villagers"]
    assert [t.text for t in doc if t.dep_ == "obl:agent"] == ["militants"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Ali Hussein said so. The U.S. troops left at 5 p.m. on Monday.", 2),
        ("He said: “Leave now.” They left.", 2),
        ("Clashes in Mosul\nThe army advanced. Two died.", 3),
        ("GUNMEN ATTACKED THE VILLAGE. TWO SOLDIERS DIED. THE ARMY CONFIRMED IT.", 3),
        ("One dead", 1),
        ("Hello.\n\n\n", 1),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    doc = parse(text)
    assert len(list(doc.sents)) == sentences
    assert_sound(doc, text)


def test_paragraphs_start_sentences() -> None:
    doc = parse(REPORT)
    assert words(doc, 0) == ["Roadside", "bomb", "kills", "four", "in", "Diyala"]
    assert words(doc, 1)[:2] == ["BAQUBA", ","]
    assert_sound(doc, REPORT)


def test_lemmas_and_tags() -> None:
    doc = parse("The bombs were exploding while militants fled the cities.")
    lemmas = {t.text: t.lemma_ for t in doc}
    assert lemmas["bombs"] == "bomb"
    assert lemmas["were"] == "be"
    assert lemmas["fled"] == "flee"
    assert lemmas["cities"] == "city"
    assert doc[6].tag_ == "VBD"
    assert "Tense=Past" in doc[6].morph


def test_names() -> None:
    doc = parse("President Barack Obama met officials of the World Bank in Paris.")
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Barack Obama", "PER"),
        ("World Bank", "ORG"),
        ("Paris", "LOC"),
    ]


TROUBLE = [
    "", " ", "   \n \t ", "\n\n\n", "x\u2028y", "a" * 100_000, "word " * 1500, "DEAD " * 400,
    "\ud800 war \udfff.", "a\x00b \x01.",
    "\u00a0\u00a0Ten\u00a0dead.\u00a0", "قتل خمسة أشخاص. في بغداد", "💥🔥 boom!! 💥", "\u200b \u200b.",
    "'’“”", "...!!!???",
    "\r\nHi\r\n\r\nBye", "(a) " * 400, "-" * 3000, "1,2," * 2000, "\u0301\u0301 a", "\ufeffBaghdad. Five killed",
]  # fmt: skip


@pytest.mark.parametrize("text", TROUBLE, ids=range(len(TROUBLE)))
def test_troublesome_texts(text: str) -> None:
    assert_sound(parse(text), text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.sampled_from("ab .,\n“’A1"), st.characters()), max_size=200))
def test_any_text(text: str) -> None:
    assert_sound(parse(text), text)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 500), st.integers(-5, 500)), max_size=5))
def test_any_clutter(clutter: list[tuple[int, int]]) -> None:
    doc = parse(REPORT, clutter)
    assert_sound(doc, REPORT)
    for token in doc:
        hidden = any(a < b and a < token.idx + len(token) and token.idx < b for a, b in clutter)
        if hidden and not token.is_space:
            assert token.pos_ == "X"
            assert not token.ent_type_


def test_clutter_changes_nothing_around_it() -> None:
    text = "Two soldiers died.\n\nREAD MORE: cats\n\nThe army denied it."
    begin = text.index("READ")
    plain = parse("Two soldiers died.\n\nThe army denied it.")
    doc = parse(text, [(begin, begin + len("READ MORE: cats"))])
    read = [(t.text, t.pos_, t.dep_, t.head.text) for t in doc if t.pos_ not in ("X", "SPACE")]
    assert read == [(t.text, t.pos_, t.dep_, t.head.text) for t in plain if t.pos_ != "SPACE"]


def test_company_changes_nothing() -> None:
    others = ["Rain.", REPORT[:80], "Long " * 300, REPORT * 3]
    alone = layers(parse(REPORT))
    nlp = load()
    assert layers(list(nlp.pipe([*others, REPORT, *others]))[4]) == alone
    assert layers(list(parse_many((t, ()) for t in (REPORT, *others, REPORT)))[-1]) == alone
    assert layers(load(threads=2)(REPORT)) == alone


def test_long_paragraph_is_read_in_windows() -> None:
    sentence = "On Monday, soldiers attacked a village near the river and killed two farmers. "
    doc = parse(sentence * 60)
    sizes = {len(s) for s in doc.sents}
    assert len(list(doc.sents)) == 60
    assert len(sizes) == 1


def test_documents_can_be_stored() -> None:
    doc = parse(REPORT)
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert layers(again) == layers(doc)
    assert layers(pickle.loads(pickle.dumps(doc))) == layers(doc)


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="train and export"):
        load(folder=tmp_path)
