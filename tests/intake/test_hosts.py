from __future__ import annotations

import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.intake.address import FetchError
from sijill.intake.faults import IntakeError
from sijill.intake.fetch import Fetcher
from sijill.intake.hosts import allowed_networks, checked, refusal, system_resolver
from sijill.intake.settings import NetworkRules, network_rules
from tests.intake.sites import LIMITS, RULES, STRICT, Answer, Names, Site, fetcher, refused, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        server.pages["/a"] = Answer("words", "text/plain")
        yield server


@pytest.fixture
def inner() -> Iterator[Site]:
    """A machine that only this one can reach."""
    with serving("127.0.0.2") as server:
        server.pages["/a"] = Answer("secret", "text/plain")
        yield server


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("127.0.0.1", "this machine itself"),
        ("127.255.255.254", "this machine itself"),
        ("::1", "this machine itself"),
        ("::ffff:127.0.0.1", "this machine itself"),
        ("64:ff9b::7f00:1", "this machine itself"),
        ("10.0.0.1", "a private network"),
        ("172.16.0.1", "a private network"),
        ("172.31.255.255", "a private network"),
        ("192.168.1.1", "a private network"),
        ("::ffff:192.168.1.1", "a private network"),
        ("64:ff9b::a00:1", "a private network"),
        ("64:ff9b:1::1", "a private network"),
        ("fc00::1", "a private network"),
        ("fd00:ec2::254", "a private network"),
        ("fec0::1", "a private network"),
        ("169.254.169.254", "the local link"),
        ("fe80::1", "the local link"),
        ("fe80::1%eth0", "the local link"),
        ("100.64.0.1", "a provider's inner network"),
        ("198.18.0.1", "a provider's inner network"),
        ("0.0.0.0", "no host's"),
        ("0.1.2.3", "no host's"),
        ("::", "no host's"),
        ("192.0.2.7", "no host's"),
        ("224.0.0.1", "no host's"),
        ("239.255.255.250", "no host's"),
        ("255.255.255.255", "no host's"),
        ("240.0.0.1", "no host's"),
        ("::127.0.0.1", "no host's"),
        ("::ffff:0:127.0.0.1", "no host's"),
        ("2002:7f00:1::", "no host's"),
        ("2002:c0a8:101::1", "no host's"),
        ("2001:0:7f00:1::", "no host's"),
        ("2001:db8::1", "no host's"),
        ("ff02::1", "no host's"),
        ("4000::1", "no host's"),
        ("1::1", "no host's"),
        ("93.184.216.34", None),
        ("::ffff:93.184.216.34", None),
        ("64:ff9b::5db8:d822", None),
        ("2606:2800:220:1::1", None),
        ("172.15.255.255", None),
        ("172.32.0.1", None),
        ("11.0.0.1", None),
        ("126.255.255.255", None),
        ("100.128.0.1", None),
    ],
)
def test_numbers_that_are_no_open_network(number: str, what: str | None) -> None:
    found = refusal(ip_address(number))
    assert (what is None and found is None) or (what is not None and found is not None and what in found)
    # A name that leads there is judged alike.
    names = Names(news_example=[[number]])
    if what is None:
        assert checked("news.example", 80, names) == [str(ip_address(number))]
        return
    with pytest.raises(FetchError, match=r"news\.example leads to ") as caught:
        checked("news.example", 80, names)
    assert caught.value.lasting


@given(st.one_of(st.ip_addresses(), st.ip_addresses(v=4).map(lambda number: IPv6Address(f"::ffff:{number}"))))
def test_what_is_open_is_open_by_python_s_own_lists_too(number: IPv4Address | IPv6Address) -> None:
    carried = getattr(number, "ipv4_mapped", None) or number
    if refusal(number) is None and number not in ip_network("64:ff9b::/96"):
        assert carried.is_global
        assert not any([carried.is_multicast, carried.is_reserved, carried.is_unspecified])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "127。0。0。1",
        "user:pass@127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "news.example",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "127.0.0.1%00.news.example",
        "a..b",
        "a" * 80 + ".example",
    ],
)
@pytest.mark.parametrize("rules", [STRICT])
def test_no_way_to_write_a_host_gets_to_this_machine(site: Site, host: str, rules: NetworkRules) -> None:
    names = Names(news_example=[["127.0.0.1"]])
    system = system_resolver(2)

    def resolve(name: str, port: int) -> Sequence[str]:
        return names(name, port) if name == "news.example" else system(name, port)

    with pytest.raises(FetchError) as caught:
        Fetcher(LIMITS, rules, resolve=resolve).get(f"http://{host}:{site.port}/a")
    assert site.asked == []
    assert "pass@" not in str(caught.value)


def test_what_is_refused_says_what_to_do(site: Site) -> None:
    error = refused(fetcher(STRICT, news_example=[["10.1.2.3"]]), "http://news.example/a")
    assert str(error.reason) == "news.example leads to a private network (10.1.2.3)"
    assert error.mend == "If it is meant to, allow it with SIJILL_ALLOW_PRIVATE=10.1.2.3, or every such address with 1"
    assert error.lasting
    error = refused(fetcher(STRICT, news_example=[["224.0.0.1"]]), "http://news.example/a")
    assert (error.reason, error.mend) == (
        "news.example leads to an address that is no host's (224.0.0.1)",
        "Check the address",
    )


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "017700000001"])
def test_a_number_in_disguise_is_no_name(host: str) -> None:
    error = refused(fetcher(STRICT), f"http://{host}/a")
    assert error.reason == f"{host} leads to this machine itself (127.0.0.1)"


