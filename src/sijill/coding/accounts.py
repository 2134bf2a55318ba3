"""From a frame to an account: every role's words read as a value, with the words kept as evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from sijill.codebook import ActorMatch
from sijill.codebook.actor_classes import CIVILIANS
from sijill.coding.actors import actors, is_party
from sijill.coding.arms import are_things, weapons
from sijill.coding.beside import with_day_beside, with_place_beside
from sijill.coding.casualties import GroupReader, Told, is_beside, is_part, settle, tell
from sijill.coding.company import is_nobody
from sijill.coding.context import context
from sijill.coding.disputes import differ, told_otherwise, voices
from sijill.coding.edges import unnumbered
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.groups import camp_of, crowd_of, lost_by_side, whose
from sijill.coding.harm import does_harm, says_so
from sijill.coding.headings import heading, surely_hurt, without_heading
from sijill.coding.kinds import HITTING
from sijill.coding.mentions import Reading
from sijill.coding.merge import limits
from sijill.coding.numbers import Interval
from sijill.coding.parties import UNIDENTIFIED, on_civilians, plain_people, unnamed_attacker
from sijill.coding.people import persons_of, role_of
from sijill.coding.reckonings import BY, widened
from sijill.coding.restated import listed_after, restated, without_appositions
from sijill.coding.setting import Setting
from sijill.coding.singly import Named, singly
from sijill.coding.sources import in_full
from sijill.coding.subsets import subsets
from sijill.coding.text import quote, trim
from sijill.model import (
    COUNT_FIELDS,
    EVENT_TYPE_OF,
    Account,
    ActorRef,
    Count,
    DateRange,
    Evidence,
    Group,
    Person,
    Place,
)
from sijill.model.vocabulary import CountField

# What a place told in another sentence than the event loses against one told beside it, as if it were vaguer.
_ELSEWHERE_KM = 150.0
# What of the surest date's score another one of the event needs, to be preferred as the narrower.
_SURER_DATE = 0.95
_ALONG = ("along with", "together with", "as well as")
_CLAIM = re.compile(r"\b(?:claim|responsib|credit|statement|admit|boast|amaq)", re.IGNORECASE)


@dataclass
class _Sheet:
    """The evidence of one account as it comes together, and what is known by then of the day and the country."""

    setting: Setting
    lines: list[Evidence] = field(default_factory=list)
    when: date | None = None
    country: str | None = None

    def note(self, name: str, span: Chars) -> None:
        span = trim(self.setting.text, span)
        line = Evidence(field=name, start=span.start, end=span.end, text=self.setting.words(span))
        if span.end > span.start and line not in self.lines:
            self.lines.append(line)


def account(frame: Frame, setting: Setting, reading: Reading, number: int) -> Account:
    """The account that a frame gives, numbered in the order of the text."""
    sheet = _Sheet(setting)
    trigger = _fullest(frame, setting)
    sentence = setting.sentences.at(trigger.start)
    sheet.note("event", sentence)
    sheet.note("event_type", frame.trigger)
    named = persons_of(frame, setting, reading)
    persons = _persons(named, setting, sheet)
    counts = _counts(frame, setting, reading, sheet, named)
    day = _date(with_day_beside(frame, setting), setting, sheet)
    told = context(frame, day, setting.report.published, first=number == 1)
    if day is None and told == "current" and setting.report.published:
        # Nothing says when: the day of the report only bounds it.
        day = DateRange(latest=setting.report.published, inferred=True)
    place = _place(with_place_beside(frame, setting), setting, sheet)
    sheet.when = (day.latest or day.earliest) if day else None
    sheet.country = place.country if place else None
    initiators = _initiators(frame, setting, sheet)
    return Account(
        id=f"e{number}",
        event_type=EVENT_TYPE_OF[frame.sub_event_type],
        sub_event_type=frame.sub_event_type,
        context=told,
        status=frame.status,
        date=day,
        place=place,
        initiators=initiators,
        targets=_targets(frame, setting, sheet, initiators),
        weapons=_weapons(frame, setting, sheet),
        claimed_by=_actors(_with_said_claims(frame, setting), setting, "claimant", "claimed_by", sheet),
        sources=_sources(frame, setting, sheet),
        persons=tuple(persons),
        quote=setting.words(quote(setting.text, sentence, [trigger, *_told(frame)])),
        confidence=min(max(frame.score, 0.0), 1.0),
        evidence=tuple(sheet.lines),
        killed=counts["killed"],
        wounded=counts["wounded"],
        abducted=counts["abducted"],
        arrested=counts["arrested"],
        killed_or_wounded=counts["killed_or_wounded"],
    )


def _harmed(frame: Frame, setting: Setting) -> Frame:
    """The frame with those harmed as its targets, and nothing else."""
    counts = [r for r in frame.roles if r.name in COUNT_FIELDS and not is_nobody(r.span, setting)]
    harmed = [replace(r, name="target") for r in counts if setting.actor(r.span).group != "unknown"]
    return replace(frame, roles=tuple(harmed))


def _with_said_claims(frame: Frame, setting: Setting) -> Frame:
    """The frame without claimants that the heads see where the sentence has no word of a claim."""
    kept = [
        r
        for r in frame.roles
        if r.name != "claimant" or r.by == "claims" or _CLAIM.search(setting.words(setting.sentences.at(r.span.start)))
    ]
    return replace(frame, roles=tuple(kept))


def _fullest(frame: Frame, setting: Setting) -> Chars:
    """The trigger in whose sentence most of the event is told, losses before the rest."""

    def told(trigger: Chars) -> tuple[float, bool, int]:
        sentence = setting.sentences.at(trigger.start)
        held = sum(2.0 if r.name in COUNT_FIELDS else 1.0 for r in frame.roles if r.span.overlaps(sentence))
        return held, trigger == frame.trigger, -trigger.start

    return max((frame.trigger, *frame.mentions), key=told)


def _told(frame: Frame) -> list[Chars]:
    return frame.spans(*COUNT_FIELDS) + frame.spans("target", "initiator", "place")


def _actors(frame: Frame, setting: Setting, role: RoleName, name: str, sheet: _Sheet) -> tuple[ActorRef, ...]:
    return _noted(actors(frame, setting, role, sheet.when, sheet.country), name, setting, sheet)


def _noted(
    found: Sequence[tuple[Chars, ActorMatch]], name: str, setting: Setting, sheet: _Sheet
) -> tuple[ActorRef, ...]:
    out: list[ActorRef] = []
    for span, match in found:
        sheet.note(f"{name}.{len(out)}", span)
        out.append(
            ActorRef(name=match.name, mention=setting.words(unnumbered(span, setting.doc)), actor_id=match.actor_id)
        )
    return tuple(out)


def _initiators(frame: Frame, setting: Setting, sheet: _Sheet) -> tuple[ActorRef, ...]:
    """Who did it; of violence by nobody in particular an unidentified armed group, as the words of the deed tell."""
    named = _actors(frame, setting, "initiator", "initiators", sheet)
    if named or not unnamed_attacker(frame):
        return named
    return (_by_the_deed(frame, setting, UNIDENTIFIED, "initiators", sheet),)


def _targets(frame: Frame, setting: Setting, sheet: _Sheet, initiators: Sequence[ActorRef]) -> tuple[ActorRef, ...]:
    """Whom it hit; civilians, as the words of the deed tell, where its type means them and nobody is named."""
    hit = actors(frame, setting, "target", sheet.when, sheet.country)
    if not any(is_party(s, match, setting) for s, match in hit):
        # Things, and people of whom nothing is told: those who came to harm say more.
        hit = actors(_harmed(frame, setting), setting, "target", sheet.when, sheet.country) or hit
    elif EVENT_TYPE_OF[frame.sub_event_type] in HITTING:
        hit += _also_harmed(frame, setting, hit, sheet)
    doers = {actor.name for actor in initiators}
    if any(setting.actor(s).group == "non_state_forces" for s in frame.spans("initiator")):
        doers.add(UNIDENTIFIED)  # "The attackers" who fell did it.
    hit = [(s, m) for s, m in hit if m.name not in doers] or hit
    if on_civilians(frame):
        hit = _as_civilians(hit, setting)
        return _noted(hit, "targets", setting, sheet) or (_by_the_deed(frame, setting, CIVILIANS, "targets", sheet),)
    return _noted(hit, "targets", setting, sheet)


def _also_harmed(
    frame: Frame, setting: Setting, hit: Sequence[tuple[Chars, ActorMatch]], sheet: _Sheet
) -> list[tuple[Chars, ActorMatch]]:
    """Those of a camp of their own who came to harm beside those whom it hit: "two policemen and a farmer"."""
    doers = frame.spans("initiator")
    camps = {m.group for _, m in hit} | {setting.actor(s, initiator=True).group for s in doers}
    if not doers:
        camps |= {"state_forces", "non_state_forces"}  # Armed people who fell may be those who did it.
    harmed = actors(_harmed(frame, setting), setting, "target", sheet.when, sheet.country)
    return [(s, m) for s, m in harmed if m.group not in camps | {"unknown"} and not plain_people(setting.words(s))]


def _as_civilians(hit: Sequence[tuple[Chars, ActorMatch]], setting: Setting) -> list[tuple[Chars, ActorMatch]]:
    """Targets of what is done to civilians: "a pharmacy" and "its cook", of whom no group is known, are that."""
    civilian = setting.tools.registry.resolve("a civilian", setting.country)
    plain = [(s, m if is_party(s, m, setting) else civilian) for s, m in hit]
    return [item for n, item in enumerate(plain) if item[1].name not in [m.name for _, m in plain[:n]]]


def _by_the_deed(frame: Frame, setting: Setting, name: str, role: str, sheet: _Sheet) -> ActorRef:
    sheet.note(f"{role}.0", frame.trigger)
    return ActorRef(name=name, mention=setting.words(trim(setting.text, frame.trigger)))


def _counts(
    frame: Frame, setting: Setting, reading: Reading, sheet: _Sheet, persons: Named
) -> dict[str, tuple[Count, ...] | None]:
    counts: dict[str, tuple[Count, ...] | None] = {}
    reckoned = [r for r in frame.roles if r.by == BY]
    frame = _with_surest(replace(frame, roles=tuple(r for r in frame.roles if r not in reckoned)), setting)
    crowd = crowd_of(frame, setting)
    asked = partial(whose, crowd=crowd, setting=setting, reading=reading)
    told = _told_of(frame, setting, asked)
    told["killed"] += _before_others(told["killed"], persons, setting, crowd.side or "unknown")
    told, left_out = _with_listed(told, setting, asked)
    told, voice = _with_those_meant(told, setting), voices(setting)
    for name, span in left_out:
        sheet.note(name, span)
    two_tellers = partial(differ, setting, voice=voice)
    for name in COUNT_FIELDS:
        people, wholes = restated(
            setting.text, without_appositions(told[name], setting), lambda t: plain_people(setting.words(t.span))
        )
        rows, repeated = settle(setting.text, people, further=name == "killed", apart=two_tellers)
        rows = widened(rows, [r.span for r in reckoned if r.name == name], setting)
        for n, (_, spans) in enumerate(rows):
            for span in spans:
                sheet.note(f"{name}.{n}", span)
        for span in (*wholes, *repeated):
            sheet.note(name, span)
        counts[name] = tuple(row for row, _ in rows) or None
    for name, spans in singly(frame, persons, counts, setting).items():
        counts[name] = (Count(group=crowd.side or "unknown", low=len(spans), high=len(spans)),)
        for span in spans:
            sheet.note(f"{name}.0", span)
    return counts


def _told_of(frame: Frame, setting: Setting, group_of: GroupReader) -> dict[CountField, list[Told]]:
    """The parts of a frame's counts, each under the heading that its own words give it."""
    tellers = frame.spans("source")
    told: dict[CountField, list[Told]] = {name: [] for name in COUNT_FIELDS}
    for name in COUNT_FIELDS:
        for span in _side_by_side(frame.spans(name), setting):
            sentence = setting.sentences.index(span.start)
            parts = tell(setting.text, span, sentence, group_of)
            parts = [p for p in parts if not are_things(p.span, setting) and not does_harm(p.span, name, setting)]
            headings = [heading(setting.text, part.span) for part in parts]
            # "four dead and eight wounded" tells the two apart, whatever the whole is taken for.
            apart = None not in headings and len(set(headings)) > 1
            for part, own in zip(parts, headings, strict=True):
                # "12 people and injured 40 others": each part stands where its own words put it.
                if not part.firm and (any(part.span.overlaps(s) for s in tellers) or _names_a_group(part, setting)):
                    continue  # A name of one who tells of the losses is none of them, nor is that of a group.
                sure = own == "killed_or_wounded" or surely_hurt(setting.text, part.span)
                if own not in (None, name) and not sure and says_so(part.span, name, setting):
                    own = name  # "Killed 250 men taken hostage".
                told[own if own and (apart or name != "killed_or_wounded") else name].append(part)
        told[name] += _among(told[name], setting)
    return told


