"""Which accounts of a new coding tell again what accounts of the one before told.

An account that is told again keeps its key, and with it the decisions about it. Where the text is the same, an account
is known by the place of its words; in a changed text, by the words themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from sijill.model import Account, Evidence

Sign = Callable[[Account], Hashable | None]


def carried(old: Sequence[Account], new: Sequence[Account], same_text: bool) -> dict[int, int]:
    """Positions in `new` to positions in `old`: those accounts tell the same happening.

    Surest signs first; accounts with the same sign are paired in the order of the text.
    """
    pairs: dict[int, int] = {}
    for sign in _SAME_TEXT if same_text else _CHANGED_TEXT:
        left = _by_sign(old, set(pairs.values()), sign)
        for mark, positions in _by_sign(new, set(pairs), sign).items():
            pairs.update(zip(positions, left.get(mark, ()), strict=False))
    return pairs


def moved(old: Account, new: Account, field: str | None, same_text: bool) -> bool:
    """True where the ground of a decision has changed: the words of the happening, or of a corrected field.

    In a changed text the same words may tell of another place or day: that counts too, unless another field is meant.
    """
    names = ("event_type",) if field is None else ("event_type", _EVIDENCE_OF.get(field, field))
    if any(_words(old, name, same_text) != _words(new, name, same_text) for name in names):
        return True
    return field is None and not same_text and (_place(old), old.date) != (_place(new), new.date)


# Fields of an event that stand on the evidence of another name.
_EVIDENCE_OF: Mapping[str, str] = {"sub_event_type": "event_type", "status": "event"}


def _words(account: Account, field: str, same_text: bool) -> frozenset[Hashable]:
    found = [item for item in account.evidence if item.field == field or item.field.startswith(f"{field}.")]
    return frozenset((item.start, item.end) if same_text else item.text.casefold() for item in found)


def _trigger(account: Account) -> Evidence | None:
    """The word that tells the happening, else the passage."""
    for field in ("event_type", "event"):
        for item in account.evidence:
            if item.field == field:
                return item
    return None


def _place(account: Account) -> str | None:
    return account.place.name.casefold() if account.place else None


def _trigger_at(account: Account) -> Hashable | None:
    item = _trigger(account)
    return item and (item.start, item.end)


def _passage_at(account: Account) -> Hashable | None:
    return next(((item.start, item.end) for item in account.evidence if item.field == "event"), None)


def _passage_words(account: Account) -> Hashable | None:
    item = _trigger(account)
    passage = next((item.text for item in account.evidence if item.field == "event"), None)
    return passage and (item and item.text, " ".join(passage.split()))


def _trigger_words(account: Account) -> Hashable | None:
    item = _trigger(account)
    return item and (item.text.casefold(), account.sub_event_type, _place(account))


def _kind_and_place(account: Account) -> Hashable | None:
    place = _place(account)
    return place and (account.sub_event_type, place, account.date)


def _kind_and_day(account: Account) -> Hashable | None:
    return account.date and (account.sub_event_type, account.date, account.context)


_SAME_TEXT: tuple[Sign, ...] = (_trigger_at, _passage_at)
_CHANGED_TEXT: tuple[Sign, ...] = (_passage_words, _trigger_words, _kind_and_place, _kind_and_day)


def _by_sign(accounts: Sequence[Account], taken: Iterable[int], sign: Sign) -> dict[Hashable, list[int]]:
    done = set(taken)
    found: dict[Hashable, list[int]] = defaultdict(list)
    for position, account in enumerate(accounts):
        mark = None if position in done else sign(account)
        if mark is not None:
            found[mark].append(position)
    return found
