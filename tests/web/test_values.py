"""Values of fields as forms have them: there and back, what people change, and what they get wrong."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.linking.event_corrections import check_correction
from sijill.model import (
    COUNT_FIELDS,
    EVENT_TYPE_OF,
    ActorRef,
    DateRange,
    EventCount,
    Fate,
    Group,
    Person,
    Place,
    Status,
)
from sijill.web.values import PARTS, WIDGETS, Row, Told, WrongValue, posted_of, posted_rows, rows_of, value_of

# With what reports hold: lines, control signs, text from right to left, halves of pairs, markup.
words = st.text(min_size=1, max_size=20).filter(lambda text: text.strip()) | st.sampled_from(
    ["a\nb", "tab\there", "\x07bell", "عين الأسد", "<b>x</b>", "half \ud800", " spaced  out ", "\u202eturned", '"']
)
degrees = st.floats(-90, 90, allow_nan=False)
spots = st.none() | st.tuples(degrees, st.floats(-180, 180, allow_nan=False), st.none() | st.floats(0, 500))
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
actors = st.builds(ActorRef, name=words, mention=words, actor_id=st.none() | words)
persons = st.builds(Person, name=words, role=st.none() | words, fate=st.none() | st.sampled_from(get_args(Fate)))


@st.composite
def places(draw: st.DrawFn) -> Place:
    spot = draw(spots) or (None, None, None)
    return Place(
        name=draw(words), admin1=draw(st.none() | words), country=draw(st.none() | st.sampled_from(["IQ", "SY", "UA"])),
        latitude=spot[0], longitude=spot[1], tolerance_km=spot[2], place_id=draw(st.none() | words),
        where_prec=draw(st.none() | st.integers(1, 7)), inferred=tuple(draw(st.lists(words, max_size=2))),
    )  # fmt: skip


@st.composite
def days_ranges(draw: st.DrawFn) -> DateRange:
    first, last = draw(days), draw(days)
    if first and last and last < first:
        first, last = last, first
    return DateRange(earliest=first, latest=last, inferred=draw(st.booleans()))


@st.composite
def lines(draw: st.DrawFn) -> list[EventCount]:
    groups = draw(st.lists(st.sampled_from(get_args(Group)), unique=True))
    found = []
    for group in groups:
        low, best, high = sorted(draw(st.tuples(*[st.integers(0, 10**6)] * 3)))
        best_or_none, high_or_none = draw(st.sampled_from([(best, high), (None, high), (best, None), (None, None)]))
        found.append(EventCount(group=group, low=low, best=best_or_none, high=high_or_none))
    return found


BY_WIDGET: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(list(EVENT_TYPE_OF)),
    "status": st.sampled_from(get_args(Status)),
    "days": st.none() | days_ranges(),
    "place": st.none() | places(),
    "actors": st.lists(actors, max_size=4),
    "counts": lines(),
    "words": st.lists(words, max_size=4),
    "persons": st.lists(persons, max_size=3),
}


def plain(value: Any) -> Any:
    """Records as JSON."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


fields_and_values = st.sampled_from(sorted(WIDGETS)).flatmap(
    lambda field: st.tuples(st.just(field), BY_WIDGET[WIDGETS[field]].map(plain))
)


@settings(max_examples=300, deadline=None)
@given(fields_and_values)
def test_what_nobody_changes_stays_as_it_is(case: tuple[str, Any]) -> None:
    field, value = case
    assert value_of(field, posted_of(field, rows_of(field, value)), Told(value, "IQ")) == value


@settings(max_examples=150, deadline=None)
@given(fields_and_values, fields_and_values)
def test_a_form_says_the_same_whatever_was_there_before(case: tuple[str, Any], before: tuple[str, Any]) -> None:
    """Rows as a browser sends them make a value whose form holds these rows."""
    field, value = case
    # An actor's id is the registry's affair, and its name may be another there.
    if WIDGETS[field] == "actors":
        return
    old = before[1] if before[0] == field else None
    rows = posted_rows(field, posted_of(field, rows_of(field, value)))
    made = value_of(field, posted_of(field, rows), Told(old))
    check_correction(field, made)
    assert posted_rows(field, posted_of(field, rows_of(field, made))) == rows


def form(field: str, *rows: Row) -> dict[str, list[str]]:
    return posted_of(field, rows)


def count(low: int, best: int | None, high: int | None, group: str = "civilians") -> dict[str, Any]:
    return {"group": group, "low": low, "best": best, "high": high}


@pytest.mark.parametrize(
    ("low", "best", "high", "made"),
    [
        ("", "9", "", count(9, 9, 9)),
        ("7", "9", "12", count(7, 9, 12)),
        ("7", "7", "", count(7, 7, None)),
        ("7", "", "", count(7, None, None)),
        ("", "9", "12", count(9, 9, 12)),
        ("", "", "12", count(0, None, 12)),
        ("0", "0", "0", count(0, 0, 0)),
    ],
)
@pytest.mark.parametrize("field", COUNT_FIELDS)
def test_counts(field: str, low: str, best: str, high: str, made: dict[str, Any]) -> None:
    row = {"group": "civilians", "low": low, "best": best, "high": high}
    assert value_of(field, form(field, row, {"group": "unknown"}), Told([])) == [made]


