"""Requests that another site's page sent in the viewer's name: told apart by where they come from and by a token.

The token is made of the secret in the viewer's cookie, so nobody else can make it; a page of ours writes it into its
forms. It is masked anew each time, so that it can't be guessed from the length of compressed pages.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers

# The form field and the header that carry the token.
FIELD: Final = "csrf_token"
HEADER: Final = "X-CSRF-Token"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

_SIZE = 32


def csrf_token(request: Request) -> str:
    """The token for the forms of the page that answers this request."""
    request.state.token_given = True
    return token_for(request.state.secret)


def token_for(secret: str) -> str:
    """A token that fits the secret of a cookie; another one each time."""
    mask = secrets.token_bytes(_SIZE)
    masked = bytes(a ^ b for a, b in zip(mask, _bound(secret), strict=True))
    return base64.urlsafe_b64encode(mask + masked).decode("ascii").rstrip("=")


def fits(secret: str, token: str) -> bool:
    """Whether a token was made of this secret."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return False
    if len(raw) != 2 * _SIZE:
        return False
    bound = bytes(a ^ b for a, b in zip(raw[:_SIZE], raw[_SIZE:], strict=True))
    return hmac.compare_digest(bound, _bound(secret))


def from_elsewhere(headers: Headers, https: bool) -> bool:
    """Whether a browser says that a page of another site sent this. `https`: our pages are reached by https only."""
    # Browsers that know this header send it where the connection is safe or local; scripts can't forge it.
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    schemes = ("https",) if https else ("http", "https")
    return parts.scheme not in schemes or parts.netloc.lower() != headers.get("host", "").lower()


def _bound(secret: str) -> bytes:
    return hmac.digest(secret.encode("utf-8"), b"sijill csrf", hashlib.sha256)
