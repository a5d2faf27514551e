"""This module corrects Streamlit's page: language, title, and what no option of it sets."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.streamlit_page import additions, own_script
from ui.wishes import takes_gzip

_INLINE_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_ITS_TITLE: Final = b"<title>Streamlit</title>"
# What would have Streamlit answer with less than its page, or with the page packed.
_NOT_PASSED_ON: Final = frozenset(
    {b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"}
)


def inline_script_sources(page: bytes) -> str:
    """List the CSP hashes of a page's inline scripts and of ours: no 'unsafe-inline' is needed."""
    scripts = (*_INLINE_SCRIPT.findall(page), own_script())
    digests = (hashlib.sha256(script).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


class FirstPage:
    """A pure ASGI middleware: rewrites the head of HTML answers, adds headers to all.

    `language_of` finds the language in a request's scope, `title` says the title in it; `dark` says
    whether the door follows a reader's wish for dark colours.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        language_of: Callable[[Scope], str],
        title: Callable[[str], str],
        headers: Mapping[str, str],
        dark: bool,
    ) -> None:
        self.app = app
        self.language_of = language_of
        self.title = title
        self.headers = headers
        self.dark = dark

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; hold an HTML answer until it is whole and rewrite it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        language = self.language_of(scope)
        head = additions(language, dark=self.dark)
        rewriter = _Rewriter(
            send, language, title=self.title(language), headers=self.headers, head=head
        )
        rewriter.packs = takes_gzip(Headers(scope=scope).get("accept-encoding", ""))
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name not in _NOT_PASSED_ON or scope["path"].startswith(("/static/", "/media/"))
        ]
        await self.app({**scope, "headers": kept}, receive, rewriter.send)


class _Rewriter:
    def __init__(
        self, send: Send, language: str, *, title: str, headers: Mapping[str, str], head: bytes
    ) -> None:
        self._send = send
        self._head = head
        self._language = language.encode()
        self._title = title.encode()
        self._headers = headers
        self.packs = False
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
        if _ITS_TITLE in body:  # other pages of the house say all that they need themselves
            body = body.replace(b'<html lang="en">', b'<html lang="' + self._language + b'">', 1)
            body = body.replace(b"</head>", self._head + b"</head>", 1)
            body = body.replace(_ITS_TITLE, b"<title>" + self._title + b"</title>", 1)
        headers = MutableHeaders(scope=start)
        for name in ("etag", "last-modified", "accept-ranges"):
            if name in headers:
                del headers[name]
        headers["cache-control"] = "no-store"
        if self.packs and self._body:
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["content-encoding"] = "gzip"
        headers["vary"] = "accept-encoding"
        if self._body:  # the answer to HEAD has a length but no body
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-encoding" not in headers and message["status"] == 200
