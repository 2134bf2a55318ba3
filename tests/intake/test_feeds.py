from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from sijill.intake import Fault, default_limits
from sijill.intake import read as read_source
from sijill.intake.feeds import Entry, Feed, parse
from sijill.intake.fetch import Fetcher
from sijill.intake.markup import words_of
from sijill.model import Report
from tests.intake.sites import RULES, Answer, Site, serving

LIMITS = replace(default_limits(), timeout_seconds=0.5, total_seconds=2.0)
TEXT = "Two soldiers were killed near the bridge on Sunday, officials in the district said."
LONG = "".join(f"<p>{TEXT} The road stayed shut for hour number {i}.</p>" for i in range(9))
RSS_TYPE = "application/rss+xml"


def page(words: str = TEXT, head: str = "<title>Blast at the bridge</title>") -> Answer:
    paragraphs = "".join(f"<p>{words} Once more, number {i}.</p>" for i in range(4))
    return Answer(f"<html><head>{head}</head><body><article>{paragraphs}</article></body></html>")


def rss(*items: str, head: str = "<title>Valley Post</title><link>https://valley.example/</link>") -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {spaces}><channel>{head}{body}</channel></rss>'


def atom(*entries: str, head: str = "<title>Valley Post</title>") -> str:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{body}</feed>'


def parsed(text: str | bytes, url: str | None = "https://valley.example/feed/") -> Feed:
    return parse(text if isinstance(text, bytes) else text.encode(), LIMITS, url)


def one(text: str, url: str | None = "https://valley.example/feed/") -> Entry:
    [entry] = parsed(text, url).entries
    return entry


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        yield server


def read(source: str | Path, stdin: bytes = b"") -> list[Report | Fault]:
    return list(read_source(source, limits=LIMITS, stdin=io.BytesIO(stdin), fetcher=Fetcher(LIMITS, RULES)))


def report_of(items: list[Report | Fault]) -> Report:
    [item] = items
    assert isinstance(item, Report), str(item)
    return item


# --- entries


def test_an_item_of_rss() -> None:
    item = (
        "<title>Blast &amp; fire</title><link>https://valley.example/a</link><guid isPermaLink='false'>g-1</guid>"
        "<pubDate>Tue, 14 May 2024 01:00:00 +0300</pubDate><description>Short.</description>"
    )
    entry = one(rss(item))
    assert (entry.key, entry.url, entry.title) == ("g-1", "https://valley.example/a", "Blast & fire")
    # The publisher's own day, not that of Greenwich.
    assert (entry.publisher, entry.published) == ("Valley Post", date(2024, 5, 14))
    assert (entry.text, entry.whole) == ("Short.", False)


def test_an_entry_of_atom() -> None:
    body = (
        '<title type="html">Blast &amp;amp; &lt;i&gt;fire&lt;/i&gt;</title><id>tag:1</id>'
        '<link rel="enclosure" href="/film.mp4"/><link href="a.html"/><updated>2024-05-15T06:00:00Z</updated>'
        "<published>2024-05-14T06:00:00Z</published><summary>Short.</summary>"
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{LONG}</div></content>'
        "<source><title>Hill Times</title></source>"
    )
    entry = one(atom(body))
    assert (entry.key, entry.url, entry.title) == ("tag:1", "https://valley.example/feed/a.html", "Blast & fire")
    assert (entry.publisher, entry.published) == ("Hill Times", date(2024, 5, 14))
    assert entry.whole
    assert entry.text.count(TEXT) == 9
    assert entry.text.split("\n\n")[0] == f"{TEXT} The road stayed shut for hour number 0."


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<pubDate>2024-05-14</pubDate>", date(2024, 5, 14)),
        ("<pubDate>Tue, 14 May 2024 23:30:00 EST</pubDate>", date(2024, 5, 14)),
        ("<dc:date>2024-05-14T23:30:00-08:00</dc:date>", date(2024, 5, 14)),
        ("<pubDate>yesterday</pubDate>", None),
        ("<pubDate></pubDate>", None),
        ("", None),
        (f"<pubDate>{'2024-' * 300_000}</pubDate>", None),
    ],
)
def test_the_day_of_publication(dates: str, expected: date | None) -> None:
    assert one(rss(f"<title>A</title><link>/a</link>{dates}")).published == expected


