"""This module makes and reads the passes of interviewers and data-entry clerks.

A pass is a signed ticket of 32 characters. Its seed is shared by the people of one desk and is kept
nowhere: it makes the key that opens what they entered, so the database alone opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

from survey_app.guard.signing import derived_key, signature

SEED_LENGTH = 15
_SIGNED = 8
_LENGTH = SEED_LENGTH + 1 + _SIGNED


@dataclass(frozen=True)
class ReadPass:
    """What a genuine pass says: its desk's seed, and who of the desk's people it was made for."""

    seed: bytes
    place: int


class Passes:
    """Makes and reads passes with the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        self._signing = derived_key(secret, "entry pass")
        self._storing = derived_key(secret, "entry pass stored")
        self._sealing = derived_key(secret, "entry drafts")
        self._counting = derived_key(secret, "entry contacts")
        self._numbering = derived_key(secret, "entry papers")

    def make(self, seed: bytes, place: int) -> str:
        """Make the pass of a desk's first or second person."""
        if len(seed) != SEED_LENGTH:
            raise ValueError(f"a seed has {SEED_LENGTH} bytes")
        said = seed + bytes([place])
        signed = signature(self._signing, said)[:_SIGNED]
        return base64.urlsafe_b64encode(said + signed).decode()

    def read(self, text: str) -> ReadPass | None:
        """Read a pass; None for one that we did not sign, without asking the database."""
        try:
            raw = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        said, signed = raw[:-_SIGNED], raw[-_SIGNED:]
        expected = signature(self._signing, said)[:_SIGNED]
        if len(raw) != _LENGTH or not hmac.compare_digest(signed, expected):
            return None
        return ReadPass(said[:SEED_LENGTH], said[SEED_LENGTH])

    def stored_as(self, text: str) -> str:
        """Give what is stored of a pass: a keyed hash, which opens nothing."""
        return signature(self._storing, text).hex()

    def drafts_key(self, read: ReadPass) -> bytes:
        """Give the key under which the people of a desk seal what they enter."""
        return signature(self._sealing, read.seed)

    def contact_key(self, key: str) -> str:
        """Give the key under which one try of an interviewer is counted; no answer has it."""
        return signature(self._counting, key).hex()

    def paper_key(self, point_code: str, questionnaire_id: str, *, serial: str) -> str:
        """Give the key of the answer on one paper: the same for whoever enters it, wherever."""
        digest = signature(self._numbering, point_code, questionnaire_id, serial)
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
