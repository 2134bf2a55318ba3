"""Running the blocks of a page: `sijill` in this process, other commands in a shell, Python in one set of names."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from typer.testing import CliRunner

from sijill.cli.main import app
from tests.docs.blocks import SHOWN, Block, bare, blocks, commands, fits, stages

if TYPE_CHECKING:
    from sijill.coding import Coder

# What pages say, and what stands there while they run: any free port.
ADDRESS: Final = "127.0.0.1:8000"
# The columns that output is shown in, as in the README.
WIDTH: Final = "100"
_DEMO: Final = ("demo", "--keep")
_SHELL_SIGNS: Final = frozenset("|<>;&*`$")
_SECONDS: Final = 60


# What a command writes to standard output, and to standard error.
Said = tuple[str, str]


class BlockError(AssertionError):
    """A block that does not run, or prints something else than is shown."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What `sijill demo --keep demo` made and printed."""

    folder: Path
    printed: str


@cache
def coder() -> Coder:
    """The built-in coder, loaded once."""
    from sijill.coding import load

    return load()


def sample(folder: Path) -> Sample:
    """The register of the sample reports, in a folder."""
    with _in(folder, {"COLUMNS": WIDTH, "SIJILL_DATA_DIR": str(folder / ".data")}):
        said = CliRunner().invoke(app, [*_DEMO, "demo"], obj=coder)
    if said.exit_code:
        raise BlockError(said.output)
    return Sample(folder / "demo", said.output)


