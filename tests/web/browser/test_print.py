"""Pages on paper: A4, without what only a screen needs, and none of the sheets blank."""

from __future__ import annotations

import re
import zlib

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import Opened

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\s(.*?)\sendobj", re.S)
# Points of an A4 sheet.
_A4 = (595, 842)


def sheets(pdf: bytes) -> list[tuple[tuple[int, int], int]]:
    """Size, and number of pieces of text, of each page of a PDF as Chromium writes it."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    found = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b(?!s)", body):
            continue
        box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", body)
        contents = re.search(rb"/Contents (\d+) 0 R", body)
        assert box
        assert contents
        stream = objects[int(contents[1])].partition(b"stream")[2].strip(b"\r\n")
        drawing = zlib.decompressobj().decompress(stream)
        size = (round(float(box[1])), round(float(box[2])))
        found.append((size, len(re.findall(rb"\bT[jJ]\b", drawing))))
    return found


def printed(page: Page) -> list[tuple[tuple[int, int], int]]:
    """The sheets of a page as it is printed, seen to be A4 and not blank."""
    found = sheets(page.pdf(format="A4", print_background=True))
    assert found
    for number, (size, texts) in enumerate(found, 1):
        assert max(abs(size[0] - _A4[0]), abs(size[1] - _A4[1])) <= 1, size
        assert texts, f"sheet {number} of {len(found)} is blank"
    return found


@pytest.mark.parametrize("path", ["/situation", "/situation?country=IQ&since=2023-01-01&until=2023-12-31"])
def test_the_situation_report(path: str, samples: str, opened: Opened) -> None:
    page = opened(samples, path)
    assert len(printed(page)) < 12
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for name in ("banner", "contentinfo", "search", "navigation", "button"):
        expect(page.get_by_role(name)).to_have_count(0)
    for form in page.locator("form").all():
        expect(form).to_be_hidden()


@pytest.mark.parametrize("kind", ["event", "report", "overview"])
def test_other_pages(kind: str, samples: str, opened: Opened) -> None:
    page = opened(samples)
    event = page.request.get("/api/events?order=reports&size=1").json()["items"][0]["id"]
    page.goto({"event": f"/events/{event}", "report": "/reports/gao-convoy", "overview": "/?country=IQ"}[kind])
    page.wait_for_load_state("networkidle")
    printed(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("header.top, footer.foot, .noprint").locator("visible=true")).to_have_count(0)


def test_the_dark_is_not_printed(samples: str, opened: Opened) -> None:
    page = opened(samples, "/situation", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    red, green, blue = map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).color"))[:3])
    assert max(red, green, blue) < 100, "pale letters on white paper"
