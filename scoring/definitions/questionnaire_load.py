"""This module reads a questionnaire: shape first, then meaning, every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scoring.definitions.load import Located, Value, examine_bytes, examine_yaml
from scoring.definitions.questionnaire import Questionnaire, QuestionnaireBody
from scoring.definitions.shape import shape_problems
from scoring.questions import RatingQuestion, SingleChoiceQuestion
from scoring.types import N_, Problem, ProblemsFound, Text, said

KNOWN_LANGUAGES = ("vi", "en")
_Path = tuple[str | int, ...]


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire from a file; raises ProblemsFound with everything wrong in it."""
    return _understood(*examine_yaml(path))


def questionnaire_from_bytes(raw: bytes, *, file: str) -> Questionnaire:
    """Read a questionnaire from bytes that were kept; `file` names them in problems."""
    return _understood(*examine_bytes(raw, file=file))


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
    problems.extend(_meaning(located, body))
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


def _meaning(located: Located, body: QuestionnaireBody) -> Iterator[Problem]:
    yield from _languages(located, body)
    yield from _codes(located, body)
    for s, section in enumerate(body.sections):
        for q, question in enumerate(section.questions):
            path: _Path = ("sections", s, "questions", q)
            if isinstance(question, RatingQuestion) and question.satisfied_from > len(
                question.scale
            ):
                yield located.problem(
                    "questionnaire.satisfied",
                    (*path, "satisfied_from"),
                    expected=said(
                        N_("a point of the scale, at most {most}"), most=len(question.scale)
                    ),
                    got=said(N_("“{text}”"), text=str(question.satisfied_from)),
                    remedy=said(N_("Name the lowest point that counts as satisfied.")),
                )
            if isinstance(question, SingleChoiceQuestion):
                for o, option in enumerate(question.options):
                    if option.code in {earlier.code for earlier in question.options[:o]}:
                        yield _twice(located, (*path, "options", o, "code"), option.code)
    if not any(question.required for section in body.sections for question in section.questions):
        yield located.problem(
            "questionnaire.required",
            ("sections",),
            expected=said(N_("at least one required question")),
            got=said(N_("none")),
            remedy=said(N_("Mark the question that no answer can do without: required: true.")),
        )


def _languages(located: Located, body: QuestionnaireBody) -> Iterator[Problem]:
    if body.languages[0] != "vi" or not set(body.languages) <= set(KNOWN_LANGUAGES):
        yield located.problem(
            "questionnaire.languages",
            ("languages",),
            expected=said(N_("vi first, then other known languages ({known})"), known="vi, en"),
            got=said(N_("“{text}”"), text=", ".join(body.languages)),
            remedy=said(N_("List vi first.")),
        )
    if "en" not in body.languages:
        return
    for path, text in _texts(body):
        if not text.en.strip():
            yield located.problem(
                "questionnaire.translation",
                path,
                expected=said(N_("an English wording (en), as the languages promise")),
                got=said(N_("nothing")),
                remedy=said(N_("Translate the text, or take en out of the languages.")),
            )


def _codes(located: Located, body: QuestionnaireBody) -> Iterator[Problem]:
    seen: set[str] = set()
    for s, section in enumerate(body.sections):
        if section.code in seen:
            yield _twice(located, ("sections", s, "code"), section.code)
        seen.add(section.code)
        for q, question in enumerate(section.questions):
            if question.code in seen:
                yield _twice(located, ("sections", s, "questions", q, "code"), question.code)
            seen.add(question.code)


def _twice(located: Located, path: _Path, code: str) -> Problem:
    return located.problem(
        "questionnaire.code-twice",
        path,
        expected=said(N_("a code that is used once")),
        got=said(N_("“{text}” again"), text=code),
        remedy=said(N_("Give one of the two another code.")),
    )


def _texts(body: QuestionnaireBody) -> Iterator[tuple[_Path, Text]]:
    """Go through every text that people read, with its path."""
    yield ("title",), body.title
    if body.intro:
        yield ("intro",), body.intro
    for s, section in enumerate(body.sections):
        yield ("sections", s, "title"), section.title
        if section.hint:
            yield ("sections", s, "hint"), section.hint
        for q, question in enumerate(section.questions):
            path: _Path = ("sections", s, "questions", q)
            yield (*path, "label"), question.label
            if question.hint:
                yield (*path, "hint"), question.hint
            if isinstance(question, RatingQuestion | SingleChoiceQuestion):
                for value, text in question.choices():
                    yield (*path, "options", value), text
