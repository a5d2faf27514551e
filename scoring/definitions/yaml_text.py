"""This module writes plain values as YAML, in the subset that our reader takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from scoring.types import LANGUAGE_NAMES, Text

_PLAIN = re.compile(r"[a-z][a-z_]{2,31}\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "off", "nan", "inf", "infinity"})
# Line ends of Unicode and marks that a reader of YAML would fold or refuse.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def plain(value: object) -> object:
    """Turn models into mappings, without the fields that stand at their default."""
    if isinstance(value, Text):
        spoken = (one for one in LANGUAGE_NAMES if one == "vi" or getattr(value, one))
        return {one: getattr(value, one) for one in spoken}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    fields = getattr(type(value), "model_fields", None)
    if fields is None:
        return value
    return {
        field.alias or name: plain(getattr(value, name))
        for name, field in fields.items()
        if field.is_required() or getattr(value, name) != field.default
    }


def flow(value: object) -> str:
    """Write a value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def scalar(value: object) -> str:
    """Write a single value; a text that could be read as anything else stands in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | date):
        return str(value)
    text = str(value)
    if _PLAIN.match(text) and text not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
