"""`sijill watch` with real sites, a real register and the stub coder."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from sijill.cli import watching
from sijill.cli.watch import watch
from sijill.intake import settings as intake_settings
from sijill.intake.feed_state import FeedState, Marks
from sijill.intake.feeds import Entry
from sijill.model import Report
from sijill.register import Register
from tests.cli.conftest import StubCoder
from tests.intake.sites import Answer, Site, send, serving

app = typer.Typer()
app.command()(watch)


def page(words: str) -> Answer:
    paragraphs = "".join(f"<p>{words} The road stayed shut for hour number {i}.</p>" for i in range(4))
    return Answer(f"<html><head><title>{words}</title></head><body><article>{paragraphs}</article></body></html>")


def item(name: str, more: str = "") -> str:
    return f"<item><title>{name}</title><guid isPermaLink='false'>{name}</guid><link>/{name}</link>{more}</item>"


def feed(*items: str, **headers: str) -> Answer:
    body = f"<rss version='2.0'><channel><title>Valley Post</title>{''.join(items)}</channel></rss>"
    return Answer(body, "application/rss+xml", headers={name.replace("_", "-"): text for name, text in headers.items()})


class Desk:
    """A folder with a list of feeds and a register."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.list = folder / "feeds.txt"
        self.register = folder / "register.sqlite"

    def watch(self, *more: str, load: Callable[[], Any] = StubCoder) -> Result:
        arguments = [str(self.list), "--once", "--register", str(self.register), *more]
        return CliRunner().invoke(app, arguments, obj=load, catch_exceptions=False)

    def reports(self) -> list[Report]:
        with Register.open(self.register) as register:
            return [register.report(name) for name in register.report_ids()]

    def urls(self) -> list[str]:
        return sorted((report.url or "").rpartition("/")[2] for report in self.reports())


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        for name in ("a", "b", "c"):
            server.pages[f"/{name}"] = page(f"A clash near Tarra told by {name} on Sunday.")
        yield server


