"""This module writes the JSON Schema of definitions, by which an editor helps while one types.

The schema knows shapes: keys, kinds, bounds. What a set means (sums, codes, formulas) is found by
``check`` alone.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from scoring.definitions.criteria_set import CriteriaSetBody
from scoring.definitions.questionnaire import QuestionnaireBody

Name = Literal["criteria-set", "survey"]
MODELS: Mapping[Name, type[BaseModel]] = {
    "criteria-set": CriteriaSetBody,
    "survey": QuestionnaireBody,
}
"""What a schema describes, by the name of its file in ``criteria/schema``."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUNDS: Mapping[str, str] = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
_NUMBER_OR_TEXT = ({"type": "number"}, {"type": "string"})


def schema_text(name: Name) -> str:
    """Write a schema as the file that is shipped."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=1) + "\n"


def schema_of(name: Name) -> dict[str, Any]:
    """Make the schema of a set or of a survey; numbers are numbers, never texts that look so."""
    raw = MODELS[name].model_json_schema()
    found: dict[str, Any] = _plain(raw)
    if name == "criteria-set":
        found["$defs"]["Criterion"]["oneOf"] = [
            {"required": ["rule"]},
            {"required": ["components"]},
        ]
    else:
        _name_scales(found)
    return {"$schema": _DIALECT, "title": name, **found}


def _name_scales(found: dict[str, Any]) -> None:
    """Let a survey define scales once and questions name them, as its file may."""
    for kind in found["$defs"].values():
        scale = kind.get("properties", {}).get("scale")
        if scale is not None:
            found["properties"].setdefault(
                "scales", {"type": "object", "additionalProperties": scale}
            )
            kind["properties"]["scale"] = {"anyOf": [{"type": "string"}, scale]}


def _plain(value: Any) -> Any:
    """Leave out what helps no editor: titles, null, doctests, decimals written as texts."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        _BOUNDS.get(key, key): _inside(key, inner)
        for key, inner in value.items()
        if not _idle(key, inner)
    }
    return _without_alternatives(kept)


def _idle(key: str, inner: Any) -> bool:
    return (key == "title" and isinstance(inner, str)) or (key == "default" and not inner)


def _inside(key: str, inner: Any) -> Any:
    if key in {"properties", "$defs"}:
        return {name: _plain(one) for name, one in inner.items()}
    if key == "description":
        return str(inner).split(">>>", maxsplit=1)[0].strip()
    return _plain(inner)


def _without_alternatives(kept: dict[str, Any]) -> dict[str, Any]:
    choices = kept.get("anyOf")
    if not choices:
        return kept
    choices = [one for one in choices if one != {"type": "null"}]
    rest = {key: inner for key, inner in kept.items() if key != "anyOf"}
    if all(one in choices for one in _NUMBER_OR_TEXT):
        if isinstance(rest.get("default"), str):
            rest["default"] = json.loads(rest["default"])
        return {"type": "number", **rest}
    return {**choices[0], **rest} if len(choices) == 1 else {"anyOf": choices, **rest}
