"""Sign-ins slowed down: by account, and by the address that they come from.

A try is counted before its password is looked at, so that many at once get no further than one after another.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import Connection

from sijill.register.users import count_failure, failures, forget_failures, name_key
from sijill.web.people.limits import Limits, Slowing

# A household or an office has at least so many leading bits of IPv6 to itself.
_IPV6_BITS = 64


class Throttle:
    """Counts failures in the register, and says how long to wait."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def try_now(self, connection: Connection, name: str, address: str, known: bool, at: datetime) -> int:
        """Count a try and let it through (0), or say how many seconds to wait; `connection` must write.

        `known`: the browser has proved that it was signed in to this account before.
        """
        slowing = self._slowing(name, address, known)
        wait = max(self._left(connection, key, rule, at) for key, rule in slowing)
        if wait > 0:
            return ceil(wait)
        for key, _ in slowing:
            count_failure(connection, key, at, self._limits.forget)
        return 0

    def forget(self, connection: Connection, name: str, address: str | None = None) -> None:
        """The password was right, or set anew: the account starts afresh, and the address has one failure less."""
        forget_failures(connection, _key("account", name_key(name)), _key("known", name_key(name)))
        if address is not None:
            forget_failures(connection, _key("address", network(address)), one=True)

    def _slowing(self, name: str, address: str, known: bool) -> list[tuple[str, Slowing]]:
        if known:
            return [(_key("known", name_key(name)), self._limits.known)]
        by_name, by_address = _key("account", name_key(name)), _key("address", network(address))
        return [(by_name, self._limits.account), (by_address, self._limits.address)]

    def _left(self, connection: Connection, key: str, rule: Slowing, at: datetime) -> float:
        found = failures(connection, key)
        if found is None or found[1] < at - self._limits.forget:
            return 0.0
        wait = rule.wait(found[0])
        # A clock that was set back must not make the wait longer.
        return min(wait, wait - (at - found[1]).total_seconds())


def network(address: str) -> str:
    """What counts as one address: in IPv6 the network that one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), _IPV6_BITS), strict=False))
    return str(found)


def _key(kind: str, value: str) -> str:
    """Names as they were typed may be passwords in the wrong field: only hashes are kept."""
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "surrogatepass")).hexdigest()
