"""The coder as a component of spaCy pipelines.

nlp = spacy.blank("en")
nlp.add_pipe("sijill_encoder")
nlp.add_pipe("sijill_events")
doc = nlp("Gunmen killed two policemen in Hawija on Monday.")
doc._.sijill.events, doc.spans["sijill"]

Imported whenever spaCy makes a pipeline (entry point `spacy_factories`): what coding needs comes with the first text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from sijill.model import Account, Assertion, CodedReport, Report

KEY: Final = "sijill"
"""The name of the attribute (`doc._.sijill`), the spans (`doc.spans["sijill"]`) and what is given about a text
(`doc.user_data["sijill"]`)."""
_CODED: Final = "sijill.coded"
_HEAD: Final = ("published", "title", "publisher", "url", "id")


class SijillEvents:
    """Codes a document that `sijill_encoder` has read, as `sijill.code` codes its text.

    `doc._.sijill` is then a `CodedReport`, and `doc.spans["sijill"]` holds the words of its values: a span's label is
    the field ("event", "killed", "place"), its id the event's or assertion's ("e1", "a1"). What is known of the text
    goes in `doc.user_data["sijill"]` before it is read: `{"published": "2024-05-14", "title": ...}`; `published` of
    the component stands for texts of which none is given.
    """

    def __init__(self, published: str | None = None) -> None:
        self.published = published

    def __call__(self, doc: Doc) -> Doc:
        """Code and return `doc`. Raises `ValueError` where no `sijill_encoder` has read it."""
        from sijill.language import HEADS_KEY

        # An empty text may never have come to the encoder: spaCy leaves its components out.
        if HEADS_KEY not in doc.user_data and len(doc):
            raise ValueError('no sijill_encoder has read the text; put it before: nlp.add_pipe("sijill_encoder")')
        coded = _coded(doc, self._report(doc))
        doc.user_data[_CODED] = coded.model_dump_json()
        doc.spans[KEY] = list(_spans(doc, coded))
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 1) -> Iterator[Doc]:
        """Code documents one after the other."""
        for doc in stream:
            yield self(doc)

    def _report(self, doc: Doc) -> Report:
        from sijill.model import Report, report_id
        from sijill.python.coding import report_of

        given = doc.user_data.get(KEY) or {}
        unknown = [name for name in given if name not in _HEAD]
        if unknown:
            raise ValueError(f'doc.user_data["{KEY}"] has {unknown[0]!r}; it may have {", ".join(_HEAD)}')
        known = {name: given[name] for name in _HEAD if given.get(name) is not None}
        if not doc.text.strip():
            return Report(id=known.get("id") or report_id(doc.text), text=doc.text)
        return report_of({"published": self.published, **known, "text": doc.text}, "the document")


def _coded(doc: Doc, report: Report) -> CodedReport:
    """The coding of a report whose parse is `doc`, the same as the coder's own."""
    from sijill.coding import load
    from sijill.coding.portions import portions
    from sijill.coding.relevance import worth_reading
    from sijill.language import CLUTTER_KEY
    from sijill.model import CodedReport

    if not worth_reading(report):
        return CodedReport(report=report.head(), relevant=False)
    read_so = [(c.start, c.end) for c in report.clutter] == list(doc.user_data.get(CLUTTER_KEY, ()))
    if read_so and len(list(portions(report))) == 1:
        return load().code_doc(report, doc)
    # Long texts are coded in portions, and page furniture is left unread: the parse at hand is of another reading.
    return load().code(report)


def _spans(doc: Doc, coded: CodedReport) -> Iterator[Span]:
    items: tuple[Account | Assertion, ...] = (*coded.events, *coded.assertions)
    for item in items:
        for evidence in item.evidence:
            label, _, _ = evidence.field.partition(".")
            span = doc.char_span(evidence.start, evidence.end, label=label, span_id=item.id, alignment_mode="expand")
            if span is not None:
                yield span


def _stored(doc: Doc) -> CodedReport | None:
    """What the component left in a document, also in one that was kept as bytes."""
    from sijill.model import CodedReport

    coded = doc.user_data.get(_CODED)
    return None if coded is None else CodedReport.model_validate_json(coded)


def _set_extension(getter: Callable[[Doc], Any]) -> None:
    if not Doc.has_extension(KEY):
        Doc.set_extension(KEY, getter=getter)


_set_extension(_stored)


@Language.factory("sijill_events", default_config={"published": None})
def make_events(nlp: Language, name: str, published: str | None) -> SijillEvents:
    """Return the component for a pipeline; `published`: the day of texts of which none is given."""
    return SijillEvents(published)
