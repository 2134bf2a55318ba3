"""`sijill serve`: what it says, and what it can't be started with."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sijill.register import Register
from tests.cli.conftest import Invoke

PLACE = re.compile(r"are at (http://\S+/) ")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty register."""
    found = tmp_path / "r.sqlite"
    Register.open(found).close()
    return found


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--tiles", "https://tiles.example/{z}/{x}.png"), "is no address of tiles. Give one such as https://"),
        (("--tiles", "tiles.example/{z}/{x}/{y}.png"), "is no address of tiles"),
        (("--tiles", "//tiles.example/{z}/{x}/{y}.png"), "is no address of tiles"),
        (("--tiles", "ftp://tiles.example/{z}/{x}/{y}.png"), "is no address of tiles"),
        (("--host", "0.0.0.0"), "has no accounts"),
        (("--login",), "has no accounts"),
        (("--port", "70000"), "less than or equal to 65535"),
    ],
)
def test_what_it_cant_be_started_with(invoke: Invoke, path: Path, options: tuple[str, ...], said: str) -> None:
    result = invoke("serve", "--register", path, *options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_a_missing_register(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("serve", "--register", tmp_path / "none.sqlite")
    assert result.exit_code == 2
    assert "there is no register at" in result.output
    assert "sijill add PATH" in result.output


def test_a_port_that_is_taken(invoke: Invoke, path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = invoke("serve", "--register", path, "--port", port)
    assert result.exit_code == 2
    assert f"port {port} is taken already" in result.output
    assert f"--port {port + 1}" in result.output


def test_a_host_that_is_not_this_machine(invoke: Invoke, path: Path) -> None:
    with Register.open(path) as register:
        from sijill.web.people import People

        People(register.engine).add("Uma", "admin", "a heron over quiet water")
    result = invoke("serve", "--register", path, "--host", "192.0.2.1")
    assert result.exit_code == 2
    assert "is no address of this machine" in result.output


def test_it_says_where_the_pages_are_and_ends_quietly(path: Path) -> None:
    with _serving(path, "--tiles", "none") as serving:
        assert str(path) in serving.line
        assert _asked(serving.address) == 200
    assert serving.process.returncode == 0
    assert serving.output == ""
    assert "Traceback" not in serving.error


def test_several_processes_answer_alike_and_one_that_dies_is_replaced(path: Path) -> None:
    from sijill.web.people import People

    with Register.open(path) as register:
        people = People(register.engine)
        people.add("Uma", "admin", "a heron over quiet water")
        token = people.make_token("Uma", "test", 1)
    mine = {"Authorization": f"Bearer {token}"}
    with _serving(path, "--login", "--workers", "2") as serving:
        address = serving.address
        assert _asked(address) == 303
        assert {_asked(f"{address}api/me", mine) for _ in range(20)} == {200}
        first = _children(serving.process)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        for _ in range(600):
            if len(set(_children(serving.process)) - {first[0]}) == 2:
                break
            time.sleep(0.1)
        assert {_asked(f"{address}api/me", mine) for _ in range(20)} == {200}
        assert first[1] in _children(serving.process)
    assert serving.process.returncode == 0
    assert "Traceback" not in serving.error, serving.error
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


@dataclass
class Serving:
    """The pages of a register: their process, where they are, the line that says so, and what was printed after it."""

    process: subprocess.Popen[str]
    address: str
    line: str
    output: str = ""
    error: str = ""


@contextmanager
def _serving(path: Path, *options: str) -> Iterator[Serving]:
    """Show the pages, and end them as by Ctrl+C."""
    program = "if __name__ == '__main__':\n    from sijill.cli.main import run; run()"
    start = [
        sys.executable,
        "-c",
        program,
        "serve",
        "--register",
        str(path),
        "--port",
        "0",
        "--tiles",
        "none",
        *options,
    ]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(start, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            assert running.stderr is not None
            line = running.stderr.readline()
            found = PLACE.search(line)
            assert found, line
            serving = Serving(running, found[1], line)
            yield serving
        finally:
            running.send_signal(signal.SIGINT)
            output, error = running.communicate(timeout=60)
        serving.output, serving.error = output, error


def _children(process: subprocess.Popen[str]) -> list[int]:
    """The processes of the pages; Python's own helper of spawned processes is none."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(each) for each in found if b"resource_tracker" not in Path(f"/proc/{each}/cmdline").read_bytes()]


def _asked(address: str, headers: Mapping[str, str] | None = None) -> int:
    for _ in range(100):
        try:
            return httpx.get(address, timeout=60, headers=headers).status_code
        except httpx.ConnectError:
            time.sleep(0.1)
    return 0
