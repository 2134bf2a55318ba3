"""The words of a situation report, made from the counted facts: the same facts, the same words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sijill.codebook import countries
from sijill.linking.derive_settings import settings
from sijill.linking.event_sentence import sentence, told_by
from sijill.linking.event_words import bounds_text
from sijill.model import Event, Group
from sijill.register.asserted import Asserted
from sijill.register.profiles import Party, Spot
from sijill.register.summaries import People
from sijill.web.links import event_path, report_path, words_path
from sijill.web.profile_paths import actor_path, place_path
from sijill.web.situation.facts import Situation, listed
from sijill.web.situation.pieces import Line, Piece, Section, Table, joined, line

_NAMED: Final = 4
_ROWS: Final = 10
_KINDS: Final = {
    "Battles": ("battle", "battles"),
    "Explosions/Remote violence": ("explosion or remote attack", "explosions and remote attacks"),
    "Violence against civilians": ("attack on civilians", "attacks on civilians"),
    "Protests": ("protest", "protests"),
    "Riots": ("riot", "riots"),
    "Strategic developments": ("strategic development", "strategic developments"),
}
_RULES: Final = {
    "most_recent": "the most recent account's",
    "median": "the middle one of all accounts'",
    "most_conservative": "the lowest of all accounts'",
}


def title_of(facts: Situation) -> str:
    """What the report is called: "Situation report: Kirkuk, Iraq"."""
    return f"Situation report: {facts.area}" if facts.area else "Situation report"


def period_text(facts: Situation) -> str:
    """Its days: "1 to 30 May 2024"."""
    return days_between(facts.period.since, facts.period.until) if facts.period else "no days known"


def days_between(first: date, last: date) -> str:
    """Two days in words, what they have in common said once."""
    end = f"{last.day} {last:%B} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    start = f"{first.day} {first:%B}"
    return f"{start} to {end}" if first.year == last.year else f"{start} {first.year} to {end}"


def sections(facts: Situation, rule: str) -> list[Section]:
    """The report, part by part; those about which nothing is known are left out. `rule`: how best figures come."""
    found = [_overview(facts)]
    if facts.now.events:
        found += [_where(facts), _who(facts), _deadliest(facts)]
    if facts.disputed:
        found.append(_disputed(facts))
    if facts.asserted:
        found.append(_asserted(facts))
    if facts.now.events:
        found.append(_sources(facts))
    return [*found, _method(facts, rule)]


def _overview(facts: Situation) -> Section:
    if not facts.now.events:
        told = (
            f"The register has no event {_scope(facts)}."
            if facts.period
            else "The register has no such event with a day."
        )
        return Section("overview", "Overview", [line(told)])
    return Section("overview", "Overview", [line(" ".join(each)) for each in _overview_words(facts)], drawing="line")


def _overview_words(facts: Situation) -> Iterator[list[str]]:
    now = facts.now
    what = [_number(n, *_KINDS[kind]) for kind, n in _families(facts) if n]
    yield [
        f"{_scope(facts, capital=True)}, the register has {_number(now.events, 'event', 'events')}: {listed(what)}.",
        f"Killed: {_range(now.killed)}. Wounded: {_range(now.wounded)}.",
        *_by_group(facts),
    ]
    against = list(_compared(facts))
    if against:
        yield against
    careful = list(_careful(facts))
    if careful:
        yield careful


def _families(facts: Situation) -> list[tuple[str, int]]:
    sums = dict.fromkeys(_KINDS, 0)
    for row in facts.now.types:
        sums[row.of or ""] = sums.get(row.of or "", 0) + row.events
    return sorted(sums.items(), key=lambda item: (-item[1], list(sums).index(item[0])))


def _by_group(facts: Situation) -> Iterator[str]:
    groups = facts.now.groups["killed"]
    told = [
        f"{_range(people)} {_group(group, people.best)}"
        for group, people in _by_number(groups)
        if people.high or people.open
    ]
    if len(told) > 1 or (told and "unknown" not in groups):
        yield f"Killed by group: {', '.join(told)}."


def _by_number(groups: dict[Group, People]) -> list[tuple[Group, People]]:
    return sorted(groups.items(), key=lambda item: (-item[1].best, item[0]))


def _compared(facts: Situation) -> Iterator[str]:
    earlier = facts.period.before if facts.period else None
    if facts.before is None or earlier is None:
        return
    then, now = facts.before, facts.now
    days = f"the {earlier.days:,} days before" if earlier.days > 1 else "the day before"
    days += f" ({days_between(earlier.since, earlier.until)})"
    if not then.events:
        yield f"For {days} the register has no event."
        return
    more = _change(now.events - then.events, "event", "events")
    deadlier = _change(now.killed.best - then.killed.best, "killed", "killed")
    yield (
        f"In {days} there were {_number(then.events, 'event', 'events')}, killed: {_range(then.killed)}. "
        f"That is {more} and {deadlier} now."
    )


def _careful(facts: Situation) -> Iterator[str]:
    """What a reader has to know before taking the numbers for more than they are."""
    states = {row.value: row.events for row in facts.now.statuses}
    if states.get("alleged"):
        told = _number(states["alleged"], "event is", "events are")
        yield f"{told} disputed or not confirmed, and counted all the same."
    if states.get("foiled"):
        yield f"{_number(states['foiled'], 'attack was', 'attacks were')} foiled."
    if facts.loose:
        yield (
            f"{_number(facts.loose, 'event', 'events')} may lie outside the period: "
            f"{'its' if facts.loose == 1 else 'their'} days are not known so exactly."
        )
    if facts.now.killed.open:
        yield "Some accounts give no upper bound (“at least 7”), so there may be more killed than the highest figure."
    unread = {row.value: row.events for row in facts.now.reviews}.get("unreviewed", 0)
    if unread == facts.now.events:
        yield "No person has reviewed these events: they are as the program read the reports."
    elif unread:
        yield f"{unread:,} of the events no person has reviewed yet."
    if facts.now.rejected:
        out = _number(facts.now.rejected, "event that a person rejected is", "events that people rejected are")
        yield f"{out} left out."


def _where(facts: Situation) -> Section:
    divisions = [row for row in facts.now.divisions if row.value][:_NAMED]
    parts = [
        line(_place(row.of, row.value, None), f" ({_number(row.events, 'event', 'events')}, {row.killed:,} killed)")
        for row in divisions
    ]
    paragraphs = [line("Most events were in ", *joined(parts), ".")] if parts else []
    unplaced = facts.now.events - facts.now.placed
    if unplaced:
        paragraphs.append(line(f"{_number(unplaced, 'event has', 'events have')} no point on the map."))
    rows = [_spot_row(spot) for spot in facts.spots[:_ROWS]]
    more = f"Places with most events, of {facts.spots_all:,}" if facts.spots_all > _ROWS else "Places"
    table = Table(more, ("Place", "Events", "Killed", "Last"), rows, frozenset((1, 2)))
    return Section("where", "Where", paragraphs, tables=[table], drawing="map")


def _spot_row(spot: Spot) -> list[Line]:
    inside = (spot.admin1, _land(spot.country)) if spot.place else (_land(spot.country),)
    lies = ", ".join(
        name
        for name in dict.fromkeys(inside)
        if name and name not in (spot.place, spot.admin1 if not spot.place else None)
    )
    where = line(_place(spot.country, spot.admin1, spot.place), f", {lies}" if lies else "")
    return [where, line(f"{spot.events:,}"), line(f"{spot.killed:,}"), line(str(spot.last or "–"))]


def _who(facts: Situation) -> Section:
    named = [party for party in facts.parties if party.initiated or party.targeted][:_NAMED]
    parts = [line(Piece(party.name, actor_path(party.actor_id, party.name)), f" ({_part(party)})") for party in named]
    paragraphs = [line("Those who appear most often are ", *joined(parts), ".")] if parts else []
    rows = [
        [line(Piece(each.name, actor_path(each.actor_id, each.name)))]
        + [
            line(f"{number:,}")
            for number in (each.events, each.initiated, each.targeted, each.claimed, each.killed_best)
        ]
        for each in facts.parties
    ]
    head = ("Actor", "Events", "Began", "Was target", "Claimed", "Killed in them")
    return Section(
        "who", "Who", paragraphs, tables=[Table("Actors with most events", head, rows, frozenset(range(1, 6)))]
    )


def _part(party: Party) -> str:
    began = f", began {party.initiated:,}" if party.initiated else ""
    return f"{_number(party.events, 'event', 'events')}{began}"


def _deadliest(facts: Situation) -> Section:
    if not facts.deadliest:
        return Section("deadliest", "Deadliest events", [line("No account of these events counts anyone killed.")])
    items = [
        line(
            sentence(event),
            " ",
            Piece(f"{told_by(event).capitalize()}.", event_path(event.id)),
            *_cite(facts, event.id),
        )
        for event in facts.deadliest
    ]
    return Section("deadliest", "Deadliest events", items=items)


def _disputed(facts: Situation) -> Section:
    told = _number(facts.disputed_all, "event is", "events are")
    more = f" Those with most killed, of {facts.disputed_all:,}:" if facts.disputed_all > len(facts.disputed) else ""
    head = line(f"{told} told differently by different accounts.{more}")
    return Section("disputed", "What is disputed", [head], items=[_differing(facts, event) for event in facts.disputed])


def _differing(facts: Situation, event: Event) -> Line:
    what = [
        f"{item.field.replace('_', ' ').capitalize()}: {'; '.join(version.value for version in item.versions)}."
        for item in event.disagreements
    ]
    return line(Piece(sentence(event), event_path(event.id)), f" {' '.join(what)}", *_cite(facts, event.id))


def _asserted(facts: Situation) -> Section:
    head = line("Reports of the period also state, without an event of it:")
    return Section("asserted", "Assertions", [head], items=[_statement(facts, each) for each in facts.asserted])


def _statement(facts: Situation, each: Asserted) -> Line:
    told = each.assertion
    place = f" in {told.place}" if told.place else ""
    figure = (
        ""
        if told.low is None and told.high is None
        else f"{bounds_text(told.low or 0, told.high)} {told.unit or ''}".strip()
    )
    if told.kind == "territorial_control":
        says = f"{told.subject} held {told.place or 'a place that is not named'}"
    elif told.kind == "strength_estimate":
        says = f"{told.subject}{place}: {figure}"
    else:
        says = f"{told.subject}{place}{': ' if figure else ''}{figure}"
    when = f" ({told.as_of.replace('/', ' to ')})" if told.as_of else ""
    by = f", by {told.source}" if told.source else ""
    own = next((item for item in told.evidence if item.field == "assertion"), next(iter(told.evidence), None))
    href = words_path(each.report.id, own.start, own.end) if own else report_path(each.report.id)
    return line(f"{says}{when}{by}: ", Piece(f"“{' '.join(told.quote.split())}”", href), *_cite(facts, each.report.id))


def _sources(facts: Situation) -> Section:
    named = [each for each in facts.publishers if each.name][:_NAMED]
    who = listed([f"{each.name} ({each.reports:,})" for each in named])
    most = f", by publisher: {who}" if len(facts.publishers) <= _NAMED else f", most of them by {who}"
    told = f"{_number(facts.reports, 'report tells', 'reports tell')} the events{most if who else ''}."
    told += " Those that the text refers to:" if facts.cited else ""
    return Section("sources", "Sources", [line(told)])


def _method(facts: Situation, rule: str) -> Section:
    stand = f" The register last changed on {facts.as_of:%Y-%m-%d at %H:%M} UTC." if facts.as_of else ""
    told = (
        "This text is made by rule from the fields of the register: the same events give the same words. An event is "
        "what one or several reports tell of one happening; reprints of a story count as one source. Of several "
        f"figures the best one is {_RULES.get(rule, 'chosen by rule')}; the range runs from the lowest to the highest "
        "that accounts give. Types of events follow ACLED's codebook. Days are those of the place.",
        "The register holds what its reports say, as a program read it, and as people corrected it where they did. It "
        "does not know what nobody reported, nor whether a report is true: fewer events may mean fewer reports. Look "
        f"at an event's words before you rely on it.{stand}",
    )
    return Section("method", "How to read this", [line(part) for part in told])


def _scope(facts: Situation, capital: bool = False) -> str:
    period = facts.period
    word = "from" if period and period.days > 1 else "on"
    days = f"{word.capitalize() if capital else word} {period_text(facts)}"
    return f"{days} in {facts.area}" if facts.area else days


def _place(country: str | None, admin1: str | None, place: str | None) -> Piece:
    return Piece(place or admin1 or _land(country) or "a place that is not known", place_path(country, admin1, place))


def _land(code: str | None) -> str | None:
    known = countries().get(code or "")
    return known.plain_name if known else code


def _cite(facts: Situation, key: str) -> Line:
    return tuple(Piece(f" [{number}]", f"#source-{number}") for number in facts.numbers.get(key, ()))


def _range(people: People) -> str:
    if not people.high and not people.open:
        return "none told"
    if people.low == people.best == people.high:
        return f"{people.best:,}{' or more' if people.open else ''}"
    return f"{people.best:,} ({people.low:,} to {people.high:,}{' or more' if people.open else ''})"


def _group(group: Group, number: int) -> str:
    one, many = settings().group_words[group]
    return one if number == 1 else many


def _change(difference: int, one: str, many: str) -> str:
    if difference == 0:
        return f"as many {many}"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} {one if abs(difference) == 1 else many}"


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
