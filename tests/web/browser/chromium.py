"""A Chromium for the tests: found or installed, driven by Playwright, reaching nothing but this machine.

`SIJILL_TEST_CHROMIUM` names another one to use (the path of its program).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tests.debian import NotInstalled, install, may_install

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Every name but that of this machine leads nowhere.
_ALONE: Final = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


class NoBrowser(Exception):
    """Why there is none, and what to do about it."""


def program(own: str) -> str:
    """The path of a Chromium; `own`: where Playwright would have put one. Raises `NoBrowser`."""
    given = os.environ.get("SIJILL_TEST_CHROMIUM")
    if given:
        return given
    found = _found(own)
    if found is None and may_install():
        try:
            install("chromium")
        except NotInstalled as error:
            raise NoBrowser(str(error)) from None
        found = _found(own)
    if found is None:
        raise NoBrowser("no Chromium on this machine: sudo apt-get install chromium")
    return found


def _found(own: str) -> str | None:
    which = next((found for name in _NAMES if (found := shutil.which(name))), None)
    return which or (own if Path(own).exists() else None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser. Raises `NoBrowser`."""
    with sync_playwright() as playwright:
        browser = _started(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _started(playwright: Playwright) -> Browser:
    path = program(playwright.chromium.executable_path)
    # Its sandbox needs rights that root in a container has not.
    args = [_ALONE, "--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    try:
        return playwright.chromium.launch(executable_path=path, args=args)
    except Error as error:
        raise NoBrowser(f"{path} doesn't start: {error.message.splitlines()[0]}") from None
