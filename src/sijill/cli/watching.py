"""One round after another over a list of feeds: what is new in them goes into the register."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from sijill.cli.add import Adding
from sijill.cli.coders import CoderFactory
from sijill.cli.streaming import code_all
from sijill.cli.trouble import complain, wrong_use
from sijill.intake.address import FetchError, clean, duration, is_address, shown
from sijill.intake.faults import Fault, IntakeError, Remark, Spot, plural, printable
from sijill.intake.feed_state import FeedState
from sijill.intake.feeds import Entry, Feed, own_words, parse, read_entry, renamed, slow
from sijill.intake.fetch import Fetched, Fetcher
from sijill.model import Report
from sijill.register import Register, RegisterError, Unfit, UnknownId

if TYPE_CHECKING:
    from sijill.register import Added

_REMARK = re.compile(r"(?:^|\s)#.*")
_WRITE = "Write an address a line, as https://news.example/feed"
_AGAIN = "It will be asked for again in the next round"


class Source(NamedTuple):
    """A feed to watch: its address, and the publisher's name where the user gave one."""

    url: str
    publisher: str | None = None


@dataclass
class Watched(Adding):
    """What a run of `sijill watch` has done so far."""

    waiting: int = 0


def read_list(path: Path) -> Iterator[Source | Fault]:
    """The feeds that a file names, each once, and what of it is none.

    Raises `IntakeError` where the file can't be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise IntakeError(f"it can't be read ({error.strerror or error})", "Check the file") from error
    except UnicodeDecodeError as error:
        raise IntakeError("it is not UTF-8", "Save it as UTF-8, an address a line") from error
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        words = _REMARK.sub("", line).split(maxsplit=1)
        if not words or words[0] in seen:
            continue
        url, publisher = words[0], words[1].strip() if len(words) > 1 else None
        if is_address(url) and url.lower().startswith(("http://", "https://")):
            seen.add(url)
            yield Source(url, publisher)
        else:
            reason = f'"{shown(url)}" is no address of a feed'
            yield Fault(source=str(path), line=number, reason=reason, mend=_WRITE)
    if not seen:
        yield Fault(source=str(path), reason="it names no feed", mend=_WRITE)


@contextmanager
def opened_state(register: Register) -> Iterator[FeedState]:
    """What is known of the feeds of a register, beside its file; for a database on a server, in the data folder."""
    try:
        with FeedState(_state_path(register)) as state:
            _check_same(state, register)
            yield state
    except IntakeError as error:
        wrong_use(error.reason, error.mend)


def _state_path(register: Register) -> Path:
    url = register.engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        path = Path(url.database)
        return path.with_name(f"{path.stem}.feeds.sqlite")
    from platformdirs import user_data_path

    name = re.sub(r"[^\w.-]+", "-", f"{url.host or 'local'}-{url.port or ''}-{url.database or ''}")
    folder = user_data_path("sijill", appauthor=False, ensure_exists=True)
    return folder / f"{name}.feeds.sqlite"


def _check_same(state: FeedState, register: Register) -> None:
    """A register that was deleted and made anew has nothing of what its feeds are said to have given it."""
    name = state.a_report()
    if name is None:
        return
    try:
        register.report(name)
    except UnknownId:
        state.forget()
        complain("this register is a new one, so its feeds are read from their beginning.", "note")


class Watcher:
    """Reads a list of feeds, round by round. `tally` counts over all rounds; `began`: when the last one did (seconds
    since 1970)."""

    def __init__(
        self, register: Register, state: FeedState, fetcher: Fetcher, load: CoderFactory, verbose: bool = False
    ) -> None:
        self._register = register
        self._state = state
        self._fetcher = fetcher
        self._load = load
        self._verbose = verbose
        self.tally = Watched()
        self.began = 0.0

    def round(self, path: Path) -> None:
        """Ask each feed of the list once."""
        self.began = time.time()
        self.tally.waiting = 0
        try:
            for source in read_list(path):
                if isinstance(source, Fault):
                    self._tell(source)
                else:
                    self._feed(source)
        except IntakeError as error:
            self._tell(error.fault(Spot(str(path))))
        except RegisterError as error:
            complain(f"{self._register.name}: {error.reason}. {error.mend}. {_AGAIN}.")
            self.tally.failed += 1

    def _feed(self, source: Source) -> None:
        at = Spot(shown(source.url))
        marks = self._state.marks(source.url)
        wait = marks.not_before - time.time()
        if wait > 0:
            _log(source, f"left alone for another {duration(wait)}, as its site asked")
            return
        try:
            most = self._fetcher.limits.feed_bytes
            fetched = self._fetcher.get(source.url, etag=marks.etag, modified=marks.modified, most=most)
            if fetched.unchanged:
                _log(source, "nothing new")
                return
            feed = parse(fetched.data, self._fetcher.limits, clean(fetched.url), fetched.charset)
        except IntakeError as error:
            self._failed(source, error)
            return
        if fetched.moved:
            self._tell(Remark(f"it has moved to {shown(fetched.url)} for good", "Write that in your list").note(at))
        for remark in feed.remarks:
            self._tell(remark.note(at))
        self._entries(source, feed, fetched)

    def _failed(self, source: Source, error: IntakeError) -> None:
        self._tell(error.fault(Spot(shown(source.url))))
        if isinstance(error, FetchError) and error.seconds is not None:
            self._state.put_off(source.url, error.seconds)

    def _entries(self, source: Source, feed: Feed, fetched: Fetched) -> None:
        before = Watched(**vars(self.tally))
        news = self._state.new(source.url, feed.entries)
        began = time.monotonic()
        for number, entry in enumerate(news):
            if time.monotonic() - began > self._fetcher.limits.feed_seconds:
                late = slow(len(news) - number, self._fetcher.limits)
                self._tell(Remark(late.reason, _AGAIN).note(Spot(shown(source.url))))
                self.tally.waiting += len(news) - number
                break
            if not self._entry(source, entry):
                self.tally.waiting += 1
        if self.tally.waiting == before.waiting:
            self._state.finished(source.url, fetched.etag, fetched.modified)
        _log(source, _outcome(len(feed.entries), len(news), before, self.tally))

    def _entry(self, source: Source, entry: Entry) -> bool:
        """Keep what an entry tells. False where its page is to be asked for again, in a later round."""
        at = Spot(shown(source.url))
        items: Iterable[Report | Fault]
        try:
            items = read_entry(entry, at, self._fetcher)
        except FetchError as error:
            # A host that is left alone for a while was not asked, so it did not fail.
            if not error.lasting and (error.seconds is not None or self._state.failed(source.url, entry)):
                self._tell(Remark(error.reason, _AGAIN).note(Spot(shown(entry.url or source.url))))
                return False
            items = own_words(entry, at, self._fetcher.limits, error)
        except IntakeError as error:
            items = own_words(entry, at, self._fetcher.limits, error)
        kept = None
        for item in items:
            if isinstance(item, Fault):
                self._tell(item)
            else:
                kept = self._keep(renamed(item, source.publisher) if source.publisher else item) or kept
        self._state.done(source.url, entry, kept)
        return True

    def _keep(self, report: Report) -> str | None:
        """The id under which the register has a report now; null where it can't be kept, or is there already."""
        if self._register.has(report):
            self.tally.known += 1
            return None
        for coded in code_all([report], self._load, self.tally):
            try:
                added = self._register.add(report, coded)
            except Unfit as error:
                complain(f"{error.reason}. {error.mend}.")
                self.tally.failed += 1
                return None
            self.tally.kept(added)
            if self._verbose:
                typer.echo(_line(report, added))
            return added.report
        return None

    def _tell(self, fault: Fault) -> None:
        complain(str(fault), fault.severity)
        self.tally.failed += fault.severity == "error"


def _outcome(entries: int, news: int, before: Watched, after: Watched) -> str:
    counts = {
        "added": after.new - before.new,
        "in a new version": after.changed - before.changed,
        "known before": after.known - before.known,
        "to be asked for again": after.waiting - before.waiting,
        "set aside": after.failed - before.failed,
    }
    said = [f"{count:,} {what}" for what, count in counts.items() if count]
    made = after.made - before.made
    said += [f"{plural(made, 'event')} made"] if made else []
    return f"{entries:,} in the feed, {news:,} new" + (": " + ", ".join(said) if said else "")


def _log(source: Source, text: str) -> None:
    typer.echo(f"{datetime.now():%Y-%m-%d %H:%M}  {shown(source.url)}: {text}")


def _line(report: Report, added: Added) -> str:
    return "  " + printable(f"{added.status.replace('_', ' '):<12} {added.report}  {report.title or ''}").rstrip()
