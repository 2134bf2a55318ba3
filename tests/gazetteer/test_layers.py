"""A user's layers: added, replaced, removed; whole whatever happens meanwhile."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sijill.gazetteer import names
from sijill.gazetteer.entry import Entry
from sijill.gazetteer.index import Index
from sijill.gazetteer.layers import Layers, LayersError
from sijill.gazetteer.shipped import Named


def _place(name: str, place_id: str = "1") -> Named:
    return Entry(name, "village", "IQ", "Diyala", 34.5, 45.2, 0, place_id, "user"), (f"{name} Farms",)


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    return Layers(tmp_path / "places")


def _found(layers: Layers, name: str) -> list[str]:
    path = layers.index()
    return [entry.place_id for entry in Index([path]).find(name)] if path else []


def test_there_are_none_at_first(layers: Layers) -> None:
    assert layers.index() is None
    assert layers.all() == []
    assert not layers.remove("IQ")


def test_added_and_found(layers: Layers, tmp_path: Path) -> None:
    told: list[int] = []
    layer = layers.add("IQ", tmp_path / "IQ.txt", [_place("Tarra"), _place("Sarra", "2")], told.append)
    layers.add("SY", tmp_path / "SY.txt", [_place("Tarra", "3")])
    assert (layer.name, layer.path, layer.places) == ("IQ", str(tmp_path / "IQ.txt"), 2)
    assert told[-1] == 2
    assert [(x.name, x.places) for x in layers.all()] == [("IQ", 2), ("SY", 1)]
    assert _found(layers, "Tarra") == ["1", "3"]
    assert _found(layers, "Sarra Farms") == ["2"]


def test_added_again_takes_the_place_of_its_layer(layers: Layers, tmp_path: Path) -> None:
    layers.add("IQ", tmp_path, [_place("Tarra"), _place("Sarra", "2")])
    layers.add("SY", tmp_path, [_place("Sarra", "3")])
    layers.add("IQ", tmp_path, [_place("Tarra", "4")])
    assert _found(layers, "Tarra") == ["4"]
    assert _found(layers, "Sarra") == ["3"]
    assert [(x.name, x.places) for x in layers.all()] == [("IQ", 1), ("SY", 1)]


def test_removed(layers: Layers, tmp_path: Path) -> None:
    layers.add("IQ", tmp_path, [_place("Tarra")])
    layers.add("SY", tmp_path, [_place("Tarra", "3")])
    assert layers.remove("IQ")
    assert _found(layers, "Tarra") == ["3"]
    assert [x.name for x in layers.all()] == ["SY"]


def test_what_breaks_off_leaves_all_as_it_was(layers: Layers, tmp_path: Path) -> None:
    layers.add("IQ", tmp_path, [_place("Tarra")])

    def broken() -> Iterator[Named]:
        yield _place("Sarra", "2")
        raise ValueError("the file ended early")

    with pytest.raises(ValueError, match="ended early"):
        layers.add("IQ", tmp_path, broken())
    assert _found(layers, "Tarra") == ["1"]
    assert not list(layers.path.parent.glob("making-*"))


def test_processes_that_add_at_once_take_turns(tmp_path: Path) -> None:
    run = """
import sys
from pathlib import Path
from sijill.gazetteer.entry import Entry
from sijill.gazetteer.layers import Layers
name = sys.argv[1]
places = [(Entry(f"Tarra{n}", "village", "IQ", None, 34.5, 45.2, 0, f"{name}{n}", "user"), ()) for n in range(500)]
Layers().add(name, Path(name), places)
"""
    environment = {**os.environ, "SIJILL_DATA_DIR": str(tmp_path)}
    processes = [subprocess.Popen([sys.executable, "-c", run, f"layer{n}"], env=environment) for n in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0, 0]
    layers = Layers(tmp_path / "gazetteer")
    assert [(x.name, x.places) for x in layers.all()] == [(f"layer{n}", 500) for n in range(4)]
    assert len(_found(layers, "Tarra77")) == 4


@pytest.mark.parametrize("harm", ["cut", "text", "empty"])
def test_a_damaged_index_is_an_error_that_says_what_to_do(layers: Layers, tmp_path: Path, harm: str) -> None:
    layers.add("IQ", tmp_path, [_place(f"Tarra{n}", str(n)) for n in range(3000)])
    whole = layers.path.read_bytes()
    layers.path.write_bytes({"cut": whole[: len(whole) // 2], "text": b"no index" * 999, "empty": b""}[harm])
    with pytest.raises(LayersError, match="sijill gazetteer add FILE"):
        layers.index()
    with pytest.raises(LayersError):
        layers.add("SY", tmp_path, [_place("Sarra")])


def test_another_versions_index_is_an_error_that_says_what_to_do(layers: Layers, tmp_path: Path) -> None:
    layers.add("IQ", tmp_path, [_place("Tarra")])
    with closing(sqlite3.connect(layers.path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(LayersError, match="another version"):
        layers.index()


def test_other_spellings_make_the_keys_anew_with_a_word(
    layers: Layers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layers.add("IQ", tmp_path, [_place("Tarra")])
    layers.add("SY", tmp_path, [_place("Sarra", "2")])
    layers.add("IQ", tmp_path, [_place("Tarra", "3")])
    monkeypatch.setattr(names, "SPELLINGS_SUM", 7)
    assert _found(layers, "Tarra") == ["3"]
    assert "another version; making it anew" in capsys.readouterr().err
    assert _found(layers, "Sarra Farms") == ["2"]
    assert capsys.readouterr().err == ""


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(LayersError, match="SIJILL_DATA_DIR"):
        Layers(tmp_path / "file" / "places").add("IQ", tmp_path, [_place("Tarra")])
