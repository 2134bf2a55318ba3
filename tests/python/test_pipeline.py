"""The coder in a spaCy pipeline: found by its entry points, the same answers, spans on the right words."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import sijill
import sijill.language
import sijill.python.pipeline

TEXT = "Gunmen attacked an army post near Daquq on Monday, killing four soldiers, a security source said."
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sijill_encoder")
    pipeline.add_pipe("sijill_events", config={"published": "2024-05-14"})
    return pipeline


def test_a_document_has_what_code_gives(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc._.sijill == sijill.code(TEXT, published="2024-05-14")
    spans = {(span.label_, span.id_, span.text) for span in doc.spans["sijill"]}
    assert ("killed", "e1", "four soldiers") in spans
    assert ("place", "e1", "Daquq") in spans
    assert len(doc.spans["sijill"]) == len(doc._.sijill.events[0].evidence)


def test_what_is_known_of_a_text_goes_before_the_pipeline(nlp: Language) -> None:
    docs = []
    for day in ("2023-03-01", "2024-05-14"):
        doc = nlp.make_doc(TEXT)
        doc.user_data["sijill"] = {"published": day, "title": "Four killed", "publisher": "Alpha"}
        docs.append(doc)
    read = list(nlp.pipe(docs))
    assert [doc._.sijill.events[0].date.latest.isoformat() for doc in read] == ["2023-02-27", "2024-05-13"]
    assert read[0]._.sijill.report.title == "Four killed"


@pytest.mark.parametrize("text", ["", " ", "The flower show opened on Sunday.", TEXT + "\n\nRead more: Other news"])
def test_any_text_has_the_coders_answer(nlp: Language, text: str) -> None:
    coded = nlp(text)._.sijill
    assert coded.relevant == ("Daquq" in text)
    if text.strip():
        assert coded == sijill.code(text, published="2024-05-14")


def test_a_long_text_is_coded_in_portions(nlp: Language) -> None:
    text = (TEXT + " The market of the town was calm, and bakers sold their bread.\n\n") * 130
    assert len(text) > 20_000
    assert nlp(text)._.sijill == sijill.code(text, published="2024-05-14")


def test_a_document_can_be_kept(nlp: Language) -> None:
    doc = nlp(TEXT)
    kept = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin().from_bytes(kept).get_docs(nlp.vocab)
    assert again._.sijill == doc._.sijill
    assert [span.id_ for span in again.spans["sijill"]] == [span.id_ for span in doc.spans["sijill"]]


def test_a_pipeline_can_be_made_again_from_its_config(nlp: Language) -> None:
    again = type(nlp).from_config(nlp.config)
    assert again.pipe_names == ["sijill_encoder", "sijill_events"]
    assert again(TEXT)._.sijill == nlp(TEXT)._.sijill


def test_without_the_encoder_it_says_so() -> None:
    bare = spacy.blank("en")
    bare.add_pipe("sijill_events")
    with pytest.raises(ValueError, match=re.escape('nlp.add_pipe("sijill_encoder")')):
        bare(TEXT)


def test_what_is_given_wrongly_is_named(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc.user_data["sijill"] = {"day": "2024-05-14"}
    with pytest.raises(ValueError, match="has 'day'; it may have published, title"):
        nlp(doc)


def test_a_document_that_was_not_read_has_none() -> None:
    assert Doc(spacy.blank("en").vocab, words=["Hello"])._.sijill is None


def test_entry_points_lead_to_the_components(tmp_path: Path) -> None:
    """As an installed package tells spaCy, nothing of Sijill imported before."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["spacy_factories"]
    folder = tmp_path / "told-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: told\nVersion: 1.0\n")
    lines = [f"{name} = {where}" for name, where in told.items()]
    (folder / "entry_points.txt").write_text("[spacy_factories]\n" + "\n".join(lines) + "\n")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('sijill_encoder'); nlp.add_pipe('sijill_events')\n"
        f"print(len(nlp({TEXT!r})._.sijill.events))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "1", ran.stderr
