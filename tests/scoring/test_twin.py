"""The engine and its slow, obvious twin agree exactly, on sets and figures of every kind.

10,000 random sets and figures, minutes long:

    THUOCDO_HYPOTHESIS=release python -m pytest tests/scoring/test_twin.py --hypothesis-seed=N
"""

from typing import Any

from hypothesis import given

from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.types import Unit
from tests.reference import twin
from tests.scoring.making import Figures, contests, made


@given(contests())
def test_engine_and_twin_agree(contest: tuple[dict[str, Any], list[Unit], Figures]) -> None:
    definition, everyone, figures = contest
    criteria_set = made(definition)
    plain = [{"code": unit.code, "group": unit.group, "kind": unit.kind} for unit in everyone]
    expected = twin.score_all(definition, plain, figures)
    scores = score_units(criteria_set, everyone, figures)
    for score in scores:
        own = expected[score.unit.code]
        assert {line.code for line in score.lines} == set(own)
        for line in score.lines:
            points, maximum, status = own[line.code]
            assert (line.points, line.max_points) == (points, maximum), line
            assert not status or line.status == status, line
    places = rank_units(scores, criteria_set.ranking, criteria_set.bands)
    expected_places = twin.rank_all(definition, plain, figures)
    assert {place.unit.code: (place.rank, place.band) for place in places} == expected_places