def _side_by_side(spans: Sequence[Chars], setting: Setting) -> list[Chars]:
    """The spans, those with only white space between them as one ("a married" + "couple"); none within another."""
    out: list[Chars] = []
    for span in spans:
        if out and span.start >= out[-1].end and not setting.text[out[-1].end : span.start].strip(" "):
            out[-1] = Chars(out[-1].start, span.end)
        else:
            out.append(span)
    return [s for s in out if not any(o != s and o.start <= s.start and s.end <= o.end for o in out)]


def _with_listed(
    told: Mapping[CountField, list[Told]], setting: Setting, group_of: GroupReader
) -> tuple[dict[CountField, list[Told]], list[tuple[CountField, Chars]]]:
    """The parts, instead of a whole of plain people those that the text lists after it, under its heading and no other;
    beside them the wholes left out."""
    out = {name: list(parts) for name, parts in told.items()}
    wholes: list[tuple[CountField, Chars]] = []
    for name, found in told.items():
        for whole in (w for w in found if w.firm and plain_people(setting.words(w.span))):
            parts = listed_after(setting.text, whole, setting.sentences.at(whole.span.start).end, group_of)
            taken = [whole.span, *(p.span for p in parts)]
            if parts:
                out = {n: [t for t in own if not any(t.span.overlaps(s) for s in taken)] for n, own in out.items()}
                out[name] += parts
                wholes.append((name, whole.span))
    return out, wholes


