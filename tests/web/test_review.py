"""The review pages: the queue, deciding by forms, and two reviewers at once. Over registers that are written to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.web.people import Viewer
from tests.register.making import DAY, clash
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL

_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register of four events: Daquq told by three reports that differ, Basra, Najaf, Erbil."""
    made = tmp_path / "register.sqlite"
    told = [
        ("Daquq", 5, DAY, "Alpha Wire"),
        ("Daquq", 5, DAY, "Beta Post"),
        ("Daquq", 9, DAY, "Gamma Times"),
        ("Basra", 30, DAY, "Alpha Wire"),
        ("Najaf", 3, DAY, "Alpha Wire"),
        ("Erbil", 2, DAY, "Alpha Wire"),
    ]
    with Register.open(made) as register:
        register.add_many([clash(*what) for what in told])
    return made


@pytest.fixture
def register(path: Path) -> Iterator[Register]:
    with Register.open(path) as opened:
        yield opened


@pytest.fixture
def layla(path: Path, serve: Serve) -> TestClient:
    return serve(path, user="Layla")


@pytest.fixture
def omar(path: Path, serve: Serve) -> TestClient:
    return serve(path, user="Omar")


def event_in(register: Register, town: str) -> str:
    return next(e.id for e in register.events() if e.place and e.place.name == town)


class Form:
    """A form of a page: where it goes, and what it carries."""

    def __init__(self, client: TestClient, address: str, ending: str) -> None:
        self.client = client
        page = client.get(address)
        assert page.status_code == 200, page.text
        forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page.text, re.S)
        self.action, inside = next(
            (html.unescape(action), inside) for action, inside in forms if action.split("?")[0].endswith(ending)
        )
        self.hidden: dict[str, list[str]] = {}
        for name, value in _INPUT.findall(inside):
            self.hidden.setdefault(name, []).append(html.unescape(value))

    def send(self, **more: Any) -> Response:
        names = {name.replace("__", "."): value for name, value in more.items()}
        return self.client.post(self.action, data=self.hidden | names, follow_redirects=False)  # type: ignore[return-value]


def correct(client: TestClient, event: str, field: str, **more: Any) -> Response:
    form = Form(client, f"/review/{event}", "/correct")
    form.hidden["field"] = [field]
    return form.send(**more)


def test_the_queue_counts_and_lists(layla: TestClient, register: Register) -> None:
    page = layla.get("/review").text
    order = re.findall(r'<td dir="auto"><a href="/review/(e\w+)"', page)
    assert len(order) == 4
    assert order[0] == event_in(register, "Basra")
    assert "accounts differ on killed" in page
    assert "30 killed" in page
    assert "<dt>left</dt><dd>4</dd>" in page
    only = layla.get("/review?admin1=Kirkuk").text
    assert re.findall(r'href="/review/(e\w+)\?admin1=Kirkuk"', only)[-1] == event_in(register, "Daquq")
    assert "<dt>left</dt><dd>1</dd>" in only


def test_accepting_leads_to_the_next_and_can_be_taken_back(layla: TestClient, register: Register) -> None:
    order = re.findall(r'<td dir="auto"><a href="/review/(e\w+)"', layla.get("/review").text)
    answer = Form(layla, f"/review/{order[0]}", "/rule").send(kind="accept", why="I was there")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/review/{order[1]}?said=d1")
    event = register.event(order[0])
    (made,) = register.decisions(order[0])
    assert (event.review, made.by, made.why) == ("accepted", "Layla", "I was there")
    next_page = layla.get(answer.headers["location"])
    assert "Layla accepted: I was there" in next_page.text
    undone = Form(layla, answer.headers["location"], f"{order[0]}/undo").send()
    assert undone.status_code == 303
    assert register.event(order[0]).review == "unreviewed"


