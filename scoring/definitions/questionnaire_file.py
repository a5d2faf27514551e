"""This module writes a questionnaire as the YAML file that it is read from."""

from __future__ import annotations

from scoring.definitions.questionnaire import QuestionnaireBody
from scoring.definitions.yaml_text import flow, plain
from scoring.types import LANGUAGE_NAMES


def questionnaire_yaml(body: QuestionnaireBody) -> str:
    """Write a questionnaire as YAML; what its kinds take for granted is left out."""
    document = {
        name: getattr(body, name)
        for name in QuestionnaireBody.model_fields
        if getattr(body, name) is not None
    }
    return "\n".join(_lines(plain(document), 0)) + "\n"


def _lines(value: object, depth: int) -> list[str]:
    """Write a mapping or a list of mappings in lines; anything smaller stands in one line."""
    pad = "  " * depth
    lines: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            if _small(one):
                lines.append(f"{pad}{key}: {flow(one)}")
            else:
                lines.extend([f"{pad}{key}:", *_lines(one, depth + 1)])
        return lines
    for one in value if isinstance(value, list) else ():
        if _small(one):
            lines.append(f"{pad}- {flow(one)}")
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
