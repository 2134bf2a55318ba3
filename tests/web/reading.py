"""Pages as a browser reads them."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

# lxml has no types of its own.
Page: TypeAlias = Any


def read(client: TestClient, path: str, status: int = 200) -> Page:
    """A page as its elements."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return html.fromstring(answer.text)


def words(element: Page) -> str:
    """The text of an element, white space put together."""
    return " ".join(element.text_content().split())


def harmless_markup(page: Page) -> None:
    """No script but files of ours, no style or handler in an attribute, no address but of the web or of ours."""
    for script in page.iter("script"):
        assert (script.get("src") or "").startswith("/static/"), html.tostring(script)
    assert not list(page.iter("img", "iframe", "object", "embed", "base"))
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name != "style", value
            if name in ("href", "src", "action"):
                assert value.startswith(("/", "#", "?", "http://", "https://")), value
