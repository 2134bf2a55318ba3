"""Marks page furniture in a report's text, line by line, without changing the text.

What counts as furniture stands in `data/clutter.toml`: patterns for lines, headings that open a list of other
stories or the readers' comments, and what follows the last paragraph of prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from sijill.intake.settings import table
from sijill.model import Clutter

_QUOTES = str.maketrans("‘’ʼ“”", "'''\"\"")
_STOP = re.compile(r"[.。][\"')\]»]*$")
_BULLET = re.compile(r"[-–—*•·>»]\s*\S")
_SPACE = re.compile(r"\s+")
# A line that goes on below ends in none of these.
_ENDS = ".!?:;…\"')]}|>»"
# No line of furniture has more characters than this, and patterns are not tried on longer ones.
_LONGEST = 1500


class _Rule(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    max_words: int
    to_end: bool


class _Rules(NamedTuple):
    lines: tuple[_Rule, ...]
    openers: tuple[_Rule, ...]
    comment_words: re.Pattern[str]
    tail_kinds: frozenset[str]
    tail_keep: re.Pattern[str]
    stop: re.Pattern[str]
    limits: dict[str, float]


@dataclass(slots=True)
class _Line:
    """A line that isn't blank: its place in the text, its trimmed form for matching, and what it turned out to be."""

    start: int
    end: int
    form: str
    words: int
    prose: bool = False
    sentence: bool = False
    wrapped: bool = False
    kind: str | None = None


