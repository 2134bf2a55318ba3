"""Frames that tell one happening become one; two happenings stay two."""

from __future__ import annotations

import pytest

from sijill.coding import merge
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.merge import corrected, settled_frames
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker

TEXT = "A raid killed four men in Haija. The raid was led by the army. Later a bomb wounded two shepherds in Daquq."


def span(words: str) -> Chars:
    start = TEXT.index(words)
    return Chars(start, start + len(words))


def heard(name: RoleName, words: Chars) -> Role:
    """A role as the event heads give it."""
    return Role(name, words, by="heads")


def frame(trigger: str, kind: SubEventType, score: float = 0.9, **roles: str) -> Frame:
    names: dict[str, RoleName] = {name: name for name in roles}  # type: ignore[misc]
    return Frame(span(trigger), kind, roles=tuple(heard(names[n], span(w)) for n, w in roles.items()), score=score)


def test_frames_that_count_the_same_words_are_one(setting_of: SettingMaker) -> None:
    first = frame("A raid", "Armed clash", killed="four men", place="Haija")
    second = frame("The raid", "Armed clash", killed="four men", initiator="the army")
    (got,) = settled_frames([first, second], [], setting_of(TEXT))
    assert {r.name for r in got.roles} == {"killed", "place", "initiator"}
    assert got.mentions


def test_two_happenings_stay_two(setting_of: SettingMaker) -> None:
    raid = frame("A raid", "Armed clash", killed="four men", place="Haija")
    bomb = frame("bomb", "Remote explosive/landmine/IED", wounded="two shepherds", place="Daquq")
    assert len(settled_frames([raid, bomb], [], setting_of(TEXT))) == 2


