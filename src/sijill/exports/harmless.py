"""Text made fit to be written: nothing that a spreadsheet runs, nothing that a file can't hold."""

from __future__ import annotations

import re
from typing import Final

# What a spreadsheet takes for the beginning of a formula, also in the wide forms of East Asian input.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Halves of characters have no UTF-8. Each is replaced by one character, so that lengths stay.
_HALF: Final = re.compile("[\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INSTEAD: Final = "\ufffd"


def whole(text: str) -> str:
    """Text that has a form in UTF-8: halves of characters are replaced, one for one."""
    return text if text.isascii() else _HALF.sub(_INSTEAD, text)


def plain(text: str) -> str:
    """Text without control characters other than tab and line ends: they are replaced, one for one."""
    return text if text.isprintable() else _CONTROL.sub(_INSTEAD, text)


def harmless(text: str) -> str:
    """A cell of text that no spreadsheet runs: an apostrophe comes before what would begin a formula."""
    text = plain(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
