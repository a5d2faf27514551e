"""This module reads a questionnaire: shape first, then meaning, every problem at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scoring.definitions.load import Located, Value, examine_bytes, examine_yaml
from scoring.definitions.questionnaire import Questionnaire, QuestionnaireBody
from scoring.definitions.questionnaire_check import meaning_problems
from scoring.definitions.shape import shape_problems
from scoring.types import N_, Problem, ProblemsFound, said


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire from a file; raises ProblemsFound with everything wrong in it."""
    return _understood(*examine_yaml(path))


def questionnaire_from_bytes(raw: bytes, *, file: str) -> Questionnaire:
    """Read a questionnaire from bytes that were kept; `file` names them in problems."""
    return _understood(*examine_bytes(raw, file=file))


def questionnaire_body(located: Located) -> QuestionnaireBody:
    """Check a document that came from elsewhere than YAML; raises ProblemsFound."""
    return _understood(located, [])


def find_questionnaire(id_or_path: str, *, directories: Sequence[Path]) -> Questionnaire:
    """Load a questionnaire by its id (an office's own wins) or its file; raises ProblemsFound."""
    for directory in directories:
        path = directory / "surveys" / f"{id_or_path}.yaml"
        if path.resolve().is_relative_to(directory.resolve()) and path.is_file():
            return load_questionnaire(path)
    return load_questionnaire(Path(id_or_path))


def _understood(located: Located | None, problems: list[Problem]) -> Questionnaire:
    if located is None:
        raise ProblemsFound(problems)
    value, scale_problems = _with_scales(located)
    problems = [*problems, *scale_problems]
    try:
        body = QuestionnaireBody.model_validate(value)
    except ValidationError as error:
        shape = shape_problems(located, error, model=QuestionnaireBody)
        raise ProblemsFound([*problems, *shape]) from error
    problems.extend(meaning_problems(located, body))
    if problems:
        raise ProblemsFound(problems)
    return Questionnaire(**dict(body), sha256=located.sha256, raw=located.raw)


def _with_scales(located: Located) -> tuple[Value, list[Problem]]:
    """Put the named scales where questions name them; report names that are not there."""
    if not isinstance(located.value, dict):
        return located.value, []
    document: dict[str, Any] = dict(located.value)
    scales = document.pop("scales", None) or {}
    problems: list[Problem] = []
    if not isinstance(scales, dict) or not isinstance(document.get("sections"), list):
        return document, problems
    document["sections"] = [
        _section_with_scales(located, section, place=place, scales=scales, problems=problems)
        for place, section in enumerate(document["sections"])
    ]
    return document, problems


def _section_with_scales(
    located: Located, section: Any, *, place: int, scales: dict[str, Any], problems: list[Problem]
) -> Any:
    if not isinstance(section, dict) or not isinstance(section.get("questions"), list):
        return section
    questions = []
    for number, question in enumerate(section["questions"]):
        name = question.get("scale") if isinstance(question, dict) else None
        if not isinstance(name, str):
            questions.append(question)
            continue
        if name not in scales:
            problems.append(
                located.problem(
                    "questionnaire.scale",
                    ("sections", place, "questions", number, "scale"),
                    expected=said(N_("a scale defined under “scales”")),
                    got=said(N_("“{text}”"), text=name),
                    remedy=said(N_("Define the scale under “scales”, or correct its name.")),
                )
            )
        # A stand-in keeps the shape whole, so that the name is the only thing reported.
        stand_in = [{"vi": "–"}, {"vi": "–"}]
        questions.append({**question, "scale": scales.get(name, stand_in)})
    return {**section, "questions": questions}
