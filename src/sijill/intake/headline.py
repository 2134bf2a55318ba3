"""Where a report's text begins with its own title."""

from __future__ import annotations

import re
import unicodedata

from sijill.model import Report

_WORD = re.compile(r"\w+")
# What may stand between a title and what follows it on the same line.
_END = re.compile(r"[\s\W]*(?:$|\n|\r)|[\"'”’]?\s*[-–—|:]")
# A section or breadcrumb may stand above the title, and a title may be broken over lines.
_LINES_ABOVE = 3
_LONGEST_LINE_ABOVE = 12


def headline_span(report: Report) -> tuple[int, int] | None:
    """The `(start, end)` of the title in the head of the text, or null where there is no title or it is not there.

    Words are compared without case, accents and punctuation. The title has to fill its line (or lines), or be set
    off from what follows by a dash, bar or colon: a sentence that only begins like the title is none.
    """
    wanted = _words(report.title or "")
    if not wanted:
        return None
    text = report.text
    start, above = 0, 0
    while start < len(text) and above <= _LINES_ABOVE:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if line.strip():
            span = _match(text, start, wanted)
            if span is not None:
                return span
            above += 1
            if len(line.split()) > _LONGEST_LINE_ABOVE or line.rstrip().endswith("."):
                return None
        start = end + 1
    return None


def _match(text: str, start: int, wanted: list[str]) -> tuple[int, int] | None:
    first, end = start, start
    for i, word in enumerate(wanted):
        found = _WORD.search(text, end)
        if found is None or _words(found.group()) != [word] or "\n\n" in text[end : found.start()]:
            return None
        first = found.start() if i == 0 else first
        end = found.end()
    if not _END.match(text, end, min(len(text), end + 40)):
        return None
    return _with_quotes(text, first, end)


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the quotation marks and the closing mark that belong to it."""
    while start and text[start - 1] in "\"'“”‘’«([¿¡":
        start -= 1
    while end < len(text) and text[end] in "\"'”’»)]?!.…":
        end += 1
    return start, end


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())
