"""This module tells whether a request was sent by our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit


def origin_of(url: str) -> str:
    """Reduce an address to scheme, host and port, in lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def origin_is_ours(origin: str | None, host: str | None, staff_url: str) -> bool:
    """Tell whether an Origin header names the staff door's address or the very host it came to.

    The second case serves a person who opened the same machine under another of its names; it is
    safe because session cookies are host-only. A missing Origin is not ours.
    """
    if not origin or origin == "null" or not host:
        return False
    if origin.lower() == origin_of(staff_url):
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()


def safe_next(path: str | None) -> str:
    """Keep only a path inside the staff door to go on to after sign-in, else the first page."""
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    if any(ord(letter) < 0x20 for letter in path) or path.startswith(("/dang-nhap", "/dang-xuat")):
        return "/"
    return path
