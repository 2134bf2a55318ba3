"""What the words around a name say of its place. Names stand in square brackets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.gazetteer.phrases import Reading
from sijill.gazetteer.surroundings import Named, full_name, read_all

_KNOWN = {
    *("Kirkuk", "Tikrit", "Diyala", "Baiji", "Siniya", "Homs", "Hama", "Idlib", "Baghdad", "Erbil", "Iraq", "Syria"),
    *("Turkey", "Iran", "Khanaqin", "Kentucky", "London", "Mosul", "East Timor", "Aleppo"),
}


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and the spans that they held."""
    plain, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", text):
        if part.startswith("["):
            spans.append((len(plain), len(plain) + len(part) - 2))
            part = part[1:-1]
        plain += part
    return plain, spans


def named(text: str) -> list[Named]:
    plain, spans = marked(text)
    return read_all(plain, spans, _KNOWN.__contains__)


def first(text: str) -> Reading:
    return named(text)[0].reading


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the village of [Sherk] was attacked", "village"),
        ("a town called [Sherk] was attacked", "town"),
        ("fighting in the [Sherk] district", "district"),
        ("fighting in [Diyala] province", "admin1"),
        ("the district of [Sherk], police said", "district"),
        ("fighting in [Sherk], police said", None),
        ("troops left the base [Sherk] knew", None),
    ],
)
def test_kind_words_beside_a_name(text: str, kind: str | None) -> None:
    kinds = first(text).kinds
    assert (kinds[0] if kinds else None) == kind


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("in [Sherk], [Diyala]", ("Diyala",)),
        ("in [Sherk] ([Diyala]) on Monday", ("Diyala",)),
        ("in [Sherk] in [Diyala]", ("Diyala",)),
        ("in [Sherk] in the northern [Diyala] province", ("Diyala",)),
        ("the village of [Sherk], near [Khanaqin], in [Diyala]", ("Khanaqin", "Diyala")),
        ("[Sherk], [Khanaqin], [Diyala]", ("Khanaqin", "Diyala")),
        ("[London], Ky. (AP)", ("Kentucky",)),
        ("[London], [KY]", ("Kentucky",)),
        ("the Iraqi town of [Sherk]", ("Iraqi",)),
        ("[Sherk] and [Diyala]", ()),
        ("in [Hama], [Homs] and [Idlib]", ()),
        ("left [Sherk] for [Diyala]", ()),
        ("in [Sherk].\n[Diyala] was calm", ()),
        ("in [Sherk]. The [Diyala] police", ()),
    ],
)
def test_what_a_name_stands_beside(text: str, beside: tuple[str, ...]) -> None:
    assert first(text).beside == beside


def test_the_owner_before_a_name_holds_it() -> None:
    assert named("[Diyala]'s [Sherk]")[1].reading.beside == ("Diyala",)
    assert named("[Diyala]’s northern [Sherk]")[1].reading.beside == ("Diyala",)


def test_a_name_behind_a_comma_holds_the_one_before() -> None:
    readings = [n.reading.holding for n in named("in [Sherk], [Diyala], on Monday; in [Hama], [Homs] and [Idlib]")]
    assert readings == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("text", "bearing", "km", "outside"),
    [
        ("20 km north of [Tikrit]", (1, 0), 20.0, True),
        ("some 20 kilometers (12 miles) to the north of [Tikrit]", (1, 0), 20.0, True),
        ("15 miles south-west of the city of [Tikrit]", (-1, -1), 15 * 1.609, True),
        ("3 km from [Tikrit]", None, 3.0, True),
        ("just west of [Tikrit]", (0, -1), None, True),
        ("on the northern outskirts of [Tikrit]", (1, 0), None, True),
        ("in northern [Iraq]", (1, 0), None, False),
        ("in the south-eastern [Iraq]", (-1, 1), None, False),
        ("the west. [Tikrit] was calm", None, None, False),
    ],
)
def test_distance_and_direction(text: str, bearing: tuple[int, int] | None, km: float | None, outside: bool) -> None:
    reading = first(text)
    assert (reading.bearing, reading.outside) == (bearing, outside)
    assert reading.km == (None if km is None else pytest.approx(km))


def test_near() -> None:
    assert first("clashes near [Tikrit]").near
    assert first("on the outskirts of the town of [Tikrit]").near
    assert not first("clashes in [Tikrit]").near


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("in northern [Iraq]", "northern Iraq"),
        ("in East [Timor]", "East Timor"),
        ("10 km north of [Tikrit]", "Tikrit"),
        ("near the border with [Syria]", "border with Syria"),
    ],
)
def test_what_belongs_to_the_name(text: str, name: str) -> None:
    assert named(text)[0].phrase == name


@pytest.mark.parametrize(
    ("text", "shape", "parts"),
    [
        ("on the road from [Baiji] to [Siniya]", "between", ("Baiji", "Siniya")),
        ("on the highway linking [Baiji] with [Siniya]", "between", ("Baiji", "Siniya")),
        ("on the [Baiji]-[Siniya] road", "between", ("Baiji", "Siniya")),
        ("in a village between [Baiji] and [Siniya]", "between", ("Baiji", "Siniya")),
        ("relations between [Baghdad] and [Erbil]", None, ()),
        ("he drove from [Baiji] to [Siniya]", None, ()),
        ("trade between [Iraq] and [Iran]", None, ()),
        ("the border between [Iraq] and [Iran]", "border", ("Iraq", "Iran")),
        ("[Iraq]'s border with [Iran]", "border", ("Iraq", "Iran")),
        ("along the [Iraq]-[Iran] border", "border", ("Iraq", "Iran")),
        ("troops on the border with [Iran]", "border", ("Iran",)),
        ("in [Iraq]. The border was quiet", None, ()),
    ],
)
def test_stretches_and_borders(text: str, shape: str | None, parts: tuple[str, ...]) -> None:
    for item in named(text):
        assert (item.reading.shape, item.reading.parts) == (shape, parts)


@pytest.mark.parametrize(
    ("phrase", "after_comma", "full"),
    [
        ("Ky.", False, "Kentucky"),
        ("KY", True, "Kentucky"),
        ("KY", False, "KY"),
        ("NSW", False, "New South Wales"),
        ("OR", False, "OR"),
        ("Kirkuk", True, "Kirkuk"),
    ],
)
def test_short_names_of_divisions(phrase: str, after_comma: bool, full: str) -> None:
    assert full_name(phrase, after_comma) == full


@given(st.lists(st.sampled_from(["Kirkuk", "north of", ",", "the", "20 km", "in", "and", "border with", "\n", "é"])))
def test_any_words_can_stand_around(words: list[str]) -> None:
    text = " ".join([*words, "Tikrit", *reversed(words), "Iraq"])
    spans = [(text.index("Tikrit"), text.index("Tikrit") + 6), (len(text) - 4, len(text))]
    tikrit, iraq = read_all(text, spans, _KNOWN.__contains__)
    assert tikrit.phrase.endswith("Tikrit")
    assert iraq.phrase.endswith("Iraq")
    assert read_all(text, spans[::-1], _KNOWN.__contains__) == [iraq, tikrit]
