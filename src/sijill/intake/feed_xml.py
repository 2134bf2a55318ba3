"""A feed's XML, made safe to read: no entities of its own, no more elements than a feed needs, mended where broken."""

from __future__ import annotations

import re
from html.entities import html5
from xml.parsers import expat

from sijill.intake.faults import IntakeError, Remark
from sijill.intake.settings import Limits, settings

_ENTITY = re.compile(r"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|feed|RDF)(?=[\s>])")
_PREFIX = re.compile(r"</?([A-Za-z][\w-]{0,30}):[A-Za-z]|\s([A-Za-z][\w-]{0,30}):[A-Za-z][\w-]{0,30}\s*=")
_XML_NAMES = frozenset(["lt", "gt", "amp", "quot", "apos"])


class _Counts:
    """Looks at a feed's XML without building anything of it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._depth = self._elements = self._entries = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._entries += name.rpartition(" ")[2] in ("item", "entry")
        limits = self._limits
        if self._entries > limits.feed_entries:
            raise IntakeError(f"the feed holds more than {limits.feed_entries:,} entries", "Ask for a shorter one")
        if self._elements > limits.feed_elements or self._depth > limits.feed_depth:
            deep = f"elements within more than {limits.feed_depth} others"
            what = deep if self._depth > limits.feed_depth else f"more than {limits.feed_elements:,} elements"
            raise IntakeError(f"the feed holds {what}", "Ask for a shorter one, or its publisher to mend it")

    def end(self, _name: str) -> None:
        self._depth -= 1

    def entity(self, *_: object) -> None:
        raise IntakeError(
            "the feed declares XML entities, with which a small file can fill a memory",
            "Ask its publisher to leave them out",
        )


def _check(text: str, limits: Limits) -> None:
    """Raises `IntakeError` for a feed that would harm, `expat.ExpatError` for one that is not well-formed."""
    # Whatever encoding is declared a second time, or on some other line: this is UTF-8.
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    counts = _Counts(limits)
    parser.StartElementHandler = counts.start
    parser.EndElementHandler = counts.end
    parser.EntityDeclHandler = counts.entity
    parser.Parse(encoded(text), True)


def encoded(text: str) -> bytes:
    """A feed's text as UTF-8 that claims no other encoding."""
    # What the feed says of its encoding is over once it is text.
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1).encode("utf-8", "replace")


def well_formed(text: str, limits: Limits) -> tuple[str, tuple[Remark, ...]]:
    """A feed that XML readers take, and a remark where it had to be mended for that.

    Raises `IntakeError` for one that is larger than the limits, declares entities or can't be mended.
    """
    try:
        _check(text, limits)
        return text, ()
    except expat.ExpatError as error:
        where = f"line {error.lineno}: {expat.ErrorString(error.code)}"
    mended = _mended(text)
    try:
        _check(mended, limits)
    except expat.ExpatError as error:
        raise IntakeError(f"the feed is damaged ({where})", "Ask for it again later") from error
    return mended, (
        Remark(f"the feed is no proper XML ({where}); what could be read of it was", "Check what is missing"),
    )


def _mended(text: str) -> str:
    from lxml import etree  # type: ignore[import-untyped]

    pieces = _parted(_NO_XML.sub("", text))
    pieces[::2] = [_ENTITY.sub(_named, piece) for piece in pieces[::2]]
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(encoded(_with_prefixes("".join(pieces))), parser)
    # As bytes: half of a surrogate pair ("&#xD800;") lives through the mending, and is no text.
    return "" if root is None else bytes(etree.tostring(root, encoding="utf-8")).decode("utf-8", "replace")


def _parted(text: str) -> list[str]:
    """What stands outside CDATA sections and within them, in turns."""
    # By a regular expression, openings that nothing closes would take the square of their number.
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [text[at:start], text[start : end + 3]]
        at = end + 3
    return [*pieces, text[at:]]


def _with_prefixes(text: str) -> str:
    """A feed's text with the prefixes that it uses and forgot to declare."""
    root = _ROOT.search(text)
    if root is None:
        return text
    names = settings()["feeds"]["prefixes"]
    used = sorted({found[1] or found[2] for found in _PREFIX.finditer(text)} - {"xml", "xmlns"})
    missing = [prefix for prefix in used if f"xmlns:{prefix}" not in text]
    added = "".join(f' xmlns:{prefix}="{names.get(prefix, "urn:" + prefix)}"' for prefix in missing)
    return text[: root.end()] + added + text[root.end() :]


def _named(found: re.Match[str]) -> str:
    """An entity of HTML as its character; an ampersand that begins none as one that XML takes."""
    name = found[1]
    if name is not None and (name.startswith("#") or name in _XML_NAMES):
        return found[0]
    character = html5.get(f"{name};") if name else None
    return character if character and not set(character) & set("<>&\"'") else f"&amp;{found[0][1:]}"
