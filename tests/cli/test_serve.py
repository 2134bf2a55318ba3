"""`sijill serve`: what it says, and what it can't be started with."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
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
    options = ["serve", "--register", str(path), "--port", "0", "--tiles", "none"]
    start = [sys.executable, "-c", "from sijill.cli.main import run; run()", *options]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(start, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            assert running.stderr is not None
            line = running.stderr.readline()
            found = PLACE.search(line)
            assert found, line
            assert str(path) in line
            assert _asked(found[1]) == 200
        finally:
            running.send_signal(signal.SIGINT)
        output, error = running.communicate(timeout=60)
    assert running.returncode == 0
    assert output == ""
    assert "Traceback" not in error


def _asked(address: str) -> int:
    for _ in range(100):
        try:
            return httpx.get(address, timeout=60).status_code
        except httpx.ConnectError:
            time.sleep(0.1)
    return 0
