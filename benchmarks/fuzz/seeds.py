"""What fuzzing begins with: small inputs of each kind, and pieces that readers have trouble with."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable

TEXT = (
    "---\ntitle: Three police officers killed in Kirkuk\npublisher: Valley Wire\npublished: 2024-05-14\n---\n"
    "KIRKUK, Iraq, May 14 (Valley Wire) -- Three police officers were killed and at least five others wounded when "
    "gunmen attacked a checkpoint 12 km south of Daquq late on Monday, a security source said.\n\n"
    "The Islamic State claimed responsibility. In April, 1,200 people fled the district. “We control the road,” "
    "Colonel Ahmed al-Jubouri told reporters; he denied that two soldiers had been abducted.\n\nRead more\n"
)
RECORD = {
    "id": "r1",
    "title": "Two soldiers killed",
    "publisher": {"name": "Valley Wire"},
    "published": "2024-05-14",
    "url": "https://valley.example/2024/05/14/two-soldiers",
    "text": "Two soldiers were killed by a roadside bomb near Tuz Khurmatu on Tuesday, police said.",
}
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Two soldiers killed</title>"
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-14", '
    '"publisher": {"name": "Valley Wire"}}</script>'
    "<meta property='og:site_name' content='Valley Wire'></head><body><nav><a href='/'>Home</a></nav><article>"
    "<h1>Two soldiers killed</h1><time datetime='2024-05-14'>14 May 2024</time><p>Two soldiers were killed by a "
    "roadside bomb near Tuz Khurmatu on Tuesday, police said. Three others were wounded in the blast.</p>"
    "<table><tr><td>Killed</td><td>2</td></tr></table><p>No group claimed responsibility &amp; an inquiry began.</p>"
    "</article><footer>&copy; Valley Wire</footer></body></html>"
)
FEED = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>Valley Wire</title><link>https://valley.example/</link><item><title>Two soldiers killed</title>"
    "<link>https://valley.example/a?utm_source=x</link><guid>a</guid><pubDate>Tue, 14 May 2024 06:00:00 GMT</pubDate>"
    "<description>&lt;p&gt;Two soldiers were killed near Tuz Khurmatu, police said on Tuesday.&lt;/p&gt;</description>"
    "<content:encoded><![CDATA[<p>Two soldiers were killed.</p>]]></content:encoded></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Valley Wire</title><entry><id>urn:a</id><title type='html'>A"
    "</title><link href='/a'/><updated>2024-05-14T06:00:00+03:00</updated><content type='xhtml'><div "
    "xmlns='http://www.w3.org/1999/xhtml'><p>Two soldiers were killed near Tuz Khurmatu.</p></div></content></entry>"
    "</feed>"
)
CSV = (
    "id,title,published,text\n"
    'r1,"Two soldiers, killed",2024-05-14,"Two soldiers were killed.\nThree were wounded."\n'
    "r2,,14.05.2024,Gunmen attacked a checkpoint\n"
)
ROBOTS = "User-agent: *\nDisallow: /private/*.html$\nAllow: /\nCrawl-delay: 2\nRequest-rate: 1/5\nSitemap: /s.xml\n"
FEED_LIST = "# feeds\nhttps://valley.example/feed  Valley Wire\nhttp://other.example/rss # daily\n"

# {"text": "Two soldiers were killed."}, packed by zstd (no Python before 3.14 can, without a package).
_ZSTD = bytes.fromhex("28b52ffd00483101007b2274657874223a202254776f20736f6c64696572732077657265206b696c6c65642e227d0a")

# Pieces that are put into inputs: what parsers take for marks, what is no proper text, what is long or nested.
COMMON = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\x1b[2J", b"\r\n", b"\r", b"\n\n", b"\t"),
    *("\u202e".encode(), "\u2028".encode(), "\u200b".encode(), "\u0301".encode() * 9, "İ".encode(), "ß".encode()),
    *("😀".encode(), "١٢٣".encode(), "²".encode(), "Ⅷ".encode(), "½".encode(), "一".encode(), "\u00a0".encode()),
    *(b"a" * 300, b" " * 300, b"-" * 99, b"9" * 400, b"\n" * 99, b"((((((((((", b'""""', b"''''", b"https://[::1]:x/"),
)
HTML = (
    *(b"<p>", b"</p>", b"<div>" * 60, b"<script>", b"</script>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&amp;"),
    *(b"&#x0;", b"&#55296;", b"&#1114112;", b"<table><tr><td>", b"<a href='", b"<svg>", b"<template>", b"<plaintext>"),
    *(b"<meta charset=utf-16>", b"<base href='//x'>", b"<time datetime='9999-99-99'>", b"<title>", b"<h1>"),
    *(b'<script type="application/ld+json">{"datePublished":', b"<noscript>", b"<iframe srcdoc='", b"<br/>", b"<li>"),
)
JSON = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"[" * 600, b'{"a":' * 300, b"null", b"true", b"NaN", b"-Infinity"),
    *(b"1e999", b"9" * 5_000, b"-0", b"\\ud800", b"\\u0000", b'"text":', b'"body":', b'"published":', b'"articles":['),
    *(b'"url":"http://[', b'"id":0', b'"title":{"rendered":"x"}', b'"text":["x"]'),
)
XML = (
    *(b"<!DOCTYPE rss [<!ENTITY a 'ha'>]>", b"&a;", b"<!ENTITY % x SYSTEM 'file:///etc/hosts'>%x;", b"<?xml", b"?>"),
    *(b"<item>", b"</item>", b"<entry>", b"<title>", b"<link>", b"<guid>", b"<pubDate>", b"xml:base='"),
    *(b"<content type='base64'>", b"<dc:date>", b"<source>", b"<media:group>", b"<geo:lat>", b"<itunes:image href='"),
    *(b"<link rel='enclosure' length='-1' href='", b"xmlns:x='y'", b"<cloud domain='", b"<textinput>", b"<gml:pos>"),
)
_WORDS = """
Three police officers|soldiers|civilians|were|killed|wounded|and|or|but|at least|more than|up to|1,200|12|0|2.5|million
dozens|of|no|not|have|in|near|between|Kirkuk|Mosul|Aleppo|Kyiv|Gao|the|town|of|south|12 km|on|Monday|14 May 2024
05/14/2024|last|week|since|2003|from|until|yesterday|bomb|exploded|attacked|clashed|with|ISIS|Islamic State|PKK|army|by
said|denied|claimed|responsibility|according to|which|who|while|killing|injuring|abducted|arrested|displaced|protest
shelling|air strike|total|bringing|others|them|Col.|Ahmed|al-Jubouri|“We|control”|(AFP)|--|–|;|:|.|,|?|!|…
"""
WARC = (
    *(
        b"WARC/1.0\r\n",
        b"WARC-Type: response\r\n",
        b"WARC-Type: resource\r\n",
        b"WARC-Type: revisit\r\n",
        b"HTTP/1.1 200 OK\r\n",
    ),
    *(
        b"Content-Length: 0\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 99999999999\r\n",
        b"Content-Length: x\r\n",
    ),
    *(b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"ffffffff\r\n", b"0\r\n\r\n", b"\r\n\r\n"),
    *(b"WARC-Target-URI: <http://[>\r\n", b"WARC-Date: 9999-99-99\r\n", b"WARC-Segment-Number: 1\r\n", b"\n", b":"),
)
WORDS = (*(f"{word} ".encode() for line in _WORDS.split("\n") for word in line.split("|") if word), b"\n\n")


def _lines() -> bytes:
    return b"".join(json.dumps({**RECORD, "id": f"r{number}"}).encode() + b"\n" for number in range(3))


def zipped(**members: bytes) -> bytes:
    """A zip archive of these members; `__` in a name stands for a slash, the last `_` for its dot."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(".".join(name.replace("__", "/").rsplit("_", 1)), data)
    return into.getvalue()


def warc() -> bytes:
    """A web archive of one page."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://valley.example/a\r\n"
        "WARC-Date: 2024-05-14T06:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def parquet() -> bytes:
    """A Parquet file of one report."""
    # Imported here: only one target needs it.
    import pyarrow
    from pyarrow import parquet as writer

    into = io.BytesIO()
    row = {name: value for name, value in RECORD.items() if isinstance(value, str)}
    writer.write_table(pyarrow.Table.from_pylist([row]), into)
    return into.getvalue()


def all_of(*texts: str) -> Callable[[], list[bytes]]:
    """These texts as UTF-8, and the first as UTF-16 and windows-1252 too."""
    first = texts[0]
    return lambda: [*(t.encode() for t in texts), first.encode("utf-16"), first.encode("cp1252", "replace")]


def lines() -> list[bytes]:
    """JSON Lines."""
    return [_lines(), _lines().replace(b'"text"', b'"body"')[:-9]]


def documents() -> list[bytes]:
    """JSON documents: an object, an array, an array within an object."""
    return [json.dumps(value).encode() for value in (RECORD, [RECORD, RECORD], {"articles": [RECORD]})]


def packed() -> list[bytes]:
    """JSON Lines in every packing that is read; as gzip in two members, too."""
    two = gzip.compress(_lines()[:99]) + gzip.compress(_lines()[99:])
    return [gzip.compress(_lines()), two, bz2.compress(_lines()), lzma.compress(_lines()), _ZSTD]


def archives() -> list[bytes]:
    """Web archives: as they are, packed whole, packed record by record."""
    return [warc() + warc(), gzip.compress(warc() + warc()), gzip.compress(warc()) + gzip.compress(warc())]


def everything() -> list[bytes]:
    """An input of each kind, for what finds out by itself what it has."""
    texts = (TEXT, PAGE, FEED, ATOM, CSV)
    zip_ = zipped(a_txt=TEXT.encode(), b__c_jsonl=_lines())
    return [*(text.encode() for text in texts), *lines(), *documents(), *packed(), warc(), zip_]
