import doctest

import pytest

from scoring import conditions, question
from scoring.questions import (
    date,
    long_text,
    matrix,
    net_promoter,
    note,
    number,
    ranking,
    rating,
    several_choices,
    short_text,
    single_choice,
    yes_no,
)
from survey_app import codes

KINDS = [
    date, long_text, matrix, net_promoter, note, number, ranking, rating, several_choices,
    short_text, single_choice, yes_no,
]  # fmt: skip


@pytest.mark.parametrize(
    "module", [question, conditions, *KINDS, codes], ids=lambda module: module.__name__
)
def test_the_worked_examples_in_the_code_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0
