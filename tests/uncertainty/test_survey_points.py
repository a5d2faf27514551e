"""Sampling error of survey criteria in totals: the rule in floats is the exact rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.survey import Survey
from scoring.uncertainty.rank_sets import simultaneous_independent
from scoring.uncertainty.survey_points import SurveyPart, UnitTotal, carry, survey_points


@settings(max_examples=40, deadline=None)
@given(
    index=st.decimals(0, 100, places=2), target=st.integers(60, 100),
    floor=st.none() | st.integers(0, 59), maximum=st.integers(1, 20),
)  # fmt: skip
def test_points_in_floats_are_the_exact_points(index, target, floor, maximum) -> None:
    rule = Survey(
        type="survey", asked="citizens", target=Decimal(target),
        floor=None if floor is None else Decimal(floor),
    )  # fmt: skip
    exact = rule.award(Fraction(maximum), {"index": index}).points
    found = survey_points(np.array([float(index)]), maximum=maximum, target=target, floor=floor)
    assert found[0] == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


def test_the_error_of_a_total_is_that_of_its_surveys() -> None:
    citizens = SurveyPart(index=60, se=3, maximum=10)
    officials = SurveyPart(index=60, se=4, maximum=10, survey=1)
    units = [
        UnitTotal(70, 100),
        UnitTotal(70, 100, (citizens,)),
        UnitTotal(70, 100, (citizens, citizens)),
        UnitTotal(70, 100, (citizens, officials)),
        UnitTotal(35, 50, (citizens,)),
        UnitTotal(0, 0),
    ]
    found = carry(units, draws=40_000, seed=1)
    assert found.index[:5] == pytest.approx([70.0] * 5)
    assert np.isnan(found.index[5])
    assert found.se[0] == 0
    # One survey's errors move together and add up; two surveys' add up as squares.
    assert found.se[1:5] == pytest.approx([0.3, 0.6, 0.5, 0.6], rel=0.02)


def test_a_rule_that_is_flat_above_its_target_carries_no_error_there() -> None:
    flat = UnitTotal(90, 100, (SurveyPart(index=99, se=0.5, maximum=10, target=80),))
    bent = UnitTotal(90, 100, (SurveyPart(index=80, se=2, maximum=10, target=80),))
    found = carry([flat, bent], draws=4_000, seed=1)
    assert found.se[0] == 0
    assert 0 < found.se[1] < 0.2
    assert (found.errors[:, 1] <= 1e-12).all()


def test_units_that_differ_by_less_than_their_error_share_their_ranks() -> None:
    def unit(points: float, se: float) -> UnitTotal:
        return UnitTotal(points, 100, (SurveyPart(index=70, se=se, maximum=20),))

    found = carry([unit(80.0, 3), unit(79.9, 3), unit(60.0, 3)], seed=1)
    sets = simultaneous_independent(found.index, found.se, draws=2_000, seed=1)
    assert (sets.low.tolist(), sets.high.tolist()) == ([1, 1, 3], [2, 2, 3])