@pytest.mark.parametrize(
    ("link", "url", "expected"),
    [
        ("/a?id=1&amp;b=2", "https://valley.example/feed/", "https://valley.example/a?id=1&b=2"),
        ("a", "https://valley.example/feed/", "https://valley.example/feed/a"),
        ("//hill.example/a", "https://valley.example/feed/", "https://hill.example/a"),
        ("/a", None, "https://valley.example/a"),
        ("\n https://valley.example/a \n", None, "https://valley.example/a"),
        (
            "https://valley.example/a?utm_source=rss&amp;id=1&amp;utm_medium=x#top",
            None,
            "https://valley.example/a?id=1",
        ),
        ("https://valley.example/a?x=%20y+z", None, "https://valley.example/a?x=%20y+z"),
        ("javascript:alert(1)", None, None),
        ("mailto:desk@valley.example", None, None),
        ("https://valley.example/" + "x" * 5_000, None, None),
        ("", "https://valley.example/feed/", None),
        ("http://[", None, None),
    ],
)
def test_the_link_of_an_entry(link: str, url: str | None, expected: str | None) -> None:
    entry = one(rss(f"<title>A</title><guid isPermaLink='false'>1</guid><link>{link}</link>"), url)
    assert entry.url == expected


def test_what_is_not_http_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(TEXT)
    for link in (f"file://{secret}", str(secret), f"ftp://valley.example{secret}"):
        path = tmp_path / "feed.xml"
        path.write_text(rss(f"<title>A</title><link>{link}</link>", head="<title>V</title>"))
        [fault] = read(path)
        assert isinstance(fault, Fault)
        assert "only http and https addresses are read" in str(fault) or "it links to no page" in str(fault)


def test_an_entry_that_stands_twice_is_read_once() -> None:
    items = [
        "<guid isPermaLink='false'>1</guid><link>/a</link><title>A</title>",
        "<guid isPermaLink='false'>1</guid><link>/a2</link><title>A again</title>",
        "<guid isPermaLink='false'>2</guid><link>/a?utm_source=x</link><title>A once more</title>",
        "<guid isPermaLink='false'>3</guid><link>/b</link><title>B</title>",
        "<title>C</title><description>words</description>",
        "<title>C</title><description>words</description>",
        "<title>C</title><description>other words</description>",
    ]
    titles = [entry.title for entry in parsed(rss(*items, head="<title>V</title>")).entries]
    assert titles == ["A", "B", "C", "C"]


def test_the_stamp_changes_when_the_publisher_changes_the_entry() -> None:
    stamps = {
        one(rss(f"<guid>1</guid><title>{title}</title><link>/a</link><pubDate>{day} May 2024</pubDate>{more}")).stamp
        for title, day, more in [
            ("A", 14, "<description>1 comment</description>"),
            ("A", 14, "<description>2 comments</description>"),
            ("A", 15, ""),
            ("B", 14, ""),
        ]
    }
    assert len(stamps) == 3


@pytest.mark.parametrize(
    ("field", "whole"),
    [
        (f"<content:encoded><![CDATA[{LONG}]]></content:encoded>", True),
        (f"<description>{escape(LONG)}</description>", True),
        (f"<description>Short.</description><content:encoded><![CDATA[{LONG}]]></content:encoded>", True),
        (f"<description><![CDATA[{LONG[:400]}]]></description>", False),
        (f"<description><![CDATA[{LONG}<p>Gunmen then […]</p>]]></description>", False),
        (f"<description><![CDATA[{LONG}<p>Gunmen then…</p>]]></description>", False),
        (
            f"<description><![CDATA[{LONG}<p>Gunmen then ... <a href='/a'>Read more &raquo;</a></p>]]></description>",
            False,
        ),
        (f"<description><![CDATA[{LONG}<a href='/a'>Continue reading →</a>]]></description>", False),
    ],
)
def test_whether_a_feed_has_the_whole_report(field: str, whole: bool) -> None:
    assert one(rss(f"<title>A</title><link>/a</link>{field}")).whole is whole


