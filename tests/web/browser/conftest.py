"""A browser, running pages, and a watch over both: a test fails on anything that the browser complains of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser.chromium import NoBrowser, chromium
from tests.web.browser.furnished import USER, furnish
from tests.web.browser.serving import served
from tests.web.browser.watching import Watch
from tests.web.conftest import copied

# How long a page may take to show what a test waits for, in milliseconds; machines that run tests can be busy.
_PATIENCE = 20_000
_WINDOW = {"width": 1280, "height": 900}

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium. One for each module: while it runs, no other test can begin an event loop of its own."""
    try:
        with chromium() as running:
            yield running
    except NoBrowser as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def samples(sample_register: Path) -> Iterator[str]:
    """The address of pages over the sample reports; only to be read."""
    with served(sample_register) as address:
        yield address


@pytest.fixture
def own(own_register: Path) -> Iterator[str]:
    """The address of pages over a copy of the sample register, to decide in."""
    with served(own_register) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(hostile_register: Path) -> Iterator[str]:
    """The address of pages over the hostile reports; only to be read."""
    with served(hostile_register) as address:
        yield address


@pytest.fixture
def watches() -> list[Watch]:
    """The watches over the contexts of a test, in the order in which they were opened."""
    return []


@pytest.fixture
def opened(browser: Browser, watches: list[Watch]) -> Iterator[Opened]:
    """Open a page in a context of its own, as another person would: `opened(address, path, color_scheme="dark")`."""
    with ExitStack() as contexts:

        def opening(address: str, path: str = "/", **options: Any) -> Page:
            context = browser.new_context(**({"base_url": address, "viewport": _WINDOW, "locale": "en-GB"} | options))
            contexts.callback(context.close)
            context.set_default_timeout(_PATIENCE)
            expect.set_options(timeout=_PATIENCE)
            watches.append(Watch(context, urlsplit(address).netloc))
            page = context.new_page()
            page.goto(path)
            return page

        yield opening
    complaints = [said for watch in watches for said in watch.complaints()]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def furnished_register(sample_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register in which people have decided (see `tests.web.browser.furnished`); only to be read."""
    path = copied(sample_register, tmp_path_factory.mktemp("furnished") / "register.sqlite")
    furnish(path)
    return path


@pytest.fixture(scope="session")
def furnished(furnished_register: Path) -> Iterator[str]:
    """The address of pages over the register in which people have decided; only to be read."""
    with served(furnished_register, user=USER) as address:
        yield address