def _among(told: Sequence[Told], setting: Setting) -> list[Told]:
    """Armed people told of among those counted, beside those that are counted already."""
    group_of = setting.tools.registry.group_of
    found: list[Told] = []
    for whole in told:
        end = setting.sentences.at(whole.span.start).end
        new = subsets(setting.text, whole, end, lambda words, _: group_of(words, setting.country))
        found += [t for t in new if not any(t.span.overlaps(have.span) for have in (*told, *found))]
    return found


def _before_others(told: Sequence[Told], persons: Named, setting: Setting, side: Group) -> list[Told]:
    """Those killed by name beside whom the first number counts others: "killed Nour Hadi. Five other people died"."""
    first = min(told, key=lambda t: t.span, default=None)
    if first is None or not first.firm or not is_beside(setting.text, first.span):
        return []
    dead = [s for s, fate in persons if fate == "killed" and s.end <= first.span.start]
    near = [s for s in dead if first.sentence - setting.sentences.index(s.start) <= 1]
    return [Told(s, Interval(1, 1), side, setting.sentences.index(s.start), s) for s in near]


def _names_a_group(part: Told, setting: Setting) -> bool:
    """True for the bare name of an organisation, or a clause, which would count as one."""
    inside = setting.doc.char_span(part.span.start, part.span.end, alignment_mode="expand")
    if inside is not None and any(token.tag_ in ("VBD", "VBZ", "VBP") for token in inside):
        return True  # A clause that runs into the phrase counts nobody either.
    if inside is None or part.interval.high is None or inside.root.pos_ != "PROPN":
        return False
    if any(token.ent_type_ == "PER" for token in inside):
        return False
    return inside.root.ent_type_ == "ORG" or setting.actor(part.span).actor_id is not None


