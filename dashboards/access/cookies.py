"""This module names and shapes the staff door's cookies, and signs the token of its forms."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

LANGUAGE_COOKIE: Final = "thuocdo_ngon_ngu"
LANGUAGES: Final = ("vi", "en")
_LANGUAGE_SECONDS: Final = 365 * 24 * 3600
_PRE_SESSION: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class CookieNames:
    """The names in use: with https the ``__Host-`` prefix makes browsers insist on host-only."""

    session: str
    pre_session: str
    secure: bool


def cookie_names(staff_url: str) -> CookieNames:
    """Choose cookie names and the Secure flag from the public address of the staff door."""
    secure = urlsplit(staff_url).scheme == "https"
    prefix = "__Host-" if secure else ""
    return CookieNames(f"{prefix}thuocdo_phien", f"{prefix}thuocdo_truoc", secure)


def new_pre_session() -> str:
    """Mint the random value that a sign-in form is bound to before anyone is known."""
    return secrets.token_urlsafe(32)


def is_pre_session(value: str | None) -> bool:
    """Tell whether a cookie value has the shape that `new_pre_session` gives."""
    return value is not None and _PRE_SESSION.fullmatch(value) is not None


def form_token(secret: bytes, bound_to: str) -> str:
    """Sign the token of a form, bound to the cookie of the browser that it was given to."""
    message = f"thuocdo-form:{bound_to}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def form_token_is_right(secret: bytes, bound_to: str | None, token: str) -> bool:
    """Tell whether a form's token belongs to the browser's cookie, in constant time."""
    if not bound_to:
        return False
    return hmac.compare_digest(form_token(secret, bound_to).encode(), token.encode())


def read_cookies(header: str) -> dict[str, str]:
    """Read a Cookie header; a malformed one counts as empty."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def language_of(cookies: dict[str, str] | None) -> str:
    """Tell the language that a browser asked for; Vietnamese unless it chose otherwise."""
    chosen = (cookies or {}).get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def language_cookie_seconds() -> int:
    """Tell how long a browser remembers the chosen language, in seconds."""
    return _LANGUAGE_SECONDS
