"""Whether a report is worth reading: a look for words of violence and strategic developments, before any parse.

Recall comes first: what passes is still read; what doesn't is never seen again.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from sijill.model import Report


@cache
def _words() -> re.Pattern[str]:
    data = tomllib.loads(files("sijill.coding").joinpath("data/relevance.toml").read_text(encoding="utf-8"))
    stems = "|".join(sorted(data["stems"], key=lambda s: (-len(s), s)))
    whole = "|".join(sorted(data["words"], key=lambda s: (-len(s), s)))
    return re.compile(rf"\b(?:(?:{stems})\w*|(?:{whole})\b)", re.IGNORECASE)


def worth_reading(report: Report) -> bool:
    """True where any word of a report hints at an event or assertion."""
    return bool(report.text.strip()) and (
        _words().search(report.text) is not None or bool(report.title and _words().search(report.title))
    )
