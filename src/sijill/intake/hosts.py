"""Which hosts may be asked: the open network, not this machine and what lies behind it.

What a feed links to, where a redirect leads and what a name resolves to is others' choice; without this guard they
could have Sijill ask machines that only this one can reach. What is checked is the number that is then connected to,
so neither odd ways to write a host nor DNS answers that change get around it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from sijill.intake.address import FetchError
from sijill.intake.faults import IntakeError
from sijill.intake.settings import table

if TYPE_CHECKING:
    from ipaddress import IPv4Network

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network

Resolver = Callable[[str, int], Sequence[str]]
"""A host's name and a port to its numeric addresses, the best first. Raises OSError where there are none."""


class _Networks(NamedTuple):
    inner: tuple[tuple[Network, str], ...]
    never: tuple[tuple[Network, str], ...]
    carriers: tuple[Network, ...]
    public: Network
    ports: frozenset[int]


@cache
def _networks() -> _Networks:
    data = table("networks.toml")

    def named(part: str) -> tuple[tuple[Network, str], ...]:
        return tuple((ip_network(text), row["what"]) for row in data[part] for text in row["networks"])

    carriers = tuple(ip_network(text) for text in data["carriers"]["networks"])
    public, ports = ip_network(data["public"]["ipv6"]), frozenset(data["ports"]["never"])
    return _Networks(named("inner"), named("never"), carriers, public, ports)


def allowed_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks as the user writes them. Raises `IntakeError` for what is none."""
    try:
        return tuple(ip_network(text, strict=False) for text in texts)
    except ValueError as error:
        raise IntakeError(
            f"SIJILL_ALLOW_PRIVATE names no network ({error})", "Write 1, or networks such as 10.0.0.0/8,192.168.1.5"
        ) from error


def refusal(number: Address, allowed: Sequence[Network] = ()) -> str | None:
    """What a number is that must not be connected to ("a private network"); null where it may be."""
    networks = _networks()
    number = _carried(number)
    for network, what in networks.inner:
        if number in network:
            return None if any(number in other for other in allowed) else what
    for network, what in networks.never:
        if number in network:
            return what
    if number.version == 6 and number not in networks.public:
        return networks.never[0][1]
    return None


def _carried(number: Address) -> Address:
    """The IPv4 address within an IPv6 address that stands for one, else the address itself."""
    if any(number in network for network in _networks().carriers):
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number


def _literal(host: str) -> Address | None:
    """A host that is a number, in whatever form the system's own functions take (127.1, 0x7f000001, 2130706433)."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() and " " not in host else None
    except (OSError, ValueError):
        return None


def checked(host: str, port: int, resolve: Resolver, allowed: Sequence[Network] = ()) -> list[str]:
    """The numeric addresses of a host that may be connected to, the best first; at least one.

    Raises `FetchError` where there are none: no such host, each lies in a network that is refused, or no web site is
    at the port.
    """
    if port in _networks().ports:
        raise FetchError(f"no web site is at port {port} of {host}", "Check the address", lasting=True)
    literal = _literal(host)
    numbers = [literal] if literal is not None else _resolved(host, port, resolve)
    refused: list[tuple[Address, str]] = []
    good: list[str] = []
    for number in numbers:
        what = refusal(number, allowed)
        if what is None:
            good.append(str(number))
        else:
            refused.append((number, what))
    if good:
        return good
    raise _inner(host, *refused[0])


def _inner(host: str, number: Address, what: str) -> FetchError:
    reason = f"{host} leads to {what}" + ("" if str(number) == host else f" ({number})")
    if what == _networks().never[0][1]:
        return FetchError(reason, "Check the address", lasting=True)
    mend = f"If it is meant to, allow it with SIJILL_ALLOW_PRIVATE={number}, or every such address with 1"
    return FetchError(reason, mend, lasting=True)


def _resolved(host: str, port: int, resolve: Resolver) -> list[Address]:
    try:
        numbers = [ip_address(text) for text in resolve(host, port)]
    except (OSError, ValueError) as error:
        # ValueError: a name that can't be one (an empty part, more than 63 letters).
        raise _unknown(host) from error
    if not numbers:
        raise _unknown(host)
    return list(dict.fromkeys(numbers))


def _unknown(host: str) -> FetchError:
    return FetchError(f"no host of the name {host} is found", "Check the address and the network, or try again later")


def system_resolver(seconds: float) -> Resolver:
    """The system's own way to look names up, given up after `seconds`."""

    def resolve(host: str, port: int) -> Sequence[str]:
        answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                answers.put([str(entry[4][0]) for entry in found])
            except Exception as error:
                answers.put(error)

        # In a thread, since the system's lookup takes no limit on time; a daemon, so that it never keeps the run alive.
        Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=seconds)
        except Empty:
            raise TimeoutError(f"{host} was not looked up within {seconds:g} seconds") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    return resolve
