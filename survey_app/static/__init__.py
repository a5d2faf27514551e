"""This package holds the few hand-written scripts and serves them, each under its fingerprint."""

from __future__ import annotations

import functools
import hashlib
import re
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response

OFFLINE = "offline.js"
KIOSK = "kiosk.js"
WORK = "work.js"
ENTRY = "entry.js"
INTERVIEW = "interview.js"
# Only these are served. The one that is also the service worker stands at the root, for a worker
# may look after nothing above its own address.
_ADDRESSES = {
    OFFLINE: "/offline.js",
    KIOSK: "/static/kiosk.js",
    WORK: "/static/work.js",
    ENTRY: "/static/entry.js",
    INTERVIEW: "/static/interview.js",
}
# On a weak network a request costs more than the bytes: the light page has one script.
_TOGETHER = {OFFLINE: (OFFLINE, "aloud.js")}
_FOR_EVER = "public, max-age=31536000, immutable"


@functools.cache
def content(name: str) -> bytes:
    """Give a script without its comments and indentation; raises KeyError for another name."""
    if name not in _ADDRESSES:
        raise KeyError(name)
    folder = resources.files("survey_app.static")
    source = "".join(
        (folder / part).read_text(encoding="utf-8") for part in _TOGETHER.get(name, (name,))
    )
    return re.sub(r"^ *//.*\n|^ +", "", source, flags=re.MULTILINE).encode()


@functools.cache
def version(name: str) -> str:
    """Give the fingerprint of a script, short enough for an address."""
    return hashlib.sha256(content(name)).hexdigest()[:12]


def address(name: str) -> str:
    """Give the address of a script; it changes with the script, so caches may keep it for ever."""
    return f"{_ADDRESSES[name]}?v={version(name)}"


def serve_offline(request: Request) -> Response:
    """Serve the script of the light page, which is the service worker too: GET /offline.js."""
    return _served(request, OFFLINE)


def serve_kiosk(request: Request) -> Response:
    """Serve the script of the counter tablet: GET /static/kiosk.js."""
    return _served(request, KIOSK)


def serve_work(request: Request) -> Response:
    """Serve the script of the small calculation, where it is switched on: GET /static/work.js."""
    return _served(request, WORK)


def serve_entry(request: Request) -> Response:
    """Serve the script of the desk for paper forms: GET /static/entry.js."""
    return _served(request, ENTRY)


def serve_interview(request: Request) -> Response:
    """Serve the script of an interviewer's device: GET /static/interview.js."""
    return _served(request, INTERVIEW)


def _served(request: Request, name: str) -> Response:
    # An old address is answered with today's script, but no cache may take it for the old one.
    asked = request.query_params.get("v") == version(name)
    return Response(
        content(name),
        media_type="text/javascript",
        headers={
            "Cache-Control": _FOR_EVER if asked else "no-cache",
            "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
    )
