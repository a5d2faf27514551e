"""This module writes values as canonical JSON, so that the same content has the same SHA-256."""

import hashlib
import json


def canonical(value: object) -> str:
    """Return JSON, keys sorted, no spaces; ValueError for NaN, TypeError for other types."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8 as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