def test_the_filter_goes_along(layla: TestClient, register: Register) -> None:
    event = event_in(register, "Basra")
    answer = Form(layla, f"/review/{event}?killed=3", "/rule").send(kind="reject")
    after = answer.headers["location"]
    assert "killed=3" in after
    assert not after.startswith(f"/review/{event_in(register, 'Erbil')}")
    assert register.event(event).review == "rejected"


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        (
            "killed",
            {"killed__group": ["civilians"], "killed__low": ["7"], "killed__best": ["8"], "killed__high": [""]},
            [{"group": "civilians", "low": 7, "best": 8, "high": None}],
        ),
        ("date", {"date__earliest": "2024-05-01", "date__latest": "2024-05-03"}, "2024-05-01 2024-05-03"),
        ("date", {"date__earliest": "", "date__latest": ""}, "None"),
        ("sub_event_type", {"sub_event_type__is": "Suicide bomb"}, "Suicide bomb"),
        ("status", {"status__is": "alleged"}, "alleged"),
        ("weapons", {"weapons__text": ["rifle", " ", "mortar"]}, ("rifle", "mortar")),
    ],
)
def test_correcting(layla: TestClient, register: Register, field: str, sent: dict[str, Any], value: Any) -> None:
    event = event_in(register, "Daquq")
    answer = correct(layla, event, field, **sent)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/review/{event}?said=d1#{field}"
    found: Any = getattr(register.event(event), field)
    if field == "killed":
        found = [line.model_dump() for line in found]
    elif field == "date":
        found = f"{found.earliest} {found.latest}" if found else "None"
    assert found == value
    assert register.event(event).corrected == (field,)
    page = layla.get(answer.headers["location"]).text
    assert "set by a person" in page
    undo = Form(layla, f"/review/{event}", "/undo").send()
    assert undo.status_code == 303
    assert register.event(event).corrected == ()


def test_the_same_value_again_decides_nothing(layla: TestClient, register: Register) -> None:
    event = event_in(register, "Basra")
    line = {"killed__group": "state_forces", "killed__low": "30", "killed__best": "30", "killed__high": "30"}
    answer = correct(layla, event, "killed", **line)
    assert answer.headers["location"] == f"/review/{event}?same=killed#killed"
    assert register.decisions(event) == []
    assert "nothing was changed" in layla.get(answer.headers["location"]).text


def test_what_is_wrong_in_a_form_is_told_and_kept(layla: TestClient, register: Register) -> None:
    event = event_in(register, "Basra")
    line = {"killed__group": "civilians", "killed__low": "9", "killed__best": "7", "killed__high": ""}
    answer = correct(layla, event, "killed", **line)
    assert answer.status_code == 422
    assert "must not fall" in answer.text
    assert 'name="killed.low" value="9"' in answer.text
    assert register.decisions(event) == []


def test_a_place_is_looked_up_without_a_script(layla: TestClient, register: Register) -> None:
    event = event_in(register, "Basra")
    asked = {"place__name": "Hawija", "place__country": "IQ"}
    blank = dict.fromkeys(("place__admin1", "place__latitude", "place__longitude", "place__tolerance_km"), "")
    answer = correct(layla, event, "place", do="look_up", **asked, **blank)
    assert answer.status_code == 200
    (picked, *_) = re.findall(r'name="place.pick" value="([^"]+)" checked', answer.text)
    correct(layla, event, "place", place__pick=html.unescape(picked), **asked, **blank)
    place = register.event(event).place
    assert place is not None
    assert (place.name, place.admin1, place.place_id) == ("Hawija", "Kirkuk", html.unescape(picked))


def test_more_lines_without_a_script(layla: TestClient, register: Register) -> None:
    event = event_in(register, "Basra")
    answer = correct(layla, event, "weapons", do="more", weapons__text=["rifle"])
    assert answer.text.count('name="weapons.text"') == 1 + 1 + 3
    assert register.decisions(event) == []


def test_a_note_a_split_and_accounts_of_no_worth(layla: TestClient, register: Register) -> None:
    event = event_in(register, "Daquq")
    Form(layla, f"/review/{event}", "/rule").send(kind="note", why="see the second report")
    assert register.event(event).review == "unreviewed"
    keys = [telling.key for telling in register.tellings(event)]
    Form(layla, f"/review/{event}", "/split").send(account=[keys[2]], how="split")
    assert len(register.event(event).accounts) == 2
    Form(layla, f"/review/{event}", "/split").send(account=[keys[1]], how="throw_out")
    assert register.event(event).accounts == (keys[0],)
    assert [decision.kind for decision in register.decisions(event)] == ["note", "other_event", "reject"]
    refused = Form(layla, f"/review/{event}", "/split").send(how="split")
    assert refused.status_code == 400
    assert "no account was chosen" in refused.text
    # All of an event can't leave it.
    assert Form(layla, f"/review/{event}", "/split").send(account=keys[:2], how="split").status_code == 400


