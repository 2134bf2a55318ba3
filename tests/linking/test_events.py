"""Events from accounts: what each field becomes, and what holds whatever the accounts say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.linking.derive_settings import settings as deriving
from sijill.linking.events import derive
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF, RULES, Count, DateRange, Decision, Event, Rule, Telling
from tests.linking.tellings import (
    ARMY,
    ARRA,
    CIVILIANS,
    COUNTRY,
    FAR,
    GUNMEN,
    ISGS,
    ISIS,
    PASSERS,
    PKK,
    POLICE,
    PROVINCE,
    SECURITY,
    TELL,
    person,
    span,
    told,
)


def event(*tellings: Telling, **options: Any) -> Event:
    return derive("ev", tellings, **options)


def lines(found: Event, field: str = "killed") -> list[tuple[str, int, int | None, int | None]]:
    return [(line.group, line.low, line.best, line.high) for line in getattr(found, field)]


@pytest.mark.parametrize(
    ("tellings", "wanted"),
    [
        pytest.param([told("a", days="2024-05-12/2024-05-13"), told("b", days="2024-05-13")], "2024-05-13", id="meet"),
        pytest.param([told("a"), told("b", days="2024-05-13")], "2024-05-13", id="one does not say"),
        pytest.param(
            [told("a", days="2024-05-12"), told("b", days="2024-05-13"), told("c", days="2024-05-13")],
            "2024-05-13",
            id="most",
        ),
        pytest.param(
            [
                told("a", days="2024-05-12", voice="wire"),
                told("b", days="2024-05-12", voice="wire"),
                told("c", days="2024-05-13"),
                told("d", days="2024-05-13"),
            ],
            "2024-05-13",
            id="reprints are one voice",
        ),
        pytest.param(
            [told("a", days="2024-05-12"), told("b", days="2024-05-14")], "2024-05-12/2024-05-14", id="as many: both"
        ),
        pytest.param(
            [
                told("a", days="2024-05-13"),
                told("b", days="2024-05-12", context="background"),
                told("c", days="2024-05-12", context="background"),
            ],
            "2024-05-13",
            id="recalled weighs less",
        ),
        pytest.param(
            [
                told("a", date=DateRange(latest=date(2024, 5, 14), inferred=True)),
                told("b", days="2024-05-12", context="background"),
            ],
            "2024-05-12",
            id="recalled beats inferred",
        ),
    ],
)
def test_date(tellings: list[Telling], wanted: str) -> None:
    assert event(*tellings).date == span(wanted)


def test_a_date_that_no_words_say_stays_inferred_and_narrows_one_that_is_told() -> None:
    published = DateRange(latest=date(2024, 5, 14), inferred=True)
    assert event(told("a", date=published), told("b", date=published)).date == published
    assert event(told("a", date=published), told("b", days="2024-05-01/2024-05-31")).date == span(
        "2024-05-01/2024-05-14"
    )


@pytest.mark.parametrize(
    ("tellings", "wanted"),
    [
        pytest.param(
            [told("a", place=PROVINCE), told("b", place=TELL)], "Tell Arra", id="the village, not its province"
        ),
        pytest.param([told("a", place=COUNTRY), told("b", place=PROVINCE)], "Kirkuk", id="a point, not a country"),
        pytest.param(
            [told("a", place=FAR), told("b", place=TELL), told("c", place=ARRA)], "Tell Arra", id="most are near there"
        ),
        pytest.param(
            [told("a", place=FAR), told("b", place=TELL), told("c", place=PROVINCE)],
            "Kirkuk",
            id="two villages contradict each other: what no more than one contradicts",
        ),
        pytest.param(
            [told("a", place=TELL), told("b", place=FAR, context="background")], "Tell Arra", id="recalled weighs less"
        ),
    ],
)
def test_place(tellings: list[Telling], wanted: str) -> None:
    found = event(*tellings).place
    assert found is not None
    assert found.name == wanted


def test_a_place_takes_from_others_what_it_lacks() -> None:
    bare = TELL.model_copy(update={"admin1": None, "inferred": ("country",)})
    found = event(told("a", place=bare), told("b", place=PROVINCE)).place
    assert found is not None
    assert (found.name, found.admin1, found.inferred) == ("Tell Arra", "Kirkuk", ("country",))


def test_a_place_is_called_as_most_call_it() -> None:
    names = ["Tell Arra, south of Kirkuk", "Tell Arra", "the Tell Arra"]
    spelt = [TELL.model_copy(update={"name": name, "place_id": "tell"}) for name in names]
    tellings = [told(str(number), place=place) for number, place in enumerate([*spelt, spelt[1]])]
    found = event(*tellings).place
    assert found is not None
    assert found.name == "Tell Arra"


def test_of_very_many_points_those_of_the_most_voices_are_compared() -> None:
    lone = [
        told(f"x{number}", place=FAR.model_copy(update={"latitude": 30 + number / 10, "tolerance_km": 1}))
        for number in range(deriving().most_places)
    ]
    found = event(*lone, told("a", place=TELL), told("b", place=TELL)).place
    assert found is not None
    assert found.name == "Tell Arra"


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (["Attack", "Armed clash", "Armed clash"], "Armed clash"),
        (["Armed clash", "Suicide bomb"], "Suicide bomb"),
        (["Armed clash", "Suicide bomb", "Remote explosive/landmine/IED"], "Suicide bomb"),
        (["Other", "Attack"], "Attack"),
    ],
)
def test_type_goes_by_voices_then_by_what_says_more(kinds: list[Any], wanted: str) -> None:
    found = event(*(told(str(number), kind) for number, kind in enumerate(kinds)))
    assert (found.sub_event_type, found.event_type) == (wanted, EVENT_TYPE_OF[found.sub_event_type])


def test_every_type_has_its_rank() -> None:
    assert sorted(deriving().type_order) == sorted(EVENT_TYPE_OF)


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        (["alleged", "occurred", "occurred"], "occurred"),
        (["foiled", "occurred"], "occurred"),
        (["occurred", "alleged"], "alleged"),
        (["foiled", "foiled", "occurred"], "foiled"),
    ],
)
def test_status_goes_by_voices_then_by_the_last_word(statuses: list[str], wanted: str) -> None:
    tellings = [told(str(n), status=status, published=f"2024-05-1{n}") for n, status in enumerate(statuses)]
    assert event(*tellings).status == wanted


@pytest.mark.parametrize(
    ("sides", "wanted"),
    [
        pytest.param([[GUNMEN], [ISIS]], ["Islamic State"], id="a name beats nobody known"),
        pytest.param([[ISIS], [ISGS]], ["Islamic State in the Greater Sahara"], id="a branch beats its parent"),
        pytest.param([[SECURITY], [POLICE]], ["Iraqi Federal Police"], id="a force beats all forces"),
        pytest.param([[ISIS], [PKK]], ["Islamic State", "Kurdistan Workers' Party"], id="both"),
        pytest.param([[ISIS], [PKK], [PKK]], ["Kurdistan Workers' Party", "Islamic State"], id="the most told first"),
        pytest.param([[ISIS]] * 5 + [[PKK]], ["Islamic State"], id="one of six is left out"),
        pytest.param([[PASSERS], [ISIS]], ["Islamic State"], id="words that name nobody"),
        pytest.param([[GUNMEN, ISIS]], ["Unidentified armed group", "Islamic State"], id="alone as it stands"),
        pytest.param([[], [GUNMEN]], ["Unidentified armed group"], id="better than nothing"),
    ],
)
def test_initiators(sides: list[list[Any]], wanted: list[str]) -> None:
    found = event(*(told(str(number), initiators=tuple(side)) for number, side in enumerate(sides)))
    assert [actor.name for actor in found.initiators] == wanted


def test_recalling_accounts_only_say_more_exactly_who_it_was() -> None:
    recalled = told("b", context="background", initiators=(PKK, ISGS))
    assert event(told("a", initiators=(ISIS,)), recalled).initiators == (ISGS,)
    assert event(told("a", initiators=(GUNMEN,)), recalled).initiators == (PKK, ISGS)
    assert event(told("a"), recalled).initiators == (PKK, ISGS)


def test_an_actor_stands_on_the_side_where_most_put_it() -> None:
    found = event(
        told("a", initiators=(ISIS,), targets=(ARMY,)),
        told("b", initiators=(ISIS,), targets=(ARMY, CIVILIANS)),
        told("c", initiators=(ARMY,), targets=(ISIS,)),
    )
    assert (found.initiators, set(found.targets)) == ((ISIS,), {ARMY, CIVILIANS})


def test_words_of_all_accounts_each_once() -> None:
    found = event(
        told("a", weapons=("bomb",), sources=("a police captain",), persons=(person("Botan", "commander"),)),
        told(
            "b",
            weapons=("roadside bomb", "rifles"),
            sources=("A police captain", "the ministry"),
            persons=(person("Serhat Botan", None, "killed"), person("Jasim al-Mazroui")),
        ),
        told("c", weapons=("rifle",), persons=(person("Jassim Al Mazrouei", "governor"),)),
    )
    assert found.weapons == ("rifles", "roadside bomb")
    assert found.sources == ("a police captain", "the ministry")
    assert found.persons == (person("Serhat Botan", "commander", "killed"), person("Jassim Al Mazrouei", "governor"))


def test_reports_voices_and_confidence_are_counted() -> None:
    found = event(
        told("a", voice="wire", report="r1", confidence=0.5),
        told("b", voice="wire", report="r2", confidence=0.8),
        told("c", report="r3", confidence=0.5),
        told("d", voice="v-c", report="r3", confidence=0.1),
    )
    assert (found.reports, found.independent_sources, found.confidence) == (3, 2, 0.9)


@pytest.mark.parametrize(
    ("field", "first", "second", "value"),
    [
        # Two voices that agree are surer than each, one voice is as sure as its surest telling.
        ("date", {"days": "2024-05-12"}, {"days": "2024-05-12"}, 0.8),
        ("date", {"days": "2024-05-12", "voice": "wire"}, {"days": "2024-05-12", "voice": "wire"}, 0.6),
        # Where they differ, only one of them is right.
        ("date", {"days": "2024-05-12"}, {"days": "2024-05-17"}, 0.6),
        ("sub_event_type", {"kind": "Suicide bomb"}, {"kind": "Arrests"}, 0.6),
        # What they say together is as sure as the least sure.
        ("weapons", {"weapons": ("rifles",)}, {"weapons": ("mortars",)}, 0.5),
        # An event has no context.
        ("context", {}, {}, None),
    ],
)
def test_how_sure_values_are(field: str, first: dict[str, Any], second: dict[str, Any], value: float | None) -> None:
    one, other = told("a", confidences={field: 0.6}, **first), told("b", confidences={field: 0.5}, **second)
    assert event(one, other).confidences.get(field) == value
    assert event(one).confidences.get(field) == (None if value is None else 0.6)


def test_what_a_person_set_is_no_guess() -> None:
    fixed = ruling("correct", 1, field="status", value="foiled"), ruling("correct", 2, field="place", value=None)
    found = event(told("a", confidences={"place": 0.4, "date": 0.7}), corrections=fixed)
    assert found.confidences == {"date": 0.7}


def test_accounts_stand_in_the_order_of_publication_and_undated_ones_last() -> None:
    found = event(told("b"), told("a", published="2024-05-14"), told("c", published="2024-05-13"))
    assert found.accounts == ("c", "a", "b")


def ruling(kind: Any, number: int = 1, **values: Any) -> Decision:
    at = datetime(2024, 6, 1, tzinfo=UTC) + timedelta(hours=number)
    return Decision(**{"id": f"d{number}", "kind": kind, "by": "Ana", "at": at} | values)


def test_corrections_override_and_are_listed() -> None:
    made = [
        ruling("correct", 1, field="killed", value=[{"group": "civilians", "low": 4, "best": 4, "high": 4}]),
        ruling("correct", 2, field="sub_event_type", value="Suicide bomb"),
        ruling("correct", 3, field="date", value={"earliest": "2024-05-13", "latest": "2024-05-13"}),
        ruling("correct", 4, field="place", value=None),
    ]
    found = event(told("a", killed=7, days="2024-05-12", place=TELL), corrections=made)
    assert lines(found) == [("civilians", 4, 4, 4)]
    assert (found.sub_event_type, found.event_type) == ("Suicide bomb", "Explosions/Remote violence")
    assert (found.date, found.place) == (span("2024-05-13"), None)
    assert found.corrected == ("date", "killed", "place", "sub_event_type")


def test_the_last_correction_counts_and_an_undone_one_does_not() -> None:
    first = ruling("correct", 1, field="status", value="foiled")
    second = ruling("correct", 2, field="status", value="alleged")
    undo = ruling("undo", 3, undoes="d2")
    again = ruling("undo", 4, undoes="d3")
    assert event(told("a"), corrections=[second, first]).status == "alleged"
    assert event(told("a"), corrections=[undo, first, second]).status == "foiled"
    assert event(told("a"), corrections=[again, undo, first, second]).status == "alleged"


def test_a_rejected_account_drops_out_and_comes_back() -> None:
    tellings = told("a", killed=7), told("b", killed=70)
    reject = ruling("reject", 1, accounts=("b",))
    assert (event(*tellings, corrections=[reject]).accounts, lines(event(*tellings, corrections=[reject]))) == (
        ("a",),
        [("unknown", 7, 7, 7)],
    )
    assert len(event(*tellings, corrections=[reject, ruling("undo", 2, undoes="d1")]).accounts) == 2


def test_a_rejected_event_keeps_its_values() -> None:
    found = event(told("a", killed=7), corrections=[ruling("reject", 1, accounts=("a",))], review="rejected")
    assert (found.review, lines(found)) == ("rejected", [("unknown", 7, 7, 7)])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("confidence", 1, "can't be corrected. Choose one of: sub_event_type"),
        ("status", "maybe", "status"),
        ("killed", [{"group": "civilians", "low": 5, "best": 3}], "must not fall"),
        ("date", {"earliest": "2024-05-14", "latest": "2024-05-13"}, "before it begins"),
    ],
)
def test_a_correction_that_does_not_fit_says_so(field: str, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        event(told("a"), corrections=[ruling("correct", 1, field=field, value=value)])


def test_no_accounts_no_event() -> None:
    with pytest.raises(ValueError, match="no accounts"):
        event()


_groups = st.sampled_from(["state_forces", "non_state_forces", "civilians", "unknown"])
_counts = st.builds(
    lambda group, low, more: Count(group=group, low=low, high=None if more is None else low + more),
    _groups,
    st.integers(0, 30),
    st.none() | st.integers(0, 9),
)
_rows = st.none() | st.lists(_counts, min_size=1, max_size=3, unique_by=lambda row: row.group).map(tuple)
_days = st.none() | st.builds(
    lambda first, more: DateRange(earliest=first, latest=first + timedelta(days=more)),
    st.dates(date(2024, 5, 1), date(2024, 5, 20)),
    st.integers(0, 5),
)
_actors = st.lists(st.sampled_from([ISIS, ISGS, PKK, ARMY, POLICE, SECURITY, GUNMEN, CIVILIANS]), max_size=2).map(tuple)


@st.composite
def tellings(draw: Any, most: int = 6) -> list[Telling]:
    """Some tellings of one event, of few voices and publishers."""
    made = []
    for number in range(draw(st.integers(1, most))):
        published = draw(st.none() | st.dates(date(2024, 5, 13), date(2024, 5, 16)))
        made.append(
            told(
                f"k{number}",
                draw(st.sampled_from(["Armed clash", "Attack", "Suicide bomb", "Shelling/artillery/missile attack"])),
                voice=f"v{draw(st.integers(0, 3))}",
                publisher=draw(st.sampled_from([None, "Kirkuk Daily", "The Plain"])),
                published=published and published.isoformat(),
                order=number,
                context=draw(st.sampled_from(["current", "current", "background"])),
                status=draw(st.sampled_from(["occurred", "alleged", "foiled"])),
                date=draw(_days),
                place=draw(st.sampled_from([None, TELL, ARRA, FAR, PROVINCE, COUNTRY])),
                initiators=draw(_actors),
                targets=draw(_actors),
                confidence=draw(st.floats(0, 1)),
                confidences=draw(st.dictionaries(st.sampled_from(["date", "killed", "targets"]), st.floats(0, 1))),
            )
        )
        rows = {field: draw(_rows) for field in ("killed", "wounded", "killed_or_wounded")}
        made[-1] = made[-1].model_copy(update={"account": made[-1].account.model_copy(update=rows)})
    return made


@given(tellings(), st.sampled_from(RULES))
@settings(max_examples=150, deadline=None)
def test_counts_never_fall_from_low_to_high(given_tellings: list[Telling], rule: Rule) -> None:
    found = derive("ev", given_tellings, rule=rule)
    for field in COUNT_FIELDS:
        for line in getattr(found, field):
            known = [number for number in (line.low, line.best, line.high) if number is not None]
            assert known == sorted(known)
        groups = [line.group for line in getattr(found, field)]
        assert len(groups) == len(set(groups))


@given(tellings(), st.randoms(use_true_random=False), st.sampled_from(RULES))
@settings(max_examples=150, deadline=None)
def test_the_order_of_accounts_does_not_matter(given_tellings: list[Telling], random: Any, rule: Rule) -> None:
    shuffled = random.sample(given_tellings, len(given_tellings))
    assert derive("ev", shuffled, rule=rule) == derive("ev", given_tellings, rule=rule)


@given(tellings(most=1), st.sampled_from(RULES))
@settings(max_examples=150, deadline=None)
def test_one_account_gives_its_own_values(given_tellings: list[Telling], rule: Rule) -> None:
    account = given_tellings[0].account
    found = derive("ev", given_tellings, rule=rule)
    same = (
        "event_type",
        "sub_event_type",
        "status",
        "date",
        "place",
        "initiators",
        "targets",
        "confidence",
        "confidences",
    )
    assert {name: getattr(found, name) for name in same} == {name: getattr(account, name) for name in same}
    assert found.confidences == account.confidences
    assert found.disagreements == ()
    for field in COUNT_FIELDS:
        assert [(line.group, line.low, line.high) for line in getattr(found, field)] == [
            (row.group, row.low, row.high) for row in getattr(account, field) or ()
        ]


@given(tellings(), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_a_reprint_changes_no_value(given_tellings: list[Telling], number: int) -> None:
    original = given_tellings[number % len(given_tellings)]
    head = original.report.model_copy(update={"id": "reprint"})
    reprint = original.model_copy(update={"key": "zz", "report": head})
    before, after = derive("ev", given_tellings), derive("ev", [*given_tellings, reprint])
    assert after.independent_sources == before.independent_sources
    left_out = {"accounts", "reports", "disagreements"}
    assert after.model_dump(exclude=left_out) == before.model_dump(exclude=left_out)
