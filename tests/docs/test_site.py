"""The site: its written pages hold what the code holds, it builds strictly, and asks no other host for anything."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from sijill.cli.main import app
from sijill.exports import columns
from sijill.model import Account, Event
from tests.docs.blocks import DOCS, ROOT

# What a browser fetches by itself.
_FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    """`docs/hooks.py`, as mkdocs loads it."""
    spec = importlib.util.spec_from_file_location("hooks", DOCS / "hooks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_commands_are_told(hooks: ModuleType) -> None:
    text = hooks.commands()
    for command in app.registered_commands:
        assert command.callback
        assert f"\n## sijill {command.callback.__name__}\n" in text
    for name in ("sijill decide correct", "sijill users token", "sijill gazetteer add"):
        assert f"\n### {name}\n" in text
    assert "-r, --register ADDRESS" in text
    assert max(len(line) for line in text.split("## sijill\n")[1].splitlines()) <= 110


def test_the_codebook_has_every_field_and_column(hooks: ModuleType) -> None:
    text = hooks.codebook()
    for model in (Account, Event):
        part = text.split(f"\n### {model.__name__}\n")[1].split("\n### ")[0]
        assert [name for name in model.model_fields if f"\n| `{name}` | " not in part] == []
    for table, title in hooks.TABLES.items():
        part = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
        assert [column.name for column in columns(table) if f"\n| `{column.name}` | " not in part] == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str | None, "text or null"),
        (tuple[int, ...], "list of whole number"),
        (tuple[Account, ...] | None, "list of [Account](#account) or null"),
    ],
)
def test_types_are_told_in_words(hooks: ModuleType, kind: object, words: str) -> None:
    assert hooks.told(kind) == words


@pytest.mark.parametrize(
    ("page", "link", "there"),
    [
        ("a.md", "[x](../benchmarks/results.md)", "[x](results.md)"),
        ("how-to/a.md", "[x](../../benchmarks/results.md#speed)", "[x](../results.md#speed)"),
        ("a.md", "[x](fields.md) [y](https://example.org/a)", "[x](fields.md) [y](https://example.org/a)"),
    ],
)
def test_links_to_the_repository_lead_to_pages(hooks: ModuleType, page: str, link: str, there: str) -> None:
    assert hooks.links(link, page) == there


class _Fetched(HTMLParser):
    """The addresses that a page of HTML has fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in _FETCHED and told.get("rel") not in ("canonical", "next", "prev", "edit"):
            self.found.append(told.get(_FETCHED[tag]) or "")


def test_the_site_builds_strictly_and_asks_no_other_host(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert {"index.html", "codebook.html", "results.html", "tutorial.html"} <= {page.name for page in pages}
    assert not (tmp_path / "hooks.py").exists()
    for page in pages:
        parser = _Fetched()
        parser.feed(page.read_text("utf-8"))
        assert [address for address in parser.found if re.match(r"(?:\w+:)?//", address)] == [], page.name
    assert "Armed clash" in (tmp_path / "codebook.html").read_text("utf-8")
    assert 'id="sijill.register.store.Register.events"' in (tmp_path / "reference/register.html").read_text("utf-8")
