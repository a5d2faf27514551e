"""This module lets the style hide a question until an earlier answer calls for it.

The server decides what counts: a hidden question's fields are dropped by the parser. Hiding is an
addition for browsers that know `:has()`; elsewhere a line above the question says when to answer.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from scoring.conditions import Condition
from scoring.definitions.questionnaire import Questionnaire
from scoring.questions import (
    DateQuestion,
    LongTextQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    ShortTextQuestion,
    SingleChoiceQuestion,
)

_TYPED = (NumberQuestion, DateQuestion, ShortTextQuestion, LongTextQuestion)


@functools.lru_cache(maxsize=256)
def hiding_style(questionnaire: Questionnaire) -> str:
    """Write the rules that hide what is not asked; empty where nothing can be hidden.

    Codes and values stand in the rules as they are: their patterns allow letters, digits, dot,
    underscore and hyphen only, so that nothing in them can end a selector.
    """
    rules = []
    for question in questionnaire.questions():
        met = _shown(questionnaire, question)
        if question.show_when is not None and met is not None:
            here = f'[id="w-{question.code}"]'
            rules.append(f"form:not({met}) {here},{here} .if{{display:none}}")
    return f"@supports selector(:has(a)){{{''.join(rules)}}}" if rules else ""


def _shown(questionnaire: Questionnaire, question: Question) -> str | None:
    """Give the selector of a form in which a question is shown; None where no style can tell."""
    if question.show_when is None:
        return ""
    return _met(questionnaire, question.show_when)


def _met(questionnaire: Questionnaire, condition: Condition) -> str | None:
    if condition.not_ is not None:
        inner = _met(questionnaire, condition.not_)
        return None if inner is None else f":not({inner or '*'})"
    if condition.all is not None or condition.any is not None:
        return _joined(questionnaire, condition)
    question = questionnaire.question(condition.question or "")
    told, above = _test(question, condition), _shown(questionnaire, question)
    if told is None or above is None:
        return None
    met = f"{above}{told}"
    # An answer to a question that is not shown is none.
    return f":not({met})" if condition.answered is False else met


def _joined(questionnaire: Questionnaire, condition: Condition) -> str | None:
    parts = [_met(questionnaire, one) for one in condition.all or condition.any or ()]
    known = [part or "*" for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if condition.all is not None:
        return "".join(f":is({part})" for part in known)
    return f":is({','.join(known)})"


def _test(question: Question, condition: Condition) -> str | None:
    names = (
        [f"{question.code}/{condition.row}"]
        if condition.row is not None
        else list(question.field_names())
    )
    if condition.answered is not None:
        return _has([_given(question, name) for name in names])
    values = _values(question, condition)
    if values is None:
        return None
    return _has([_chosen(question, name, value) for name in names for value in values])


def _values(question: Question, condition: Condition) -> Sequence[object] | None:
    possible = question.comparable()
    if condition.any_of is not None or possible is None:
        return condition.any_of
    return [value for value in possible if isinstance(value, int) and condition.meets_point(value)]


def _has(selectors: Sequence[str]) -> str:
    return f":has({','.join(selectors)})" if selectors else ":not(*)"


def _chosen(question: Question, name: str, value: object) -> str:
    if isinstance(question, RankingQuestion):
        return f'[name="{name}"] option:nth-child({int(str(value)) + 1}):checked'
    if isinstance(question, SingleChoiceQuestion) and question.compact:
        return f'[name="{name}"] [value="{value}"]:checked'
    return f'[name="{name}"][value="{value}"]:checked'


def _given(question: Question, name: str) -> str:
    if isinstance(question, _TYPED):
        return f'[name="{name}"]:not(:placeholder-shown)'
    if isinstance(question, RankingQuestion) or (
        isinstance(question, SingleChoiceQuestion) and question.compact
    ):
        return f'[name="{name}"] option:not([value=""]):checked'
    return f'[name="{name}"]:checked'
