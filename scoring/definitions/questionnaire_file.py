"""This module writes a questionnaire as the YAML file that it is read from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from scoring.definitions.questionnaire import QuestionnaireBody
from scoring.types import LANGUAGE_NAMES, Text

_PLAIN = re.compile(r"[a-z][a-z_]{2,31}\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "off", "nan", "inf", "infinity"})
# Line ends of Unicode and marks that a reader of YAML would fold or refuse.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def questionnaire_yaml(body: QuestionnaireBody) -> str:
    """Write a questionnaire as YAML; what its kinds take for granted is left out."""
    document = {
        name: getattr(body, name)
        for name in QuestionnaireBody.model_fields
        if getattr(body, name) is not None
    }
    return "\n".join(_lines(_plain(document), 0)) + "\n"


def _plain(value: object) -> object:
    """Turn models into mappings, without the fields that stand at their default."""
    if isinstance(value, Text):
        return {one: getattr(value, one) for one in LANGUAGE_NAMES if getattr(value, one)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    fields = getattr(type(value), "model_fields", None)
    if fields is None:
        return value
    return {
        field.alias or name: _plain(getattr(value, name))
        for name, field in fields.items()
        if field.is_required() or getattr(value, name) != field.default
    }


def _lines(value: object, depth: int) -> list[str]:
    """Write a mapping or a list of mappings in lines; anything smaller stands in one line."""
    pad = "  " * depth
    lines: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            if _small(one):
                lines.append(f"{pad}{key}: {_flow(one)}")
            else:
                lines.extend([f"{pad}{key}:", *_lines(one, depth + 1)])
        return lines
    for one in value if isinstance(value, list) else ():
        if _small(one):
            lines.append(f"{pad}- {_flow(one)}")
        else:
            inner = _lines(one, depth + 1)
            lines.extend([f"{pad}- {inner[0].strip()}", *inner[1:]])
    return lines


def _small(value: object) -> bool:
    if isinstance(value, dict):
        return set(value) <= set(LANGUAGE_NAMES) or "question" in value or "code" not in value
    if isinstance(value, list):
        return all(not isinstance(one, dict) for one in value)
    return True


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
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
