"""The application: every route says whom it is for, errors say what to do, and files may be kept."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sijill.register import Register, RegisterError
from sijill.web import Settings, create_app
from sijill.web.files import asset, path_of
from tests.web.conftest import Serve

ADDRESS = re.compile(r'(?:href|src|content)="(/static/[^"]+)"')


def test_no_register_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no register at"):
        create_app(Settings(register=str(tmp_path / "none.sqlite")))


def test_beyond_this_machine_it_needs_accounts(empty_register: Path) -> None:
    with pytest.raises(RegisterError, match="has no accounts"):
        create_app(Settings(register=str(empty_register), host="0.0.0.0"))


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nowhere", 404, "Not Found"),
        ("/events/zzz", 404, "no event"),
        ("/?since=yesterday", 422, "since"),
        ("/?page=0", 422, "page"),
        ("/download/pdf", 404, "there is no format"),
    ],
)
def test_an_error_is_a_page_that_says_what_to_do(client: TestClient, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert said in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(("path", "status"), [("/api/nowhere", 404), ("/api/summary?since=x", 422)])
def test_an_error_under_api_is_json(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "mend"}


def test_every_file_of_a_page_is_there_and_may_be_kept(client: TestClient) -> None:
    addresses = set(ADDRESS.findall(client.get("/").text))
    assert {path.partition("?")[0] for path in addresses} >= {
        "/static/base.css", "/static/map.js", "/static/charts.js", "/static/filters.js", "/static/plotly.min.js",
    }  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/base.css").headers["cache-control"] == "no-cache"


def test_plotlys_script_is_its_packages_own_and_packed(client: TestClient) -> None:
    path = path_of("plotly.min.js")
    assert path is not None
    packed = client.get(asset("plotly.min.js"))
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 2_000_000
    assert packed.content == path.read_bytes()
    plain = client.get(asset("plotly.min.js"), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == path.read_bytes()
    again = client.get(asset("plotly.min.js"), headers={"If-None-Match": packed.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "plotly.json", "/etc/passwd", "%00"])
def test_no_other_file_is_given(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code in (404, 400, 405)


def test_a_file_that_is_not_there_is_no_address() -> None:
    with pytest.raises(FileNotFoundError):
        asset("nothing.css")


def test_pages_have_no_script_or_style_of_their_own(client: TestClient) -> None:
    text = client.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)


def test_answers_are_packed(client: TestClient) -> None:
    raw = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert raw.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(raw.content, 5)) < len(raw.content) / 3


def test_a_write_of_another_process_shows_at_once(own_register: Path, serve: Serve) -> None:
    from tests.register.making import clash

    served = serve(own_register)
    before = served.get("/api/summary").json()["events"]
    assert served.get("/api/summary").json()["events"] == before
    with Register.open(own_register) as other:
        other.add(*clash("Rutba", 21))
    after = served.get("/api/summary").json()
    assert after["events"] == before + 1
    assert "Rutba" in served.get("/?killed=21").text
