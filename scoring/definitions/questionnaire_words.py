"""This module puts a condition into a sentence that people can follow on paper as well."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from scoring.conditions import Condition
from scoring.definitions.questionnaire import Questionnaire
from scoring.questions import MatrixQuestion, Question, RankingQuestion
from scoring.types import N_, Sentence, Text, said


def condition_sentence(questionnaire: Questionnaire, condition: Condition) -> Sentence:
    """Say when a question is to be answered, in the words of the questions that it depends on."""
    if condition.all is not None:
        parts = [condition_sentence(questionnaire, part) for part in condition.all]
        return reduce(lambda one, two: said(N_("{one}, and {two}"), one=one, two=two), parts)
    if condition.any is not None:
        parts = [condition_sentence(questionnaire, part) for part in condition.any]
        return reduce(lambda one, two: said(N_("{one}, or {two}"), one=one, two=two), parts)
    if condition.not_ is not None:
        inner = condition_sentence(questionnaire, condition.not_)
        return said(N_("it is not so that {inner}"), inner=inner)
    return _test(questionnaire.question(condition.question or ""), condition)


def _test(question: Question, condition: Condition) -> Sentence:
    asked = _asked(question, condition)
    if condition.answered is not None:
        template = (
            N_("you answered “{question}”")
            if condition.answered
            else N_("you did not answer “{question}”")
        )
        return said(template, question=asked)
    if condition.at_least is not None:
        return said(
            N_("your answer to “{question}” is {number} or more"),
            question=asked,
            number=Decimal(condition.at_least),
        )
    if condition.at_most is not None:
        return said(
            N_("your answer to “{question}” is {number} or less"),
            question=asked,
            number=Decimal(condition.at_most),
        )
    return said(
        N_("your answer to “{question}” is {answers}"),
        question=asked,
        answers=_either([_wording(question, value) for value in condition.any_of or ()]),
    )


def _asked(question: Question, condition: Condition) -> Text:
    rows = question.rows if isinstance(question, MatrixQuestion) else ()
    options = question.options if isinstance(question, RankingQuestion) else ()
    for part in (*rows, *options):
        if part.code == condition.row:
            return part.label
    return question.label


def _wording(question: Question, value: int | str) -> Sentence:
    choices: Sequence[tuple[str, Text]] = getattr(question, "choices", tuple)()
    for known, text in choices:
        if known == str(value):
            return said(N_("“{text}”"), text=text)
    return said(N_("“{text}”"), text=str(value))


def _either(answers: Sequence[Sentence]) -> Sentence:
    return reduce(lambda one, two: said(N_("{one} or {two}"), one=one, two=two), answers)