def _with_surest(frame: Frame, setting: Setting) -> Frame:
    """The frame with the counts told beside a trigger that are about as sure as the surest, by kind of loss and side.

    Those told elsewhere stand only where no sentence of a trigger counts such losses; tolls and "a third" always.
    """
    own = {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}
    kept = [r for r in frame.roles if r.name not in COUNT_FIELDS]
    for name in COUNT_FIELDS:
        found = [r for r in frame.roles if r.name == name]
        beside = [r for r in found if setting.sentences.index(r.span.start) in own] or found
        camps = {camp_of(r.span, setting) for r in beside}
        armed = ("state_forces", "non_state_forces")
        others = [r for r in found if r not in beside and (g := camp_of(r.span, setting)) in armed and g not in camps]
        have = [r.span for r in beside]
        later = [
            r
            for r in found
            if r not in beside
            and (r.by == "toll" or is_beside(setting.text, r.span) or told_otherwise(r.span, have, setting))
        ]
        sides = {r: camp_of(r.span, setting) for r in (*beside, *others)}
        for role, side in sides.items():
            surest = max(r.score for r, other in sides.items() if other == side)
            if role.score >= limits()["surer_count"] * surest or any(_listed(k, role, setting) for k in kept):
                kept.append(role)
        kept += [r for r in later if r not in kept]
    return replace(frame, roles=tuple(kept))


def _listed(before: Role, role: Role, setting: Setting) -> bool:
    """True for two counts of one kind in one list: "a driver, his two sons and a guard", "six along with a guard"."""
    gap = setting.text[before.span.end : role.span.start].strip().lower()
    beside = gap.endswith(_ALONG) and before.span.overlaps(setting.sentences.at(role.span.start))
    return before.name == role.name and (gap in (",", "and", ", and") or beside)


