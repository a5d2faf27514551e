"""This module derives keys from the installation's secret, one a use, and signs with them."""

from __future__ import annotations

import hashlib
import hmac

from storage.receipts import ALPHABET


def derived_key(secret: bytes, purpose: str) -> bytes:
    """Derive the key of one purpose; knowing it tells nothing about the secret or other keys."""
    return hmac.digest(secret, f"thuocdo {purpose}".encode(), "sha256")


def signature(key: bytes, *parts: str | bytes) -> bytes:
    """Sign parts so that no part can run into the next (keyed BLAKE2b, 32 bytes).

    BLAKE2b and not HMAC: Python's HMAC lets go of the interpreter for each short text, and a busy
    process then waits milliseconds to get it back.
    """
    framed = bytearray()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        framed += len(raw).to_bytes(4) + raw
    return hashlib.blake2b(framed, digest_size=32, key=key).digest()


def letters(digest: bytes, number: int) -> str:
    """Write the first bits of a digest as letters that people can type, five bits each."""
    bits = int.from_bytes(digest)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(number))


def same(one: str, other: str) -> bool:
    """Compare in a time that does not tell how much was right."""
    return hmac.compare_digest(one.encode(), other.encode())
