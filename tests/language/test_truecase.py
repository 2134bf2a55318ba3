"""Case for texts in capitals: as long as before, small letters but for names and the beginnings of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.language.truecase import in_capitals, restored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GUNMEN KILLED THREE POLICEMEN NEAR THE TOWN OF HAWIJA ON MONDAY.", True),
        ("GUNMEN KILLED THREE POLICEMEN NEAR THE TOWN OF HAWIJA ON MONDAY (by our staff writer in Baghdad).", False),
        ("TARRA, MAY 3 -- GUNMEN KILLED THREE POLICEMEN IN HAWIJA, 40 km FROM TARRA.", True),
        ("BREAKING NEWS", False),
        ("Gunmen killed three policemen near the town of Hawija on Monday.", False),
        ("", False),
        ("1234567890 " * 20, False),
    ],
)
def test_in_capitals(text: str, expected: bool) -> None:
    assert in_capitals(text) is expected


CASES = [
    (
        "GUNMEN KILLED THREE POLICEMEN IN MOSUL ON MONDAY, A POLICE SOURCE SAID.",
        "Gunmen killed three policemen in Mosul on Monday, a police source said.",
    ),
    (
        "THE ATTACK WAS CLAIMED BY THE TALIBAN. IT GAVE NO FIGURES.",
        "The attack was claimed by the Taliban. It gave no figures.",
    ),
    (
        "THE U.S. EMBASSY IN BAGHDAD WAS HIT BY TWO ROCKETS IN JANUARY.",
        "The U.S. embassy in Baghdad was hit by two rockets in January.",
    ),
    (
        "FIGHTERS OF THE NATIONAL LIBERATION ARMY (NLA) ATTACKED A BRIDGE. THE NLA DID NOT COMMENT.",
        "Fighters of the National Liberation Army (NLA) attacked a bridge. The NLA did not comment.",
    ),
]


def words_alike(found: str, expected: str) -> float:
    pairs = list(zip(found.split(), expected.split(), strict=True))
    return sum(a == b for a, b in pairs) / len(pairs)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_restored(text: str, expected: str) -> None:
    """Names hang on the encoder, so one word in eight may differ."""
    assert words_alike(restored(text), expected) >= 0.875


def test_names_that_the_caller_knows_keep_their_capitals() -> None:
    text = "SHOTS WERE FIRED AT THE GATES OF LOWER QUARRY, NOBODY WAS HURT, THE VILLAGERS OF LOWER QUARRY SAID."
    at = text.index("LOWER")
    assert "of Lower Quarry, nobody" in restored(text, [(at, at + len("LOWER QUARRY"))])


def test_words_that_the_caller_knows_as_acronyms_or_as_no_names() -> None:
    text = "DYNAMITE WAS FOUND IN TARRA, THE ARMY SAID. SHELLS AND DYNAMITE LAY BESIDE LETTERS OF THE FRET."
    out = restored(text, acronyms={"FRET"}, common={"dynamite"})
    assert "Shells and dynamite lay beside letters of the FRET." in out
    assert out.startswith("Dynamite was found")


def test_what_is_never_written_large_stays_small_within_a_sentence() -> None:
    out = restored("TWO MEN AND A WOMAN WERE SEIZED BY THE ARMED MEN IN THE NIGHT.")
    assert " and a woman were seized by the " in out
    assert out.startswith("Two men")


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from("ABÇİΣß ’'.-\n(é1"), max_size=60))
def test_offsets_stay_one_to_one(text: str) -> None:
    out = restored(text)
    assert len(out) == len(text)
    assert [a for a, b in zip(text, out, strict=True) if a != b and a.lower() != b] == []