def _with_those_meant(told: dict[CountField, list[Told]], setting: Setting) -> dict[CountField, list[Told]]:
    """The parts, "two others" and bare numbers with the group of the people counted last before them nearby."""
    group_of = setting.tools.registry.group_of
    groups: dict[Chars, Group] = {}
    last: Told | None = None
    known: dict[Chars, Group] = {}
    parts = sorted((p for parts in told.values() for p in parts), key=lambda p: p.span)
    # Bodies that a side left are its own, and tell nothing of people told of later.
    parts = [p for p in parts if not lost_by_side(p.span, setting)]
    bare = {
        p.span: group_of(words, fallback="state_forces") != group_of(words, fallback="non_state_forces")
        for p in parts
        if (words := without_heading(setting.words(p.span)))
    }
    for part in parts:
        if not bare.get(part.span, True):
            known.setdefault(part.whole, part.group)
    for part in parts:
        if not bare.get(part.span, True):
            # Of a number's parts no other number is: "nine people, five of them policemen, and hurt 22".
            last = last if last is not None and is_part(setting.text, part.span) else part
        elif part.whole in known:
            groups[part.span] = known[part.whole]  # "A major and two soldiers".
        elif last is not None and part.sentence - last.sentence <= 1:
            groups[part.span] = last.group
    return {name: [replace(p, group=groups.get(p.span, p.group)) for p in parts] for name, parts in told.items()}


def _date(frame: Frame, setting: Setting, sheet: _Sheet) -> DateRange | None:
    sure = {r.span: r.score for r in frame.roles if r.name == "date" and setting.days(r.span) is not None}
    least = _SURER_DATE * max(sure.values(), default=0.0)
    found = [(s, days) for s, score in sure.items() if score >= least and (days := setting.days(s)) is not None]
    if found:
        span, days = min(found, key=lambda f: (f[1].latest - f[1].earliest, abs(f[0].start - frame.trigger.start)))
        sheet.note("date", span)
        return DateRange(earliest=days.earliest, latest=days.latest)
    return None


def _place(frame: Frame, setting: Setting, sheet: _Sheet) -> Place | None:
    best: tuple[tuple[bool, bool, float], Chars, Place] | None = None
    beside = {setting.sentences.index(s.start) for s in frame.spans(*COUNT_FIELDS)}
    beside |= {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}
    for span in frame.spans("place"):
        span = trim(setting.text, span)
        place = setting.places.get(span) or _off_the_map(span, setting)
        far = 0.0 if setting.sentences.index(span.start) in beside else _ELSEWHERE_KM
        written = setting.dateline is not None and setting.dateline.overlaps(span)
        near = far + (place.tolerance_km or 40.0) + abs(span.start - frame.trigger.start) / 1000
        # "An army post" is a place only where nothing that is on the map is named; a dateline only without both.
        rank = written, place.latitude is None and not _proper(span, setting), near
        if best is None or rank < best[0]:
            best = rank, span, place
    if best is None:
        return None
    sheet.note("place", setting.naming(best[1]))
    return best[2]


def _off_the_map(span: Chars, setting: Setting) -> Place:
    """A place that the gazetteer lacks: in the division of the places named around it, if that is one."""
    name = setting.words(span)
    sentence = setting.sentences.at(span.start)
    near = [p for s, p in setting.places.items() if s.overlaps(sentence) and p.admin1 and p.country]
    where = {(p.country, p.admin1) for p in near}
    if len(where) != 1 or not _proper(span, setting):
        return Place(name=name)
    country, admin1 = where.pop()
    return Place(name=name, country=country, admin1=admin1, inferred=("country", "admin1"))


def _proper(span: Chars, setting: Setting) -> bool:
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    return inside is not None and any(token.pos_ == "PROPN" for token in inside)


def _weapons(frame: Frame, setting: Setting, sheet: _Sheet) -> tuple[str, ...]:
    found = weapons(frame, setting)
    for n, (span, _) in enumerate(found):
        sheet.note(f"weapons.{n}", span)
    return tuple(name for _, name in found)


def _sources(frame: Frame, setting: Setting, sheet: _Sheet) -> tuple[str, ...]:
    spans = [in_full(trim(setting.text, span), frame, setting) for span in frame.spans("source")]
    out: list[str] = []
    for span in dict.fromkeys(spans):
        sheet.note(f"sources.{len(out)}", span)
        out.append(" ".join(setting.words(span).split()))
    return tuple(out)


def _persons(named: Named, setting: Setting, sheet: _Sheet) -> list[Person]:
    out: list[Person] = []
    for span, fate in named:
        sheet.note(f"persons.{len(out)}", span)
        out.append(Person(name=" ".join(setting.words(span).split()), role=role_of(span, setting), fate=fate))
    return out
