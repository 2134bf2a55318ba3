"""Losses told place by place: "killed 12 officers in Orakzai and eight in Kurram" are two happenings.

A part is a count and the place right after it; a sentence with several parts is split, and what it says of all of them
(who did it, when, who says so) goes to each. So are sentences that each begin with a place: "In Khulna, police arrested
seven men. In Bogra, they arrested five".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sijill.coding.casualties import is_firm
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.kinds import kind_of
from sijill.coding.merge import fought
from sijill.coding.numbers import find_counts, read_count
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import COUNT_FIELDS, Place, SubEventType

_RULE = "apart"
# UCDP's code for a whole country.
_COUNTRY = 6
_KINDS = r"(?:town|city|village|district|province|region|area|governorate|county|state)"
_IN = re.compile(
    rf"\b(?:in|at|near|outside|around)\s+(?:the\s+)?(?:[a-z]+ern\s+)?(?:nearby\s+)?(?:{_KINDS}\s+of\s+)?$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:Also|Meanwhile|Elsewhere|Separately|Similarly),? )?"
    rf"(?:In|At|Near)\s+(?:the\s+)?(?:[a-z]+ern\s+)?(?:{_KINDS}\s+of\s+)?",
    re.IGNORECASE,
)
# What joins a further part to the one before; "wounding five in ..." goes on with the same deed.
_JOINED = re.compile(r"^[^.;:()]{0,40}?(?:;|\b(?:and|while|as well as)\b|,(?=\s*(?:another\s+)?$))", re.IGNORECASE)
_SAME_DEED = re.compile(r"\b(?:including|among|of (?:them|whom)|who|which)\b|\b[a-z]{3,}ing\b", re.IGNORECASE)
_ELLIPTIC = re.compile(r"\s*+(?:(?:others?|more|people)\s*+)?", re.IGNORECASE)


_THEY = re.compile(r"\b(?:they|it|the same (?:group|men|gunmen|force))\b", re.IGNORECASE)
_SHOT = re.compile(r"\b(?:shooting|shot|gunned|gunfire|stabbing|stabbed)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Part:
    """Counts and the place that follows them; `stretch`: from the end of the place before to that place's end."""

    stretch: Chars
    place: Chars
    counts: tuple[Role, ...]


def with_places_apart(frames: Iterable[Frame], setting: Setting) -> list[Frame]:
    """The frames, each that counts its losses place by place as several."""
    made = (parts if len(parts := _apart(f, setting)) == 1 else [fought(p, setting) for p in parts] for f in frames)
    return sorted((part for parts in made for part in parts), key=lambda f: f.trigger)


def _apart(frame: Frame, setting: Setting) -> list[Frame]:
    for sentence in sorted({setting.sentences.at(s.start) for s in frame.spans(*COUNT_FIELDS)}):
        parts = _parts(frame, sentence, setting)
        if len(parts) > 1:
            return [_told(frame, parts, n, setting) for n in range(len(parts))]
    return _by_lead(frame, setting)


def _by_lead(frame: Frame, setting: Setting) -> list[Frame]:
    """The frame, or one for each place with which a sentence that tells of it begins."""
    triggers = sorted((frame.trigger, *frame.mentions))
    told = dict.fromkeys(setting.sentences.index(t.start) for t in triggers)
    leads = {n: place for n in told if (place := _lead(setting.sentences.spans[n], setting)) is not None}
    starts = [n for n in leads if any(r.name in COUNT_FIELDS and _at(r, setting) == n for r in frame.roles)]
    if len(starts) < 2 or not all(
        _lie_apart(setting.places[leads[a]], setting.places[leads[b]]) for a, b in pairwise(starts)
    ):
        return [frame]
    return [_led(frame, triggers, starts, n, leads[start], setting) for n, start in enumerate(starts)]


def _at(role: Role, setting: Setting) -> int:
    return setting.sentences.index(role.span.start)


def _lead(sentence: Chars, setting: Setting) -> Chars | None:
    """The place with which a sentence begins."""
    first = next((p for p in sorted(setting.places) if p.overlaps(sentence)), None)
    if first is None or (setting.places[first].where_prec or 0) >= _COUNTRY:
        return None
    return first if _LEAD.fullmatch(setting.words(Chars(sentence.start, first.start))) else None


