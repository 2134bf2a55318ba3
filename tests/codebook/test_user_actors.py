"""A user's own actors: what is kept, what is refused and how it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sijill.codebook.actors import ActorRegistry
from sijill.codebook.user_actors import ActorFileError, add_layer, layer_names, layers, remove_layer

HEAD = "id,name,kind,countries,parent,from,to,aliases,acled\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("SIJILL_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def _file(folder: Path, text: str, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_added_actor_is_found_by_its_names_and_called_by_them(tmp_path: Path) -> None:
    table = HEAD + "tarra_guard,Tarra Valley Guard,3,IQ,pmf,2019-01-01,,TVG|Haras Tarra,Tarra Militia\n"
    layer, replaced = add_layer(_file(tmp_path, table))
    assert (layer.name, set(layer.actors), replaced) == ("mine", {"tarra_guard"}, False)
    known = ActorRegistry()
    match = known.resolve("two Haras Tarra fighters", "IQ")
    assert (match.name, match.actor_id, match.group) == ("Tarra Valley Guard", "tarra_guard", "non_state_forces")
    actor = known.actors["tarra_guard"]
    assert actor.names_on().acled == "Tarra Militia"
    assert known.ancestors("tarra_guard")[0] == "pmf"
    assert "tarra_guard" in known.children("pmf")


def test_a_user_s_actor_replaces_the_shipped_one(tmp_path: Path) -> None:
    add_layer(_file(tmp_path, "id,name,kind,countries\nybs,Sinjar Units,2,IQ\n"))
    assert ActorRegistry().resolve("Sinjar Units", "IQ").actor_id == "ybs"
    assert ActorRegistry().resolve("Sinjar Resistance Units", "IQ").actor_id is None


def test_a_file_added_again_replaces_its_layer(tmp_path: Path) -> None:
    add_layer(_file(tmp_path, "id,name,kind\none,First Tarra Band,3\n"))
    _, replaced = add_layer(_file(tmp_path, "id,name,kind\ntwo,Second Tarra Band,3\n"))
    assert replaced
    assert [set(layer.actors) for layer in layers()] == [{"two"}]


def test_tabs_comments_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    text = "\ufeff# Ours\nid\tname\tkind\tnative\n# one\ntarra\tTarra Band\t3\tعصبة تارا\n"
    layer, _ = add_layer(_file(tmp_path, text, "own.tsv"))
    assert layer.actors["tarra"].aliases == ("عصبة تارا",)


@pytest.mark.parametrize(
    ("text", "line", "mend"),
    [
        ("name,kind\nTarra,3\n", "mine.csv:", "no column id"),
        ("id,name,kind,colour\na,Tarra,3,red\n", "mine.csv:", "there is no column 'colour'"),
        ("id,name,kind\na,Tarra,rebels\n", "mine.csv:2:", "use ACLED's code: 1 State forces"),
        ("id,name,kind\n,Tarra,3\n", "mine.csv:2:", "needs an id and a name"),
        ("id,name,kind\na b,Tarra,3\n", "mine.csv:2:", "odd characters"),
        ("id,name,kind,countries\na,Tarra,3,Iraq\n", "mine.csv:2:", "use two letters"),
        ("id,name,kind,from\na,Tarra,3,2014\n", "mine.csv:2:", "write it as 2014-06-29"),
        ("id,name,kind,group\na,Tarra,3,rebels\n", "mine.csv:2:", "use one of"),
        ("id,name,kind\na,Tarra,3\na,Tarra,3\n", "mine.csv:3:", "stands twice"),
        ("id,name,kind\na,Tarra\n", "mine.csv:2:", "fewer cells"),
        ("id,name,kind\na,Tarra,3,4\n", "mine.csv:2:", "more cells"),
        ("id,name,kind,parent\na,Tarra,3,nobody\n", "mine.csv:2:", "no actor 'nobody'"),
        ("id,name,kind,parent\na,Tarra,3,b\nb,Other,3,a\n", "mine.csv:2:", "part of itself"),
        ("id,name,kind\n", "mine.csv:", "no actors in it"),
    ],
)
def test_what_can_t_be_taken_is_told_with_its_line(tmp_path: Path, text: str, line: str, mend: str) -> None:
    with pytest.raises(ActorFileError) as told:
        add_layer(_file(tmp_path, text))
    assert line in told.value.faults[0]
    assert mend in told.value.faults[0]
    assert layers() == ()


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ActorFileError) as told:
        add_layer(_file(tmp_path, "id,name,kind\na,Tarra,x\nb,Tarra,y\n"))
    assert [fault.split(":")[1] for fault in told.value.faults] == ["2", "3"]


def test_other_bytes_than_utf8_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes("id,name,kind\na,Târra,3\n".encode("latin-1"))
    with pytest.raises(ActorFileError, match="save it as UTF-8"):
        add_layer(path)


def test_a_spoilt_layer_is_left_out_with_a_word(
    tmp_path: Path, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_layer(_file(tmp_path, "id,name,kind\na,Tarra Band,3\n", "good.csv"))
    (own_folder / "actors" / "bad.tsv").write_text("id\tname\tkind\nb\tOther\tx\n", encoding="utf-8")
    assert [layer.name for layer in layers()] == ["good"]
    assert "sijill actors remove bad" in capsys.readouterr().err
    assert layer_names() == ["bad", "good"]


def test_a_layer_is_taken_away(tmp_path: Path) -> None:
    add_layer(_file(tmp_path, "id,name,kind\na,Tarra Band,3\n"))
    assert remove_layer("mine")
    assert not remove_layer("mine")
    assert not remove_layer("../mine")
    assert layers() == ()
