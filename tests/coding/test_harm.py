"""Statements of harm by rule: who was killed, wounded, abducted or arrested, by whom."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from sijill.coding.frames import RoleName
from sijill.coding.harm import harm_told, harms, real, victim_span
from sijill.language import parse

CASES = [
    ("Gunmen killed three policemen in Baquba.", [("killed", "three policemen", "Gunmen")]),
    ("Two soldiers were wounded by a mine.", [("wounded", "Two soldiers", "mine")]),
    ("A total of 49 farmers were killed.", [("killed", "49 farmers", None)]),
    ("A farmer was killed along with his two sons.", [("killed", "his two sons", None), ("killed", "A farmer", None)]),
    ("Two men succumbed to their wounds.", [("killed", "Two men", None)]),
    ("A mine that wounded nine officers was laid at night.", [("wounded", "nine officers", "that")]),
    ("Six farmers died in the shelling.", [("killed", "Six farmers", None)]),
    ("The army announced the deaths of several fighters.", [("killed", "several fighters", None)]),
    (
        "An officer confirmed on Monday that the Defence Media Cell announced the deaths of several rebel fighters in "
        "the Hatra and Baaj areas.",
        [("killed", "several rebel fighters", None)],
    ),
    (
        "The strike led to the injury of a resident of Yemeni nationality.",
        [("wounded", "a resident", None)],
    ),
    ("The blast caused injuries to three policemen.", [("wounded", "three policemen", None)]),
    ("He spoke of deaths among the rebels.", [("killed", "the rebels", None)]),
    ("Militants abducted a teacher and his brother.", [("abducted", "a teacher and his brother", "Militants")]),
    ("The police arrested four suspects.", [("arrested", "four suspects", "police")]),
    ("The attack caused one casualty.", [("killed_or_wounded", "one casualty", None)]),
    ("The floods caused twelve deaths.", [("killed", "twelve deaths", None)]),
    ("The blast claimed the lives of nine men.", [("killed", "nine men", None)]),
    ("Nine men lost their lives.", [("killed", "Nine men", None)]),
    ("Two officers were martyred in the raid.", [("killed", "Two officers", None)]),
    ("A blast hurt four drivers.", [("wounded", "four drivers", "blast")]),
    ("Gunmen shot two brothers dead.", [("killed", "two brothers", "Gunmen")]),
    ("Gunmen shot two brothers in the leg.", [("wounded", "two brothers", "Gunmen")]),
    ("Gunmen shot at two brothers.", []),
    ("Police found the bodies of six farmers.", [("killed", "six farmers", None)]),
    ("Gunmen took two herders hostage.", [("abducted", "two herders", "Gunmen")]),
    ("Nine villagers were led away by gunmen.", [("abducted", "Nine villagers", "gunmen")]),
    ("The raiders had carried off four villagers.", [("abducted", "four villagers", "raiders")]),
    ("They took two herders to the market.", []),
    ("He drove a car off the road.", []),
    ("They won nine games.", []),
    ("Rain fell on the town.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_harms(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = []
    for harm in harms(parse(text)):
        span = victim_span(text, harm.victim)
        found.append((harm.role, text[span.start : span.end], harm.doer.text if harm.doer else None))
    assert found == expected


def test_whose_deaths_where_the_parse_hangs_them_on_the_verb() -> None:
    words = ["They", "announced", "the", "deaths", "of", "fighters", "."]
    heads, deps = [1, 1, 3, 1, 5, 1, 1], ["nsubj", "ROOT", "det", "obj", "case", "obj", "punct"]
    tags = ["PRON", "VERB", "DET", "NOUN", "ADP", "NOUN", "PUNCT"]
    doc = Doc(
        parse("x").vocab,
        words,
        heads=heads,
        deps=deps,
        pos=tags,
        lemmas=["they", "announce", "the", "death", *words[4:]],
    )
    assert [harm.victim.text for harm in harms(doc) if harm.victim] == ["fighters"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The blast killed two men.", True),
        ("The blast could kill two men.", False),
        ("It did not kill anybody.", False),
    ],
)
def test_real(text: str, expected: bool) -> None:
    (harm,) = harms(parse(text))
    assert real(harm.word) is expected


@pytest.mark.parametrize(
    ("sentence", "role", "expected"),
    [
        ("Nine men died.", "killed", "killed"),
        ("The toll rose to nine.", "killed", "killed"),
        ("The three injured are in the hospital of Sarif.", "killed", "wounded"),
        ("A patrol came under fire from four gunmen.", "killed", None),
        ("A patrol came under fire; four soldiers had to leave.", "wounded", "wounded"),
        ("Some 3,000 fighters remain in the hills.", "killed", None),
        ("About 200 people gathered in the square.", "wounded", None),
    ],
)
def test_harm_told(sentence: str, role: RoleName, expected: RoleName | None) -> None:
    assert harm_told(sentence, role) == expected
