"""Adding reports: new, the same, changed, reprinted; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sijill.model import CodedReport, Report
from sijill.register import Register, Unfit, UnknownId
from tests.register.making import DAY, TOWNS, account, assertion, clash, coded, report


def test_a_report_is_kept_as_it_came(register: Register) -> None:
    words = "Zwölf سجل 𝔸 fighters attacked Daquq.\r\n\r\n  5 died. "
    item = report(words, url="https://wire.example/1", title="Ein „Titel“", publisher="Wire")
    coding = coded(item, account(words), assertions=(assertion(words, "fighters"),))
    added = register.add(item, coding)
    assert (added.status, added.report, len(added.events), added.made) == ("new", item.id, 1, added.events)
    assert register.report(item.id) == item
    assert register.coded(item.id) == coding
    assert [telling.account for telling in register.tellings(added.events[0])] == list(coding.events)
    assert register.assertions() == register.assertions(item.id) == [(item.id, coding.assertions[0])]


def test_the_same_report_again_changes_nothing(register: Register) -> None:
    pair = clash()
    first = register.add(*pair)
    before = register.counts(), register.event(first.events[0]), register.history(first.events[0])
    assert register.has(pair[0])
    assert register.add(*pair).status == "same"
    assert (register.counts(), register.event(first.events[0]), register.history(first.events[0])) == before


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        # The same page, whatever the rest of its address.
        ({"url": "https://a.example/x"}, {"url": "https://a.example/x"}, "new_version"),
        ({"url": "https://a.example/x"}, {"url": "http://A.example/x/?utm_source=feed#top"}, "new_version"),
        ({"url": "https://a.example/x?id=1"}, {"url": "https://a.example/x?id=2"}, "new"),
        # The same id that was given.
        ({"id": "7"}, {"id": "7"}, "new_version"),
        ({"id": "7"}, {"id": "8"}, "new"),
        ({"id": "7", "url": "https://a.example/x"}, {"id": "7"}, "new_version"),
        ({"id": "7"}, {"id": "7", "url": "https://a.example/x"}, "new_version"),
        ({"url": "https://a.example/x"}, {"id": "7", "url": "https://a.example/x"}, "new_version"),
        # Row numbers of two tables are no reports in two versions.
        ({"id": "7", "url": "https://a.example/x"}, {"id": "7", "url": "https://b.example/y"}, "new"),
        ({"id": "7", "publisher": "Alpha"}, {"id": "7", "publisher": "Beta"}, "new"),
        ({"id": "7", "url": "https://a.example/"}, {"id": "8", "url": "https://a.example/"}, "new"),
        # Nothing but the text tells which report it is.
        ({}, {}, "new"),
    ],
)
def test_what_makes_a_report_the_same(
    register: Register, first: dict[str, Any], second: dict[str, Any], status: str
) -> None:
    one, other = report("Men attacked Daquq.", **first), report("Men attacked Daquq. 5 died.", **second)
    register.add(one, coded(one, account(one.text)))
    assert not register.has(other)
    added = register.add(other, coded(other, account(other.text)))
    assert added.status == status
    assert register.counts().reports == (2 if status == "new" else 1)
    assert register.counts().versions == 2
    assert register.has(one)
    assert register.has(other)
    assert register.report(added.report).text == other.text


def test_a_new_version_takes_the_place_of_the_old_one(register: Register) -> None:
    url = "https://a.example/1"
    old, new = report("Men attacked Daquq; 5 died.", url=url), report("Men attacked Daquq; 8 died.", url=url)
    first = register.add(old, coded(old, account(old.text, killed=5), assertions=(assertion(old.text, "Men"),)))
    second = register.add(new, coded(new, account(new.text, killed=8)))
    assert (second.status, second.events, second.made) == ("new_version", first.events, ())
    event = register.event(first.events[0])
    assert [(line.low, line.best) for line in event.killed] == [(8, 8)]
    assert (event.reports, event.disagreements) == (1, ())
    assert register.assertions() == []
    assert [version.number for version in register.versions(old.id)] == [1, 2]
    assert register.report(old.id, 1).text == old.text
    assert register.coded(old.id, 1).events[0].killed == account(old.text, killed=5).killed
    assert register.report(old.id).text == new.text


def test_a_text_that_a_report_had_before_is_nothing_new(register: Register) -> None:
    texts = ["Men attacked Daquq; 5 died.", "Men attacked Daquq; 8 died."]
    for _ in range(2):
        for words in texts:
            item = report(words, id="7")
            register.add(item, coded(item, account(words)))
    assert register.counts().versions == 2
    assert register.report("7").text == texts[1]


def test_a_day_of_publication_that_was_unknown_makes_a_version(register: Register) -> None:
    words = "Men attacked Daquq on Monday."
    undated, dated = report(words, id="7", published=None), report(words, id="7")
    register.add(undated, coded(undated, account(words)))
    assert register.add(dated, coded(dated, account(words))).status == "new_version"
    assert register.add(undated, coded(undated, account(words))).status == "same"
    assert register.report("7").published == dated.published


def test_an_event_without_accounts_ends(register: Register) -> None:
    old, new = report("Men attacked Daquq.", id="7"), report("Nothing happened in Daquq.", id="7")
    event = register.add(old, coded(old, account(old.text))).events[0]
    assert register.add(new, coded(new)).events == ()
    assert register.counts().events == 0
    with pytest.raises(UnknownId):
        register.event(event)
    assert [entry.what for entry in register.history(event)] == ["made", "ended"]


def test_reprints_are_one_voice_and_rewrites_are_not(register: Register) -> None:
    words = " ".join(
        f"Armed men attacked a post near Daquq, the {n}th this year, and 5 soldiers died." for n in range(9)
    )
    for outlet in ("Alpha", "Beta"):
        item = report(words, publisher=outlet, id=outlet)
        added = register.add(item, coded(item, account(words)))
    register.add(*clash(outlet="Gamma"))
    event = register.event(added.events[0])
    assert (event.reports, event.independent_sources) == (3, 2)
    assert len({telling.voice for telling in register.tellings(event.id)}) == 2


def test_a_reprint_that_changes_into_something_else_speaks_for_itself(register: Register) -> None:
    words = " ".join(
        f"Armed men attacked a post near Daquq, the {n}th this year, and 5 soldiers died." for n in range(9)
    )
    for outlet in ("Alpha", "Beta"):
        item = report(words, id=outlet)
        event = register.add(item, coded(item, account(words))).events[0]
    assert register.event(event).independent_sources == 1
    own, coding = clash(outlet="Alpha")
    own = own.model_copy(update={"id": "Alpha"})
    register.add(own, coding.model_copy(update={"report": own.head()}))
    assert register.event(event).independent_sources == 2


def test_many_at_once_are_as_one_by_one(
    address: str, register: Register, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pairs = _pairs(9)
    added = register.add_many(pairs)
    made = [name for item in added for name in item.made]
    assert len(made) == len(set(made)) == register.counts().events
    with Register.open(tmp_path_factory.mktemp("single") / "r.sqlite") as other:
        for pair in pairs:
            other.add(*pair)
        assert _events(register, pairs) == _events(other, pairs)
        assert len(_events(other, pairs)) == 9


def _pairs(number: int) -> list[tuple[Report, CodedReport]]:
    """Reports of so many happenings that have nothing in common, two of each."""
    happenings = [(town, 3 + 9 * n, DAY + timedelta(days=150 * n)) for n, town in enumerate([*TOWNS] * 2)]
    return [clash(*what, outlet) for what in happenings[:number] for outlet in ("Alpha Wire", "Beta Post")]


def _events(register: Register, pairs: list[tuple[Report, CodedReport]]) -> dict[str, tuple[str, ...]]:
    names = {name for item, _ in pairs for name in register.events_of(item.id)}
    return {name: register.event(name).accounts for name in sorted(names)}


def test_a_coding_of_another_text_is_refused(register: Register) -> None:
    item = report("Men attacked Daquq.")
    with pytest.raises(Unfit, match="is not of this text"):
        register.add(item, coded(item, account("Yesterday men attacked Daquq.")))
    assert register.counts().reports == 0


def test_the_full_text_index_holds_current_versions(register: Register) -> None:
    for words in ("Shepherds met in Daquq.", "Farmers met in Daquq."):
        item = report(words, id="7", title="A meeting")
        register.add(item, coded(item))
    assert [_found(register, word) for word in ("shepherd", "farmer", "meeting", "tailor")] == [0, 1, 1, 0]


def _found(register: Register, word: str) -> int:
    if register.engine.dialect.name == "sqlite":
        query = "SELECT count(*) FROM search WHERE search MATCH :word"
    else:
        query = "SELECT count(*) FROM versions WHERE current AND search @@ plainto_tsquery('english', :word)"
    with register.reading() as connection:
        return int(connection.scalar(text(query), {"word": word}) or 0)


def test_old_news_with_dates_far_apart_stay_apart(register: Register) -> None:
    one, other = clash(day=date(2023, 1, 5)), clash(day=date(2024, 1, 5), outlet="Beta Post")
    assert register.add(*one).events != register.add(*other).events


def test_reports_linked_at_the_end_are_as_those_linked_at_once(register: Register, tmp_path: Path) -> None:
    pairs = _pairs(6)
    for start in range(0, len(pairs), 5):
        added = register.add_many(pairs[start : start + 5], link=False)
        assert {(item.status, item.events) for item in added} == {("new", ())}
    assert register.counts().events == 0
    linked = register.link_pending()
    assert (linked.accounts, linked.made, register.counts().events) == (12, 6, 6)
    assert register.link_pending().accounts == 0
    with Register.open(tmp_path / "other.sqlite") as other:
        other.add_many(pairs)
        assert _events(register, pairs) == _events(other, pairs)


def test_a_new_version_before_anything_is_linked(register: Register) -> None:
    for words in ("Men attacked Daquq; 5 died.", "Men attacked Daquq; 8 died."):
        item = report(words, id="7")
        register.add_many([(item, coded(item, account(words)))], link=False)
    assert register.link_pending().accounts == 1
    assert register.counts().events == 1


@pytest.mark.parametrize("broken", ["a zero \x00 in it", "half of a pair \ud800 in it"])
@pytest.mark.parametrize("part", ["text", "title", "publisher"])
def test_characters_that_no_database_keeps(register: Register, part: str, broken: str) -> None:
    item = report("Quiet.").model_copy(update={part: broken})
    with pytest.raises(Unfit, match="no database keeps"):
        register.add(item, coded(item))
    assert register.add(*clash()).status == "new"


def test_a_very_long_report(register: Register) -> None:
    item = report(" ".join(f"wörd{n} كلمة{n}" for n in range(60_000)), title="Long")
    assert register.add(item, coded(item)).status == "new"
    assert register.report(item.id).text == item.text
    assert _found(register, "wörd77") == 1