@dataclass
class Page:
    """A page that runs in a folder. `printed`: what each command printed, by its block's place in the text."""

    name: str
    text: str
    folder: Path
    sample: Sample
    environment: dict[str, str] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    ran: int = 0
    not_run: list[tuple[int, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    new: list[tuple[int, int, str]] = field(default_factory=list)
    _said: str = ""
    _port: int | None = None
    _taught: bool = False
    _ends: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def run(self) -> None:
        """Run all blocks in their order; what is wrong is kept in `wrong`, what should stand there in `new`."""
        self.environment = {"COLUMNS": WIDTH, "SIJILL_DATA_DIR": str(self.folder / ".data"), "SIJILL_USER": "rana"}
        self.names["__name__"] = self.name
        with self._ends, _in(self.folder, self.environment):
            for block in blocks(self.text):
                if block.not_run:
                    self.not_run.append((block.line, block.not_run))
                    continue
                self._block(block)

    def _block(self, block: Block) -> None:
        try:
            if block.title and block.title != "Output":
                (self.folder / block.title).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / block.title).write_text(block.code, "utf-8")
            if block.language == "console":
                self._console(block)
            elif block.language == "python":
                self._python(block)
            elif block.language == "text" and block.follows and self._said:
                self._compare(block, block.code, self._said, self._said)
            else:
                parse(block)
            self.ran += 1
        except BlockError as error:
            self._wrong(block, str(error))
        self._said = self._said if block.language == "python" else ""

    def _wrong(self, block: Block, what: str) -> None:
        self.wrong.append(f"{self.name}:{block.line}: {what}")

    def _compare(self, block: Block, shown: str, printed: str, whole: str) -> None:
        if not fits(shown, printed):
            self.new.append((block.start, block.end, bare(whole) + "\n"))
            raise BlockError(f"it prints\n{bare(printed)}\n\nand is shown to print\n{bare(shown)}")

    def _console(self, block: Block) -> None:
        wrong, made = [], []
        for command in commands(block.code):
            printed = self._elsewhere(self._command(command.line, command.shown))
            shown = bool(command.shown.strip())
            if shown and not fits(command.shown, printed):
                wrong.append(f"$ {command.line}\nprints\n{bare(printed)}\n\nand is shown to print\n{command.shown}")
            made.append(
                (command.line, bare(command.shown if shown and fits(command.shown, printed) else printed), shown)
            )
        if wrong:
            self.new.append((block.start, block.end, _written(made)))
            raise BlockError("\n".join(wrong))

    def _elsewhere(self, printed: str) -> str:
        """Output with the folders that a reader would have in place of those of this run."""
        for folder, home in ((self.folder / ".data", "~/.local/share/sijill"), (self.folder, "~/reports")):
            for path in {str(folder), str(folder.resolve())}:
                printed = printed.replace(path, home)
        return printed

    def _command(self, line: str, shown: str) -> str:
        """Run a line and give what a terminal would show. Raises `BlockError` where a command of it fails."""
        line = self._here(line)
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            os.environ[name] = value
            return ""
        if words[0] == "cat" and len(words) == 2 and not (self.folder / words[1]).exists():
            (self.folder / words[1]).write_text(shown.rstrip("\n") + "\n", "utf-8")
            return shown
        out, errors = "", ""
        for stage in stages(line):
            in_here = stage.startswith("sijill ") and not _SHELL_SIGNS & set(stage)
            run = self._sijill if in_here else _shell
            out, said = run(stage, out)
            errors += said
        return errors + out

    def _sijill(self, line: str, given: str) -> Said:
        words = shlex.split(line)[1:]
        if words[0] == "serve":
            name, self._port = self._ends.enter_context(_served(words[1:]))
            return "", f"The pages of {name} are at http://{ADDRESS}/ (Ctrl+C ends)\n"
        if tuple(words[:-1]) == _DEMO and not (self.folder / words[-1]).exists():
            shutil.copytree(self.sample.folder, self.folder / words[-1])
            return self.sample.printed.replace("demo/", f"{words[-1]}/"), ""
        self._taught |= words[0] in ("actors", "gazetteer") and words[1] in ("add", "remove")
        if self._taught and words[0] in ("code", "add"):
            # The coder at hand was loaded before.
            return _shell(line, given)
        said = CliRunner().invoke(app, words, obj=coder, input=given)
        if said.exit_code:
            if said.exception and not isinstance(said.exception, SystemExit):
                traceback.print_exception(said.exception)
            raise BlockError(f"$ {line}\nended with {said.exit_code}\n{said.output}")
        return said.stdout, said.stderr

    def _python(self, block: Block) -> None:
        said = io.StringIO()
        code = self._here(block.code)
        try:
            with contextlib.redirect_stdout(said):
                # Lines before it, so that a traceback names the line of the page.
                exec(compile("\n" * block.line + code, self.name, "exec", dont_inherit=True), self.names)
        except Exception as error:
            raise BlockError("".join(traceback.format_exception(error)[-3:])) from error
        self._said = said.getvalue()

    def _here(self, text: str) -> str:
        return text.replace(ADDRESS, f"127.0.0.1:{self._port}") if self._port else text


def _shell(line: str, given: str) -> Said:
    """Run a line in bash; `sijill` is the program beside the Python that runs this."""
    place = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        input=given, capture_output=True, text=True, timeout=_SECONDS, env=os.environ | {"PATH": place},
    )  # fmt: skip
    if done.returncode:
        raise BlockError(f"$ {line}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


@contextlib.contextmanager
def _served(words: list[str]) -> Iterator[tuple[str, int]]:
    """`sijill serve WORDS` in a thread; gives the register's name and the port."""
    import uvicorn

    from sijill.web import Settings, create_app

    options = dict(zip(words[::2], words[1::2], strict=False))
    register = options.get("--register") or os.environ.get("SIJILL_REGISTER")
    settings = Settings(register=register, host="127.0.0.1", port=0, user="rana", tiles=None)
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        if not thread.is_alive():
            raise BlockError("the pages did not start")
    try:
        yield app.state.site.register.name, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(_SECONDS)


def parse(block: Block) -> None:
    """Read a block that holds data. Raises `BlockError` where it is broken, or of a kind that nobody knows."""
    try:
        if block.language == "json":
            _json(block.code)
        elif block.language == "toml":
            tomllib.loads(block.code)
        elif block.language == "csv":
            widths = {len(row) for row in csv.reader(io.StringIO(block.code)) if row}
            if len(widths) != 1:
                raise ValueError(f"rows of {widths} cells")
        elif block.language not in SHOWN:
            raise ValueError(f"a block of {block.language or 'no kind'}: name another, or say why it is not run")
    except ValueError as error:
        raise BlockError(str(error)) from error


def _json(code: str) -> None:
    try:
        json.loads(code)
    except ValueError:
        for line in code.splitlines():
            json.loads(line)


def _written(made: list[tuple[str, str, bool]]) -> str:
    """A `console` block anew, with what its commands print where that is shown, and an empty line after it."""
    parts = [f"$ {line}\n" + (f"{printed}\n\n" if shown and printed else "") for line, printed, shown in made]
    return "".join(parts).rstrip("\n") + "\n"


@contextlib.contextmanager
def _in(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run in a folder, with settings of one's own and none of those of whoever runs it."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("SIJILL_") and name != "SIJILL_CACHE_DIR"]:
        del os.environ[name]
    os.environ.update(environment)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)
