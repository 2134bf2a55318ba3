"""What accounts say in words: weapons, sources, and the people they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal, get_args

from sijill.gazetteer.names import folded
from sijill.linking.derive_settings import settings
from sijill.linking.derive_voices import standing, well_told
from sijill.model import Fate, Person, Telling

_ARTICLES = frozenset(("the", "a", "an", "al", "el"))
_SHORT = 3
_FATES: tuple[Fate, ...] = get_args(Fate)

_Said = tuple[int, Telling, Person]
"""When it was said among all that was said, who said it, and of whom."""


def derive_phrases(tellings: Sequence[Telling], name: Literal["weapons", "sources"]) -> tuple[str, ...]:
    """All that accounts name, each once, the most told first; a weapon told more exactly by others stands for it."""
    telling_it = [telling for telling in tellings if getattr(telling.account, name)]
    values = {getattr(telling.account, name) for telling in telling_it}
    if len(values) <= 1:
        return values.pop() if values else ()
    told: dict[frozenset[str], list[tuple[str, Telling]]] = {}
    for telling in telling_it:
        for phrase in getattr(telling.account, name):
            told.setdefault(_words(phrase), []).append((phrase, telling))
    keys: Iterable[frozenset[str]] = told
    if name == "weapons":
        keys = [key for key in told if not any(key < other for other in told)]
        keys = well_told(keys, lambda key: [telling for _, telling in told[key]], telling_it) or keys
    ranked = sorted(keys, key=lambda key: tuple(-n for n in standing(telling for _, telling in told[key])))
    return tuple(told[key][0][0] for key in ranked)


def derive_persons(tellings: Sequence[Telling]) -> tuple[Person, ...]:
    """The people whom accounts name, in the order in which they were first named; fuller names stand for shorter.

    Their fate is what most voices say, else the gravest; their role, the one that was told first.
    """
    said = [(telling, person) for telling in tellings for person in telling.account.persons]
    if len({telling.account.persons for telling, _ in said}) <= 1:
        return said[0][0].account.persons if said else ()
    groups: dict[frozenset[str], list[_Said]] = {}
    numbered = [(number, telling, person) for number, (telling, person) in enumerate(said)]
    for item in sorted(numbered, key=lambda item: (-len(_words(item[2].name)), -len(item[2].name))):
        words = _words(item[2].name)
        key = next((known for known in groups if _same_person(words, known)), words)
        groups.setdefault(key, []).append(item)
    return tuple(_joined(group) for group in sorted(groups.values(), key=lambda group: min(n for n, _, _ in group)))


def _joined(said: Sequence[_Said]) -> Person:
    """`said`: of one person, the fullest name first."""
    fates = {person.fate for _, _, person in said if person.fate}
    fate = max(
        fates,
        key=lambda fate: (standing(t for _, t, person in said if person.fate == fate), -_FATES.index(fate)),
        default=None,
    )
    role = next((person.role for _, _, person in sorted(said, key=lambda item: item[0]) if person.role), None)
    return Person(name=said[0][2].name, role=role, fate=fate)


def _same_person(words: frozenset[str], known: frozenset[str]) -> bool:
    """A name is another's where it holds no other words, or is spelt much like it."""
    if words <= known:
        return True
    left, right = " ".join(sorted(words)), " ".join(sorted(known))
    return SequenceMatcher(None, left, right).ratio() >= settings().alike_names


def _words(text: str) -> frozenset[str]:
    """The words of a phrase, articles and the plural's s aside."""
    words = [word for word in folded(text).split() if word not in _ARTICLES]
    return frozenset(word.removesuffix("s") if len(word) > _SHORT else word for word in words) or frozenset((text,))