def _joined(patterns: Sequence[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


@cache
def _rules() -> _Rules:
    data = table("clutter.toml")
    limits = data["limits"]

    def rule(row: dict[str, Any]) -> _Rule:
        flags = 0 if row.get("cased") else re.IGNORECASE
        longest = row.get("max_words", limits["max_words"])
        return _Rule(row["kind"], _joined(row["patterns"], flags), longest, row.get("reach") == "end")

    return _Rules(
        lines=tuple(rule(row) for row in data["line"]),
        openers=tuple(rule(row) for row in data["opener"]),
        comment_words=re.compile(data["comment_words"]["pattern"], re.IGNORECASE),
        tail_kinds=frozenset(data["tail"]["kinds"]),
        tail_keep=_joined(data["tail"]["keep"]),
        stop=_joined(data["stop"]["patterns"]),
        limits=limits,
    )


def mark(text: str, title: str | None = None) -> tuple[Clutter, ...]:
    """The page furniture of a text: whole lines (without their line breaks), sorted, disjoint.

    A line that repeats `title` is never furniture. Where all that is left would be furniture too, paragraphs are
    given back: no report is furniture whole.
    """
    rules = _rules()
    lines = _lines(text, rules)
    _mark_lines(lines, rules)
    _mark_repeats(lines)
    _mark_openers(lines, rules)
    _mark_tail(lines, rules)
    _keep_title(lines, title)
    _keep_some(lines, rules)
    return tuple(Clutter(start=line.start, end=line.end, kind=line.kind) for line in lines if line.kind)


def _lines(text: str, rules: _Rules) -> list[_Line]:
    lines = []
    start = 0
    for raw in re.split(r"[\n\r\u2028\u2029]", text):
        if raw.strip():
            form = _SPACE.sub(" ", raw.strip()[: _LONGEST + 1]).translate(_QUOTES)
            words = form.count(" ") + 1
            lines.append(_Line(start, start + len(raw), form, words))
        start += len(raw) + 1
    _find_wrapped(lines, rules)
    _find_prose(lines, rules)
    return lines


def _find_wrapped(lines: list[_Line], rules: _Rules) -> None:
    """Sentences that are broken over lines: their pieces are judged neither as furniture nor as headlines."""
    for before, line in pairwise(lines):
        runs_on = line.start - before.end <= 2 and line.form[0].islower() and before.form[-1] not in _ENDS
        if runs_on and before.words >= rules.limits["wrapped_words"] and not _BULLET.match(before.form):
            before.wrapped = line.wrapped = True


def _find_prose(lines: list[_Line], rules: _Rules) -> None:
    limits = rules.limits
    long = [line for line in lines if line.words >= limits["prose_words"]]
    # Some archives have lost their final stops: then length alone has to tell a sentence from a headline.
    stopless = sum(_STOP.search(line.form) is None for line in long) > 0.5 * len(long)
    for line in lines:
        stop = _STOP.search(line.form) is not None
        stopped = stopless or stop
        if line.wrapped:
            line.prose = True
        elif _BULLET.match(line.form):
            line.prose = line.words >= limits["bullet_prose_words"]
        else:
            line.prose = line.words >= limits["prose_words_stop" if stopped else "prose_words"]
        line.sentence = line.prose or (stop and line.words >= limits["sentence_words"])


def _rule_for(line: _Line, rules: tuple[_Rule, ...]) -> _Rule | None:
    if line.wrapped or len(line.form) > _LONGEST:
        return None
    return next((rule for rule in rules if line.words <= rule.max_words and rule.pattern.fullmatch(line.form)), None)


def _mark_lines(lines: list[_Line], rules: _Rules) -> None:
    for line in lines:
        rule = _rule_for(line, rules.lines)
        line.kind = rule.kind if rule else None


def _mark_repeats(lines: list[_Line]) -> None:
    """The same line twice in a row: the second says nothing new."""
    for before, line in pairwise(lines):
        if line.form == before.form and line.words > 2 and line.end - line.start == before.end - before.start:
            line.kind = line.kind or "repeat"


def _mark_openers(lines: list[_Line], rules: _Rules) -> None:
    told, other = 0, _uncommented(lines, rules)
    rest = sum(other)
    for here, line in enumerate(lines):
        rest -= other[here]
        opener = _rule_for(line, rules.openers) if line.kind in (None, "related", "comments") else None
        if opener is not None:
            line.kind = opener.kind
            # Where much prose follows, it is the report itself, and the heading opens a list in its midst.
            if opener.to_end and told > 0 and rest <= rules.limits["prose_after"] * told:
                _mark_rest(lines[here + 1 :], opener.kind, rules)
                return
            _mark_list(lines[here + 1 : here + 1 + int(rules.limits["list_lines"])], opener.kind, rules)
        elif line.prose and not line.kind:
            told += line.words


def _uncommented(lines: list[_Line], rules: _Rules) -> list[int]:
    """For each line its words of prose, none where it speaks of comments."""
    return [
        line.words if line.prose and not line.kind and not rules.comment_words.search(line.form) else 0
        for line in lines
    ]


def _mark_rest(after: list[_Line], kind: str, rules: _Rules) -> None:
    for line in after:
        if line.words <= rules.limits["kept_words"] or rules.comment_words.search(line.form):
            line.kind = line.kind or kind


def _mark_list(after: list[_Line], kind: str, rules: _Rules) -> None:
    """The headlines below a heading: no sentences, and where the first has a bullet, none without."""
    bullets = bool(after) and _BULLET.match(after[0].form) is not None
    for line in after:
        if line.kind is None and (line.sentence or (bullets and not _BULLET.match(line.form))):
            return
        if line.kind is None and (rules.stop.fullmatch(line.form) or rules.tail_keep.fullmatch(line.form)):
            return
        line.kind = line.kind or kind


def _mark_tail(lines: list[_Line], rules: _Rules) -> None:
    """Behind the last prose, what follows a line of furniture is furniture."""
    last = max((i for i, line in enumerate(lines) if line.prose and not line.kind), default=None)
    if last is None:
        return
    begun = False
    for line in lines[last + 1 :]:
        if line.kind in rules.tail_kinds:
            begun = True
        elif begun and not line.kind and not line.sentence and not rules.tail_keep.fullmatch(line.form):
            line.kind = "tail"


def _keep_title(lines: list[_Line], title: str | None) -> None:
    if not title:
        return
    wanted = _SPACE.sub(" ", title.strip()).translate(_QUOTES).casefold()
    first = next((line for line in lines if line.form.casefold() == wanted), None)
    if first is not None:
        first.kind = None


def _keep_some(lines: list[_Line], rules: _Rules) -> None:
    """A report of one paragraph with a picture's credit behind it is a report, not a caption."""
    if any(line.prose and not line.kind for line in lines):
        return
    for line in lines:
        told = line.kind == "caption" and line.words >= rules.limits["prose_words_stop"]
        if (line.prose or told) and line.kind != "repeat":
            line.kind = None
