"""This module reads which encodings a browser takes."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


def takes_gzip(wishes: str) -> bool:
    """Tell whether an Accept-Encoding header names gzip, and not with a weight of nothing.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip; q=0.0, br"), takes_gzip("br")
    (True, False, False)
    """
    for wish in wishes.lower().split(","):
        name, _, rest = wish.partition(";")
        if name.strip() == "gzip":
            return not _is_nothing(rest)
    return False


def _is_nothing(rest: str) -> bool:
    name, _, weight = rest.partition("=")
    return name.strip() == "q" and weight.strip() in {"0", "0.", "0.0", "0.00", "0.000"}


class HonestWishes:
    """Hides a header that refuses gzip from layers that only look for the word in it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; without the header where gzip is named and not taken."""
        if scope["type"] == "http" and _refuses(scope):
            kept = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)


def _refuses(scope: Scope) -> bool:
    return any(
        name == b"accept-encoding"
        and b"gzip" in wishes
        and not takes_gzip(wishes.decode("latin-1"))
        for name, wishes in scope["headers"]
    )
