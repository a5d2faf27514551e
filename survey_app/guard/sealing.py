"""This module seals what a clerk entered, so that a row read from the database says nothing.

Encrypt, then authenticate: the bytes of SHAKE-256 over key and nonce hide the text, a keyed BLAKE2b
guards it and binds it to the place where it is stored. Nothing but the standard library is needed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from survey_app.guard.signing import signature

_NONCE, _TAG = 16, 16
_BLOCK = 512  # every text is filled up to a multiple of this: its length says nothing


class Unsealable(Exception):
    """The sealed text is not what was stored here under this key."""


def seal(key: bytes, text: str, *, bound_to: str) -> str:
    """Seal a text under a key for one place; the same text never looks the same twice."""
    raw = text.encode()
    plain = len(raw).to_bytes(4) + raw
    plain += bytes(-len(plain) % _BLOCK)
    nonce = secrets.token_bytes(_NONCE)
    hidden = _masked(key, nonce, plain)
    return base64.urlsafe_b64encode(nonce + hidden + _tag(key, nonce + hidden, bound_to)).decode()


def unseal(key: bytes, sealed: str, *, bound_to: str) -> str:
    """Open what `seal` made; raises Unsealable for another key, another place or changed bytes."""
    try:
        raw = base64.b64decode(sealed.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Unsealable from None
    said, tag = raw[:-_TAG], raw[-_TAG:]
    if len(said) < _NONCE or not hmac.compare_digest(tag, _tag(key, said, bound_to)):
        raise Unsealable
    plain = _masked(key, said[:_NONCE], said[_NONCE:])
    return plain[4 : 4 + int.from_bytes(plain[:4])].decode()


def _masked(key: bytes, nonce: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(signature(key, "hide", nonce)).digest(len(text))
    return (int.from_bytes(text) ^ int.from_bytes(stream)).to_bytes(len(text))


def _tag(key: bytes, said: bytes, bound_to: str) -> bytes:
    return signature(key, "guard", bound_to, said)[:_TAG]
