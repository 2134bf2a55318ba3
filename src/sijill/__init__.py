"""Sijill turns news reports into a register of conflict events, every value tied to the words that carry it."""

__version__ = "0.1.0"