def _led(
    frame: Frame, triggers: Sequence[Chars], starts: Sequence[int], number: int, place: Chars, setting: Setting
) -> Frame:
    """What is told from the sentence that begins with the place to the next such; the rest of all of them is shared."""
    end = starts[number + 1] if number + 1 < len(starts) else len(setting.sentences.spans)

    def inside(span: Chars) -> bool:
        return starts[number] <= setting.sentences.index(span.start) < end

    def elsewhere(span: Chars) -> bool:
        return setting.sentences.index(span.start) >= starts[0] and not inside(span)

    own = [t for t in triggers if inside(t)]
    shared = [t for t in triggers if number == 0 and setting.sentences.index(t.start) < starts[0]]
    roles = [r for r in frame.roles if not elsewhere(r.span) and r.name != "place"]
    roles = [r for r in roles if r.name not in COUNT_FIELDS or inside(r.span)]
    have = {r.name for r in roles if inside(r.span)}
    roles = [r for r in roles if inside(r.span) or r.name not in have]
    # Who did it elsewhere did it here only where the words point back.
    pointing = _THEY.search(setting.words(setting.sentences.at(place.start))) and "initiator" not in have
    kept = [r for r in frame.roles if pointing and r.name == "initiator" and elsewhere(r.span)]
    kind = _kind(setting.words(own[0])) if number else None
    return replace(
        frame,
        trigger=own[0],
        mentions=(*own[1:], *shared),
        roles=(Role("place", place, 1.0, _RULE), *roles, *kept),
        sub_event_type=kind or frame.sub_event_type,
    )


def _parts(frame: Frame, sentence: Chars, setting: Setting) -> list[_Part]:
    """The parts of a sentence; none where two neighbours do not lie apart."""
    start, out = sentence.start, list[_Part]()
    for place in sorted(p for p in setting.places if p.overlaps(sentence)):
        before = Chars(start, place.start)
        start = place.end
        if not _IN.search(setting.words(before)) or (setting.places[place].where_prec or 0) >= _COUNTRY:
            continue
        counts = _counts(frame, before, out, setting)
        if not any(is_firm(setting.words(r.span)) for r in counts):
            continue
        if out and not _goes_on(before, counts, setting):
            return []
        out.append(_Part(Chars(before.start, place.end), place, counts))
    named = [setting.places[p.place] for p in out]
    return out if all(_lie_apart(a, b) for a, b in pairwise(named)) else []


def _counts(frame: Frame, stretch: Chars, before: Sequence[_Part], setting: Setting) -> tuple[Role, ...]:
    """The counts of a stretch that ends at a place; a bare number right before that counts as what was counted last."""
    own = [r for r in frame.roles if r.name in COUNT_FIELDS and r.span.overlaps(stretch)]
    found = [replace(r, span=span) for r in own if (span := _within(r.span, stretch, setting)) is not None]
    bare = _bare(stretch, setting)
    known = [*(before[-1].counts if before else ()), *found]
    if bare is not None and known and not any(r.span.overlaps(bare) for r in found):
        found.append(replace(known[-1], span=bare, by=_RULE))
    return tuple(sorted(found, key=lambda r: r.span))


def _within(span: Chars, stretch: Chars, setting: Setting) -> Chars | None:
    """What of a count stands in the stretch; from its first number on where it begins before."""
    cut = trim(setting.text, Chars(max(span.start, stretch.start), min(span.end, stretch.end)))
    numbers = find_counts(setting.words(cut))
    if span.start < stretch.start:
        return Chars(cut.start + numbers[0].start, cut.end) if numbers else None
    return cut if read_count(setting.words(cut)) is not None else None


def _bare(stretch: Chars, setting: Setting) -> Chars | None:
    """A number with no noun right before the place: "nine in Idlib"."""
    words = setting.words(stretch)
    numbers, lead = find_counts(words), _IN.search(words)
    if not numbers or lead is None or not _ELLIPTIC.fullmatch(words[numbers[-1].end : lead.start()]):
        return None
    return Chars(stretch.start + numbers[-1].start, stretch.start + numbers[-1].end)


def _goes_on(stretch: Chars, counts: Sequence[Role], setting: Setting) -> bool:
    between = setting.words(Chars(stretch.start, min(r.span.start for r in counts)))
    return bool(_JOINED.search(between)) and not _SAME_DEED.search(between)


