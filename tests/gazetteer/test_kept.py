"""The shipped places' indexes: made once, checked when opened, made anew where wrong, by any number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sijill.gazetteer import kept, names
from sijill.gazetteer.folders import cache_folders
from sijill.gazetteer.index import Index

# The hand-made tables only: the world's settlements take seconds.
_RUN = """
from sijill.gazetteer import kept
from sijill.gazetteer.index import Index
kept._PARTS = kept._PARTS[:1]
print(Index(kept.indexes()).find("Diyala")[0].code)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, and only the tables in it."""
    monkeypatch.setenv("SIJILL_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(kept, "_PARTS", kept._PARTS[:1])
    return tmp_path / "gazetteer"


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )


def _codes(paths: list[Path]) -> set[str | None]:
    return {entry.code for entry in Index(paths).find("Diyala")}


def test_made_on_first_use_in_silence_and_found_after_that(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (first,) = kept.indexes()
    assert first.parent == folder
    assert "IQ-DI" in _codes([first])
    stamp = first.stat().st_ino
    assert kept.indexes() == [first]
    assert first.stat().st_ino == stamp
    assert [path.name for path in folder.iterdir()] == [first.name]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("harm", ["cut", "zeros", "one byte", "empty", "text"])
def test_a_torn_index_is_made_anew_with_a_word(harm: str, capfd: pytest.CaptureFixture[str]) -> None:
    (path,) = kept.indexes()
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "zeros": whole[:middle] + bytes(4096) + whole[middle + 4096 :],
            "one byte": whole[:-1] + bytes([whole[-1] ^ 1]),
            "empty": b"",
            "text": b"no index",
        }[harm]
    )
    (again,) = kept.indexes()
    assert "IQ-DI" in _codes([again])
    assert again.read_bytes() == whole
    assert f"{path} is damaged; making it anew" in capfd.readouterr().err


def test_another_versions_index_is_left_to_it(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder.mkdir(parents=True)
    other = folder / "tables-00000000-11111111.sqlite"
    other.write_bytes(b"another version's")
    (path,) = kept.indexes()
    assert path != other
    assert other.read_bytes() == b"another version's"
    assert "of another version; making it anew" in capfd.readouterr().err
    assert kept.indexes() == [path]
    assert capfd.readouterr().err == ""


def test_what_nobody_has_opened_for_long_goes(folder: Path) -> None:
    folder.mkdir(parents=True)
    old, left, young = (folder / name for name in ("tables-0-1.sqlite", "making-x.sqlite", "tables-0-2.sqlite"))
    for path, days in ((old, 8), (left, 1), (young, 1)):
        path.write_bytes(b"")
        os.utime(path, (time.time() - days * 86400,) * 2)
    kept.indexes()
    assert not old.exists()
    assert not left.exists()
    assert young.exists()


def test_changed_sources_make_another_index(monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = kept.indexes()
    monkeypatch.setattr(names, "SPELLINGS_SUM", 7)
    (other,) = kept.indexes()
    assert other.name != path.name


def test_processes_that_make_it_at_once_do_not_harm_each_other(folder: Path) -> None:
    processes = [_started() for _ in range(4)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, err) == (0, "IQ-DI\n", "")
    assert not list(folder.glob("making-*"))
    (path,) = kept.indexes()
    assert "IQ-DI" in _codes([path])


def test_a_process_that_ends_early_leaves_nothing_half(folder: Path) -> None:
    process = _started()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (folder.exists() and list(folder.glob("making-*"))):
        time.sleep(0.005)
    process.kill()
    process.communicate()
    (path,) = kept.indexes()
    assert "IQ-DI" in _codes([path])


def test_where_the_cache_folder_cannot_be_made_a_temporary_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("SIJILL_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    (path,) = kept.indexes()
    assert path.parent.parent == tmp_path / "temporary"
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files")
def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert folder not in list(cache_folders())


def test_no_room_anywhere_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "cache_folders", lambda: iter(()))
    with pytest.raises(kept.NoRoomError, match="SIJILL_CACHE_DIR"):
        kept.indexes()
