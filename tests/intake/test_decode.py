from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.intake.decode import LineDecoder, check_text, declared, decode, lines, utf8_chunks, whole
from sijill.intake.faults import IntakeError

TEXT = "Clashes near Al-Qa’im – three wounded, “all stable”, said André."
ARABIC = "قال مصدر أمني إن ثلاثة جنود قتلوا في هجوم شمال المدينة يوم الاثنين وأصيب اثنان آخران بجروح"
RUSSIAN = "Вооружённые люди напали на блокпост к северу от города, двое военных убиты, сообщил источник"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_plain_unicode_is_read_without_a_word(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_zeros(encoding: str) -> None:
    assert decode(("Two dead. " * 20).encode(encoding)) == ("Two dead. " * 20, [])


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [(TEXT, "cp1252", "windows-1252"), (ARABIC, "cp1256", "windows-1256"), (RUSSIAN, "cp1251", "windows-1251")],
)
def test_a_guess_is_right_and_said(text: str, encoding: str, said: str) -> None:
    read, remarks = decode((text * 3).encode(encoding))
    assert read == text * 3
    assert said in remarks[0].reason


def test_bytes_that_fit_nothing_are_replaced_and_said() -> None:
    read, remarks = decode(b"\xef\xbb\xbfone \xff two")
    assert read == "one \N{REPLACEMENT CHARACTER} two"
    assert "are no UTF-8" in remarks[0].reason


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b'<html><meta charset="windows-1256">', "cp1256"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252"),
        (b'<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        (b'<meta charset="no-such-thing">', None),
        (b"<p>charset=utf-8</p>", None),
    ],
)
def test_what_a_page_declares(page: bytes, expected: str | None) -> None:
    assert declared(page) == expected


def test_a_declaration_counts_before_utf8() -> None:
    assert decode("café".encode("cp1252"), "cp1252") == ("café", [])
    assert decode("café".encode(), "ascii") == ("café", [])


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"PAR1", "a Parquet file"),
        (b"\x01\x00\x02\x00words", "a binary file"),
    ],
)
def test_a_binary_file_is_named(head: bytes, name: str) -> None:
    with pytest.raises(IntakeError, match=name):
        check_text(head)


@given(st.lists(st.binary(max_size=40)), st.integers(0, 12))
def test_lines_are_those_of_the_whole_however_it_is_cut(chunks: list[bytes], limit: int) -> None:
    data = b"".join(chunks)
    expected = [line + b"\n" for line in data.split(b"\n")]
    expected[-1] = expected[-1][:-1]
    expected = expected if expected[-1] else expected[:-1]
    found = list(lines(chunks, limit))
    assert [number for number, _ in found] == list(range(1, len(expected) + 1))
    assert [line for _, line in found] == [line if len(line) <= limit else None for line in expected]


def test_a_line_decoder_guesses_once() -> None:
    decoder = LineDecoder()
    assert decoder.decode(b"plain") == ("plain", [])
    first, said = decoder.decode("né".encode("cp1252"))
    assert (first, len(said)) == ("né", 1)
    assert decoder.decode("né".encode("cp1252")) == ("né", [])
    assert decoder.decode("né".encode()) == ("né", [])


@given(st.text(), st.integers(1, 7), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_a_stream_is_turned_to_utf8_however_it_is_cut(text: str, size: int, encoding: str) -> None:
    # With a mark the encoding is known; without one this has to be text that looks like no other.
    data = ("words " + text.replace("\0", "")).encode(encoding)
    chunks = [data[i : i + size] for i in range(8, len(data), size)]
    assert b"".join(utf8_chunks(data[:8], chunks)).decode() == "words " + text.replace("\0", "")


def test_too_much_is_refused_before_it_is_all_read() -> None:
    taken = []

    def chunks() -> object:
        for i in range(100):
            taken.append(i)
            yield b"x" * 10

    with pytest.raises(IntakeError, match="more than 5e-05 MB"):
        whole(chunks(), 50)  # type: ignore[arg-type]
    assert len(taken) == 6