def test_a_name_that_leads_nowhere_is_told() -> None:
    error = refused(fetcher(), "http://news.example/a")
    assert error.reason == "no host of the name news.example is found"
    assert not error.lasting
    assert refused(fetcher(news_example=[[]]), "http://news.example/a").reason == error.reason


@pytest.mark.parametrize(
    ("setting", "number", "open_"),
    [
        (None, "10.0.0.1", False),
        ("0", "10.0.0.1", False),
        ("1", "10.0.0.1", True),
        ("yes", "169.254.1.1", True),
        ("1", "224.0.0.1", False),
        ("1", "0.0.0.0", False),
        ("10.0.0.0/8", "10.9.9.9", True),
        ("10.0.0.0/8", "192.168.0.1", False),
        ("192.168.1.7, ::1", "::1", True),
        ("192.168.1.7, ::1", "::ffff:192.168.1.7", True),
        ("192.168.1.7/24", "192.168.1.8", True),
    ],
)
def test_inner_networks_are_open_by_setting_only(
    monkeypatch: pytest.MonkeyPatch, setting: str | None, number: str, open_: bool
) -> None:
    monkeypatch.delenv("SIJILL_ALLOW_PRIVATE", raising=False)
    if setting is not None:
        monkeypatch.setenv("SIJILL_ALLOW_PRIVATE", setting)
    allowed = allowed_networks(network_rules().allowed)
    assert (refusal(ip_address(number), allowed) is None) == open_


def test_a_setting_that_names_no_network_is_told(site: Site) -> None:
    with pytest.raises(IntakeError, match="SIJILL_ALLOW_PRIVATE names no network"):
        Fetcher(LIMITS, replace(RULES, allowed=("intranet",))).get(site.url + "/a")


def test_a_redirect_does_not_lead_inside(site: Site, inner: Site) -> None:
    for status in (301, 302, 303, 307, 308):
        site.pages["/in"] = Answer(status=status, headers={"Location": f"{inner.url}/a"})
        assert "leads to this machine itself" in refused(fetcher(), site.url + "/in").reason
    assert inner.asked == []


def test_a_redirect_by_way_of_a_name_does_not_lead_inside(site: Site, inner: Site) -> None:
    site.pages["/in"] = Answer(status=302, headers={"Location": f"http://inner.example:{inner.port}/a"})
    asker = fetcher(news_example=[["127.0.0.1"]], inner_example=[["127.0.0.2"]])
    assert "inner.example leads to" in refused(asker, f"http://news.example:{site.port}/in").reason
    assert inner.asked == []


def test_the_number_that_was_checked_is_the_one_that_is_asked(site: Site, inner: Site) -> None:
    # Both sites at one port, so that only the number tells them apart.
    with serving("127.0.0.3") as twin:
        names = Names(news_example=[["127.0.0.1"], ["127.0.0.1"], ["127.0.0.3"]])
        asker = Fetcher(LIMITS, RULES, resolve=names)
        assert asker.get(f"http://news.example:{site.port}/a").data == b"words"
        # One lookup for robots.txt, one for the page; none besides that could answer otherwise.
        assert names.asked == ["news.example"] * 2
        assert [headers["host"] for _, headers in site.asked] == [f"news.example:{site.port}"] * 2
        assert "leads to this machine itself (127.0.0.3)" in refused(asker, f"http://news.example:{site.port}/a").reason
        assert twin.asked == []


def test_of_several_addresses_the_open_ones_are_tried_in_turn(site: Site) -> None:
    rules = replace(RULES, allowed=("127.0.0.1", "127.0.0.9"))
    asker = fetcher(rules, news_example=[["127.0.0.2", "10.0.0.1", "127.0.0.9", "127.0.0.1"]])
    assert asker.get(f"http://news.example:{site.port}/a").data == b"words"
    asker = fetcher(rules, news_example=[["127.0.0.9"] * 2 + ["127.0.0.8"]])
    assert refused(asker, f"http://news.example:{site.port}/a").reason == "no connection could be made"


def test_a_lookup_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: time.sleep(3))
    began = time.monotonic()
    asker = Fetcher(LIMITS, RULES)
    assert "no host of the name news.example is found" in refused(asker, "http://news.example/").reason
    assert time.monotonic() - began < 2


def test_no_single_wait_outlasts_the_time_for_the_whole(site: Site) -> None:
    site.pages["/silent"] = lambda _: time.sleep(2)
    began = time.monotonic()
    asker = Fetcher(replace(LIMITS, timeout_seconds=5.0, total_seconds=0.5), RULES)
    assert refused(asker, site.url + "/silent").reason == "it was still coming in after 0.5 seconds"
    assert time.monotonic() - began < 1.8


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site by https, with a certificate for news.example that is trusted here."""
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    names = ["-days", "2", "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run([*made, *names], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context=context) as server:
        server.pages["/a"] = Answer("words", "text/plain")
        yield server


def test_the_name_stays_what_certificates_are_checked_against(secure: Site) -> None:
    asker = fetcher(news_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    assert asker.get(f"https://news.example:{secure.port}/a").data == b"words"
    error = refused(asker, f"https://other.example:{secure.port}/a")
    assert error.reason.startswith("the site's certificate can't be trusted (Hostname mismatch")


def test_a_proxy_of_the_environment_is_used_and_inner_numbers_stay_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["http://news.example/a"] = Answer("by proxy", "text/plain")
    for name in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", site.url)
    assert fetcher(STRICT).get("http://news.example/a").data == b"by proxy"
    site.asked.clear()
    assert "a private network" in refused(fetcher(STRICT), "http://10.0.0.1/a").reason
    assert "a private network" in refused(fetcher(STRICT, in_example=[["10.0.0.1"]]), "http://in.example/a").reason
    assert site.asked == []