@pytest.mark.parametrize(
    ("field", "rows", "said"),
    [
        ("killed", [{"group": "civilians", "low": "9", "best": "7"}], "must not fall"),
        ("killed", [{"group": "civilians", "best": "-1"}], "no number of people"),
        ("killed", [{"group": "civilians", "best": "9" * 12}], "no number of people"),
        ("killed", [{"group": "aliens", "best": "1"}], "group"),
        ("killed", [{"group": "civilians", "best": "1"}, {"group": "civilians", "best": "2"}], "two lines"),
        ("date", [{"earliest": "13 May"}], "is no day"),
        ("date", [{"earliest": "2024-05-13", "latest": "2024-05-12"}], "before it begins"),
        ("sub_event_type", [{"is": "Picnic"}], "sub_event_type"),
        ("sub_event_type", [], "choose one"),
        ("status", [{"is": "perhaps"}], "status"),
        ("place", [{"admin1": "Kirkuk"}], "needs a name"),
        ("place", [{"name": "Here", "latitude": "35"}], "both"),
        ("place", [{"name": "Here", "latitude": "95", "longitude": "1"}], "between"),
        ("place", [{"name": "Here", "latitude": "nan", "longitude": "1"}], "no number"),
        ("place", [{"name": "Here", "tolerance_km": "5"}], "needs a point"),
        ("place", [{"name": "Here", "country": "Atlantis"}], "no country"),
        ("place", [{"name": "Daquq", "pick": "no such id"}], "look it up anew"),
        ("persons", [{"role": "commander"}], "needs a name"),
    ],
)
def test_what_people_get_wrong(field: str, rows: list[Row], said: str) -> None:
    with pytest.raises(WrongValue, match=said):
        value_of(field, form(field, *rows), Told(None))


@pytest.mark.parametrize(
    "torn",
    [
        {"killed.low": ["1", "2"], "killed.group": ["civilians"]},
        {"killed.low": ["1"] * 10_000},
    ],
)
def test_a_torn_form(torn: dict[str, list[str]]) -> None:
    with pytest.raises(WrongValue, match="torn"):
        value_of("killed", torn, Told(None))


PLACE = plain(
    Place(name="Daquq", admin1="Kirkuk", country="IQ", latitude=35.14, longitude=44.45, tolerance_km=5,
          place_id="p1", where_prec=1, inferred=("country",))
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({"admin1": "Kirkuk Governorate"}, {"admin1": "Kirkuk Governorate", "place_id": "p1", "where_prec": 1}),
        ({"tolerance_km": "20"}, {"tolerance_km": 20.0, "place_id": "p1"}),
        # Another point, or another name, is another place.
        ({"latitude": "36"}, {"latitude": 36.0, "place_id": None, "where_prec": None}),
        ({"name": "Tel Afar"}, {"name": "Tel Afar", "place_id": None}),
        ({"country": "syria"}, {"country": "SY"}),
        (dict.fromkeys(("latitude", "longitude", "tolerance_km"), ""), {"latitude": None, "tolerance_km": None}),
    ],
)
def test_parts_of_a_place(changes: Row, made: dict[str, Any]) -> None:
    (row,) = rows_of("place", PLACE)
    value = value_of("place", form("place", row | changes), Told(PLACE))
    found = check_correction("place", value)["place"].model_dump(mode="json")
    assert {part: found[part] for part in made} == made


def test_a_place_of_the_gazetteer() -> None:
    from sijill.web.suggesting import place_entries

    entry = place_entries("Daquq", "IQ")[0]
    value: Any = value_of("place", form("place", {"name": "Daquq", "pick": entry.place_id}), Told(None))
    assert (value["name"], value["admin1"], value["country"], value["place_id"]) == (
        "Daquq", "Kirkuk", "IQ", entry.place_id,
    )  # fmt: skip
    assert value["latitude"] == pytest.approx(35.14, abs=0.1)
    assert value["tolerance_km"] > 0
    assert value["where_prec"] == 1


@pytest.mark.parametrize(
    ("row", "made"),
    [
        # Told as it was: its words in the report stay with it.
        ({"name": "Islamic State", "as": "registry"}, {"mention": "IS fighters", "actor_id": "isis"}),
        (
            {"name": "Daesh", "as": "registry"},
            {"name": "Islamic State", "mention": "Daesh", "actor_id": "isis"},
        ),
        ({"name": "Daesh", "as": "name"}, {"name": "Daesh", "mention": "Daesh", "actor_id": None}),
        ({"name": "Sons of the river", "as": "name"}, {"name": "Sons of the river", "actor_id": None}),
        # Words that tell of people of some kind are what they are everywhere.
        ({"name": "unknown gunmen", "as": "registry"}, {"name": "Unidentified armed group", "actor_id": None}),
        # What a script filled in counts for the name that it was chosen for.
        ({"name": "Islamic State", "as": "name", "id": "isis"}, {"actor_id": None}),
        ({"name": "Police Forces of Iraq", "as": "registry", "id": "isis"}, {"name": "Police Forces of Iraq"}),
    ],
)
def test_actors(row: Row, made: dict[str, Any]) -> None:
    before: Any = [{"name": "Islamic State", "mention": "IS fighters", "actor_id": "isis"}]
    found: Any = value_of("initiators", form("initiators", row, {"as": "registry"}), Told(before, "IQ"))
    (value,) = found
    assert {part: value[part] for part in made} == made


def test_every_field_has_a_form() -> None:
    assert set(WIDGETS.values()) == set(PARTS) == set(BY_WIDGET)
