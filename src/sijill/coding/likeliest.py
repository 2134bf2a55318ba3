"""Who most likely did what nobody is said to have done, and whom it hit, among those whom the report names.

A small network weighs each of them: what the heads say of its mentions, how near it is told, what it does elsewhere in
the report, who else could be meant. Its weights lie in `data/likeliest.npz`, fitted by `training/fit_likeliest.py` on
reports that the heads which scored them never learned from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sijill.codebook import ActorMatch
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.mentions import Reading
from sijill.coding.networks import Networks, odds, read_networks
from sijill.coding.parties import UNIDENTIFIED
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.language.eventlabels import GROUPS
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF

Floats = NDArray[np.float32]
Side = Literal["initiator", "target"]
SIDES: Final[tuple[Side, ...]] = ("initiator", "target")

_EVENT_TYPES: Final = tuple(dict.fromkeys(EVENT_TYPE_OF.values()))
_CAMPS: Final = (*GROUPS, "nobody")
# Features of one who is named, of an event, and of both.
_OF_ONE: Final = (
    "mentions", "share", "alone", "rivals", "opening", "known", "does", "suffers", "claims", "tells",
    *(f"is {group}" for group in GROUPS),
)  # fmt: skip
_OF_EVENT: Final = (
    "initiator", "events", "tellings", "background", "alleged", "foiled", "vague", "losses", "named",
    *(f"in {kind}" for kind in _EVENT_TYPES), *(f"against {camp}" for camp in _CAMPS),
)  # fmt: skip
_OF_BOTH: Final = (
    "link", "link of the other", "link of claims", "sentences", "here", "before", "nearest", "opposite", "claims this",
    "tells this", "does what is told before",
)  # fmt: skip
FEATURES: Final = (*_OF_ONE, *_OF_EVENT, *_OF_BOTH)
"""The features' names, in their order."""

_FAR: Final = 8


@dataclass(frozen=True)
class Party:
    """One whom the report names, and where; `heard`: where the heads see it."""

    match: ActorMatch
    spans: tuple[Chars, ...]
    heard: tuple[Chars, ...]


@dataclass(frozen=True)
class Cast:
    """All whom a report names, and by event the names of those who stand on each side of it, claim it, tell of it.

    `often`: in how many events one stands on a side.
    """

    parties: Sequence[Party]
    frames: Sequence[Frame]
    sides: Mapping[Side, Sequence[frozenset[str]]]
    often: Mapping[Side, Counter[str]]
    claimants: Sequence[frozenset[str]]
    tellers: Sequence[frozenset[str]]


@cache
def likeliest_networks(folder: Path | None = None) -> Networks:
    """The networks in `folder`, or the shipped ones."""
    return read_networks("likeliest", FEATURES, folder)


def with_likeliest(frames: Sequence[Frame], setting: Setting, reading: Reading) -> list[Frame]:
    """The frames, those of which nobody is named on a side with who most likely stands there."""
    cast = cast_of(frames, setting, reading)
    asked = [(n, side) for n in range(len(frames)) for side in SIDES if is_open(n, side, cast)]
    out = list(frames)
    if not cast.parties or not asked:
        return out
    least = read_data("likeliest")["least"]
    for n, side in asked:
        may = [_may_stand(party, frames[n], side, setting) for party in cast.parties]
        if not any(may):
            continue
        found = likeliest_networks().chances(features(n, side, cast, setting, reading)) * may
        best = int(found.argmax())
        if found[best] >= least[side]:
            span = _nearest(cast.parties[best], frames[n], setting)
            kept = (r for r in out[n].roles if r.name != side)
            role = Role(side, span, round(float(found[best]), 4), "likeliest")
            out[n] = replace(out[n], roles=(*kept, role))
    return out


def _may_stand(party: Party, frame: Frame, side: Side, setting: Setting) -> bool:
    """True where words of the event may mean a party: for who did it such as name nobody ("the militants"), for whom
    it hit a sentence that tells of both.

    Nobody is blamed for being the only one whom a report names, nor where the report says that nobody knows who it
    was, nor who denies or condemns it. Words that hold a name and still mean another ("Islamic State-linked militants")
    don't mean it.
    """
    told, sentences = frame.spans(side), [setting.sentences.at(span.start) for span in party.spans]
    if any(span.overlaps(words) or _unknown().search(setting.words(words)) for span in party.spans for words in told):
        return False
    if any(_clearing().search(setting.words(sentence)) for sentence in sentences):
        return False
    heard = [setting.sentences.at(s.start) for s in (frame.trigger, *frame.mentions)]
    return bool(told) if side == "initiator" else any(sentence in heard for sentence in sentences)


@cache
def _unknown() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(read_data('likeliest')['unknown'])})\b", re.IGNORECASE)


@cache
def _clearing() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(read_data('likeliest')['clearing'])})\b", re.IGNORECASE)


