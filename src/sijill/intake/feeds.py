"""Feeds (RSS, Atom) to entries, and entries to reports: the page that an entry links to, or its own words."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from sijill.intake.address import FetchError, clean, duration, is_address, shown
from sijill.intake.clutter import mark
from sijill.intake.dates import parse_date
from sijill.intake.decode import declared, decode, known
from sijill.intake.documents import looks_like_page, page, plain
from sijill.intake.faults import Fault, IntakeError, Remark, Spot, megabytes, plural
from sijill.intake.feed_xml import encoded, well_formed
from sijill.intake.fields import report
from sijill.intake.markup import looks_like_feed, words_of
from sijill.intake.settings import Limits, settings
from sijill.model import Report

if TYPE_CHECKING:
    from sijill.intake.fetch import Fetched, Fetcher

_TITLE_CHARS = 1_000
_LINK_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `key` tells it from the feed's others, `stamp` changes when the publisher changes it.

    `text` is what the feed itself has of the report, `whole` whether that seems to be all of it.
    """

    key: str
    stamp: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    text: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read: its title, its entries in their order, each once, and what had to be mended."""

    title: str | None
    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...] = ()


def parse(data: bytes, limits: Limits, url: str | None = None, charset: str | None = None) -> Feed:
    """The entries of a feed's bytes. `url`: where it came from, for links that are relative.

    Raises `IntakeError` for what is no feed, too large, or uses XML to harm.
    """
    if len(data) > limits.feed_bytes:
        raise IntakeError(f"the feed holds more than {megabytes(limits.feed_bytes)}", "Ask for a shorter one")
    text, remarks = decode(data, (known(charset) if charset else None) or declared(data))
    if not looks_like_feed(text):
        raise IntakeError("this is no feed (RSS or Atom)", "Give the feed's own address, or read a page by sijill code")
    text, mended = well_formed(text, limits)
    parsed = _parsed(text, url)
    # As plain dictionaries: feedparser's own look under other names for what isn't there.
    entries = _once(_entry(dict(raw), parsed["feed"], url, limits) for raw in parsed["entries"])
    if not entries and mended:
        raise IntakeError("the feed is damaged, and no entry can be read", "Ask for it again later")
    return Feed(_words(parsed["feed"].get("title")), entries, (*remarks, *mended))


def feed_reports(
    data: bytes, at: Spot, fetcher: Fetcher, url: str | None = None, charset: str | None = None
) -> Iterator[Report | Fault]:
    """A report for each entry of a feed, or a fault; the rest goes on. Raises `IntakeError` as `parse` does."""
    feed = parse(data, fetcher.limits, url, charset)
    yield from (remark.note(at) for remark in feed.remarks)
    if not feed.entries:
        raise IntakeError("the feed holds no entries", "Try again later")
    began = time.monotonic()
    for number, entry in enumerate(feed.entries):
        if time.monotonic() - began > fetcher.limits.feed_seconds:
            yield slow(len(feed.entries) - number, fetcher.limits).fault(at)
            return
        try:
            yield from read_entry(entry, at, fetcher)
        except IntakeError as error:
            yield from own_words(entry, at, fetcher.limits, error)


def slow(left: int, limits: Limits) -> IntakeError:
    """The error that a feed's pages take so long that `left` of its entries were not read."""
    entries = plural(left, "entry", "entries")
    reason = f"its pages took more than {duration(limits.feed_seconds)}, and {entries} of it can't be read now"
    return IntakeError(reason, "Read the feed again later: what the register has is passed over")


def read_entry(entry: Entry, at: Spot, fetcher: Fetcher) -> list[Report | Fault]:
    """The report that an entry tells, with notes; its page is fetched where the feed has not all of its words.

    Raises `IntakeError` where the page can't be had or holds no article.
    """
    if entry.whole:
        return list(_from_feed(entry, at, fetcher.limits))
    if entry.url is None:
        raise FetchError("it links to no page", "Look for it on the publisher's site", lasting=True)
    spot = Spot(shown(entry.url))
    found = [
        _completed(item, entry) if isinstance(item, Report) else item
        for item in _read_page(fetcher.get(entry.url), spot, fetcher.limits)
    ]
    # A page behind a wall has less to say than its entry.
    longest = max((len(item.text) for item in found if isinstance(item, Report)), default=0)
    return found if longest >= len(entry.text) else list(_from_feed(entry, at, fetcher.limits))


def own_words(entry: Entry, at: Spot, limits: Limits, error: IntakeError) -> Iterator[Report | Fault]:
    """What the feed itself has of an entry whose page can't be read, with a note why; or that error alone."""
    spot = Spot(shown(entry.url)) if entry.url else _spot(entry, at)
    if len(entry.text.split()) < limits.article_line_words:
        yield error.fault(spot)
        return
    yield Remark(f"{error.reason}, so the words of its feed stand for it", error.mend).note(spot)
    yield from _from_feed(entry, at, limits)


def _spot(entry: Entry, at: Spot) -> Spot:
    name = entry.title or entry.key
    return Spot(f"{at.source}: {name if len(name) <= 80 else name[:79] + '…'}")


def _from_feed(entry: Entry, at: Spot, limits: Limits) -> Iterator[Report | Fault]:
    parts = {
        "text": entry.text,
        "title": entry.title,
        "publisher": entry.publisher,
        "published": entry.published.isoformat() if entry.published else None,
        "url": entry.url,
    }
    return report({name: value for name, value in parts.items() if value}, _spot(entry, at), limits)


