"""This module corrects the language and title that Streamlit writes into its page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.access.cookies import language_of, read_cookies

_INLINE_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def inline_script_sources(page: bytes) -> str:
    """List the CSP hashes of a page's inline scripts, so that no 'unsafe-inline' is needed."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


class PageLanguage:
    """A pure ASGI middleware that rewrites ``lang`` and ``title`` of HTML answers."""

    def __init__(self, app: ASGIApp, title: Callable[[str], str]) -> None:
        self.app = app
        self.title = title

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; hold an HTML answer until it is whole and rewrite it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cookies = read_cookies(Headers(scope=scope).get("cookie", ""))
        rewriter = _Rewriter(send, language_of(cookies), self.title)
        # Without these a 304 or a byte range of the unrewritten file could be answered.
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name not in {b"if-none-match", b"if-modified-since", b"range"}
            or scope["path"].startswith(("/static/", "/media/"))
        ]
        await self.app({**scope, "headers": kept}, receive, rewriter.send)


class _Rewriter:
    def __init__(self, send: Send, language: str, title: Callable[[str], str]) -> None:
        self._send = send
        self._language = language
        self._title = title
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._is_page(message):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = bytes(self._body)
        language = self._language.encode()
        body = body.replace(b'<html lang="en">', b'<html lang="' + language + b'">', 1)
        title = self._title(self._language).encode()
        body = body.replace(b"<title>Streamlit</title>", b"<title>" + title + b"</title>", 1)
        headers = MutableHeaders(scope=start)
        for name in ("etag", "last-modified", "accept-ranges"):
            if name in headers:
                del headers[name]
        headers["cache-control"] = "no-store"
        if self._body:  # the answer to HEAD has a length but no body
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    @staticmethod
    def _is_page(message: Message) -> bool:
        headers = Headers(raw=message["headers"])
        is_html = headers.get("content-type", "").startswith("text/html")
        return is_html and "content-encoding" not in headers and message["status"] == 200