def _lie_apart(one: Place, other: Place) -> bool:
    names = {one.name.lower(), other.name.lower()}
    same = one.place_id is not None and one.place_id == other.place_id
    around = one.admin1 == other.admin1 and (one.admin1 or "").lower() in names
    return len(names) == 2 and not same and not around


def _told(frame: Frame, parts: Sequence[_Part], number: int, setting: Setting) -> Frame:
    """One part as a frame: what is its own, and what is told of all of them."""
    part, counted = parts[number], [r for p in parts for r in p.counts]
    shared = [r for r in frame.roles if r.name not in (*COUNT_FIELDS, "place", "date", "target", "person")]
    elsewhere = [r for r in frame.roles if r.name in COUNT_FIELDS and not any(r.span.overlaps(c.span) for c in counted)]
    triggers = [s for s in (frame.trigger, *frame.mentions) if _owner(s, parts) == number]
    words = Chars(part.counts[0].span.start, part.place.end)
    trigger = triggers[0] if triggers else (frame.trigger if number == 0 else words)
    roles = (
        Role("place", part.place, 1.0, _RULE),
        *_without_total(parts, number, setting),
        *(elsewhere if number == 0 else ()),
        *_people(frame, parts, number, setting),
        *_dates(frame, parts, number, setting),
        *shared,
    )
    others = [s for s in (frame.trigger, *frame.mentions) if number == 0 and _owner(s, parts) is None and s != trigger]
    kind = _taken(parts[number].counts) or (_kind(setting.words(trigger)) if number and triggers else None)
    mentions = (*triggers[1:], *others)
    return replace(frame, trigger=trigger, mentions=mentions, roles=roles, sub_event_type=kind or frame.sub_event_type)


def _taken(counts: Sequence[Role]) -> SubEventType | None:
    """The kind of a part in which people are only arrested or only abducted."""
    names = {r.name for r in counts}
    if names == {"arrested"}:
        return "Arrests"
    return "Abduction/forced disappearance" if names == {"abducted"} else None


def _kind(words: str) -> SubEventType | None:
    """The kind of a further part that its own trigger tells: a bomb in one town, a shooting in the next."""
    return kind_of(words) or ("Attack" if _SHOT.search(words) else None)


def _owner(span: Chars, parts: Sequence[_Part]) -> int | None:
    return next((n for n, p in enumerate(parts) if span.overlaps(p.stretch)), None)


def _people(frame: Frame, parts: Sequence[_Part], number: int, setting: Setting) -> list[Role]:
    """Who was hit in a part; where it only counts, those of the part before."""
    people = [r for r in frame.roles if r.name in ("target", "person")]
    own = [r for r in people if _owner(r.span, parts) in (None, number)]
    bare = number > 0 and all(_is_bare(setting.words(r.span)) for r in parts[number].counts)
    return own or [r for r in people if bare and r.name == "target" and _owner(r.span, parts) == 0]


def _is_bare(words: str) -> bool:
    numbers = find_counts(words)
    return len(numbers) == 1 and bool(_ELLIPTIC.fullmatch(words[numbers[0].end :]))


def _dates(frame: Frame, parts: Sequence[_Part], number: int, setting: Setting) -> list[Role]:
    """The days told right after a part; else those before all of them, or after the last."""
    sentence = setting.sentences.at(parts[0].place.start)
    ends = [*(min(r.span.start for r in p.counts) for p in parts[1:]), sentence.end]
    after = [Chars(p.place.end, end) for p, end in zip(parts, ends, strict=True)]
    dates = [r for r in frame.roles if r.name == "date"]
    own = [r for r in dates if r.span.overlaps(after[number])]
    of_none = [r for r in dates if not any(r.span.overlaps(a) for a in after)]
    return own or of_none or [r for r in dates if r.span.overlaps(after[-1])]


def _without_total(parts: Sequence[_Part], number: int, setting: Setting) -> list[Role]:
    """A part's counts, without what counts all parts together: "14 people, nine in Idlib and five in Aleppo"."""
    own = list(parts[number].counts)
    if number or len(own) < 2:
        return own
    first, *rest = (_size(r, setting) for r in (*own, *(r for p in parts[1:] for r in p.counts)))
    return own[1:] if first == sum(rest) else own


def _size(role: Role, setting: Setting) -> int:
    count = read_count(setting.words(role.span))
    return count.low if count else 0
