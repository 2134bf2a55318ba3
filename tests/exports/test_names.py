"""People's names: hidden wherever they stand, unless someone asks for them; in the register they stay."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.exports import FORMATS, export, export_package
from sijill.exports.names import HIDDEN, Names, name_words, names_in, names_of, unnamed
from sijill.model import ActorRef, Disagreement, Person, Version
from sijill.register import Register
from tests.exports.events import GUNMEN, IS, head, told
from tests.exports.hostile import fill
from tests.exports.private import NAMES, REPORT, private_pairs, text_in


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        # Persons, however they are introduced.
        ("Halima Yusuf", "██████ █████"),
        ("Halima Baker", "██████ █████"),
        ("Lieutenant Colonel Ahmed Mustafa", "Lieutenant Colonel █████ ███████"),
        ("the regional police chief, Iqbal Marwat", "the regional police chief, █████ ██████"),
        ("Brigadier Haider al-Tamimi", "Brigadier ██████ al-██████"),
        ("her brother Ali Aziz", "her brother ███ ████"),
        ("a resident, Umm Khalid", "a resident, Umm ██████"),
        ("the governor of Cauca, Elías Campo", "the governor of █████, █████ █████"),
        ("Ryder’s office", "█████’s office"),
        ("DAVID DAOUD", "█████ █████"),
        # Whoever is no person.
        *[
            (source, source)
            for source in (
                "an Iraqi security source", "officials", "the Iraqi Security Media Cell", "Villagers", "Reuters", "AP",
                "The Russian defence ministry", "The PKK’s press office", "a diplomat in Bamako", "Al-Shabaab",
                "Staff Writer", "the US military", "United Nations", "Syrian Observatory for Human Rights", "The army",
                "Human Rights Watch", "Anbar Operations Command", "Major General", "two police sources",
                "a lawyer of the demonstrators",
            )
        ],
    ],
)  # fmt: skip
def test_names_within_the_words_of_a_source(source: str, shown: str) -> None:
    assert names_in(source).masked(source) == shown


def test_the_places_of_an_event_are_no_names() -> None:
    source = "the governor of Cauca, Elías Campo"
    assert names_in(source, "Toribío Cauca").masked(source) == "the governor of Cauca, █████ █████"


RANA = Names(frozenset(["Rana Aziz"]), frozenset(name_words("Rana Aziz")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Teacher Rana Aziz shot", "Teacher ████ ████ shot"),
        ("RANA AZIZ SHOT", "████ ████ SHOT"),
        ("Aziz’s house, Rana's school", "████’s house, ████'s school"),
        ("Ranaz and Azizi met; aziz is a word", "Ranaz and Azizi met; aziz is a word"),
        ("", ""),
    ],
)
def test_a_name_in_a_text(text: str, shown: str) -> None:
    assert RANA.masked(text) == shown
    assert len(shown) == len(text)


@pytest.mark.parametrize(
    ("address", "spelt"),
    [
        ("https://news.example/2024/rana-aziz-shot", True),
        ("https://news.example/?q=Rana%20Aziz", True),
        ("teacher_rana", True),
        ("https://news.example/2024/teacher-shot", False),
        ("https://news.example/caranavan", False),
        ("", False),
    ],
)
def test_a_name_in_an_address(address: str, spelt: bool) -> None:
    assert RANA.spelt_in(address) is spelt


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Inspector Gul Rehman", ["Gul", "Rehman"]),
        ("Abu Layla al-Iraqi", ["Layla"]),
        ("Jassim al-Mazrouei Abu Abdel Qader", ["Jassim", "Mazrouei", "Abdel", "Qader"]),
        ("J. Smith", ["Smith"]),
        ("María Ulcué", ["María", "Ulcué"]),
    ],
)
def test_parts_of_a_name_that_hide_by_themselves(name: str, words: list[str]) -> None:
    assert list(name_words(name)) == words


def test_all_that_is_told_of_an_event() -> None:
    group = ActorRef(name="Hawks of Qara", mention="the Hawks of Qara")
    of = told(
        (
            head("Alpha", title="Rana Aziz killed", url="https://x.example/rana"),
            head("Beta", url="https://y.example/7"),
        ),
        initiators=(IS, group),
        targets=(ActorRef(name="Rana Aziz", mention="the teacher Rana Aziz"), GUNMEN),
        persons=(Person(name="Rana Aziz", role="teacher, wife of Rana Aziz", fate="killed"), Person(name="Omar Sa'di")),
        sources=("her brother Ali Aziz", "Reuters"),
        disagreements=(Disagreement(field="killed", versions=(Version(value="1: Ali Aziz", accounts=("a1",)),)),),
    )
    made = unnamed(of)
    assert not [word for word in ("Rana", "Aziz", "Ali", "Omar", "Sa'di", "rana") if word in repr(made)]
    # How many, in what role and with what fate is what analysis needs; groups and papers are no persons.
    assert made.event.persons == (
        Person(name=HIDDEN, role="teacher, wife of ████ ████", fate="killed"), Person(name=HIDDEN),
    )  # fmt: skip
    assert [actor.name for actor in made.event.initiators] == ["Islamic State", "Hawks of Qara"]
    assert [actor.name for actor in made.event.targets] == ["Others", "Unidentified armed group"]
    assert made.event.sources == ("her brother ███ ████", "Reuters")
    assert made.event.disagreements[0].versions[0].value == "1: ███ ████"
    assert [(report.title, report.url) for report in made.reports] == [
        ("████ ████ killed", None), (None, "https://y.example/7"),
    ]  # fmt: skip
    assert made.event.killed == of.event.killed
    assert made.event.place == of.event.place


def test_an_event_without_people_stays_as_it_is() -> None:
    of = told(initiators=(IS,), sources=("officials",))
    assert unnamed(of) is of


LETTERS = st.sampled_from("abdefghiklmnoqrstuyzéüşأبجد")
PART = st.text(LETTERS, min_size=3, max_size=9).map(str.capitalize)


@settings(deadline=None)
@given(st.lists(PART, min_size=1, max_size=4), st.sampled_from(["{} told it", "the brother of {}", "{}", "{}’s men"]))
def test_whatever_a_person_is_called(parts: list[str], around: str) -> None:
    name = " ".join(parts)
    of = told(
        (head("Alpha", title=around.format(name)),),
        persons=(Person(name=name, fate="killed"),),
        targets=(ActorRef(name=name, mention=around.format(name)),),
    )
    # Only what the registry knows by this very name stays: a group.
    if names_of(of.event).masked(name) == name:
        return
    made = unnamed(of)
    assert name not in (made.reports[0].title or "")
    assert name not in [person.name for person in made.event.persons]
    assert name not in made.event.targets[0].mention


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(fill(tmp_path_factory.mktemp("private") / "register.sqlite", private_pairs())) as opened:
        yield opened


@pytest.mark.parametrize("name", [*FORMATS])
def test_no_file_tells_a_name_unless_asked(register: Register, name: str) -> None:
    form = FORMATS[name]
    for names in (False, True):
        out, evidence = io.BytesIO(), io.BytesIO()
        done = export(register, name, out, evidence=evidence, names=names)
        assert (done.events, done.evidence) == (1, 2)
        files = text_in(out, form.writer), text_in(evidence, form.evidence[0])
        if not names:
            assert not [word for text in files for word in NAMES if word in text]
            assert "Sherk village" in files[1]
        else:
            assert "teacher Rana Aziz" in files[1]


def test_the_evidence_keeps_its_offsets(register: Register) -> None:
    evidence = io.BytesIO()
    export(register, "jsonl", io.BytesIO(), evidence=evidence)
    rows = [json.loads(line) for line in evidence.getvalue().decode().splitlines()]
    assert [row["words"] for row in rows if row["field"] == "targets.0"] == ["teacher ████ ████"]
    assert all(row["end"] - row["start"] == len(row["words"]) for row in rows)
    assert all(row["report_id"] == HIDDEN for row in rows)


def test_the_register_keeps_them(register: Register) -> None:
    export(register, "csv", io.BytesIO())
    (event,) = register.events_of(REPORT)
    assert register.event(event).persons[0].name == "Rana Aziz"


def test_a_package_says_whether_names_are_hidden(register: Register, tmp_path: Path) -> None:
    for names, said in ((False, "- names of people hidden"), (True, " --names")):
        folder = tmp_path / str(names)
        export_package(register, "csv", folder, evidence="evidence.csv", names=names)
        readme = (folder / "README.md").read_text("utf-8")
        assert said in readme
        assert ("names of people hidden" in readme) is not names
        held = "".join(path.read_text("utf-8") for path in folder.iterdir())
        assert ("Rana Aziz" in held) is names