def test_what_alone_may_be_an_event_needs_less(setting_of: SettingMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    chances = {"Armed clash": 0.45, "Remote explosive/landmine/IED": 0.42}
    monkeypatch.setattr(merge, "standing", lambda frames, _: [chances[f.sub_event_type] for f in frames])
    raid = frame("A raid", "Armed clash", place="Haija")
    bomb = frame("bomb", "Remote explosive/landmine/IED", place="Daquq")
    (got,) = settled_frames([raid, bomb], [], setting_of(TEXT))
    assert setting_of(TEXT).words(got.trigger) == "A raid"
    chances["Remote explosive/landmine/IED"] = 0.8
    (got,) = settled_frames([raid, bomb], [], setting_of(TEXT))
    assert setting_of(TEXT).words(got.trigger) == "bomb"


def test_a_doubtful_frame_is_left_out(setting_of: SettingMaker) -> None:
    assert settled_frames([frame("A raid", "Armed clash", score=0.01)], [], setting_of(TEXT)) == []


def test_rules_fill_what_the_heads_left_open(setting_of: SettingMaker) -> None:
    raid = frame("A raid", "Armed clash", place="Haija")
    ruled = frame("killed", "Armed clash", killed="four men")
    (got,) = settled_frames([raid], [ruled], setting_of(TEXT))
    assert got.spans("killed") == [span("four men")]


def test_syntax_says_under_which_heading_a_count_stands(setting_of: SettingMaker) -> None:
    bomb = frame("bomb", "Remote explosive/landmine/IED", killed="two shepherds")
    ruled = frame("wounded", "Attack", wounded="two shepherds")
    assert [r.name for r in corrected(bomb, [ruled], setting_of(TEXT)).roles] == ["wounded"]


def test_a_sentence_with_two_counts_of_one_attack_is_one_event(setting_of: SettingMaker) -> None:
    text = "Gunmen attacked a post; five guards fell and two were hurt."
    setting = setting_of(text)

    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    first = Frame(at("attacked"), "Armed clash", roles=(heard("killed", at("five guards")),))
    second = Frame(at("fell"), "Armed clash", roles=(heard("wounded", at("two")),))
    (got,) = settled_frames([first, second], [], setting)
    assert {r.name for r in got.roles} >= {"killed", "wounded"}


def test_what_shares_the_words_of_its_place_is_one_event(setting_of: SettingMaker) -> None:
    text = "Three men died in a feud in Haija. The clash involved two families."
    setting = setting_of(text)

    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    place = heard("place", at("Haija"))
    first = Frame(at("feud"), "Armed clash", roles=(heard("killed", at("Three men")), place))
    second = Frame(at("clash"), "Armed clash", roles=(place, heard("target", at("two families"))))
    (got,) = settled_frames([first, second], [], setting)
    assert got.spans("killed") == [at("Three men")]


def test_a_strike_from_the_air_says_so(setting_of: SettingMaker) -> None:
    text = "An armed attack killed four men in Haija. A drone killed two shepherds in Daquq."
    setting = setting_of(text)

    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    attack = Frame(
        at("armed attack"), "Air/drone strike", roles=(heard("killed", at("four men")), heard("place", at("Haija")))
    )
    drone = Frame(
        at("A drone"), "Air/drone strike", roles=(heard("killed", at("two shepherds")), heard("place", at("Daquq")))
    )
    assert [f.sub_event_type for f in settled_frames([attack, drone], [], setting)] == ["Attack", "Air/drone strike"]


SAID = [
    ("Suicide bomb", "Gunmen killed four men in Haija.", "Attack"),
    ("Suicide bomb", "A bomber killed four men in Haija.", "Suicide bomb"),
    ("Chemical weapon", "Gunmen killed four men in Haija.", "Attack"),
    ("Chemical weapon", "Mortars killed four men in Haija.", "Shelling/artillery/missile attack"),
    ("Chemical weapon", "Chlorine killed four men in Haija.", "Chemical weapon"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), SAID)
def test_some_types_need_words_of_their_own(
    setting_of: SettingMaker, kind: SubEventType, text: str, expected: SubEventType
) -> None:
    setting = setting_of(text)

    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    told = Frame(at("killed"), kind, roles=(heard("killed", at("four men")), heard("place", at("Haija"))))
    assert [f.sub_event_type for f in settled_frames([told], [], setting)] == [expected]


def test_a_bomb_and_its_killing_are_one_event(setting_of: SettingMaker) -> None:
    text = "A bomb killed four men in Haija."
    setting = setting_of(text)

    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    target = heard("target", at("four men"))
    bomb = Frame(
        at("bomb"), "Remote explosive/landmine/IED", roles=(target, heard("killed", at("four men"))), score=0.8
    )
    killing = Frame(at("killed"), "Armed clash", roles=(target, heard("place", at("Haija"))), score=0.6)
    (got,) = settled_frames([bomb, killing], [], setting)
    assert got.sub_event_type == "Remote explosive/landmine/IED"
    assert got.spans("killed", "place") == [at("four men"), at("Haija")]


def test_a_bomb_that_kills_is_no_clash(setting_of: SettingMaker) -> None:
    text = "A roadside bomb killed four soldiers in Haija."
    setting = setting_of(text)

    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    told = Frame(at("killed"), "Armed clash", roles=(heard("killed", at("four soldiers")),))
    assert [f.sub_event_type for f in settled_frames([told], [], setting)] == ["Remote explosive/landmine/IED"]


def test_a_sentence_counts_for_one_event(setting_of: SettingMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A raid hit Haija. A bomb hit a patrol in Daquq. Two soldiers died and four others were wounded."
    monkeypatch.setattr(merge, "standing", lambda frames, _: [0.9] * len(frames))

    def place(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    raid = Frame(
        place("A raid"), "Armed clash", roles=(heard("place", place("Haija")), heard("wounded", place("four others")))
    )
    bomb = Frame(place("A bomb"), "Remote explosive/landmine/IED",
                 roles=(heard("place", place("Daquq")), heard("killed", place("Two soldiers"))))  # fmt: skip
    first, second = settled_frames([raid, bomb], [], setting_of(text))
    assert (first.spans("wounded"), second.spans("wounded")) == ([], [place("four others")])


@pytest.mark.parametrize(
    ("words", "added"), [("four others", True), ("three militants", True), ("two soldiers", False)]
)
def test_rules_add_others_and_the_other_side(setting_of: SettingMaker, words: str, added: bool) -> None:
    text = f"The raid in Haija killed nine soldiers; {words} died."
    setting = setting_of(text)

    def at(part: str) -> Chars:
        return Chars(text.index(part), text.index(part) + len(part))

    raid = Frame(at("raid"), "Armed clash", roles=(heard("killed", at("nine soldiers")), heard("place", at("Haija"))))
    ruled = Frame(at("died"), "Armed clash", roles=(Role("killed", at(words)),), score=0.7)
    (got,) = settled_frames([raid], [ruled], setting)
    assert (at(words) in got.spans("killed")) is added


def test_losses_of_two_kinds_at_one_place_are_of_one_event(setting_of: SettingMaker) -> None:
    dead = frame("A raid", "Armed clash", killed="four men", place="Haija")
    hurt = frame("bomb", "Armed clash", wounded="two shepherds", place="Haija")
    assert len(settled_frames([dead, hurt], [], setting_of(TEXT))) == 1
    again = frame("bomb", "Armed clash", killed="two shepherds", place="Haija")
    assert len(settled_frames([dead, again], [], setting_of(TEXT))) == 2


def test_the_trigger_is_the_one_whose_weapon_tells_the_type(setting_of: SettingMaker) -> None:
    text = "Gunmen opened fire after a roadside bomb tore through a van in Haija."
    spans = {w: Chars(text.index(w), text.index(w) + len(w)) for w in ("opened fire", "tore", "a van", "Haija")}
    roles = (heard("target", spans["a van"]), heard("place", spans["Haija"]))
    (got,) = settled_frames(
        [Frame(spans["opened fire"], "Armed clash", mentions=(spans["tore"],), roles=roles)], [], setting_of(text)
    )
    assert (got.sub_event_type, got.trigger) == ("Remote explosive/landmine/IED", spans["tore"])


def test_losses_told_with_who_and_when_belong_to_their_own_sentence(
    setting_of: SettingMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "An air strike killed a commander. On Sunday, the army killed four men."

    def at(words: str) -> Chars:
        return Chars(text.rindex(words), text.rindex(words) + len(words))

    strike = Frame(at("air strike"), "Air/drone strike", roles=(Role("killed", at("four men"), 0.4),), score=0.9)
    said: list[tuple[RoleName, str]] = [("killed", "four men"), ("initiator", "the army"), ("date", "Sunday")]
    roles = tuple(Role(name, at(words), 0.7) for name, words in said)
    ruled = Frame(at("killed"), "Armed clash", roles=roles, score=0.7)
    monkeypatch.setattr(merge, "standing", lambda frames, _: [1.0 for _ in frames])
    kept = {f.trigger: f for f in settled_frames([strike], [ruled], setting_of(text))}
    assert kept[at("air strike")].spans("killed") == []
    assert kept[at("killed")].spans("killed") == [at("four men")]
