from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sijill.intake.faults import IntakeError
from sijill.intake.feeds import parse
from sijill.intake.markup import looks_like_feed, words_of
from tests.intake.test_feeds import LIMITS, atom, one, parsed, rss

BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
QUADRATIC = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'
OUTER = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x.dtd"> %a;]>'


@pytest.mark.parametrize("declared", [BOMB, QUADRATIC, OUTER, PARAMETER])
@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(declared: str, broken: bool, encoding: str) -> None:
    text = (
        f"{declared}<rss version='2.0'><channel><item><title>{'&a;' * 9}</title>{'<b>' * broken}</item></channel></rss>"
    )
    with pytest.raises(IntakeError, match="the feed declares XML entities"):
        parsed(text.encode(encoding))


def test_entities_of_a_declaration_that_is_broken_are_not_used_either() -> None:
    declared = BOMB.replace("[", "[<!BROKEN x>")
    text = f"{declared}<rss version='2.0'><channel><item><title>A &b;</title></item></channel></rss>"
    with pytest.raises(IntakeError, match="the feed is damaged"):
        parsed(text)


def test_a_harmless_doctype_is_read() -> None:
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://valley.example/rss-0.91.dtd">'
    text = f"<?xml version='1.0'?>{kind}<rss version='0.91'><channel><item><title>A</title></item></channel></rss>"
    assert one(text).title == "A"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rss("<title>A</title>" + "x" * 200_000), "the feed holds more than 0.1 MB"),
        (rss(*["<title>A</title>"] * 51), "the feed holds more than 50 entries"),
        (rss("<b/>" * 1_001), "the feed holds more than 1,000 elements"),
        (rss("<b>" * 60 + "</b>" * 60), "the feed holds elements within more than 50 others"),
        (rss("<b/>" * 1_100)[:-20], "the feed holds more than 1,000 elements"),
        (rss("<b>" * 300), "the feed holds elements within more than 50 others"),
        ("<html><body>x</body></html>", "this is no feed (RSS or Atom)"),
        ("", "this is no feed"),
        ("<rss", "the feed is damaged"),
        ("<rss version='2.0'><channel><item", "no entry can be read"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    limits = replace(LIMITS, feed_bytes=100_000, feed_entries=50, feed_elements=1_000, feed_depth=50)
    with pytest.raises(IntakeError) as caught:
        parse(text.encode(), limits)
    assert expected in caught.value.reason


@pytest.mark.parametrize(
    "value",
    [
        *("&lt;" * 100_000, "&lt;a " * 100_000, "&lt;!--" * 50_000, "&lt;p&gt;" * 50_000, "QUJD" * 200_000),
        *("[" * 300_000, "… " * 200_000, "The post " * 100_000, "&lt;![CDATA[" * 50_000, "&amp;amp" * 100_000),
        " " * 800_000,
    ],
    ids=lambda value: value[:8],
)
@pytest.mark.parametrize("name", ["title", "description", "pubDate", "link", "guid", "content:encoded", "dc:date"])
def test_no_value_takes_long(name: str, value: str) -> None:
    text = rss(f"<{name}>{value}</{name}>")
    began = time.monotonic()
    parsed(text)
    assert time.monotonic() - began < 5


# --- broken feeds


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (rss("<title>AT&T, Q&A &nbsp; &eacute; &hellip; &unknown; &#233;</title>"), ["AT&T, Q&A é … &unknown; é"]),
        (rss("<title>A\x0b b</title>"), ["A b"]),
        (rss("<title>A&#xD800;B</title><x>"), ["A\ufffd\ufffd\ufffdB"]),
        (rss("<title>A</title>", "<title>B</title><x>")[:-30], ["A", "B"]),
        (rss("<title>A</title>", "<title>B <b>c</title>", "<title>D</title>"), ["A", "B c", "D"]),
        (rss("<title>A</title><x:y>z</x:y>"), ["A"]),
        ("<rss version='2.0'><channel><item><dc:title>A</dc:title><i x:y='z'/></item></channel></rss>", ["A"]),
        (rss("<title><![CDATA[A & B &nbsp; <b>c</b>]]></title><x>"), ["A & B c"]),
    ],
)
def test_a_broken_feed_is_mended_and_that_is_said(text: str, titles: list[str]) -> None:
    feed = parsed(text)
    assert [entry.title for entry in feed.entries] == titles
    [remark] = feed.remarks
    assert remark.reason.startswith("the feed is no proper XML (line ")


