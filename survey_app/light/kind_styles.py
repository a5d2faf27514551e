"""This module gives a form the style of the kinds of question that it asks, and of no others.

A form travels over the weakest networks, so it brings no rule that it does not use.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Final

from scoring.definitions.questionnaire import Questionnaire
from survey_app.light.hiding import hiding_style

# A part of the file begins with the kinds that need it; two are no kinds of question.
_PART: Final = re.compile(r"/\* ([a-z_ ]+) \*/")
_CONDITION: Final = "condition"
_STEPS: Final = "steps"


@functools.cache
def _parts() -> tuple[tuple[frozenset[str], str], ...]:
    source = (resources.files("survey_app.light") / "kinds.css").read_text(encoding="utf-8")
    parts = _PART.split(source)[1:]
    return tuple(
        (frozenset(kinds.split()), re.sub(r"\s*\n\s*", "", rules))
        for kinds, rules in zip(parts[::2], parts[1::2], strict=True)
    )


def all_kinds() -> str:
    """Give the rules of every kind, for a page that is kept where it is used."""
    return "".join(rules for _, rules in _parts())


@functools.lru_cache(maxsize=256)
def form_style(questionnaire: Questionnaire) -> str:
    """Give what the form on one page needs beside the style of every page; it may be empty."""
    needed: set[str] = {question.type for question in questionnaire.questions()}
    if any(question.show_when is not None for question in questionnaire.questions()):
        needed.add(_CONDITION)
    return _needed(needed) + hiding_style(questionnaire)


@functools.lru_cache(maxsize=256)
def steps_style(questionnaire: Questionnaire) -> str:
    """Give what the form needs on screens of one question each."""
    return _needed({_STEPS, *(question.type for question in questionnaire.questions())})


def _needed(kinds: set[str]) -> str:
    return "".join(rules for names, rules in _parts() if names & kinds)
