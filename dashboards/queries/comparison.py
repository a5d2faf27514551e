"""This module compares a unit with the round before, over mergers and splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dashboards.queries.raw_comparison import RawChange, raw_changes
from dashboards.queries.results import Results, results
from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.figure_sources import Comparison, find_figure_sources
from scoring.lineage import (
    Derived,
    Lifetime,
    Link,
    NotComparable,
    Predecessors,
    predecessors,
    weighted_mean,
)
from scoring.score import UnitScore
from scoring.types import N_, ProblemsFound, Text, said
from storage import Database, Figures, Round, Rounds, Units
from storage.figures import Effective

_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class AreaChange:
    """An area's share of its maximum, in per cent, in the round before and now."""

    name: Text
    before: Derived | NotComparable
    now: Fraction | None


@dataclass(frozen=True, slots=True)
class Change:
    """A unit's index in the round before and now; `names` are those of the units before.

    `weight` is the criterion whose figure weighs the predecessors. `same_set` is False where the
    two rounds were scored by different versions of the set. `raw` are the figures themselves, over
    a merger or a split only.
    """

    round: Round
    before: Derived | NotComparable
    now: Fraction | None
    areas: tuple[AreaChange, ...]
    names: Mapping[str, str]
    weight: Text | None
    same_set: bool
    raw: tuple[RawChange, ...]


def change_since(
    database: Database, found: Results, unit_code: str, *, extra: Path | None = None
) -> Change | None:
    """Compare a unit with the newest earlier round of its group and set; None where there is none.

    Where the unit was other units then, its index of that time is derived: the mean of theirs,
    weighted by the figure that the set's sources declare for it.
    """
    earlier = _round_before(database, found.round)
    if earlier is None:
        return None
    try:
        then = results(database, earlier)
    except ProblemsFound:
        return None
    comparison = _rule(found, extra)
    before = _predecessors(database, unit_code, on=date(earlier.year, 12, 31))
    stated = Figures(database).effective(earlier.id)
    weights = _weights(stated, comparison)
    score = found.scores[unit_code]
    weigher = None if comparison is None else found.criteria_set.criterion(comparison.weight)
    return Change(
        round=earlier,
        before=_derived(_indexes(then), weights, before, has_rule=comparison is not None),
        now=score.index,
        areas=tuple(
            AreaChange(
                name=area.name,
                before=_derived(
                    _shares(then, area.code), weights, before, has_rule=comparison is not None
                ),
                now=_share(score, area.code),
            )
            for area in found.criteria_set.areas
            if _shares(then, area.code) and _share(score, area.code) is not None
        ),
        names={unit.code: unit.name for unit in Units(database).all()},
        weight=None if weigher is None else weigher.name,
        same_set=earlier.set_sha256 == found.round.set_sha256,
        raw=()
        if before.are_only(unit_code)
        else raw_changes(
            (then.criteria_set, found.criteria_set),
            (stated, Figures(database).effective(found.round.id)),
            unit_code,
            before=before,
        ),
    )


def _round_before(database: Database, round_: Round) -> Round | None:
    """Find the newest earlier round of the group by the same set, of whichever year."""
    family = round_.set_id.partition("/")[0]
    earlier = [
        one
        for one in Rounds(database).all()
        if one.group == round_.group
        and one.set_id.partition("/")[0] == family
        and one.year < round_.year
        and one.simulated <= round_.simulated  # what is made up stands beside nothing real
    ]
    return max(earlier, key=lambda one: (one.year, one.opened_at), default=None)


def _rule(found: Results, extra: Path | None) -> Comparison | None:
    try:
        sources = find_figure_sources(found.criteria_set, directories=criteria_directories(extra))
    except ProblemsFound:
        return None
    return None if sources is None else sources.comparison


def _predecessors(database: Database, unit_code: str, *, on: date) -> Predecessors:
    units = Units(database)
    return predecessors(
        [Link(link.before, link.after, link.day) for link in units.links()],
        {unit.code: Lifetime(unit.valid_from, unit.valid_to) for unit in units.all()},
        unit_code,
        on=on,
    )


def _weights(stated: Effective, comparison: Comparison | None) -> dict[str, Fraction]:
    if comparison is None:
        return {}
    return {
        unit: Fraction(value)
        for unit, criteria in stated.items()
        if isinstance(value := criteria.get(comparison.weight, {}).get(comparison.input), Decimal)
    }


def _derived(
    values: Mapping[str, Fraction],
    weights: Mapping[str, Fraction],
    before: Predecessors,
    *,
    has_rule: bool,
) -> Derived | NotComparable:
    if len(before.codes) > 1 and not has_rule:
        return NotComparable(said(N_("the set declares no rule for comparing over a merger")))
    return weighted_mean(values, weights, before)


def _indexes(then: Results) -> dict[str, Fraction]:
    return {code: score.index for code, score in then.scores.items() if score.index is not None}


def _shares(then: Results, area_code: str) -> dict[str, Fraction]:
    found = {code: _share(score, area_code) for code, score in then.scores.items()}
    return {code: share for code, share in found.items() if share is not None}


def _share(score: UnitScore, area_code: str) -> Fraction | None:
    for line in score.lines:
        if line.level == "area" and line.code == area_code:
            scored = line.status == "scored" and line.max_points > 0
            return Fraction(line.points) / Fraction(line.max_points) * _HUNDRED if scored else None
    return None