def test_an_encoding_that_there_is_none_of_is_not_believed() -> None:
    declared = "<?xml version='1.0' encoding='utf-8'?><?xml version='1.0' encoding='none-such'?>"
    assert [entry.title for entry in parsed(declared + rss("<title>Café</title>")).entries] == ["Café"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-6"])
def test_encodings(encoding: str) -> None:
    title = "دقوق" if encoding == "iso-8859-6" else "Café “B”"
    text = rss(f"<title>{title}</title>").replace("UTF-8", "utf-8" if "utf-8" in encoding else encoding)
    [entry] = parsed(text.encode(encoding)).entries
    assert entry.title == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rss(), True),
        (atom(), True),
        ("\ufeff\n<!-- a > b --><?x y?><!DOCTYPE rss [<!ELEMENT a ANY>]>\n<rss>", True),
        ("<rdf:RDF xmlns:rdf='x'>", True),
        ("<atom:feed xmlns:atom='x'>", True),
        ("<html><rss>", False),
        ("<?xml version='1.0'?><records/>", False),
        ("<rssx>", False),
        ("words <rss>", False),
        ("", False),
        ("<!--" * 1_000, False),
        ("<?a?>" * 4_000 + "<rss>", True),
    ],
)
def test_what_is_a_feed(text: str, expected: bool) -> None:
    assert looks_like_feed(text) is expected


# --- whatever comes


PIECES = st.lists(
    st.sampled_from(
        [
            *("<rss version='2.0'>", "<channel>", "<item>", "<title>", "</title>", "<link>", "http://[", "&#x0;"),
            *("]]>", "<![CDATA[", "</item>", "<description>", "<content type='base64'>", "<!ENTITY", "&", "&nbsp;"),
            *("</channel></rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "xml:base='::'"),
            *(
                "<link href='",
                "'/>",
                "<pubDate>",
                "\x00",
                "\ud800",
                "é",
                "<",
                ">",
                "<dc:date>",
                "2024-99-99",
                "<source>",
            ),
            *("<!DOCTYPE rss [", "<a:b c:d=''>", "</a:b>"),
        ]
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["", "<rss>", "<feed>", "<rdf:RDF>", "<rss><channel><item><title>"]), PIECES | st.text())
@example("<feed>", ["<entry>", "<link href='", "http://[", "'/>"])
def test_no_feed_makes_it_raise_anything_else(start: str, rest: list[str] | str) -> None:
    data = (start + "".join(rest)).encode("utf-8", "surrogatepass")
    try:
        feed = parse(data, LIMITS, "https://valley.example/")
    except IntakeError:
        return
    for entry in feed.entries:
        assert entry.key
        assert entry.url is None or "://" in entry.url


@settings(max_examples=300, deadline=None)
@given(st.binary())
def test_no_bytes_make_it_raise_anything_else(data: bytes) -> None:
    for start in (b"", b"<rss>", b"\xff\xfe<\x00r\x00s\x00s\x00>\x00"):
        with suppress(IntakeError):
            parse(start + data, LIMITS, None)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(["<p>", "</p>", "<a href='", "<!--", "<![CDATA[", "&#", "<script>", "x"])))
def test_no_html_makes_words_raise(html: str | list[str]) -> None:
    text = "".join(html)
    words_of(text)
