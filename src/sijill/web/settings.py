"""What a server of the pages is started with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from ipaddress import ip_address

OPENSTREETMAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@dataclass(frozen=True, slots=True)
class Settings:
    """`register`: its address, None for the user's own. `host`, `port`: where the server listens.

    `user`: who decides where nobody logs in (on the loopback address). `tiles`: address of map tiles with {z}, {x}
    and {y}, or None for the gazetteer's own ground. `attribution`: whom the tiles are from. `zone`: the time zone of
    moments on the pages; days of events have none. `https`: the pages are reached by https. `login`: people sign in on
    the loopback address too.
    """

    register: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    user: str = "local"
    tiles: str | None = OPENSTREETMAP
    attribution: str = "© OpenStreetMap contributors"
    zone: tzinfo = UTC
    https: bool = False
    login: bool = False

    @property
    def signing_in(self) -> bool:
        """True where people sign in."""
        return self.login or not self.loopback

    @property
    def loopback(self) -> bool:
        """True where only this machine reaches the pages."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False
