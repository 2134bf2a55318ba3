"""Near-duplicates: reprints and light rewrites of one story meet, other writers' stories of one event don't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.linking import SAME_STORY, bands, fingerprint, likeness
from sijill.model import Clutter, Report

STORY = (
    "Gunmen on motorcycles opened fire on a police checkpoint outside Hawija on Tuesday night, killing three officers "
    "and wounding five, a hospital official said. The attackers came from the orchards east of the town and fled "
    "before an army unit arrived from the nearby base. Police found a burnt motorcycle and two rifles at the canal. "
    "It was the second attack on the checkpoint in a month, and residents have asked for the road to be lit. The "
    "provincial council will meet on Thursday to hear the police chief, who has held the post since the spring. "
    "No group said that it was behind the shooting, but cells of the Islamic State hide in the hills to the south."
)
NEW_LEAD = "KIRKUK, Wednesday - Another bloody night in the west of the province, our correspondent writes.\n\n" + STORY
CUT = STORY[STORY.index("The attackers") :]
NEW_TAIL = (
    STORY + " With reporting by our staff in Erbil. This story was updated to add the names of two of those who died."
)
REWRITE = (
    STORY.replace("opened fire on", "shot at")
    .replace("a hospital official said", "according to a hospital official")
    .replace("residents have asked for the road to be lit", "people there want lights along the road")
)
OTHER_WRITER = (
    "Three policemen died and five more were hurt when assailants attacked their post near Hawija late on Tuesday. "
    "A medical source at the town's hospital confirmed the toll. Witnesses spoke of two motorcycles that came through "
    "the fields and were gone within minutes; soldiers who rushed to the scene recovered weapons. The "
    "Islamic State, whose remnants shelter in the Hamrin range, is suspected. Locals complain that the stretch of road "
    "has no lamps. The council of Kirkuk called the head of police to answer questions later this week."
)
OTHER_STORY = (
    "The ministry of agriculture opened a new silo near Hawija on Tuesday. It holds sixty thousand tonnes of wheat and "
    "took two years to build, said the director, who thanked the farmers for their patience during the drought years."
)


def of(text: str, clutter: tuple[Clutter, ...] = ()) -> bytes:
    return fingerprint(Report(id="r", text=text, clutter=clutter))


@pytest.mark.parametrize(
    "text", [STORY, NEW_LEAD, CUT, NEW_TAIL, REWRITE], ids=["same", "lead", "cut", "tail", "rewrite"]
)
def test_one_story(text: str) -> None:
    assert likeness(of(STORY), of(text)) >= SAME_STORY
    assert set(bands(of(STORY))) & set(bands(of(text)))


@pytest.mark.parametrize("text", [OTHER_WRITER, OTHER_STORY], ids=["other writer", "other story"])
def test_other_stories(text: str) -> None:
    assert likeness(of(STORY), of(text)) < SAME_STORY / 2


def test_clutter_does_not_count() -> None:
    advert = (
        "Subscribe to our newsletter and never miss a story again from the whole of the region, every morning at six. "
    )
    framed = advert * 3 + STORY
    clutter = (Clutter(start=0, end=len(advert) * 3, kind="advert"),)
    assert of(framed, clutter) == of(STORY)
    assert of(framed) != of(STORY)


def test_case_spaces_and_quotation_marks_do_not_count() -> None:
    assert of("The town’s\n mayor  SAID: “no”.") == of('the town\'s mayor said: "No"')


def test_no_words() -> None:
    assert of(" ...\n") == b""
    assert bands(b"") == ()
    assert likeness(b"", of(STORY)) == 0.0


def test_fingerprints_of_another_make() -> None:
    with pytest.raises(ValueError, match="make both anew"):
        likeness(of(STORY), of(STORY)[:100])


def test_fingerprints_stay_what_they_are() -> None:
    """Registers keep fingerprints: a change here makes those of old incomparable, and needs a migration."""
    assert len(of(STORY)) == 504
    assert len(bands(of(STORY))) == 42
    assert of("one two three four").hex()[:32] == "6568ce3c17d6d32251028b0143514615"


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_likeness(left: str, right: str) -> None:
    a, b = of(left), of(right)
    assert likeness(a, b) == likeness(b, a)
    assert 0.0 <= likeness(a, b) <= 1.0
    assert not a or likeness(a, a) == 1.0
