"""Packed files: every way of packing, in pieces, torn at every place, and grown beyond measure."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.intake import Fault, default_limits, read
from sijill.intake.packing import TornError, Unpacked, packing_of
from sijill.model import Report

Pack = Callable[[bytes], bytes]
PACKS: dict[str, Pack] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lambda data: lzma.compress(data, preset=0),
    ".zst": zstd.compress,
}
NAMES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
TEXT = "Two soldiers were killed in an attack near the bridge on Sunday, officials said. Report {}."
LINES = "".join(json.dumps({"id": f"n{i}", "text": TEXT.format(i)}) + "\n" for i in range(400)).encode()
CSV = ("id,text\n" + "".join(f'n{i},"{TEXT.format(i)}"\n' for i in range(400))).encode()


def unpacked(data: bytes, size: int = 100, **limits: int) -> bytes:
    packing = packing_of(data)
    assert packing is not None
    source = Unpacked(io.BufferedReader(io.BytesIO(data)), packing, replace(default_limits(), **limits))
    return b"".join(iter(lambda: source.read1(size), b""))


@pytest.mark.parametrize("suffix", PACKS)
@pytest.mark.parametrize(("name", "content"), [("a.jsonl", LINES), ("a.csv", CSV)])
def test_a_packed_table_holds_what_the_plain_one_holds(tmp_path: Path, suffix: str, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / (name + suffix)).write_bytes(PACKS[suffix](content))
    plain = list(read(tmp_path / name))
    assert len(plain) == 400
    assert list(read(tmp_path / (name + suffix))) == plain


@pytest.mark.parametrize("suffix", PACKS)
def test_a_packed_file_is_known_without_its_name(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "report").write_bytes(PACKS[suffix](LINES))
    assert len([item for item in read(tmp_path / "report") if isinstance(item, Report)]) == 400


@pytest.mark.parametrize("suffix", PACKS)
def test_a_folder_takes_packed_files_up(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a.txt{suffix}").write_bytes(PACKS[suffix](TEXT.encode()))
    assert [item.text for item in read(tmp_path) if isinstance(item, Report)] == [TEXT]


@pytest.mark.parametrize("suffix", PACKS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_torn_table_is_read_up_to_its_break(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    # Words by chance, so that no way of packing holds all back until its end.
    rows = [{"id": f"n{i}", "text": TEXT.format(words_of(i))} for i in range(400)]
    packed = PACKS[suffix]("".join(json.dumps(row) + "\n" for row in rows).encode())
    path.write_bytes(packed[: int(len(packed) * share)])
    items = list(read(path))
    reports = [item for item in items if isinstance(item, Report)]
    assert [report.id for report in reports] == [f"n{i}" for i in range(len(reports))]
    [fault] = [item for item in items if isinstance(item, Fault)]
    assert fault.severity == "error"
    assert fault.reason.startswith(f"the {NAMES[suffix]} file is cut off or damaged")
    assert fault.reason.endswith("it was read up to there") == bool(reports)
    assert len(reports) >= 100 * (share > 0.6)


def words_of(number: int) -> str:
    return " ".join(hashlib.sha256(f"{number} {word}".encode()).hexdigest() for word in range(80))


@pytest.mark.parametrize("suffix", PACKS)
def test_a_torn_document_is_set_aside(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(PACKS[suffix](TEXT.encode() * 9)[:-12])
    [fault] = list(read(path))
    assert str(fault) == f"{path}: the {NAMES[suffix]} file is cut off or damaged. Fetch or pack it again."


@pytest.mark.parametrize("suffix", PACKS)
def test_members_follow_one_another_and_zeros_fill_up(suffix: str) -> None:
    pack = PACKS[suffix]
    assert unpacked(pack(b"one ") + pack(b"two") + b"\0" * 64) == b"one two"
    assert unpacked(pack(b"") + pack(b"two")) == b"two"


@pytest.mark.parametrize("suffix", PACKS)
def test_what_follows_and_is_not_packed_is_told(suffix: str) -> None:
    with pytest.raises(TornError, match="cut off or damaged"):
        unpacked(PACKS[suffix](b"one") + b"plain words, and more of them than a header has")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(sorted(PACKS)),
    st.lists(st.binary(max_size=3_000), max_size=4),
    st.integers(1, 5_000),
    st.integers(0, 400),
)
def test_any_bytes_come_out_as_they_went_in_and_any_cut_is_noticed(
    suffix: str, parts: list[bytes], size: int, cut: int
) -> None:
    packed = [PACKS[suffix](part) for part in parts]
    whole = b"".join(packed)
    if not whole:
        return
    assert unpacked(whole, size) == b"".join(parts)
    torn = whole[: len(whole) - cut]
    ends = [len(b"".join(packed[:count])) for count in range(len(packed) + 1)]
    if len(torn) in ends or packing_of(torn) is None:
        return
    with pytest.raises(TornError):
        unpacked(torn, size)


@pytest.mark.parametrize("suffix", PACKS)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.html"])
def test_a_bomb_is_put_out(tmp_path: Path, suffix: str, name: str) -> None:
    path = tmp_path / (name + suffix)
    path.write_bytes(PACKS[suffix](b"text,title\n" + b"a" * 40_000_000))
    limits = replace(default_limits(), packed_free_bytes=5_000_000, line_bytes=4_000_000)
    tracemalloc.start()
    try:
        *_, fault = list(read(path, limits=limits))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(fault, Fault)
    assert "it unpacks to more than 250 times its size" in fault.reason
    assert peak < 25_000_000


def test_what_packs_well_is_no_bomb() -> None:
    data = TEXT.encode() * 2_000
    assert unpacked(gzip.compress(data), 65_536, packed_free_bytes=1_000) == data


def wide_zstd(data: bytes) -> bytes:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 28})
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    "packed",
    [
        lzma.compress(b"words", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}]),
        wide_zstd(b"words" * 9),
    ],
    ids=["xz", "zstd"],
)
def test_a_file_that_would_take_all_memory_is_refused(packed: bytes) -> None:
    with pytest.raises(TornError, match="takes more than 134"):
        unpacked(packed)


def test_packed_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(bz2.compress(LINES)))
    [fault] = list(read(path))
    assert "It is packed twice: unpack it once (bunzip2)" in str(fault)
