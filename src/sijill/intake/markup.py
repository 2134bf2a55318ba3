"""What markup a text is of, words out of a piece of HTML as feeds carry it, and pages that only keep a reader busy."""

from __future__ import annotations

import re
from functools import cache

from sijill.intake.faults import IntakeError
from sijill.intake.settings import Limits, settings

_NAME = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_TAG = re.compile("<[A-Za-z]")
# A tag long enough to have very many attributes, and what it may be long for instead: a picture, data.
_LONG_TAG = re.compile(r"<[A-Za-z][^>]{5000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SPACE = re.compile(r"\s+")


@cache
def _elements(kind: str) -> frozenset[str]:
    return frozenset(settings()["entries"][kind])


def looks_like_feed(text: str) -> bool:
    """True where a text's first element is that of RSS or Atom."""
    return _first_element(text) in ("rss", "feed", "RDF")


def _first_element(text: str) -> str | None:
    at = 0
    text = text.lstrip("\ufeff")
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<!", at):
            # The declarations of a document's type stand in square brackets.
            end = text.find(">", at)
            if text.find("[", at, max(end, at)) >= 0:
                end = text.find("]", at)
                end = text.find(">", end) if end >= 0 else end
        else:
            found = _NAME.match(text, at)
            return found[1] if found else None
        if end < 0:
            return None
        at = text.index(">", end) + 1


def words_of(html: str) -> str:
    """The words of a piece of HTML, a blank line between paragraphs; a text without markup stays as it is."""
    if "<" not in html and "&" not in html:
        return html.strip()
    # Imported here: most runs read no feed.
    from lxml import etree  # type: ignore[import-untyped]

    blocks, no_words = _elements("blocks"), _elements("skipped")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<div>{html}</div>".encode("utf-8", "replace"), parser)
    if root is None:
        return ""
    pieces: list[str] = []
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in blocks:
            pieces.append("\0")
        if event == "start":
            skipped += element.tag in no_words
            if not skipped:
                pieces.append(element.text or "")
        else:
            skipped -= element.tag in no_words
            if not skipped:
                pieces.append(element.tail or "")
    paragraphs = (_SPACE.sub(" ", part).strip() for part in "".join(pieces).split("\0"))
    return "\n\n".join(part for part in paragraphs if part)


def check_page(text: str, limits: Limits) -> None:
    """Raises `IntakeError` for a page that would take minutes: reading takes the square of its elements."""
    if sum(1 for _ in _TAG.finditer(text)) > limits.page_elements:
        raise IntakeError(
            f"the page holds more than {limits.page_elements:,} elements, and no report needs so many",
            "Copy the words of the report into a .txt file",
        )
    for tag in _LONG_TAG.finditer(text):
        if len(_QUOTED.sub("", tag[0]).split()) > limits.page_attributes:
            raise IntakeError(
                f"an element of the page has more than {limits.page_attributes:,} attributes",
                "Copy the words of the report into a .txt file",
            )
