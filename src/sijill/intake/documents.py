"""One document, one report: plain text with optional front matter, and web pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any, Protocol, cast

from sijill.intake.decode import declared, decode, known
from sijill.intake.faults import Fault, IntakeError, Remark, Spot
from sijill.intake.fields import parts_of, report
from sijill.intake.markup import check_page
from sijill.intake.settings import Limits
from sijill.model import Report

_FRONT = re.compile(
    r"\s*---[ \t]*\r?\n(?P<lines>(?:(?:[A-Za-z][\w -]{0,30}:[^\r\n]*|[ \t]*)\r?\n)*?)---[ \t]*(?:\r?\n|\Z)\s*"
)
# What was meant for front matter, whatever its lines hold.
_MEANT = re.compile(r"\s*---[ \t]*\r?\n(?P<lines>(?:[^\r\n]*\r?\n){1,12}?)---[ \t]*(?:\r?\n|\Z)")
_PAIR = re.compile(r"[A-Za-z][\w -]{0,30}:")
_ELEMENT = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta)\b", re.I)
_WHOLE = re.compile(r"<(?:html|body)\b", re.I)
# How far into a page its first elements stand, in characters.
_LOOK = 20_000
# A page's own date, not one guessed from its words or its copyright line; and the same answer whatever today is.
_DATES: dict[str, Any] = {"extensive_search": False, "original_date": True, "max_date": "2100-12-31"}
# These libraries report on their own inner workings; what matters to the user stands in a fault.
_LIBRARIES = ("trafilatura", "htmldate", "charset_normalizer", "courlan", "justext")


class _Document(Protocol):
    """What trafilatura gives back of a page."""

    text: str | None
    title: str | None
    sitename: str | None
    date: str | None
    url: str | None


class NoArticleError(IntakeError):
    """A page that holds menus or headlines and no article."""


def plain(data: bytes, at: Spot, limits: Limits, url: str | None = None) -> Iterator[Report | Fault]:
    """The report in a text file. Its text is what follows the front matter (`title: ...` between `---` lines)."""
    text, remarks = decode(data)
    yield from (remark.note(at) for remark in remarks)
    parts: dict[str, Any] = {"url": url}
    front = _FRONT.match(text) if text.lstrip().startswith("---") else None
    if front is not None and front["lines"].strip():
        pairs = (line.partition(":") for line in front["lines"].splitlines() if line.strip())
        parts |= parts_of({key.strip(): _unquoted(value.strip()) for key, _, value in pairs})
        text = text[front.end() :]
    elif text.lstrip().startswith("---"):
        yield from _spoilt_front(text, at)
    if not text.strip():
        raise IntakeError("it holds no words", "Give a file with the text of a report in it")
    yield from report({**parts, "text": text}, at, limits)


def _spoilt_front(text: str, at: Spot) -> Iterator[Fault]:
    """A note on the first line that keeps front matter from being read as such."""
    meant = _MEANT.match(text)
    lines = meant["lines"].splitlines() if meant else []
    if meant is None or not any(_PAIR.match(line) for line in lines):
        return
    number, line = next((n, line) for n, line in enumerate(lines) if line.strip() and not _PAIR.match(line))
    first = text[: meant.start("lines")].count("\n") + 1
    reason = f'"{line.strip()[:40]}" is no "name: value", so what stands between the --- lines was read as text'
    yield Remark(reason, "Write it as title: ... (or id, publisher, published, url)").note(
        Spot(at.source, first + number)
    )


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def page(
    data: bytes, at: Spot, limits: Limits, url: str | None = None, charset: str | None = None
) -> Iterator[Report | Fault]:
    """The report in a web page: its article, title, site and date. The text is the article as taken from the page.

    `charset` is the encoding that the site told with the page; it counts before what the page says itself.
    """
    text, remarks = decode(data, (known(charset) if charset else None) or declared(data))
    yield from (remark.note(at) for remark in remarks)
    if not text.strip():
        raise IntakeError("the page is empty", "Save the page again, or copy its text into a .txt file")
    check_page(text, limits)
    document = _extracted(text, url)
    longest = max((len(line.split()) for line in ((document and document.text) or "").splitlines()), default=0)
    if document is None or longest < limits.article_line_words:
        raise NoArticleError(
            "no article was found in the page",
            "If it holds one, copy its text into a .txt file (a page that builds itself by script saves empty)",
        )
    parts = {
        "text": document.text,
        "title": document.title,
        "publisher": document.sitename,
        "published": document.date,
        "url": url or document.url,
    }
    yield from report({name: value for name, value in parts.items() if value}, at, limits)


def _extracted(text: str, url: str | None) -> _Document | None:
    # Imported here: it takes a quarter of a second, and most inputs are no pages.
    import trafilatura

    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if not _WHOLE.search(text[:_LOOK]):
        text = f"<html><body>{text}</body></html>"
    try:
        found = trafilatura.bare_extraction(
            text, url=url, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATES)
        )
        return cast("_Document | None", found)
    except Exception as error:
        # Whatever a broken page does to the parser, it costs that page only.
        raise IntakeError(
            f"the page can't be read ({type(error).__name__})", "Copy its text into a .txt file"
        ) from error


def looks_like_page(text: str) -> bool:
    """True where a text is HTML by its beginning."""
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("<") and _ELEMENT.search(start[:4096]) is not None
