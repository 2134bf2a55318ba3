"""Texts cut at the edges of their spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.model import Clutter
from sijill.web.marking import Segment, Span, lines, part_at, parts, segments

# Letters, line ends, signs beyond the first plane, combining marks, right-to-left words, a control sign.
TEXTS = st.text(alphabet=st.sampled_from(list("ab c\n\r\t😀𐎀é\u0301عر\u202e\x01")), max_size=80)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Span], list[Clutter]]:
    text = draw(TEXTS)
    edge = st.integers(0, len(text))
    spans = [Span(*sorted(draw(st.tuples(edge, edge)))) for _ in range(draw(st.integers(0, 8)))]
    cuts = sorted(draw(st.sets(edge, max_size=6)))
    clutter = [Clutter(start=a, end=b, kind="advert") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, spans, clutter


def joined(found: list[Segment]) -> str:
    return "".join(segment.text for segment in found)


@given(marked())
def test_segments_make_up_the_text_and_spell_each_span(case: tuple[str, list[Span], list[Clutter]]) -> None:
    text, spans, clutter = case
    found = segments(text, spans, clutter)
    assert joined(found) == text
    for number, span in enumerate(spans):
        assert "".join(s.text for s in found if number in s.spans) == text[span.start : span.end]
        assert [s.start for s in found if number in s.opens] == ([span.start] if span.start < span.end else [])
    greyed = "".join(s.text for s in found if s.clutter)
    assert greyed == "".join(text[piece.start : piece.end] for piece in clutter)
    assert joined([s for line in lines(found) for s in line]) == text


@given(marked(), st.integers(0, 80), st.integers(0, 80))
def test_a_stretch_of_a_text_has_its_own_words_only(
    case: tuple[str, list[Span], list[Clutter]], one: int, other: int
) -> None:
    text, spans, clutter = case
    start, end = sorted((one, other))
    found = segments(text, spans, clutter, start, end)
    assert joined(found) == text[start:end]
    for number, span in enumerate(spans):
        told = "".join(s.text for s in found if number in s.spans)
        assert told == text[max(span.start, start) : max(min(span.end, end), start)]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [("Five soldiers died.", ())]),
        ([Span(0, 13)], [("Five soldiers", (0,)), (" died.", ())]),
        ([Span(5, 13), Span(0, 18)], [("Five ", (1,)), ("soldiers", (1, 0)), (" died", (1,)), (".", ())]),
        ([Span(0, 13), Span(5, 18)], [("Five ", (0,)), ("soldiers", (0, 1)), (" died", (1,)), (".", ())]),
        ([Span(0, 4), Span(0, 4)], [("Five", (0, 1)), (" soldiers died.", ())]),
    ],
)
def test_nested_crossing_and_repeated_spans(spans: list[Span], expected: list[tuple[str, tuple[int, ...]]]) -> None:
    found = segments("Five soldiers died.", spans)
    assert [(s.text, s.spans) for s in found] == expected


def test_the_widest_span_comes_first() -> None:
    found = segments("Five soldiers died.", [Span(0, 4), Span(0, 19), Span(0, 13)])
    assert found[0].spans == (1, 2, 0)


def test_lines_end_with_their_line_ends() -> None:
    found = lines(segments("one\r\n\ntwo", [Span(0, 9)]))
    assert [joined(line) for line in found] == ["one\r\n", "\n", "two"]


@given(st.text(alphabet="ab \n", max_size=400), st.integers(1, 50))
def test_parts_make_up_the_text(text: str, size: int) -> None:
    found = parts(text, size)
    assert "".join(text[part.start : part.end] for part in found) == text
    for offset in range(len(text)):
        part = found[part_at(found, offset)]
        assert part.start <= offset < part.end


def test_long_texts_are_cut_at_lines_else_at_spaces() -> None:
    text = "word " * 2000 + "\n" + "x" * 9000
    found = parts(text, 9500)
    assert text[found[0].end - 1] == "\n"
    assert parts("word " * 2000, 4003)[0].end % 5 == 0