def cast_of(frames: Sequence[Frame], setting: Setting, reading: Reading) -> Cast:
    """Whom the report names, by the registry and by the heads."""
    registry = setting.tools.registry
    found = [(Chars(a, b), match) for a, b, match in registry.find(setting.text, setting.country) if match.actor_id]
    named = [m.chars for m in reading.mentions if m.layer == "actor"]
    found += [(s, setting.actor(s)) for s in named if not any(s.overlaps(known) for known, _ in found)]
    spans: dict[str, list[Chars]] = {}
    matches: dict[str, ActorMatch] = {}
    for span, match in sorted(found, key=lambda item: item[0]):
        armed = match.group in ("state_forces", "non_state_forces")
        if not setting.in_clutter(span) and (match.actor_id or (armed and match.name != UNIDENTIFIED)):
            matches.setdefault(match.name, match)
            spans.setdefault(match.name, []).append(span)

    def names(role: Literal["initiator", "target", "claimant", "source"]) -> list[frozenset[str]]:
        return [frozenset(setting.actor(s, initiator=role == "initiator").name for s in f.spans(role)) for f in frames]

    sides = {side: names(side) for side in SIDES}
    return Cast(
        parties=[
            Party(match, tuple(own), tuple(s for s in named if any(s.overlaps(o) for o in own)))
            for name, match in matches.items()
            if (own := spans[name])
        ],
        frames=frames,
        sides=sides,
        often={side: Counter(name for names in sides[side] for name in names) for side in SIDES},
        claimants=names("claimant"),
        tellers=names("source"),
    )


def is_open(number: int, side: Side, cast: Cast) -> bool:
    """True where nobody in particular stands on a side of an event."""
    frame, names = cast.frames[number], cast.sides[side][number]
    if side == "initiator":
        return names <= {UNIDENTIFIED} and "between" not in {r.by for r in frame.roles}
    return not names and not frame.spans(*COUNT_FIELDS)


def features(number: int, side: Side, cast: Cast, setting: Setting, reading: Reading) -> Floats:
    """What speaks for each of the cast, `[parties, len(FEATURES)]`."""
    event = _of_event(number, side, cast, setting)
    rows = []
    for party in cast.parties:
        table = {
            **event,
            **_of_one(party, number, cast, setting),
            **_of_both(party, number, side, cast, setting, reading),
        }
        rows.append([float(table[name]) for name in FEATURES])
    made = np.array(rows, np.float32).reshape(-1, len(FEATURES))
    nearest, far = FEATURES.index("nearest"), FEATURES.index("sentences")
    if len(made):
        made[:, nearest] = made[:, far] <= made[:, far].min()
    return made


def _of_event(number: int, side: Side, cast: Cast, setting: Setting) -> dict[str, float]:
    frame = cast.frames[number]
    other = SIDES[1 - SIDES.index(side)]
    spans = frame.spans(other) or (frame.spans(*COUNT_FIELDS) if other == "target" else [])
    groups: set[str] = {setting.actor(s, initiator=other == "initiator").group for s in spans}
    return {
        "initiator": side == "initiator",
        "events": float(np.log(len(cast.frames))),
        "tellings": min(len(frame.mentions), 4),
        "background": frame.background,
        "alleged": frame.status == "alleged",
        "foiled": frame.status == "foiled",
        "vague": bool(frame.spans(side)),
        "losses": min(len(frame.spans(*COUNT_FIELDS)), 3),
        "named": len(cast.parties),
        **{f"in {kind}": kind == EVENT_TYPE_OF[frame.sub_event_type] for kind in _EVENT_TYPES},
        **{f"against {camp}": camp in (groups or {"nobody"}) for camp in _CAMPS},
    }


def _of_one(party: Party, number: int, cast: Cast, setting: Setting) -> dict[str, float]:
    name, group = party.match.name, party.match.group
    camp = [p for p in cast.parties if p.match.group == group]
    elsewhere = {side: cast.often[side][name] - (name in cast.sides[side][number]) for side in SIDES}
    return {
        "mentions": float(np.log(len(party.spans))),
        "share": len(party.spans) / sum(len(p.spans) for p in camp),
        "alone": len(camp) == 1,
        "rivals": min(len(camp) - 1, 5),
        "opening": setting.sentences.index(party.spans[0].start) <= 1,
        "known": party.match.actor_id is not None,
        "does": min(elsewhere["initiator"], 4),
        "suffers": min(elsewhere["target"], 4),
        "claims": any(name in names for names in cast.claimants),
        "tells": any(name in names for names in cast.tellers),
        **{f"is {own}": own == group for own in GROUPS},
    }


def _of_both(party: Party, number: int, side: Side, cast: Cast, setting: Setting, reading: Reading) -> dict[str, float]:
    frame, name = cast.frames[number], party.match.name
    told = (frame.trigger, *frame.mentions)
    tables = [table for t in told if (table := reading.links.get(t))]
    links = [table[s] for table in tables for s in party.heard]
    best = np.array(links or [(0.0, 0.0, 0.0)], np.float32).max(axis=0)
    own = SIDES.index(side)
    heard = [setting.sentences.index(s.start) for s in told]
    steps = [setting.sentences.index(s.start) - h for s in party.spans for h in heard]
    far = min(map(abs, steps))
    before = [n for n in range(len(cast.frames)) if cast.frames[n].trigger < frame.trigger]
    return {
        "link": float(odds(best)[own]),
        "link of the other": float(odds(best)[1 - own]),
        "link of claims": float(odds(best)[2]),
        "sentences": min(far, _FAR),
        "here": far == 0,
        "before": any(-step == far for step in steps),
        "nearest": 0.0,
        "opposite": name in cast.sides[SIDES[1 - own]][number],
        "claims this": name in cast.claimants[number],
        "tells this": name in cast.tellers[number],
        "does what is told before": bool(before)
        and name in cast.sides[side][max(before, key=lambda n: cast.frames[n].trigger)],
    }


def _nearest(party: Party, frame: Frame, setting: Setting) -> Chars:
    """The mention of a party that is told nearest to an event, the earlier of two."""
    heard = [setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)]
    return min(party.spans, key=lambda s: (min(abs(setting.sentences.index(s.start) - h) for h in heard), s))
