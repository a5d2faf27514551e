"""This module writes a criteria set as the YAML file that it is read from."""

from __future__ import annotations

from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.definitions.criteria_sets import criteria_set_from_bytes
from scoring.definitions.yaml_text import flow, plain

_LONGEST_FLOW = 96


def criteria_set_yaml(body: CriteriaSetBody) -> str:
    """Write a criteria set as YAML; what its parts take for granted is left out."""
    document = {
        field.alias or name: plain(getattr(body, name))
        for name, field in CriteriaSetBody.model_fields.items()
        if field.is_required() or getattr(body, name) != field.default
    }
    return "\n".join(_lines(document, 0)) + "\n"


def criteria_set_of(body: CriteriaSetBody) -> CriteriaSet:
    """Give the set as it will be read from its own file; raises ProblemsFound."""
    return criteria_set_from_bytes(criteria_set_yaml(body).encode(), file=body.id)


def _lines(value: dict[str, object] | list[object], depth: int) -> list[str]:
    """Write a mapping or list in lines; what is short stands on one."""
    pad = "  " * depth
    lines: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            short = flow(one)
            if isinstance(one, dict | list) and not _stands_alone(one, short, depth):
                lines.extend([f"{pad}{key}:", *_lines(one, depth + 1)])
            else:
                lines.append(f"{pad}{key}: {short}")
        return lines
    for one in value:
        short = flow(one)
        if isinstance(one, dict | list) and not _stands_alone(one, short, depth):
            inner = _lines(one, depth + 1)
            lines.extend([f"{pad}- {inner[0].strip()}", *inner[1:]])
        else:
            lines.append(f"{pad}- {short}")
    return lines


def _stands_alone(value: dict[str, object] | list[object], short: str, depth: int) -> bool:
    """Tell whether a value is better read on one line; a part of the tree never is."""
    if not value:
        return True
    tree = isinstance(value, dict) and ("rule" in value or "criteria" in value)
    return not tree and len(short) + 2 * depth <= _LONGEST_FLOW
