"""What a browser complains of while pages are used, and whom it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError

# The content policy's own word, should the console keep silent about it.
_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""


@dataclass
class Watch:
    """Complaints of one context: errors of script and console, breaches of the content policy, dialogs, other hosts.

    `allowed`: patterns of those that a test means to bring about.
    """

    context: BrowserContext
    host: str
    allowed: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(_VIOLATIONS)
        self.context.on("console", self._said)
        self.context.on("weberror", self._failed)
        self.context.on("dialog", self._asked)
        self.context.on("request", self._requested)

    def allow(self, pattern: str) -> None:
        """Let complaints pass in which `pattern` is found."""
        self.allowed.append(pattern)

    def complaints(self) -> list[str]:
        """Those that nobody meant to bring about."""
        return [said for said in self.found if not any(re.search(pattern, said) for pattern in self.allowed)]

    def _said(self, message: ConsoleMessage) -> None:
        # Our scripts warn where they fall back on what the server drew.
        if message.type == "error" or message.text.startswith("sijill:"):
            self.found.append(f"console: {message.text} ({message.location.get('url')})")

    def _failed(self, error: WebError) -> None:
        self.found.append(f"script: {error.error}")

    def _asked(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.found.append(f"request to another host: {request.url}")