def test_joining_two_events_and_keeping_them_apart(layla: TestClient, register: Register) -> None:
    one, two = event_in(register, "Daquq"), event_in(register, "Erbil")
    three = register.add(*clash("Daquq", 50, DAY + timedelta(days=6), "Delta News")).events[0]
    near = layla.get(f"/review/{one}/join").text
    assert f"other={three}" in near
    assert f"other={two}" not in near
    compare = f"/review/{one}/join?other={two}"
    assert "two events more likely" in layla.get(compare).text
    Form(layla, compare, "/join").send(verdict="same", other=two, why="one attack")
    assert register.present_id(two) == register.present_id(one)
    answer = layla.get(f"/review/{two}" if register.present_id(one) == one else f"/review/{one}")
    assert answer.history[0].status_code == 307
    undo = Form(layla, f"/review/{register.present_id(one)}", "/undo").send()
    assert undo.status_code == 303
    assert register.present_id(two) == two
    Form(layla, compare, "/join").send(verdict="other", other=two)
    assert register.decisions(one)[-1].kind == "other_event"


@pytest.mark.parametrize("other", ["nothing", "e", "%00", "d1"])
def test_joining_with_what_is_no_event(layla: TestClient, register: Register, other: str) -> None:
    answer = layla.get(f"/review/{event_in(register, 'Daquq')}/join?other={other}")
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


def test_putting_off_is_remembered_for_one_reviewer(layla: TestClient, omar: TestClient, register: Register) -> None:
    event = event_in(register, "Basra")
    answer = Form(layla, f"/review/{event}", "/skip").send()
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/{event_in(register, 'Daquq')}"
    assert f"/review/{event}" not in layla.get("/review").text
    assert f"/review/{event}" in omar.get("/review").text
    assert f"/review/{event}" in layla.get("/review?put_off=1").text
    Form(layla, "/review?put_off=1", "/back").send()
    assert f"/review/{event}" in layla.get("/review").text
    Form(layla, f"/review/{event}", "/skip").send()
    Form(layla, f"/review/{event}", "/skip").send(back="1")
    assert f"/review/{event}" in layla.get("/review").text


def test_whoever_was_slower_is_told_and_may_go_on(layla: TestClient, omar: TestClient, register: Register) -> None:
    event = event_in(register, "Daquq")
    form = Form(layla, f"/review/{event}", "/correct")
    form.hidden["field"] = ["weapons"]
    correct(omar, event, "weapons", weapons__text=["mortar"], why="second report")
    refused = form.send(weapons__text=["rifle <b>"], why="first report")
    assert refused.status_code == 409
    assert "Omar corrected weapons to mortar: second report" in refused.text
    assert "rifle &lt;b&gt;" in refused.text
    assert register.event(event).weapons == ("mortar",)
    again = dict.fromkeys(("csrf_token",), "") | {}
    for name, value in _INPUT.findall(refused.text):
        again[name] = html.unescape(value)
    done = layla.post(html.unescape(form.action), data=again, follow_redirects=False)
    assert done.status_code == 303
    assert register.event(event).weapons == ("rifle <b>",)
    assert [(d.by, d.why) for d in register.decisions(event)] == [("Omar", "second report"), ("Layla", "first report")]


@pytest.mark.parametrize(
    ("ending", "sent"),
    [
        ("/rule", {"kind": "accept"}),
        ("/rule", {"kind": "reject"}),
        ("/rule", {"kind": "note", "why": "words"}),
        ("/split", {"how": "split"}),
        ("/split", {"how": "throw_out"}),
        ("/undo", {}),
    ],
)
def test_every_kind_of_decision_heeds_others(
    layla: TestClient, omar: TestClient, register: Register, ending: str, sent: dict[str, Any]
) -> None:
    event = event_in(register, "Daquq")
    first = register.decide("note", event, by="Layla", why="to take back")
    form = Form(layla, f"/review/{event}", ending)
    Form(omar, f"/review/{event}", "/rule").send(kind="note", why="mine")
    if ending == "/split":
        sent = sent | {"account": register.event(event).accounts[:1]}
    refused = form.send(**({"decision": first.id} | sent if ending == "/undo" else sent))
    assert refused.status_code == 409
    assert "Omar noted: mine" in refused.text
    assert [d.by for d in register.decisions(event)] == ["Layla", "Omar"]


