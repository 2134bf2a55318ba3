"""Every block of the documentation runs, and prints what it is shown to print."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.debian import NotInstalled, install, may_install
from tests.docs.blocks import DOCS, ROOT, Block, blocks, commands, fits, indented, stages
from tests.docs.running import BlockError, Page, Sample, parse, sample

PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
# Programs that pages use beside Sijill.
_PROGRAMS = ("bash", "curl", "jq")
_NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The register of the sample reports, made once."""
    return sample(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="session")
def missing() -> list[str]:
    """Programs that pages use and that are not on this machine; on Debian they are installed."""
    lacking = [program for program in _PROGRAMS if not shutil.which(program)]
    if lacking and may_install():
        try:
            install(*lacking)
        except NotInstalled:
            return lacking
        return []
    return lacking


@pytest.mark.parametrize("name", _NAMES)
def test_the_blocks_of_a_page_run(name: str, made: Sample, missing: list[str], tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    needed = [program for program in missing if f"{program} " in text]
    if needed:
        pytest.skip(f"no {', '.join(needed)} on this machine")
    page = Page(name, text, tmp_path, made)
    page.run()
    for line, reason in page.not_run:
        print(f"{name}:{line}: not run: {reason}")
    assert not page.wrong, "\n\n".join(page.wrong) + "\n\nWrite what is printed: python -m tests.docs.write"


@pytest.mark.parametrize("name", [name for name in _NAMES if name.startswith("docs/")])
def test_no_code_is_outside_a_fence(name: str) -> None:
    assert indented((ROOT / name).read_text("utf-8")) == []


def test_few_blocks_are_not_run_and_each_says_why() -> None:
    reasons = [
        f"{path.name}:{block.line}: {block.not_run}"
        for path in PAGES
        for block in blocks(path.read_text("utf-8"))
        if block.not_run
    ]
    print("\n".join(reasons))
    assert len(reasons) <= 16


# The runner itself


def page_of(text: str, folder: Path, made: Sample) -> Page:
    page = Page("page.md", text, folder, made)
    page.run()
    return page


def test_what_a_block_prints_is_held_against_what_is_shown(made: Sample, tmp_path: Path) -> None:
    text = "```console\n$ echo one\none\n$ echo two\nthree\n```\n"
    page = page_of(text, tmp_path, made)
    assert len(page.wrong) == 1
    assert "prints\ntwo\n\nand is shown to print\nthree" in page.wrong[0]
    start, end, new = page.new[0]
    assert text[:start] + new + text[end:] == "```console\n$ echo one\none\n\n$ echo two\ntwo\n```\n"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("```console\n$ sijill nothing\n```\n", "ended with 2"),
        ("```console\n$ false\n```\n", "ended with 1"),
        ("```python\nx = 1\n```\n\n```python\nassert x == 2\n```\n", "AssertionError"),
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "it prints\n1"),
        ("```json\n{\n```\n", "page.md:1: "),
        ("```csv\na,b\n1\n```\n", "cells"),
        ("```\nx\n```\n", "a block of no kind"),
        ("```pyhton\nx\n```\n", "a block of pyhton"),
    ],
)
def test_what_is_wrong_is_told(text: str, wrong: str, made: Sample, tmp_path: Path) -> None:
    page = page_of(text, tmp_path, made)
    assert [wrong in said for said in page.wrong] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- not run: it would end the world -->\n```console\n$ false\n```\n",
        '```csv title="a.csv"\na,b\n```\n\n```console\n$ cat a.csv\na,b\n```\n',
        "```console\n$ cat b.txt\nhello\n```\n\n```console\n$ wc -c b.txt | cut -c1\n6\n```\n",
        "```console\n$ export SIJILL_USER=ali\n$ echo $SIJILL_USER\nali\n```\n",
        "```python\nprint('a b c')\n```\n\n```text\na ... c\n```\n",
        '```json\n{"a": 1}\n{"a": 2}\n```\n',
    ],
)
def test_what_is_right_is_not(text: str, made: Sample, tmp_path: Path) -> None:
    assert page_of(text, tmp_path, made).wrong == []


def test_settings_of_a_page_end_with_it(made: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_REGISTER", "elsewhere")
    page_of('```console\n$ export A_PAGE=1\n$ echo "$SIJILL_REGISTER-"\n-\n```\n', tmp_path, made)
    assert "A_PAGE" not in os.environ
    assert os.environ["SIJILL_REGISTER"] == "elsewhere"


def test_commands_go_on_over_a_backslash() -> None:
    found = commands("$ a \\\n    b\nout\n$ c\n")
    assert [(command.line, command.shown) for command in found] == [("a b", "out"), ("c", "")]


def test_pipes_part_a_line_and_quoted_ones_do_not() -> None:
    assert stages("sijill code a | jq '.a | .b' | head -n 1") == ["sijill code a", "jq '.a | .b'", "head -n 1"]


def test_dots_stand_for_anything_and_signs_for_themselves() -> None:
    assert fits("a ... (z)", "a b\nc (z)  \n\n")
    assert not fits("a (z)", "a z")


def test_indented_code_is_found_and_lists_are_not() -> None:
    assert indented("Text:\n\n    sijill code x\n") == [3]
    assert indented("- one\n\n    goes on\n\n```text\n\n    x\n```\n") == []


def test_data_is_read() -> None:
    with pytest.raises(BlockError):
        parse(Block("toml", "a = ", 1, 0, 0, None, None, False))
