"""Scoring a whole country takes seconds, and its cost grows with units × criteria."""

import time
from decimal import Decimal

import pytest

from scoring.engine import score_units
from scoring.rank import rank_units
from tests.scoring.making import Figures, definition, made, units

LINEAR = {"type": "linear", "when_zero": "zero"}
RELATIVE = {"type": "relative", "best_is": "highest", "when_zero": "zero"}


def seconds(communes: int) -> float:
    criteria_set = made(definition([(1, LINEAR)] * 90 + [(1, RELATIVE)] * 10))
    codes = [criterion.code for criterion in criteria_set.criteria()]
    figures: Figures = {
        f"U{unit}": {
            code: {"numerator": Decimal(unit * place % 97), "denominator": Decimal(97)}
            for place, code in enumerate(codes)
        }
        for unit in range(communes)
    }
    everyone = units(*figures)
    start = time.process_time()
    places = rank_units(score_units(criteria_set, everyone, figures), "competition", ())
    assert len(places) == communes
    return time.process_time() - start


@pytest.mark.slow
def test_a_thousand_communes_by_100_criteria_take_seconds_and_growth_is_linear() -> None:
    few, many = seconds(200), seconds(1000)
    assert many < 12  # 1.3 s on a machine that does nothing else
    assert many < 2.5 * few * 5
