"""Sample reports that come with the package, and their gold: all written for Sijill.

Those published by "Sijill sample (retold)" tell in new words what was once reported; the others tell invented
happenings. Some of them, published by invented newspapers ("Sijill sample: Kirkuk Evening"), tell of the same event and
differ on it; one is another's reprint.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path


@contextmanager
def folder() -> Iterator[Path]:
    """The folder of the sample reports (`*.txt`) as a path on disk, for as long as it is needed."""
    with as_file(files("sijill.samples") / "data") as path:
        yield path


@contextmanager
def gold() -> Iterator[Path]:
    """The file of their gold lines, in the form that `sijill evaluate` reads."""
    with as_file(files("sijill.samples") / "gold.jsonl") as path:
        yield path
