"""This module answers addresses at which no screen stands, before Streamlit's English does."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.access.gate import OPEN_PATHS


class Signpost:
    """A pure ASGI middleware: a person who opens an unknown page is told so; files pass by.

    ``addresses`` are the first segments of the screens, ``files`` of our own files,
    ``lost`` makes the page that says it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        addresses: frozenset[str],
        lost: Callable[[Scope], Response],
        files: frozenset[str] = frozenset(),
    ) -> None:
        self.app = app
        self.known = OPEN_PATHS | {"", *(f"/{address}" for address in addresses)}
        self.lost = lost
        self.passing = files | {"static", "media", "component", "_stcore"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through but the opening of a page that does not exist."""
        if scope["type"] == "http" and self._is_unknown_page(scope):
            await self.lost(scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_unknown_page(self, scope: Scope) -> bool:
        # Only a browser that opens a page asks for HTML; scripts, pictures and data do not.
        opens = scope["method"] in {"GET", "HEAD"} and "text/html" in Headers(scope=scope).get(
            "accept", ""
        )
        path: str = scope["path"]
        parts = path.split("/")
        ours = len(parts) > 1 and parts[1] in self.passing
        return opens and not ours and path.rstrip("/") not in self.known