def _read_page(fetched: Fetched, at: Spot, limits: Limits) -> Iterator[Report | Fault]:
    url = clean(fetched.url)
    head = fetched.data[:20_000].decode("utf-8", "replace")
    if looks_like_feed(head):
        raise FetchError("it leads to another feed, not to a page", "Give that feed by itself", lasting=True)
    if "html" in fetched.content_type or looks_like_page(head):
        return page(fetched.data, at, limits, url, fetched.charset)
    if fetched.content_type in ("text/plain", ""):
        return plain(fetched.data, at, limits, url)
    kind = fetched.content_type[:60]
    raise FetchError(f"it leads to no page ({kind})", "Open it in a browser, and save its words as .txt", lasting=True)


def _completed(item: Report, entry: Entry) -> Report:
    """A page's report, with what its feed says where the page does not."""
    parts = {"title": entry.title, "publisher": entry.publisher, "published": entry.published}
    unsaid = {name for name in parts if getattr(item, name) is None} | ({"publisher"} if _only_host(item) else set())
    more: dict[str, Any] = {name: value for name, value in parts.items() if value and name in unsaid}
    if "title" in more:
        more["clutter"] = mark(item.text, more["title"])
    return item.model_copy(update=more) if more else item


def _only_host(item: Report) -> bool:
    """True where a report's publisher is no more than its address tells."""
    host = urlsplit(item.url or "").netloc.casefold()
    return item.publisher is not None and item.publisher.casefold() in (host, host.removeprefix("www."))


def renamed(item: Report, publisher: str) -> Report:
    """A report with the publisher that the user named."""
    return item.model_copy(update={"publisher": publisher})


def _parsed(text: str, url: str | None) -> Mapping[str, Any]:
    # Imported here: most runs read no feed.
    import feedparser  # type: ignore[import-untyped]

    headers = {"content-type": "application/xml; charset=utf-8"}
    if url:
        headers["content-location"] = url
    try:
        found: Mapping[str, Any] = feedparser.parse(
            BytesIO(encoded(text)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        return found
    except Exception as error:
        # Whatever a broken feed does to the parser, it costs that feed only.
        raise IntakeError(f"the feed can't be read ({type(error).__name__})", "Ask for it again later") from error


def _entry(raw: Mapping[str, Any], feed: Mapping[str, Any], url: str | None, limits: Limits) -> Entry:
    link = _link(raw, feed, url)
    title = _words(raw.get("title"))
    texts = [str(part.get("value") or "") for part in raw.get("content") or ()] + [str(raw.get("summary") or "")]
    text = max((_own_text(part) for part in texts), key=len)
    source = raw.get("source") or {}
    changed = str(raw.get("updated") or raw.get("published") or "")
    key = str(raw.get("id") or link or _digest(title or "", text))
    return Entry(
        key=key if len(key) <= _LINK_CHARS else _digest(key),
        stamp=_digest(title or "", link or "", changed),
        url=link,
        title=title,
        publisher=_words(source.get("title")) or _words(feed.get("title")),
        published=_day(raw),
        text=text,
        whole=len(text.split()) >= limits.feed_words and not _unfinished(text),
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def _words(value: object) -> str | None:
    """A title, which may be HTML, as one line."""
    line = " ".join(words_of(str(value or "")).split())
    return line[:_TITLE_CHARS] or None


def _link(raw: Mapping[str, Any], feed: Mapping[str, Any], url: str | None) -> str | None:
    link = str(raw.get("feedburner_origlink") or raw.get("link") or "").strip()
    if not link:
        return None
    try:
        # A feed in a file has no address of its own; its site's will do.
        link = link if is_address(link) else urljoin(url or str(feed.get("link") or ""), link)
        scheme = urlsplit(link).scheme
        clean = _untracked(link) if scheme in ("http", "https") else link
    except ValueError:
        return None
    return clean if is_address(clean) and len(clean) <= _LINK_CHARS else None


def _untracked(link: str) -> str:
    parts = urlsplit(link)
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200)
    kept = [(name, value) for name, value in pairs if not any(fnmatchcase(name.lower(), row) for row in _tracking())]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit(parts._replace(query=query, fragment=""))


@cache
def _tracking() -> tuple[str, ...]:
    return tuple(settings()["links"]["tracking"])


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile("|".join(settings()["entries"]["furniture"]), re.I)


def _own_text(value: str) -> str:
    paragraphs = words_of(value).split("\n\n")
    return "\n\n".join(part for part in paragraphs if not _furniture().fullmatch(part)).strip()


def _unfinished(text: str) -> bool:
    end = text[-60:].rstrip().rstrip(".:»>→ ").casefold()
    whole = text[-60:].rstrip().casefold()
    return any(whole.endswith(row) or end.endswith(row) for row in settings()["entries"]["unfinished"])


def _day(raw: Mapping[str, Any]) -> date | None:
    """The day of publication in the publisher's own time zone; of its last change where that is all the feed says."""
    for name in ("published", "updated", "created"):
        value = raw.get(name)
        if not value or len(str(value)) > 100:
            continue
        found = parse_date(str(value))
        if found is not None:
            return found
        moment = raw.get(f"{name}_parsed")
        if moment is not None:
            try:
                return date(moment.tm_year, moment.tm_mon, moment.tm_mday)
            except ValueError:
                continue
    return None


def _once(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """Each entry that says anything once: by its own name, and by its link."""
    kept: dict[str, Entry] = {}
    links: set[str] = set()
    for entry in entries:
        empty = not (entry.url or entry.title or entry.text)
        if empty or entry.key in kept or (entry.url is not None and entry.url in links):
            continue
        kept[entry.key] = entry
        if entry.url is not None:
            links.add(entry.url)
    return tuple(kept.values())
