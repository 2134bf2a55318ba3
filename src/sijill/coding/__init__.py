"""Coding: one report in, its accounts and assertions out.

`load()` gives the built-in coder. What it needs is imported only then, so that one component can be used alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sijill.coding.coder import BuiltinCoder, Coder, load

__all__ = ["BuiltinCoder", "Coder", "load"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from sijill.coding import coder

        return getattr(coder, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
