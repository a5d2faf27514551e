"""This module works out, once for each state of a round, how sure its composite ranking is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import sqrt
from typing import Any, Final

import numpy as np

from dashboards.queries.made import Made, made
from dashboards.queries.rank_doubt import RankDoubt, doubt_from, rank_doubt
from dashboards.queries.results import Results
from scoring.rules.survey import Survey
from scoring.score import ScoreLine, UnitScore
from scoring.uncertainty.composite import NO_SURVEY, League
from scoring.uncertainty.sensitivity import rank_drivers, sensitivity
from scoring.uncertainty.survey_points import SurveyPart, UnitTotal, carry
from storage import Analyses, Database

KIND: Final = "ranking_doubt"
_METHOD: Final = 1  # a change of the calculation makes another result
_SEED: Final = 1
_RUNS: Final = 1_000
_SURVEYS: Final = {"citizens": 0, "officials": 1}
_MANY_UNITS: Final = 500


@dataclass(frozen=True, slots=True)
class Shaken:
    """One unit's ranks when weights and the way of adding up are others: the middle 90 %."""

    unit: str
    median: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Driver:
    """What moves the ranking: an area's code, "aggregation" or "sampling", and its Sobol shares."""

    cause: str
    first: float
    total: float


@dataclass(frozen=True, slots=True)
class RankingDoubt:
    """How sure a composite ranking is: by its surveys, and by its weights and aggregation.

    `unknown_errors` counts survey figures without a number of respondents, taken as exact.
    """

    sampling: RankDoubt
    shaken: tuple[Shaken, ...]
    drivers: tuple[Driver, ...]
    unknown_errors: int
    runs: int


def kept_doubt(database: Database, results: Results) -> tuple[RankingDoubt, Made] | None:
    """Find what was worked out for exactly these figures; None where nobody has asked yet."""
    found = Analyses(database).find(KIND, results.round.id, made_from=_made_from(results))
    return None if found is None else (_read(found.content), made(found))


def keep_doubt(database: Database, results: Results, *, made_by: str, at: datetime) -> RankingDoubt:
    """Work out how sure the ranking is, and keep it with the state of figures it was made from."""
    doubt = ranking_doubt(results)
    Analyses(database).keep(
        KIND,
        results.round.id,
        made_from=_made_from(results),
        content={**asdict(doubt), "sampling": doubt.sampling.as_json()},
        made_at=at,
        made_by=made_by,
    )
    return doubt


def ranking_doubt(results: Results) -> RankingDoubt:
    """Carry survey errors into totals and ranks; then vary weights and aggregation.

    Units without a place are left out. Bonus and penalty points stay in the total and are not
    varied.
    """
    scores = [results.scores[place.unit.code] for place in results.places if place.rank is not None]
    parts = [_survey_parts(results, score) for score in scores]
    units = tuple(score.unit.code for score in scores)
    totals = [
        UnitTotal(float(score.points), float(score.applicable_max), tuple(own.values()))
        for score, own in zip(scores, parts, strict=True)
    ]
    errors = carry(totals, seed=_SEED).se if totals else np.zeros(0)
    sampling = rank_doubt(
        units,
        tuple(float(score.index) for score in scores if score.index is not None),
        tuple(float(error) for error in errors),
    )
    league, areas = _league(results, scores, parts)
    unknown = sum(part.se == 0 for own in parts for part in own.values())
    if league is None or len(units) < 2:
        return RankingDoubt(sampling, (), (), unknown, 0)
    moved = sensitivity(league, runs=_RUNS, seed=_SEED)
    causes = rank_drivers(league, points=256 if len(units) > _MANY_UNITS else 512, seed=_SEED)
    names = {f"weight {number}": code for number, code in enumerate(areas)}
    return RankingDoubt(
        sampling,
        tuple(
            Shaken(unit, float(moved.median[i]), int(moved.low[i]), int(moved.high[i]))
            for i, unit in enumerate(units)
        ),
        tuple(
            Driver(names.get(cause, cause), _share(first), _share(causes.shift_total[cause]))
            for cause, first in causes.shift_first.items()
        ),
        unknown,
        _RUNS,
    )


