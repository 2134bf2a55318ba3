"""Coding: one report in, its accounts and assertions out."""

from sijill.coding.coder import BuiltinCoder, Coder, load

__all__ = ["BuiltinCoder", "Coder", "load"]
