"""What the pages make for others tells no people's names, unless a coder asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from sijill.exports import FORMATS
from sijill.model import Assertion, CodedReport, Evidence, Report
from sijill.register import Register
from tests.exports.private import NAMES, private_pairs
from tests.web.conftest import client_of
from tests.web.roles import Browsers

ALL = (*NAMES, "Hamid", "Daoud")
DAYS = "since=2024-05-01&until=2024-05-31"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("named") / "register.sqlite"
    with Register.open(found) as register:
        register.add_many([*private_pairs(), _stated()])
    return found


def _stated() -> tuple[Report, CodedReport]:
    """A report that states something by the word of somebody it names."""
    text = "There were some 300 fighters in Kirkuk, the mukhtar Hamid Daoud told the paper on Tuesday."
    said = Assertion(
        id="s1", kind="strength_estimate", subject="Islamic State", low=300, high=300, unit="fighters", place="Kirkuk",
        source="the mukhtar Hamid Daoud", quote=text,
        evidence=(Evidence(field="assertion", start=0, end=len(text), text=text),),
    )  # fmt: skip
    report = Report(
        id="stated", text=text, title="Strength", publisher="Beta", published=private_pairs()[0][0].published
    )
    return report, CodedReport(report=report.head(), relevant=True, assertions=(said,))


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with client_of(path) as made:
        yield made


def in_word(content: bytes) -> str:
    """All that a Word document holds, its properties and the addresses of its links too."""
    with ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist() if "media" not in name)


@pytest.mark.parametrize("address", ["/situation", "/api/situation", "/situation.docx"])
def test_the_situation_report_hides_them(client: TestClient, address: str) -> None:
    for names in (False, True):
        answer = client.get(f"{address}?{DAYS}{'&names=true' if names else ''}")
        assert answer.status_code == 200
        text = in_word(answer.content) if address.endswith("docx") else answer.text
        told = [word for word in ALL if word in text]
        assert bool(told) is names, told
        # What the report is about is still there.
        assert "Kirkuk" in text
        assert "300 fighters" in text
        assert ("█" in text) is not names


def test_the_page_says_so_and_leads_to_both(client: TestClient) -> None:
    hidden = client.get(f"/situation?{DAYS}").text
    assert "People's names are hidden" in hidden.replace("&#39;", "'")
    shown = re.search(r'href="(/situation\?[^"]*names=true[^"]*)"', hidden)
    assert shown
    assert "Rana Aziz" in client.get(shown[1].replace("&amp;", "&")).text


@pytest.mark.parametrize("name", [*FORMATS])
def test_downloads_hide_them(client: TestClient, name: str) -> None:
    for names in (False, True):
        answer = client.get(f"/download/{name}?evidence=true{'&names=true' if names else ''}")
        with ZipFile(BytesIO(answer.content)) as parts:
            held = {part: parts.read(part) for part in parts.namelist()}
        words = next(content for part, content in held.items() if part.startswith("sijill-evidence"))
        if name not in ("parquet", "xlsx"):
            assert (b"Rana Aziz" in words) is names
            assert not names or b"Rana" in b"".join(held.values())
            assert names or b"Rana" not in b"".join(held.values())


def test_the_register_s_own_pages_have_them(client: TestClient) -> None:
    event = client.get("/api/events").json()["items"][0]["id"]
    assert "Rana Aziz" in client.get(f"/events/{event}").text


@pytest.mark.parametrize("address", ["/situation", "/situation.docx", "/api/situation", "/download/csv"])
def test_a_reader_may_not_ask_for_them(path: Path, address: str) -> None:
    with Browsers(path) as browsers:
        for role, status in (("reader", 403), ("coder", 200), ("admin", 200)):
            browser, _ = browsers.of(role)
            assert browser.get(f"{address}?{DAYS}").status_code == 200
            assert browser.get(f"{address}?{DAYS}&names=true").status_code == status, role
