"""Which accounts of a new coding tell again what those of the one before told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.register.carry import carried, moved
from tests.register.making import DAY, TOWNS, account

TEXT = "Men attacked Daquq and shelled Mosul; 5 died. Later others attacked Basra, where 9 died."


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (["attacked"], ["attacked"], {0: 0}),
        (["attacked", "shelled"], ["shelled", "attacked"], {0: 1, 1: 0}),
        (["attacked"], ["shelled"], {}),
        (["attacked"], ["shelled", "attacked"], {1: 0}),
        (["attacked", "shelled"], [], {}),
    ],
)
def test_in_the_same_text_by_the_place_of_the_words(old: list[str], new: list[str], pairs: dict[int, int]) -> None:
    before, after = ([account(TEXT, word, killed=None) for word in words] for words in (old, new))
    assert carried(before, after, same_text=True) == pairs


@pytest.mark.parametrize(
    ("text", "trigger", "town", "days", "same"),
    [
        ("Today, men attacked Daquq.", "attacked", "Daquq", 0, True),
        # Another word, but the same kind of happening at the same place on the same day.
        ("Men raided Daquq.", "raided", "Daquq", 0, True),
        # The place is mended, the word is the same as before.
        ("Men attacked Mosul.", "attacked", "Mosul", 3, False),
        ("Men raided Mosul.", "raided", "Mosul", 0, True),
        ("Men raided Mosul.", "raided", "Mosul", 3, False),
    ],
)
def test_in_a_changed_text_by_the_words(text: str, trigger: str, town: str, days: int, same: bool) -> None:
    before = account("Men attacked Daquq.")
    after = account(text, trigger, town=town, day=DAY + timedelta(days=days))
    assert carried([before], [after], same_text=False) == ({0: 0} if same else {})


@pytest.mark.parametrize(
    ("text", "field", "same_text", "changed"),
    [
        (TEXT, None, True, False),
        (TEXT, "killed", True, False),
        ("So men attacked Daquq and shelled Mosul; 5 died.", "killed", False, False),
        ("So men attacked Daquq and shelled Mosul; 5 died.", None, True, True),
        ("Men attacked Daquq; no one died.", None, False, False),
        ("Men attacked Daquq; no one died.", "killed", False, True),
        ("Men attacked Daquq; no one died.", "sub_event_type", False, False),
    ],
)
def test_whether_the_ground_of_a_decision_has_moved(
    text: str, field: str | None, same_text: bool, changed: bool
) -> None:
    assert moved(account(TEXT), account(text), field, same_text) is changed


@pytest.mark.parametrize(
    ("town", "days", "field", "changed"),
    [("Daquq", 0, None, False), ("Basra", 0, None, True), ("Daquq", 1, None, True), ("Basra", 1, "killed", False)],
)
def test_the_same_words_of_another_place_or_day(town: str, days: int, field: str | None, changed: bool) -> None:
    other = account(f"Men attacked; 5 died. {town}", town=town, day=DAY + timedelta(days=days))
    assert moved(account("Men attacked; 5 died. Daquq"), other, field, same_text=False) is changed


_accounts = st.lists(
    st.builds(
        lambda trigger, town, day: account(TEXT, trigger, town=town, day=DAY + timedelta(days=day)),
        st.sampled_from(["attacked", "shelled", "died"]),
        st.sampled_from(sorted(TOWNS)),
        st.integers(0, 2),
    ),
    max_size=6,
)


@given(_accounts, _accounts, st.booleans())
def test_each_account_is_carried_once(old: list, new: list, same_text: bool) -> None:  # type: ignore[type-arg]
    pairs = carried(old, new, same_text)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(new)))
    assert set(pairs.values()) <= set(range(len(old)))


@given(_accounts, st.booleans())
def test_the_same_coding_is_carried_whole(accounts: list, same_text: bool) -> None:  # type: ignore[type-arg]
    pairs = carried(accounts, accounts, same_text)
    assert len(pairs) == len(accounts)
    assert all(accounts[new].sub_event_type == accounts[old].sub_event_type for new, old in pairs.items())