@pytest.fixture
def desk(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("SIJILL_ALLOW_PRIVATE", "127.0.0.1")
    monkeypatch.setitem(intake_settings.settings()["network"], "delay_seconds", 0.0)
    made = Desk(tmp_path)
    made.list.write_text(f"{site.url}/feed\n")
    return made


def test_what_is_new_is_read_once_and_the_feed_is_asked_by_its_marks(desk: Desk, site: Site) -> None:
    marks = {"ETag": '"1"', "Last-Modified": "Tue, 14 May 2024 06:00:00 GMT"}
    site.pages["/feed"] = feed(item("a"), item("b"), **{name.replace("-", "_"): text for name, text in marks.items()})
    first = desk.watch()
    assert first.exit_code == 0
    assert f"{site.url}/feed: 2 in the feed, 2 new: 2 added, " in first.stdout
    assert desk.urls() == ["a", "b"]
    # The oldest stands last in a feed.
    assert site.paths == ["/feed", "/b", "/a"]
    site.asked.clear()
    site.pages["/feed"] = Answer(status=304)
    second = desk.watch()
    assert second.exit_code == 0
    assert f"{site.url}/feed: nothing new" in second.stdout
    assert site.paths == ["/feed"]
    _, headers = site.asked[-1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == (marks["ETag"], marks["Last-Modified"])


def test_only_what_is_new_or_changed_is_fetched_again(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a", "<pubDate>14 May 2024</pubDate>"), item("b"))
    desk.watch()
    site.asked.clear()
    site.pages["/feed"] = feed(item("c"), item("a", "<pubDate>15 May 2024</pubDate>"), item("b"))
    site.pages["/a"] = page("A second clash near Tarra was told on Monday.")
    result = desk.watch()
    assert site.paths == ["/feed", "/a", "/c"]
    assert "3 in the feed, 2 new: 1 added, 1 in a new version" in result.stdout
    assert desk.urls() == ["a", "b", "c"]
    assert sum("second clash" in report.text for report in desk.reports()) == 1


def test_a_page_that_does_not_answer_is_asked_for_again(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"), item("down"), ETag='"1"')
    site.pages["/down"] = Answer(status=500)
    first = desk.watch()
    assert (first.exit_code, desk.urls()) == (0, ["a"])
    assert "note: " in first.stderr
    assert "/down: the site answered with an error (status 500). It will be asked for again in the next round." in (
        first.stderr
    )
    assert "2 new: 1 added, 1 to be asked for again" in first.stdout
    site.asked.clear()
    site.pages["/down"] = page("A clash near Tarra told late.")
    second = desk.watch()
    # The feed's marks were not shown: it had to be sent once more.
    assert "if-none-match" not in site.asked[0][1]
    assert site.paths == ["/feed", "/down"]
    assert "1 new: 1 added" in second.stdout
    assert desk.urls() == ["a", "down"]


def test_a_page_that_never_answers_is_given_up_for_the_words_of_the_feed(desk: Desk, site: Site) -> None:
    words = "A clash near Tarra killed two soldiers on Sunday, officials said."
    site.pages["/feed"] = feed(item("down", f"<description>{words}</description>"), item("gone"), ETag='"1"')
    site.pages["/down"] = Answer(status=500)
    outputs = [desk.watch() for _ in range(6)]
    assert [result.exit_code for result in outputs] == [1, 0, 0, 0, 0, 0]
    assert "/gone: there is no such page (status 404)" in outputs[0].stderr
    assert "so the words of its feed stand for it" in outputs[4].stderr
    assert outputs[5].stderr == ""
    assert site.paths.count("/down") == 5
    assert site.paths.count("/gone") == 1
    assert [report.text for report in desk.reports()] == [words]
    assert "if-none-match" in site.asked[-1][1]


def test_a_bad_feed_does_not_stop_the_rest(desk: Desk, site: Site) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "x">]><rss version="2.0"/>'
    site.pages |= {"/bomb": Answer(bomb, "text/xml"), "/page": page("Words."), "/feed": feed(item("a"))}
    lines = ["# mine", "", "bomb", f"{site.url}/bomb", f"{site.url}/none", f"{site.url}/page", f"{site.url}/feed"]
    desk.list.write_text("\n".join([*lines, f"{site.url}/feed  # once more", "ftp://a.example/feed"]))
    result = desk.watch()
    assert result.exit_code == 1
    assert result.stderr.replace(site.url, "").replace(str(desk.list), "").splitlines() == [
        'error: :3: "bomb" is no address of a feed. Write an address a line, as https://news.example/feed.',
        "error: /bomb: the feed declares XML entities, with which a small file can fill a memory. "
        "Ask its publisher to leave them out.",
        "error: /none: there is no such page (status 404). Check the address.",
        "error: /page: this is no feed (RSS or Atom). Give the feed's own address, or read a page by sijill code.",
        'error: :9: "ftp://a.example/feed" is no address of a feed. '
        "Write an address a line, as https://news.example/feed.",
    ]
    assert desk.urls() == ["a"]
    assert result.stdout.splitlines()[-1].startswith("1 report added, 5 set aside; ")


def test_the_publisher_in_the_list_counts(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"))
    site.pages["/feed2"] = feed(item("b"))
    desk.list.write_text(f"{site.url}/feed   Hill Times, Tarra  # a remark\n{site.url}/feed2#x\n")
    desk.watch()
    assert sorted(report.publisher or "" for report in desk.reports()) == ["Hill Times, Tarra", "Valley Post"]


def test_a_page_in_two_feeds_is_fetched_once(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"))
    other = "<guid>9</guid><title>Other title</title><link>/a?utm_source=other</link>"
    site.pages["/feed2"] = feed(f"<item>{other}</item>")
    desk.list.write_text(f"{site.url}/feed\n{site.url}/feed2\n")
    for _ in range(2):
        assert desk.watch().exit_code == 0
    assert site.paths.count("/a") == 1
    assert len(desk.reports()) == 1


def test_a_feed_that_asks_for_rest_gets_it_over_rounds(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Answer(status=429, headers={"Retry-After": "3600"})
    assert desk.watch().exit_code == 1
    site.asked.clear()
    site.pages["/feed"] = feed(item("a"))
    second = desk.watch()
    assert site.asked == []
    assert "/feed: left alone for another 1 hour, as its site asked" in second.stdout or "60 minutes" in second.stdout
    with FeedState(desk.folder / "register.feeds.sqlite") as state:
        state.put_off(f"{site.url}/feed", -1)
    assert desk.watch().exit_code == 0
    assert desk.urls() == ["a"]


def test_a_site_that_wants_rest_amid_its_pages_is_asked_in_the_next_round(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"), item("b"), item("busy"))
    site.pages["/busy"] = Answer(status=429, headers={"Retry-After": "3600"})
    for _ in range(7):
        # Not once is a page asked for that stands behind the busy one.
        result = desk.watch()
        assert "3 new: 3 to be asked for again" in result.stdout
    assert set(site.paths) == {"/feed", "/busy"}
    site.pages["/busy"] = page("A clash near Tarra told late.")
    desk.watch()
    assert desk.urls() == ["a", "b", "busy"]


def test_a_feed_that_has_moved_is_told(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = Answer(status=301, headers={"Location": "/new/feed"})
    site.pages["/new/feed"] = feed("<item><title>A</title><link>../a</link></item>")
    result = desk.watch()
    assert result.stderr == (
        f"note: {site.url}/feed: it has moved to {site.url}/new/feed for good. Write that in your list.\n"
    )
    assert desk.urls() == ["a"]


def test_a_report_that_trips_the_coder_is_told_once(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"), item("b"))
    site.pages["/b"] = page("This will trip the coder of this test, officials said on Sunday.")
    first, second = desk.watch(), desk.watch()
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "could not be coded" in first.stderr
    assert desk.urls() == ["a"]


def test_addresses_do_not_lead_inside_unless_allowed(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIJILL_ALLOW_PRIVATE")
    site.pages["/feed"] = feed(item("a"))
    result = desk.watch()
    assert result.exit_code == 1
    assert "leads to this machine itself. If it is meant to, allow it with SIJILL_ALLOW_PRIVATE" in result.stderr
    assert site.asked == []
    assert desk.watch("--allow-private").exit_code == 0
    assert desk.urls() == ["a"]


def test_sites_are_told_who_asks(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"))
    desk.watch("--contact", "desk@ngo.example")
    assert {headers["user-agent"] for _, headers in site.asked} == {
        "sijill/0.1.0 (news report reader; desk@ngo.example)"
    }
    result = desk.watch("--contact", "a\nb")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Give a plain mail or web address" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it names no feed"),
        (b"# nothing\n", "it names no feed"),
        (b"\xff\xfe\x00", "it is not UTF-8. Save it as UTF-8"),
        (None, "feeds.txt: no such file or folder"),
    ],
)
def test_a_list_that_names_no_feed(desk: Desk, content: bytes | None, said: str) -> None:
    desk.list.unlink()
    if content is not None:
        desk.list.write_bytes(content)
    result = desk.watch()
    assert result.exit_code == (2 if content is None else 1)
    assert said in result.stderr


def test_a_new_register_has_its_feeds_read_from_their_beginning(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = feed(item("a"), ETag='"1"')
    desk.watch()
    for path in desk.folder.glob("register.sqlite*"):
        path.unlink()
    result = desk.watch()
    assert "this register is a new one, so its feeds are read from their beginning" in result.stderr
    assert desk.urls() == ["a"]


@pytest.mark.parametrize("damage", [b"no database" * 100, None])
def test_notes_that_can_not_be_used_are_told(desk: Desk, damage: bytes | None) -> None:
    path = desk.folder / "register.feeds.sqlite"
    if damage is not None:
        path.write_bytes(damage)
    else:
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA user_version = 99")
    result = desk.watch()
    assert result.exit_code == 2
    assert "delete it: feeds are then read anew" in result.stderr or "by a newer Sijill. Update" in result.stderr


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:////data/my.register", "/data/my.feeds.sqlite"),
        ("sqlite:////data/register.sqlite", "/data/register.feeds.sqlite"),
        ("postgresql+psycopg://me:secret@db.example:5433/news", "db.example-5433-news.feeds.sqlite"),
    ],
)
def test_where_the_notes_lie(address: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    register: Any = SimpleNamespace(engine=SimpleNamespace(url=make_url(address)))
    assert str(watching._state_path(register)).endswith(name)


def test_rounds_go_on_until_stopped(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/feed"] = feed(item("a"))
    site.pages["/feed2"] = feed(item("b"))
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        # The list is read anew each round.
        desk.list.write_text(f"{site.url}/feed\n{site.url}/feed2\n")
        if len(naps) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("sijill.cli.watch.time.sleep", nap)
    arguments = [str(desk.list), "--every", "5", "--register", str(desk.register)]
    result = CliRunner().invoke(app, arguments, obj=StubCoder, catch_exceptions=False)
    assert result.exit_code == 0
    assert "Stopped; the same command goes on from here." in result.stdout
    assert len(naps) == 3
    assert all(200 < seconds <= 300 for seconds in naps)
    assert desk.urls() == ["a", "b"]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


# --- the power fails


def test_a_report_that_was_kept_and_not_noted_is_not_kept_twice(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = feed(item("a"), item("b"), ETag='"1"')

    def die(*_: object) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(FeedState, "done", die)
        assert desk.watch().exit_code == 137
    assert desk.urls() == ["b"]
    assert "2 new: 1 added, 1 known before" in desk.watch().stdout
    assert desk.urls() == ["a", "b"]


def test_killed_at_any_page_it_goes_on_where_it_stopped(desk: Desk, site: Site) -> None:
    names = ["a", "b"]
    site.pages["/feed"] = feed(*(item(name) for name in names), ETag='"1"')
    script = (
        "import sys; from tests.cli.test_watch import app, StubCoder, intake_settings\n"
        "intake_settings.settings()['network']['delay_seconds'] = 0.0\n"
        "app(sys.argv[1:], obj=StubCoder)"
    )
    child: list[subprocess.Popen[bytes]] = []

    def deadly(answer: Answer) -> Callable[[BaseHTTPRequestHandler], None]:
        def reply(handler: BaseHTTPRequestHandler) -> None:
            if handler.path not in killed:
                killed.add(handler.path)
                child[0].kill()
                child[0].wait()
            else:
                send(handler, answer)

        return reply

    killed: set[str] = set()
    for path in ["/feed", *(f"/{name}" for name in names)]:
        answer = site.pages[path]
        assert isinstance(answer, Answer)
        site.pages[path] = deadly(answer)
    codes: list[int] = []
    arguments = [sys.executable, "-c", script, str(desk.list), "--once", "--register", str(desk.register)]
    while not codes or codes[-1] != 0:
        assert len(codes) < 6, codes
        child[:] = [subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)]
        out, _ = child[0].communicate(timeout=60)
        codes.append(child[0].returncode)
    assert codes == [-signal.SIGKILL] * 3 + [0], out
    assert desk.urls() == names
    with Register.open(desk.register) as register:
        assert all(len(register.versions(name)) == 1 for name in register.report_ids())
    # Each page was asked for once more after its kill, and never after it was kept.
    assert all(site.paths.count(f"/{name}") == 2 for name in names)


# --- what is known of feeds


ENTRY = Entry("1", "s1", "https://valley.example/a", "A")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[FeedState]:
    with FeedState(tmp_path / "s.sqlite") as made:
        yield made


def test_entries_that_are_done_are_not_new(state: FeedState) -> None:
    assert state.new("f", [ENTRY]) == [ENTRY]
    assert state.failed("f", ENTRY)
    assert state.new("f", [ENTRY]) == [ENTRY]
    state.done("f", ENTRY, "r1")
    assert state.new("f", [ENTRY]) == []
    changed = Entry("1", "s2", ENTRY.url, "A")
    assert state.new("f", [changed]) == [changed]
    assert state.a_report() == "r1"
    state.forget()
    assert state.new("f", [ENTRY]) == [ENTRY]
    assert state.a_report() is None


def test_what_is_failing_is_counted_for_each_version_of_an_entry(state: FeedState) -> None:
    assert [state.failed("f", ENTRY) for _ in range(6)] == [True] * 4 + [False] * 2
    assert state.failed("f", Entry("1", "s2"))


def test_old_entries_are_forgotten(tmp_path: Path) -> None:
    now = [1e9]
    with FeedState(tmp_path / "s.sqlite", lambda: now[0]) as state:
        state.done("f", ENTRY, "r1")
        state.done("f", Entry("2", "s"), "r2")
        now[0] += 89 * 86_400
        assert state.new("f", [ENTRY]) == []
        now[0] += 2 * 86_400
        state.finished("f", None, None)
        assert state.new("f", [ENTRY, Entry("2", "s")]) == [Entry("2", "s")]


def test_a_clock_that_went_wrong_does_not_put_a_feed_off_for_good(tmp_path: Path) -> None:
    now = [4e9]
    with FeedState(tmp_path / "s.sqlite", lambda: now[0]) as state:
        state.finished("f", '"1"', None)
        state.put_off("f", 60)
        assert state.marks("f") == Marks('"1"', None, 4e9 + 60)
        now[0] = 1.7e9
        assert state.marks("f") == Marks('"1"', None, 0.0)
        assert state.marks("g") == Marks()


def test_two_processes_may_note_at_once(tmp_path: Path) -> None:
    with FeedState(tmp_path / "s.sqlite") as one, FeedState(tmp_path / "s.sqlite") as two:
        one.done("f", ENTRY, "r1")
        began = time.monotonic()
        two.done("g", ENTRY, "r1")
        assert one.new("g", [ENTRY]) == []
        assert time.monotonic() - began < 5