def _share(value: float) -> float:
    return 0.0 if np.isnan(value) else float(min(1.0, max(0.0, value)))


def _made_from(results: Results) -> dict[str, object]:
    return {
        "method": _METHOD,
        "set": results.criteria_set.sha256,
        "round": results.round.id,
        "figures_up_to": results.latest_figure_id,
        "units": sorted(results.scores),
    }


def _read(content: Mapping[str, Any]) -> RankingDoubt:
    return RankingDoubt(
        doubt_from(content["sampling"]),
        tuple(Shaken(**one) for one in content["shaken"]),
        tuple(Driver(**one) for one in content["drivers"]),
        content["unknown_errors"],
        content["runs"],
    )


def _survey_parts(results: Results, score: UnitScore) -> dict[str, SurveyPart]:
    """Find a unit's scored survey criteria, each with the error of its index.

    The error is that of a share of so many respondents, with two more on either side (A. Agresti
    and B. Coull, The American Statistician 52, 1998), so that 100 % is not taken as certain.
    """
    found = {}
    for line in score.lines:
        if line.level != "criterion" or line.status != "scored" or "index" not in line.inputs:
            continue
        rule = results.criteria_set.criterion(line.code).scoring_rule
        if isinstance(rule, Survey):
            found[line.code] = _survey_part(line, rule)
    return found


def _survey_part(line: ScoreLine, rule: Survey) -> SurveyPart:
    index = float(line.inputs["index"])
    people = int(line.inputs.get("respondents", 0))
    share = (index / 100 * people + 2) / (people + 4)
    return SurveyPart(
        index=index,
        se=100 * sqrt(share * (1 - share) / (people + 4)) if people else 0.0,
        maximum=float(line.max_points),
        target=float(rule.target),
        floor=None if rule.floor is None else float(rule.floor),
        survey=_SURVEYS[rule.asked],
    )


def _league(
    results: Results, scores: Sequence[UnitScore], parts: Sequence[Mapping[str, SurveyPart]]
) -> tuple[League | None, tuple[str, ...]]:
    """Lay the scored areas out as units × criteria; an area given directly is one criterion."""
    scored = [area for area in results.criteria_set.areas if area.kind == "scored"]
    columns: dict[str, tuple[int, float]] = {}
    for number, area in enumerate(scored):
        columns[area.code] = (number, float(area.max_points))
        columns |= {criterion.code: (number, float(criterion.maximum)) for criterion in area.scored}
    lines = [_leaves(results, score) for score in scores]
    used = [
        code for code, (_, maximum) in columns.items()
        if maximum > 0 and any(code in own for own in lines)
    ]  # fmt: skip
    if not used:
        return None, ()
    shares = np.full((len(scores), len(used)), np.nan)
    errors = np.zeros_like(shares)
    surveys = np.full(len(used), NO_SURVEY)
    for row, own in enumerate(lines):
        for column, code in enumerate(used):
            if code in own and own[code].status != "not_applicable":
                shares[row, column] = float(own[code].points) / columns[code][1]
            if code in parts[row]:
                part = parts[row][code]
                errors[row, column] = part.se / part.target
                surveys[column] = part.survey
    numbers = sorted({columns[code][0] for code in used})
    return (
        League(
            np.clip(shares, 0.0, 1.0),
            np.array([columns[code][1] for code in used]),
            np.array([numbers.index(columns[code][0]) for code in used]),
            errors,
            surveys,
        ),
        tuple(scored[number].code for number in numbers),
    )


def _leaves(results: Results, score: UnitScore) -> dict[str, ScoreLine]:
    """Take a unit's criteria, and the areas of which it has no criteria."""
    criteria = {line.code: line for line in score.lines if line.level == "criterion"}
    areas = {line.code: line for line in score.lines if line.level == "area"}
    given = {
        area.code: areas[area.code]
        for area in results.criteria_set.areas
        if area.code in areas and not any(one.code in criteria for one in area.scored)
    }
    return criteria | given
