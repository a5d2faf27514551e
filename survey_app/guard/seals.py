"""This module seals a form with the moment at which it was drawn, so that nobody can claim another.

A seal belongs to one service point. It says when the form was drawn and whether that was by the
changing code of a counter's screen; it says nothing about whom it was drawn for.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from survey_app.guard.signing import derived_key, signature

_MOMENT, _EVIDENCE, _CHANCE, _SIGNED = 6, 1, 4, 10
_LENGTH = _MOMENT + _EVIDENCE + _CHANCE + _SIGNED
_PLAIN, _SCREEN = b"\x00", b"\x01"


@dataclass(frozen=True)
class Seal:
    """What a genuine seal says."""

    drawn_at: datetime
    from_screen: bool
    name: bytes  # tells seals apart, for counting how often one is used


class Seals:
    """Makes and reads seals with the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = derived_key(secret, "seal")

    def make(self, code: str, now: datetime, *, from_screen: bool = False) -> str:
        """Seal a form of a point: 28 characters, safe in a field and an address."""
        moment = int(now.timestamp() * 1000).to_bytes(_MOMENT)
        said = moment + (_SCREEN if from_screen else _PLAIN) + secrets.token_bytes(_CHANCE)
        signed = signature(self._key, code, said)[:_SIGNED]
        return base64.urlsafe_b64encode(said + signed).decode()

    def read(self, code: str, text: str) -> Seal | None:
        """Read the seal of a point's form; None for none of ours or another point's."""
        try:
            raw = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        said, signed = raw[:-_SIGNED], raw[-_SIGNED:]
        expected = signature(self._key, code, said)[:_SIGNED]
        if len(raw) != _LENGTH or not hmac.compare_digest(signed, expected):
            return None
        drawn_at = datetime.fromtimestamp(int.from_bytes(said[:_MOMENT]) / 1000, UTC)
        evidence = said[_MOMENT : _MOMENT + _EVIDENCE]
        return Seal(drawn_at, evidence == _SCREEN, said[_MOMENT:])
