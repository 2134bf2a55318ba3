"""Bad input through `sijill code`: a line on standard error names the file and the mend, and the rest is coded."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

GOOD = "---\ntitle: Good\n---\nA clash near Tarra.\n"
LINES = [f'{{"id": "r{i}", "text": "A clash near Tarra."}}' for i in range(1, 10)]
MENU = "<html><body><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "said", "mend"),
    [
        ("empty.txt", b"", "empty.txt: it is empty", "Give a file"),
        ("blank.txt", b" \n\n", "blank.txt: it holds no words", "Give a file"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "picture.txt: this is a PNG", "as .txt"),
        ("bytes.txt", bytes(i * 7919 % 256 for i in range(999)), "bytes.txt: this is a binary file", "Give a report"),
        ("menu.html", MENU.encode(), "menu.html: no article was found", "copy its text"),
        ("many.txt", b"A clash near Tarra. " * 1_050_000, "many.txt: it holds more than 20 MB", "JSON Lines"),
        ("long.txt", b"A clash near Tarra. " * 300_000, "long.txt: its text has 6,000,000 char", "each by itself"),
    ],
)
def test_a_file_that_can_not_be_read_costs_itself_only(
    invoke: Any, tmp_path: Path, name: str, content: bytes, said: str, mend: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.txt").write_text(GOOD, "utf-8")
    result = invoke("code", tmp_path / name, tmp_path / "z.txt")
    assert result.exit_code == 1
    assert [json.loads(line)["report"]["title"] for line in result.stdout.splitlines()] == ["Good"]
    [line] = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert said in line
    assert mend in line


def test_a_broken_line_is_named_and_costs_itself_only(invoke: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text("\n".join([*LINES[:6], LINES[6][:20], *LINES[7:]]) + "\n", "utf-8")
    result = invoke("code", path)
    assert result.exit_code == 1
    assert [json.loads(line)["report"]["id"] for line in result.stdout.splitlines()] == [
        f"r{i}" for i in range(1, 10) if i != 7
    ]
    [line] = result.stderr.splitlines()
    assert line.startswith(f"error: {path}:7: this is no valid JSON")
    assert "Mend this line" in line


@pytest.mark.parametrize(
    ("encoding", "note"), [("cp1252", "read as windows-1252"), ("utf-16", ""), ("utf-16-le", ""), ("utf-8-sig", "")]
)
def test_another_encoding_is_read_and_a_guess_is_told(invoke: Any, tmp_path: Path, encoding: str, note: str) -> None:
    (tmp_path / "a.txt").write_bytes("---\ntitle: “Café”\n---\nA clash – near Tarra.\n".encode(encoding))
    result = invoke("code", tmp_path / "a.txt")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["report"]["title"] == "“Café”"
    assert (note in result.stderr) if note else (result.stderr == "")


def test_an_address_that_does_not_answer_costs_itself_only(
    invoke: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIJILL_ALLOW_PRIVATE", "127.0.0.1")
    (tmp_path / "z.txt").write_text(GOOD, "utf-8")
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        result = invoke("code", url, tmp_path / "z.txt")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith(f"error: {url}: no connection could be made. Check the address")


def test_a_path_that_is_not_there_is_wrong_use(invoke: Any, tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text(GOOD, "utf-8")
    result = invoke("code", tmp_path / "zz.txt", tmp_path / "z.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {tmp_path / 'zz.txt'}: no such file or folder. Did you mean")
