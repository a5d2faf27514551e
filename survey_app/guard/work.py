"""This module checks the work that a browser did for a form: cheap for one, dear for thousands."""

from __future__ import annotations

import hashlib
import re

_NONCE = re.compile(r"[0-9]{1,12}")


def is_done(seal: str, nonce: str, bits: int) -> bool:
    """Tell whether SHA-256 of "seal:nonce" begins with `bits` zero bits."""
    if not _NONCE.fullmatch(nonce):
        return False
    digest = hashlib.sha256(f"{seal}:{nonce}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0 if bits else True


def do(seal: str, bits: int) -> str:
    """Find the first nonce, as the script in the page does; 2^bits tries on average.

    >>> is_done("seal", do("seal", 8), 8)
    True
    """
    nonce = 0
    while not is_done(seal, str(nonce), bits):
        nonce += 1
    return str(nonce)
