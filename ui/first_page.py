"""This module corrects the language and title that Streamlit writes into its page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_CONDITIONAL: Final = frozenset({b"if-none-match", b"if-modified-since", b"range"})


def inline_script_sources(page: bytes) -> str:
    """List the CSP hashes of a page's inline scripts, so that no 'unsafe-inline' is needed."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


class FirstPage:
    """A pure ASGI middleware: rewrites `lang` and `title` of HTML answers, adds headers to all.

    `language_of` finds the language in a request's scope, `title` says the title in it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        language_of: Callable[[Scope], str],
        title: Callable[[str], str],
        headers: Mapping[str, str],
    ) -> None:
        self.app = app
        self.language_of = language_of
        self.title = title
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; hold an HTML answer until it is whole and rewrite it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        language = self.language_of(scope)
        rewriter = _Rewriter(send, language, title=self.title(language), headers=self.headers)
        # Without these a 304 or a byte range of the unrewritten file could be answered.
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name not in _CONDITIONAL or scope["path"].startswith(("/static/", "/media/"))
        ]
        await self.app({**scope, "headers": kept}, receive, rewriter.send)


class _Rewriter:
    def __init__(
        self, send: Send, language: str, *, title: str, headers: Mapping[str, str]
    ) -> None:
        self._send = send
        self._language = language.encode()
        self._title = title.encode()
        self._headers = headers
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(message["headers"])}
            MutableHeaders(scope=message).update(self._headers)
            if _is_page(message):
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
        body = body.replace(b'<html lang="en">', b'<html lang="' + self._language + b'">', 1)
        body = body.replace(b"<title>Streamlit</title>", b"<title>" + self._title + b"</title>", 1)
        headers = MutableHeaders(scope=start)
        for name in ("etag", "last-modified", "accept-ranges"):
            if name in headers:
                del headers[name]
        headers["cache-control"] = "no-store"
        if self._body:  # the answer to HEAD has a length but no body
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-encoding" not in headers and message["status"] == 200
