import doctest

import pytest

from scoring import question
from scoring.questions import long_text, rating, short_text, single_choice
from survey_app import codes


@pytest.mark.parametrize(
    "module",
    [question, long_text, rating, short_text, single_choice, codes],
    ids=lambda module: module.__name__,
)
def test_the_worked_examples_in_the_code_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0
