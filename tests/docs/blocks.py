"""The code blocks of a page, and how they run: one after the other, in a folder of their own.

- `console`: each line that begins with `$ ` is a command, the lines after it are what it prints (`...` stands for
  anything). `$ export NAME=VALUE` holds for the rest of the page; `$ sijill serve ...` starts the pages;
  `$ cat FILE` of a file that is not there makes it, of what is shown.
- `python`: the blocks of a page share their names. A `text` block right after one is what it prints.
- A block with `title="NAME"` is a file of that name in the folder.
- `json`, `toml`, `csv` are read. `<!-- not run: REASON -->` before a block leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
# Kinds of block that hold nothing to run or to read.
SHOWN: Final = frozenset(("text", "nginx", "ini"))
_FENCE: Final = re.compile(
    r"^(?P<fence>```+)(?P<language>\w*)(?P<rest>[^\n]*)\n(?P<code>.*?)^(?P=fence)[ ]*$", re.M | re.S
)
_TITLE: Final = re.compile(r'title="([^"]+)"')
_NOT_RUN: Final = re.compile(r"<!-- not run: (.+?) -->\n\Z", re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the line on which it begins (from 1), and where its code lies in the page's text."""

    language: str
    code: str
    line: int
    start: int
    end: int
    title: str | None
    not_run: str | None
    follows: bool


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page in their order. `follows`: nothing stands between it and the block before."""
    before = 0
    for found in _FENCE.finditer(text):
        reason, title = _NOT_RUN.search(text, before, found.start()), _TITLE.search(found["rest"])
        yield Block(
            language=found["language"],
            code=found["code"],
            line=text.count("\n", 0, found.start()) + 1,
            start=found.start("code"),
            end=found.end("code"),
            title=title[1] if title else None,
            not_run=" ".join(reason[1].split()) if reason else None,
            follows=before > 0 and not text[before : found.start()].strip(),
        )
        before = found.end()


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a `console` block, and the lines that it is shown to print."""

    line: str
    shown: str


def commands(code: str) -> list[Command]:
    """The commands of a `console` block. Lines that end with a backslash go on."""
    found: list[Command] = []
    for part in re.split(r"^\$ ", code, flags=re.M)[1:]:
        lines = part.splitlines()
        number = 1
        while lines[number - 1].endswith("\\"):
            number += 1
        line = " ".join(piece.rstrip("\\").strip() for piece in lines[:number])
        found.append(Command(line, "\n".join(lines[number:])))
    return found


def stages(line: str) -> list[str]:
    """The commands of a line that its pipes join; signs in quotes are no pipes."""
    parts = [""]
    for piece in re.findall(r"'[^']*'|\"[^\"]*\"|[^'\"|]+|\|+|.", line):
        if piece == "|":
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def fits(shown: str, printed: str) -> bool:
    """Whether what a page shows is what was printed, trailing blanks aside; `...` stands for anything."""
    wanted = "".join(".*" if part == "..." else re.escape(part) for part in re.split(r"(\.\.\.)", bare(shown)))
    return re.fullmatch(wanted, bare(printed), re.S) is not None


def bare(text: str) -> str:
    """Text without blanks at the ends of its lines, and without empty lines at its end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()


def indented(text: str) -> list[int]:
    """The lines on which code begins that no fence marks: such blocks would not be run."""
    hidden = _FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = hidden.splitlines()
    return [
        number
        for number, line in enumerate(lines, 1)
        if line.startswith("    ")
        and (number == 1 or not lines[number - 2].strip())
        and not _in_list(lines[: number - 1])
    ]


def _in_list(before: list[str]) -> bool:
    """Whether the last line that is not indented belongs to a list."""
    last = next((line for line in reversed(before) if line.strip() and not line.startswith(" ")), "")
    return re.match(r"(?:[-*]|\d+\.) ", last) is not None
