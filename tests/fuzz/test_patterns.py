"""No regular expression of the package runs away, wherever it comes from: the source or a data file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from sijill.gazetteer import surroundings
from sijill.intake import clutter, dates
from tests.fuzz.runaway import LENGTH, SECONDS, attacks, find

# Files whose patterns are made of words of a register or of a lexicon, each of them escaped: they repeat nothing.
UNSEEN = {"exports/names.py"}
# Files whose patterns meet short texts only, in characters: what stands around a name, the end of a headline.
MEETS = {"gazetteer/surroundings.py": 2 * surroundings._REACH, "intake/headline.py": 100}
# Patterns that are held against the whole of something, nothing else: a date, a line that may be clutter.
OF_DATES = {form.pattern for form in (*dates._words().forms, dates._words().numeric)}
RULES = clutter._rules()
OF_LINES = {rule.pattern.pattern for rule in (*RULES.lines, *RULES.openers)} | {
    RULES.stop.pattern,
    RULES.tail_keep.pattern,
}


@cache
def collected() -> tuple[list[dict[str, Any]], list[str]]:
    """All patterns of the package, and the calls of `re` that were not seen to make one."""
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.collect"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row for row in rows if "pattern" in row], [row["unseen"] for row in rows if "unseen" in row]


def test_all_patterns_are_found() -> None:
    patterns, unseen = collected()
    assert len(patterns) > 300
    # Of a data file's, the source's, and one written in a call.
    texts = "\n".join(row["pattern"] for row in patterns)
    for known in (r"your email address will not be published", r"\d{1,3}(?:,\d{3})+", r"\s+there\b"):
        assert known in texts
    assert [where for where in unseen if where.partition(":")[0] not in UNSEEN] == []


def test_no_pattern_runs_away() -> None:
    patterns, _ = collected()
    found = []
    for row in patterns:
        length = MEETS.get(row["where"].partition(":")[0], LENGTH)
        if row["pattern"] in OF_DATES | OF_LINES:
            length = dates._LONGEST if row["pattern"] in OF_DATES else clutter._LONGEST + 1
        searched = row["pattern"] not in OF_DATES | OF_LINES
        finding = find(row["pattern"], row["flags"], row["bytes"], length, searched)
        if finding is not None:
            shown = f"{finding.seconds:.0f} seconds" if finding.seconds < 1e6 else "no end"
            found.append(f"{row['where']}: {row['pattern'][:200]!r} on {finding.way}: {shown}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(?:\w+\s?)*!",
        r"(?:a|a)*b",
        r"(.*),(.*),(.*),(.*)!",
        r"^(?:[\w-]+\.?)+@",
        r"(?:\s*\w*\s*)*;",
        r"\s*\s*\s*\s*x",
        r"(x+x+)+y",
        r"(?:[^<]|<(?!/))*(?:[^<]|<(?!/))*>",
    ],
)
def test_what_runs_away_is_found(pattern: str) -> None:
    finding = find(pattern, re.compile(pattern).flags)
    assert finding is not None
    assert finding.seconds > SECONDS


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bfoo\b",
        r"\s+$",
        r"^[a-z]+\d",
        r"[^\W\d_]+",
        r"(?:ab)+c",
        r"\d{1,3}(?:,\d{3})+(?!\d)",
        r"a{1,30}b",
        r"\((?:[^()]+)\)",
    ],
)
def test_what_does_not_is_left_alone(pattern: str) -> None:
    assert find(pattern, re.compile(pattern).flags) is None


@pytest.mark.parametrize(
    ("pattern", "pump"),
    [(r"x(?:ab)+y", "ab"), (r"(?:foo|[^\W\d]+)*", "foo"), (r"\s+-", " "), (r"(?i:q+)", "q"), (r"[^a-z]+", "A")],
)
def test_texts_are_made_of_what_a_pattern_repeats(pattern: str, pump: str) -> None:
    assert pump in {made for _, made in attacks(pattern, re.compile(pattern).flags)}
