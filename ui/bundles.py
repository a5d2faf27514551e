"""This module compresses Streamlit's bundles once and serves them compressed from then on."""

from __future__ import annotations

import asyncio
import gzip
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.wishes import takes_gzip

_PREFIX: Final = "/static/"
_ENDINGS: Final = (".js", ".css", ".svg", ".json")
_LEVEL: Final = 6
_SMALLEST: Final = 1000
_MOST_BYTES: Final = 48 * 1024 * 1024


class CompressedBundles:
    """A pure ASGI middleware for ``/static/``: Streamlit leaves these 2.7 MB uncompressed.

    The file names carry a hash of the content, so a compressed copy never goes stale.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, tuple[Message, bytes]] = {}
        self._kept_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the kept copy, or make it on the first request."""
        if not _wants_bundle(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._kept:
            start, body = await self._fetch(scope)
            if not _is_whole(start, body):
                await _answer(send, start, body)
                return
            start, body = await run_in_threadpool(_compressed, start, body)
            if self._kept_bytes + len(body) > _MOST_BYTES:
                await _answer(send, start, body)
                return
            self._kept[path] = (start, body)
            self._kept_bytes += len(body)
        start, body = self._kept[path]
        await _answer(send, {**start, "headers": list(start["headers"])}, body)

    async def _fetch(self, scope: Scope) -> tuple[Message, bytes]:
        starts: list[Message] = []
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                starts.append(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        plain = [pair for pair in scope["headers"] if pair[0] not in _CONDITIONAL]
        await self.app({**scope, "headers": plain}, _stays, collect)
        return starts[0], bytes(body)


async def _stays() -> Message:
    """Wait for ever: a browser that goes away must not cut the copy that others will be given."""
    never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    return await never


def _is_whole(start: Message, body: bytes) -> bool:
    """Tell whether an answer is a bundle with all the bytes that it promised.

    A name that does not exist is answered with Streamlit's page, which differs by language.
    """
    headers = Headers(raw=start["headers"])
    is_page = headers.get("content-type", "").startswith("text/html")
    return (
        start["status"] == 200 and not is_page and headers.get("content-length") == str(len(body))
    )


_CONDITIONAL: Final = frozenset(
    {b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"}
)


def _wants_bundle(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"]
    if not (path.startswith(_PREFIX) and path.endswith(_ENDINGS)):
        return False
    return takes_gzip(Headers(scope=scope).get("accept-encoding", ""))


def _compressed(start: Message, body: bytes) -> tuple[Message, bytes]:
    if len(body) < _SMALLEST:
        return start, body
    packed = gzip.compress(body, compresslevel=_LEVEL, mtime=0)
    start = {**start, "headers": list(start["headers"])}
    headers = MutableHeaders(scope=start)
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(packed))
    headers["vary"] = "accept-encoding"
    for name in ("etag", "accept-ranges"):
        if name in headers:
            del headers[name]
    return start, packed


async def _answer(send: Send, start: Message, body: bytes) -> None:
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})