def test_the_other_half_of_a_joining_counts_as_well(layla: TestClient, omar: TestClient, register: Register) -> None:
    one, two = event_in(register, "Daquq"), event_in(register, "Erbil")
    form = Form(layla, f"/review/{one}/join?other={two}", "/join")
    Form(omar, f"/review/{two}", "/rule").send(kind="reject", why="never happened")
    refused = form.send(verdict="same", other=two)
    assert refused.status_code == 409
    assert "never happened" in refused.text


def test_an_event_that_is_gone_meanwhile(layla: TestClient, register: Register) -> None:
    one, two = event_in(register, "Daquq"), event_in(register, "Erbil")
    forms = {name: Form(layla, f"/review/{name}", "/rule") for name in (one, two)}
    register.decide("same_event", one, other=two, by="Omar")
    gone = two if register.present_id(two) != two else one
    refused = forms[gone].send(kind="accept")
    assert refused.status_code == 409
    assert f"now {register.present_id(one)}" in refused.text


def test_of_many_at_once_one_decides(path: Path, serve: Serve, register: Register) -> None:
    event = event_in(register, "Daquq")
    forms = [Form(serve(path, user=f"Coder {number}"), f"/review/{event}", "/correct") for number in range(4)]
    for form in forms:
        form.hidden["field"] = ["weapons"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda form: form.send(weapons__text=["rifle", "mortar"]), forms))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert len(register.decisions(event)) == 1


@pytest.mark.parametrize(
    ("ending", "sent", "status"),
    [
        ("/rule", {"kind": "explode"}, 400),
        ("/rule", {"kind": "note", "why": " "}, 400),
        ("/correct", {"field": "id"}, 400),
        ("/undo", {"decision": "d99"}, 404),
        ("/rule", {"kind": "accept", "seen": []}, 400),
        ("/rule", {"kind": "accept", "csrf_token": "x"}, 403),
        ("/rule", {"kind": "accept", "why": "x" * 30_000}, 413),
    ],
)
def test_forms_that_none_of_ours_sends(
    layla: TestClient, register: Register, ending: str, sent: dict[str, Any], status: int
) -> None:
    event = event_in(register, "Daquq")
    register.decide("note", event, by="Layla", why="something")
    assert Form(layla, f"/review/{event}", ending).send(**sent).status_code == status
    assert len(register.decisions(event)) == 1


@pytest.mark.parametrize("address", ["/review/nothing", "/review/nothing/join", "/review/%00", "/review/samples/none"])
def test_what_is_not_there(layla: TestClient, address: str) -> None:
    assert layla.get(address).status_code == 404


def test_second_looks_are_named_and_settled(layla: TestClient, register: Register, path: Path) -> None:
    from tests.register.making import account, coded, report

    old, new = (report(f"Men {word} Rutba; 1 died.", id="7") for word in ("attacked", "stormed"))
    event = register.add(old, coded(old, account(old.text, town="Rutba", killed=1))).events[0]
    register.decide("accept", event, by="Omar")
    register.add(new, coded(new, account(new.text, "stormed", town="Rutba", killed=1)))
    queue = layla.get("/review").text
    assert re.findall(r'<td dir="auto"><a href="/review/(e\w+)"', queue)[0] == event
    assert "A second look is needed" in layla.get(f"/review/{event}").text
    Form(layla, f"/review/{event}", "/rule").send(kind="accept")
    assert register.second_looks() == []
    assert "A second look is needed" not in layla.get(f"/review/{event}").text


def test_hostile_reports_show_harmless(hostile_client: TestClient) -> None:
    queue = hostile_client.get("/review")
    assert queue.status_code == 200
    for event in re.findall(r'<td dir="auto"><a href="/review/(e\w+)"', queue.text):
        for address in (f"/review/{event}", f"/review/{event}/join"):
            page = hostile_client.get(address)
            assert page.status_code == 200, address
            assert not [bad for bad in HARMFUL if bad in page.text]


def test_who_only_reads_decides_nothing(path: Path, serve: Serve, layla: TestClient, register: Register) -> None:
    event = event_in(register, "Daquq")
    form = Form(layla, f"/review/{event}", "/rule")
    rana = serve(path)
    people = rana.app.state.people  # type: ignore[attr-defined]
    people.local = Viewer("Rana", "reader", local=True)
    for address in ("/review", f"/review/{event}", "/review/agreement"):
        page = rana.get(address)
        assert page.status_code == 200
        assert 'method="post"' not in page.text
    form.client = rana
    assert form.send(kind="accept").status_code == 403
    assert rana.get(f"/review/{event}/join").status_code == 403
    assert register.decisions(event) == []
