"""The language room: English text to a parsed document, with one small encoder and no network.

nlp = load()
doc = parse("Gunmen killed two people in Mosul.")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from sijill.language.component import CLUTTER_KEY, HEADS_KEY

__all__ = ["CLUTTER_KEY", "HEADS_KEY", "Clutter", "load", "parse", "parse_many"]

Clutter = Sequence[tuple[int, int]]
_SURROGATES = re.compile("[\ud800-\udfff]")
_ANY_LENGTH = 1 << 40


def load(*, threads: int = 1, folder: Path | None = None) -> Language:
    """Return the pipeline: spaCy's English tokens and the component `sijill_encoder`.

    `threads` are those of one document's reading; `folder` holds another exported model.
    FileNotFoundError if the model's files are missing.
    """
    nlp = spacy.blank("en")
    nlp.max_length = _ANY_LENGTH
    nlp.add_pipe("sijill_encoder", config={"threads": threads, "folder": str(folder) if folder else None})
    return nlp


@cache
def _shared() -> Language:
    return load()


def parse(text: str, clutter: Clutter = (), *, nlp: Language | None = None) -> Doc:
    """Return the parsed text; `clutter` are spans in characters to leave unread.

    `doc.text` is `text`, but that lone surrogates, which no encoding of text can hold, become U+FFFD.
    """
    pipeline = nlp or _shared()
    doc = pipeline.make_doc(_SURROGATES.sub("\ufffd", text))
    doc.user_data[CLUTTER_KEY] = list(clutter)
    return pipeline(doc)


def parse_many(texts: Iterable[tuple[str, Clutter]], *, nlp: Language | None = None) -> Iterator[Doc]:
    """Parse (text, clutter) pairs one after the other, as they are asked for."""
    for text, clutter in texts:
        yield parse(text, clutter, nlp=nlp)
