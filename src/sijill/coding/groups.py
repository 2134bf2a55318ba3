"""Whose people a count tells of: what the heads say, what the words mean and who stands in the event, weighed together.

A small network sees for each group what speaks for it, the answer of a plain rule among it. Its weights lie in
`data/groups.npz`, fitted by `training/fit_groups.py` on reports that the heads which scored them never learned from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.coding.doers import agents
from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame
from sijill.coding.mentions import Reading
from sijill.coding.networks import Networks, odds, read_networks
from sijill.coding.parties import any_fighters, plain_people
from sijill.coding.setting import Setting
from sijill.coding.sides import between_two
from sijill.coding.text import trim
from sijill.language.eventlabels import GROUPS
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF, Group
from sijill.model.vocabulary import CountField

Floats = NDArray[np.float32]

_ARMED: Final[tuple[Group, ...]] = ("state_forces", "non_state_forces")
_EVENT_TYPES: Final = tuple(dict.fromkeys(EVENT_TYPE_OF.values()))
# Features of a group, and those of the count.
_OF_GROUP: Final = (
    "heads", "likeliest", "ruled", "named", "side", "targets", "initiators", "told last", "beside", "beside, heads",
)  # fmt: skip
_OF_COUNT: Final = (
    "heard", "plain", "fighters", "two sides", "fight", "of them", "former", "part", "words", "counts",
    *(f"as {name}" for name in COUNT_FIELDS), *(f"in {kind}" for kind in _EVENT_TYPES),
)  # fmt: skip
FEATURES: Final = (*_OF_GROUP, *_OF_COUNT, *(f"is {group}" for group in GROUPS))
"""The features' names, in their order."""

# From this chance on the heads know better than the words whose people somebody is.
_SURE: Final = 0.9
_OF_THEM: Final = re.compile(r"\bof (?:them|whom)\b", re.IGNORECASE)
# Who left the forces is a civilian.
_PAST: Final = re.compile(r"\b(?:former|retired|ex-)", re.IGNORECASE)


@dataclass(frozen=True)
class Crowd:
    """Who stands in the event of a frame.

    `side`: whose people they are where nothing is said, None where nobody says which of two sides they are of;
    `targets`, `initiators`: how many of each group; `counted`: where the counts stand.
    """

    frame: Frame
    side: Group | None
    targets: Counter[Group]
    initiators: Counter[Group]
    counted: Sequence[Chars]

    @property
    def fight(self) -> bool:
        """True where armed people met, so that "three people" may be theirs."""
        return self.frame.sub_event_type == "Armed clash"


@cache
def group_networks(folder: Path | None = None) -> Networks:
    """The networks in `folder`, or the shipped ones."""
    return read_networks("groups", FEATURES, folder)


def crowd_of(frame: Frame, setting: Setting) -> Crowd:
    """Who stands in the event of a frame."""
    targets = [setting.actor(s).group for s in frame.spans("target")]
    initiators = [setting.actor(s, initiator=True).group for s in frame.spans("initiator")]
    # The group of the event's first target that has one; civilians where nobody says.
    side: Group | None = next((g for g in targets if g != "unknown"), "civilians")
    if between_two(frame):
        side = None
    return Crowd(frame, side, Counter(targets), Counter(initiators), frame.spans(*COUNT_FIELDS))


def whose(words: str, whole: Chars, field: CountField, crowd: Crowd, setting: Setting, reading: Reading) -> Group:
    """The group of people counted in an event, by the `words` of a mention, or part of it, that stands at `whole`."""
    rows = features(words, whole, field, crowd, setting, reading)
    return GROUPS[int(group_networks().chances(rows).argmax())]


def features(words: str, whole: Chars, field: CountField, crowd: Crowd, setting: Setting, reading: Reading) -> Floats:
    """What speaks for each group, `[groups, len(FEATURES)]`."""
    heard = reading.groups.get(whole)
    said = np.array(heard or [0.0] * len(GROUPS), np.float32)
    registry, country = setting.tools.registry, setting.country
    others = [span for span in crowd.counted if span != whole]
    beside = Counter(registry.group_of(setting.words(s), country) for s in others)
    chances = [reading.groups[s] for s in others if s in reading.groups]
    rule, last = ruled(words, whole, crowd, setting, reading), _last_told(whole, setting)
    count = {
        "heard": heard is not None,
        "plain": plain_people(words),
        "fighters": any_fighters(words),
        "two sides": crowd.side is None,
        "fight": crowd.fight,
        "of them": bool(_OF_THEM.search(words)),
        "former": bool(_PAST.search(words)),
        "part": words != setting.words(whole),
        "words": min(len(words.split()), 6),
        "counts": min(len(crowd.counted), 5),
        **{f"as {name}": name == field for name in COUNT_FIELDS},
        **{f"in {kind}": kind == EVENT_TYPE_OF[crowd.frame.sub_event_type] for kind in _EVENT_TYPES},
    }
    rows = []
    for n, group in enumerate(GROUPS):
        own = {
            "heads": float(odds(said)[n]),
            "likeliest": said[n] == said.max(),
            "ruled": rule == group,
            "named": registry.group_of(words, country) == group,
            "side": crowd.side == group,
            "targets": min(crowd.targets[group], 2),
            "initiators": min(crowd.initiators[group], 2),
            "told last": last == group,
            "beside": min(beside[group], 2),
            "beside, heads": max((chance[n] for chance in chances), default=0.0),
            **{f"is {name}": name == group for name in GROUPS},
        }
        rows.append([float({**count, **own}[name]) for name in FEATURES])
    return np.array(rows, np.float32)


def ruled(words: str, whole: Chars, crowd: Crowd, setting: Setting, reading: Reading) -> Group:
    """The group by a plain rule: what the heads say of the mention, else what the registry knows of the words."""
    if crowd.side is None and plain_people(words):
        return "unknown"
    heard = reading.groups.get(whole)
    guess: Group | None = GROUPS[int(np.argmax(heard))] if heard else None
    known, side = setting.tools.registry.group_of(words, setting.country), crowd.side
    if guess is None or heard is None or words != setting.words(whole):
        # Of a list the heads have read the whole: "a major and two soldiers".
        return setting.tools.registry.group_of(words, setting.country, fallback=guess or side or "unknown")
    if guess in _ARMED and _OF_THEM.search(words) and (them := _last_told(whole, setting) or side):
        return them
    if guess == "unknown" and not crowd.fight and side == "civilians" and plain_people(words):
        return side
    if side in _ARMED and side != known and any_fighters(words):
        return side
    plain = known == "civilians" and max(heard) < _SURE and not plain_people(words)
    return known if plain or _PAST.search(words) or known in _ARMED else guess


def _last_told(span: Chars, setting: Setting) -> Group | None:
    """Whose people "three of them" are: those of the last armed people told of before, in its sentence."""
    sentence = setting.sentences.at(span.start)
    before = setting.doc.char_span(sentence.start, span.start, alignment_mode="contract")
    own = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if before is None or own is None:
        return None
    # Who does it to them is not they.
    doers = agents(own.root.head)
    nouns = [t for t in before if t.tag_ in ("NNS", "NNPS") and t not in doers]
    groups = [setting.actor(trim(setting.text, noun_span(t))).group for t in nouns]
    armed = [g for g in groups if g in _ARMED]
    if armed and "civilians" in groups and own.root.lemma_ == "other":
        return "unknown"  # "Two women and two soldiers, wounding several others".
    return armed[-1] if armed else None
