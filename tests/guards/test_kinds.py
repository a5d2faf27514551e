"""This module checks that every kind keeps its whole promise: file, list, worked cases, page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards.sources import ROOT

RULES = {path.stem for path in (ROOT / "scoring" / "rules").glob("*.py")} - {"__init__"}
QUESTIONS = {path.stem for path in (ROOT / "scoring" / "questions").glob("*.py")} - {"__init__"}


def test_there_are_kinds() -> None:
    assert len(RULES) >= 9
    assert len(QUESTIONS) >= 4


def test_every_rule_has_worked_cases_and_no_cases_are_left_over() -> None:
    assert {path.stem for path in (ROOT / "tests" / "spec" / "rules").glob("*.yaml")} == RULES


@pytest.mark.parametrize("kind", sorted(RULES))
def test_every_rule_stands_in_the_reference(kind: str) -> None:
    assert f"`{kind}`" in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_every_question_kind_stands_in_the_reference(kind: str) -> None:
    assert f"| `{kind}` |" in (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("package", "kinds"), [("rules", RULES), ("questions", QUESTIONS)], ids=["rules", "questions"]
)
def test_every_kind_stands_in_its_list(package: str, kinds: set[str]) -> None:
    listed = (ROOT / "scoring" / package / "__init__.py").read_text(encoding="utf-8")
    assert {kind for kind in kinds if f"scoring.{package}.{kind} import" not in listed} == set()


def test_every_question_kind_is_drawn_by_both_faces() -> None:
    page = _text(ROOT / "survey_app" / "light" / "templates" / "questions.html")
    widgets = _text(ROOT / "survey_app" / "widgets.py")
    for kind in sorted(QUESTIONS):
        name = "".join(part.title() for part in kind.split("_"))
        assert kind in page, f"the light page does not draw {kind}"
        assert kind in widgets or name in widgets, f"the Streamlit page does not draw {kind}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