def test_what_blog_software_adds_is_left_out() -> None:
    field = f"{LONG}<p>The post <a href='/a'>Blast at the bridge</a> appeared first on <a href='/'>Valley Post</a>.</p>"
    entry = one(rss(f"<title>A</title><link>/a</link><description><![CDATA[{field}]]></description>"))
    assert entry.whole
    assert entry.text.endswith("hour number 8.")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("plain < words", "plain < words"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<p>one\n two</p><p>three<br/>four</p>", "one two\n\nthree\n\nfour"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\n\nb\n\nc"),
        ("<p>Say <b>this</b> and<i> that</i>.</p>", "Say this and that."),
        ("<script>alert(1)</script><style>p{}</style><p>x</p>", "x"),
        ("<figure><img src=x><figcaption>A bridge</figcaption></figure>after", "after"),
        ("<p>x</p><!-- <p>y</p> --><?php z ?>", "x"),
        ("<p>Daquq – “دقوق”</p>", "Daquq – “دقوق”"),
        ("<p>x&#0;&#27;y</p>", "x\ufffdy"),
        ("<", "<"),
        ("<>", "<>"),
        ("<!-- -->", ""),
        ("</p></div></div>x", "x"),
    ],
)
def test_words_of_html(html: str, expected: str) -> None:
    found = words_of(html).replace("\x1b", "")
    assert found == expected or found == expected.replace("\ufffd", "")


# --- entries to reports


def test_the_page_that_an_entry_links_to_is_the_report(site: Site) -> None:
    head = '<title>Blast at the bridge</title><meta property="og:site_name" content="Valley Daily">'
    site.pages["/feed"] = Answer(
        rss("<title>Short title</title><link>/2024/05/14/a</link><pubDate>15 May 2024</pubDate>"), RSS_TYPE
    )
    site.pages["/2024/05/14/a"] = page(head=head)
    report = report_of(read(site.url + "/feed"))
    # What the page says counts.
    assert (report.title, report.publisher) == ("Blast at the bridge", "Valley Daily")
    assert (report.url, report.published) == (site.url + "/2024/05/14/a", date(2024, 5, 14))
    assert report.text.count(TEXT) == 4


def test_what_a_page_does_not_say_of_itself_its_feed_does(site: Site) -> None:
    item = "<title>A blast</title><link>/a</link><pubDate>15 May 2024</pubDate>"
    site.pages["/feed"] = Answer(rss(item), RSS_TYPE)
    site.pages["/a"] = page(head="")
    report = report_of(read(site.url + "/feed"))
    assert (report.title, report.publisher, report.published) == ("A blast", "Valley Post", date(2024, 5, 15))


def test_a_report_that_is_whole_in_the_feed_is_not_fetched(site: Site) -> None:
    item = f"<title>A blast</title><link>/a</link><content:encoded><![CDATA[{LONG}]]></content:encoded>"
    site.pages["/feed"] = Answer(rss(item), RSS_TYPE)
    report = report_of(read(site.url + "/feed"))
    assert (report.title, report.url) == ("A blast", site.url + "/a")
    assert report.text.count(TEXT) == 9
    assert site.paths == ["/feed"]


def test_a_page_with_less_to_say_than_its_entry_does_not_count(site: Site) -> None:
    words = f"{TEXT} " * 10
    item = f"<title>A blast</title><link>/a</link><description>{words} Gunmen fled…</description>"
    site.pages["/feed"] = Answer(rss(item), RSS_TYPE)
    site.pages["/a"] = Answer(f"<html><body><article><p>{TEXT} Subscribe to read on.</p></article></body></html>")
    assert report_of(read(site.url + "/feed")).text.count(TEXT) == 10


