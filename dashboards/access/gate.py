"""This module turns away every request and websocket that carries no live session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.access.cookies import CookieNames, read_cookies
from dashboards.access.origin import origin_is_ours
from dashboards.access.sessions import LiveSessions

OPEN_PATHS: Final = frozenset({"/dang-nhap", "/dang-xuat", "/healthz", "/readyz"})
"""Paths that answer without a session; each of them looks after itself."""

OPEN_PREFIX: Final = "/static/"
"""Streamlit's own published bundles: they hold nothing of ours, and a page that is open when its
session ends still has to fetch the parts that draw the words saying so."""

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY_VIOLATION: Final = 1008


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What the gate needs: who is live, which cookie to read, and our own address."""

    sessions: LiveSessions
    cookies: CookieNames
    staff_url: str
    headers: dict[str, str]


class Gate:
    """A pure ASGI middleware: no live session, no answer; foreign origin, no writing."""

    def __init__(self, app: ASGIApp, settings: GateSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "http":
            await self._http(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        refusal = self._foreign(scope, headers)
        if refusal is None and not _is_open(scope):
            token = self._token(headers)
            writing = scope["method"] not in _READING
            live = await run_in_threadpool(self.settings.sessions.is_live, token, fresh=writing)
            if not live:
                refusal = _not_signed_in(scope, headers)
        await (refusal or self.app)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        ours = origin_is_ours(headers.get("origin"), headers.get("host"), self.settings.staff_url)
        token = self._token(headers)
        if ours and await run_in_threadpool(self.settings.sessions.is_live, token, fresh=True):
            await self.app(scope, receive, send)
            return
        await receive()  # the connect message; a close before accepting answers 403
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    def _foreign(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse a write that a foreign page sent; a missing Origin is left to the form's token."""
        origin = headers.get("origin")
        if scope["method"] in _READING or origin is None:
            return None
        if origin_is_ours(origin, headers.get("host"), self.settings.staff_url):
            return None
        return PlainTextResponse("Yêu cầu không đến từ trang này.\n", status_code=403)

    def _token(self, headers: Headers) -> str | None:
        return read_cookies(headers.get("cookie", "")).get(self.settings.cookies.session)

    def _with_headers(self, send: Send) -> Send:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.settings.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return send_guarded


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    if path in OPEN_PATHS:
        return True
    reading = scope["method"] in {"GET", "HEAD"}
    return reading and path.startswith(OPEN_PREFIX) and ".." not in path


def _not_signed_in(scope: Scope, headers: Headers) -> Response:
    """Send a person who opens a page to the sign-in page; tell everything else 401."""
    wants_page = scope["method"] in {"GET", "HEAD"} and "text/html" in headers.get("accept", "")
    if not wants_page:
        return PlainTextResponse("Cần đăng nhập.\n", status_code=401)
    path = scope["path"]
    if scope.get("query_string"):
        path += "?" + scope["query_string"].decode("latin-1")
    onward = "" if path == "/" else f"?tiep={quote(path, safe='')}"
    answer = RedirectResponse(f"/dang-nhap{onward}", status_code=303)
    answer.headers["cache-control"] = "no-store"
    return answer
