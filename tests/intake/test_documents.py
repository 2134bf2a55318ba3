from __future__ import annotations

from datetime import date

import pytest

from sijill.intake import Fault, default_limits
from sijill.intake.documents import looks_like_page, page, plain
from sijill.intake.faults import IntakeError, Spot
from sijill.model import Report

AT = Spot("f")
TEXT = "Two soldiers were killed near the bridge on Sunday, officials in the district said."
PARAGRAPHS = "".join(f"<p>{TEXT} It was attack number {i} on the road this year.</p>" for i in range(4))


def one(items: list[Report | Fault]) -> Report:
    [report] = [item for item in items if isinstance(item, Report)]
    return report


def text_file(content: str) -> Report:
    return one(list(plain(content.encode(), AT, default_limits())))


def web_page(head: str, body: str = PARAGRAPHS, url: str | None = None, encoding: str = "utf-8") -> Report:
    content = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return one(list(page(content.encode(encoding), AT, default_limits(), url)))


def test_front_matter_is_taken_off() -> None:
    report = text_file(f'---\ntitle: "Blast: two dead"\r\nDate: 14 May 2024\n\nsource: Post\n---\r\n\r\n{TEXT}\n')
    assert (report.title, report.published, report.publisher) == ("Blast: two dead", date(2024, 5, 14), "Post")
    assert report.text == TEXT + "\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        f"---\n{TEXT}\n---\n{TEXT}",
        f"---\n\n---\n{TEXT}",
        f"---\ntitle: never closed\n{TEXT}",
        f"title: no dashes\n{TEXT}",
        f"{TEXT}\n---\ntitle: in the middle\n---\n{TEXT}",
    ],
)
def test_what_is_no_front_matter_stays_text(content: str) -> None:
    report = text_file(content)
    assert (report.text, report.title) == (content, None)


@pytest.mark.parametrize(
    ("head", "line", "said"),
    [
        ("---\ntitle: A\npublished 2024\n---\n", 3, '"published 2024" is no "name: value"'),
        ("\n---\r\n\r\n- list: x\r\ntitle: A\r\n---\r\n", 4, '"- list: x" is no "name: value"'),
        ("---\ntitle: A\n---\n", None, ""),
        ("---\nno name at all\n---\n", None, ""),
        ("---\ntitle: never closed\n", None, ""),
        ("", None, ""),
    ],
)
def test_a_line_that_spoils_front_matter_is_named(head: str, line: int | None, said: str) -> None:
    items = list(plain((head + TEXT).encode(), AT, default_limits()))
    notes = [item for item in items if isinstance(item, Fault)]
    assert [(n.line, n.severity) for n in notes] == ([(line, "note")] if line else [])
    assert said in "".join(map(str, notes))
    assert one(items).text.endswith(TEXT)


def test_front_matter_alone_holds_no_words() -> None:
    with pytest.raises(IntakeError, match="holds no words"):
        text_file("---\ntitle: x\n---\n")


@pytest.mark.parametrize(
    ("head", "url", "published"),
    [
        ('<meta property="article:published_time" content="2024-05-14T06:00:00Z">', None, date(2024, 5, 14)),
        ('<meta name="date" content="2024-05-14">', None, date(2024, 5, 14)),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-14"}</script>',
            None,
            date(2024, 5, 14),
        ),
        ("", "https://n.example/2024/05/14/blast", date(2024, 5, 14)),
        ("", None, None),
        ('<meta name="copyright" content="2011 Valley Post">', None, None),
    ],
)
def test_the_date_of_a_page_is_what_it_says(head: str, url: str | None, published: date | None) -> None:
    assert web_page(head, url=url).published == published


def test_the_text_of_a_page_is_its_article() -> None:
    nav = "<nav><a href=/>Home</a><a href=/x>World</a></nav><footer>Legal notice of the house</footer>"
    report = web_page("<title>Blast</title>", PARAGRAPHS + nav)
    assert report.text.count(TEXT) == 4
    assert "Legal notice" not in report.text


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "windows-1251", "utf-16"])
def test_a_declared_encoding_is_followed(encoding: str) -> None:
    word = "солдат" if encoding == "windows-1251" else "naïveté"
    report = web_page(f'<meta charset="{encoding}">', PARAGRAPHS + f"<p>{word} {TEXT}</p>", encoding=encoding)
    assert word in report.text


def test_a_brief_without_a_frame_is_a_page_too() -> None:
    [report] = page(f"<p>{TEXT}</p>".encode(), AT, default_limits())
    assert isinstance(report, Report)
    assert report.text == TEXT


@pytest.mark.parametrize(
    "content",
    [
        "",
        "  ",
        "<html></html>",
        "<html><body><script>go()</script></body></html>",
        "<p>",
        "<html><body><ul><li>Home</li><li>World news</li></ul></body></html>",
    ],
)
def test_a_page_without_an_article_is_an_error(content: str) -> None:
    with pytest.raises(IntakeError, match=r"empty|no article"):
        list(page(content.encode(), AT, default_limits()))


def test_a_deeply_nested_page_costs_that_page_only() -> None:
    content = "<div>" * 20_000 + TEXT
    try:
        items = list(page(content.encode(), AT, default_limits()))
    except IntakeError as error:
        items = [error.fault(AT)]
    assert items


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\ufeff\n<HTML>", True),
        ('<?xml version="1.0"?><html xmlns="x">', True),
        ("<p>Words</p>", True),
        ("<3 words", False),
        ("Words <p>", False),
        ('<?xml version="1.0"?><rss>', False),
    ],
)
def test_a_page_is_known_by_its_beginning(text: str, expected: bool) -> None:
    assert looks_like_page(text) is expected