def test_where_a_page_can_not_be_read_the_words_of_the_feed_stand(site: Site) -> None:
    items = [
        f"<title>A</title><link>/none</link><description>{TEXT}</description>",
        "<title>B</title><link>/gone</link><description>Too short.</description>",
        f"<title>C</title><link>/menu</link><description>{TEXT}</description>",
        "<title>D</title><link>/a</link>",
        f"<title>E</title><link>http://127.0.0.2:8080/a</link><description>{TEXT}</description>",
        "<title>F</title><link>/feed</link>",
        "<title>G</title><link>/film</link>",
        "<title>H</title><link>/data</link>",
    ]
    site.pages["/feed"] = Answer(rss(*items), RSS_TYPE)
    site.pages["/menu"] = Answer("<html><body><ul><li>Home</li></ul></body></html>")
    site.pages["/a"] = page()
    site.pages["/film"] = Answer(b"x", "video/mp4")
    site.pages["/data"] = Answer("{}", "application/json")
    found = read(site.url + "/feed")
    reports = [(item.title, item.text == TEXT) for item in found if isinstance(item, Report)]
    assert reports == [("A", True), ("C", True), ("Blast at the bridge", False), ("E", True)]
    said = [f"{item.severity} {item}".replace(site.url, "") for item in found if isinstance(item, Fault)]
    assert said == [
        "note /none: there is no such page (status 404), so the words of its feed stand for it. Check the address.",
        "error /gone: there is no such page (status 404). Check the address.",
        "note /menu: no article was found in the page, so the words of its feed stand for it. If it holds one, copy "
        "its text into a .txt file (a page that builds itself by script saves empty).",
        "note http://127.0.0.2:8080/a: 127.0.0.2 leads to this machine itself, so the words of its feed stand for it. "
        "If it is meant to, allow it with SIJILL_ALLOW_PRIVATE=127.0.0.2, or every such address with 1.",
        "error /feed: it leads to another feed, not to a page. Give that feed by itself.",
        "error /film: this is a recording (video/mp4). Give its words as .txt: recordings aren't read.",
        "error /data: it leads to no page (application/json). Open it in a browser, and save its words as .txt.",
    ]


def test_a_page_of_plain_text_is_read(site: Site) -> None:
    site.pages["/feed"] = Answer(rss("<title>A</title><link>/a.txt</link>"), RSS_TYPE)
    site.pages["/a.txt"] = Answer(TEXT, "text/plain")
    report = report_of(read(site.url + "/feed"))
    assert (report.text, report.title) == (TEXT, "A")


@pytest.mark.parametrize(
    "kind", [RSS_TYPE, "application/xml", "text/xml", "text/html", "text/plain", "application/json"]
)
def test_a_feed_is_known_by_what_it_begins_with(site: Site, kind: str) -> None:
    site.pages["/feed"] = Answer(rss("<title>A</title><link>/a</link>"), kind)
    site.pages["/a"] = page()
    assert report_of(read(site.url + "/feed")).url == site.url + "/a"


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed", "-"])
def test_a_feed_in_a_file_or_a_pipe(site: Site, tmp_path: Path, name: str) -> None:
    site.pages["/a"] = page()
    data = rss("<title>A</title><link>/a</link>", head=f"<title>V</title><link>{site.url}/</link>").encode()
    (tmp_path / "feed").write_bytes(data)
    source = name if name == "-" else tmp_path / name
    if isinstance(source, Path):
        source.write_bytes(data)
    assert report_of(read(source, data)).url == site.url + "/a"


def test_a_feed_in_a_pipe_that_comes_line_by_line(site: Site) -> None:
    class Lines(io.BytesIO):
        def peek(self, size: int = 0, /) -> bytes:
            return self.getvalue()[:2]

        def read1(self, size: int | None = -1, /) -> bytes:
            return self.readline()

    data = rss(f"<title>A</title><description>{escape(LONG)}</description>").encode()
    [report] = read_source("-", stdin=Lines(data), fetcher=Fetcher(LIMITS, RULES))
    assert isinstance(report, Report)


def test_a_folder_s_feeds_are_not_read_and_nothing_is_asked(site: Site, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(rss(f"<title>A</title><link>{site.url}/a</link>"))
    (tmp_path / "a.txt").write_text(TEXT)
    assert report_of(read(tmp_path)).text == TEXT
    assert site.asked == []


def test_a_feed_without_entries_is_told(site: Site) -> None:
    site.pages["/feed"] = Answer(rss(), RSS_TYPE)
    [fault] = read(site.url + "/feed")
    assert str(fault) == f"{site.url}/feed: the feed holds no entries. Try again later."
