"""This module gathers all that is known of one unit in one round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from dashboards.queries.results import Results
from scoring.figures import inputs_of
from scoring.rule import Input
from scoring.score import Place, ScoreLine
from scoring.types import Text
from storage import Database, FigureRecord, Figures


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion of a unit: its line, what it lost, and the figures that count."""

    name: Text
    legal: str | None
    line: ScoreLine
    lost: Fraction
    inputs: Mapping[str, Input]
    figures: tuple[FigureRecord, ...]


@dataclass(frozen=True, slots=True)
class AreaView:
    """One area of a unit against the median of its group, shares of the maximum in per cent."""

    name: Text
    line: ScoreLine
    reached: float | None
    median: float | None
    given: tuple[FigureRecord, ...]
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """Points lost in a criterion, or in an area given as a whole."""

    name: Text
    line: ScoreLine
    lost: Fraction


@dataclass(frozen=True, slots=True)
class Profile:
    """One unit in one round; `complete` is False while a figure is missing."""

    unit_code: str
    name: str
    place: Place | None
    complete: bool
    placed: int
    areas: tuple[AreaView, ...]

    def losses(self) -> tuple[Loss, ...]:
        """List what lost points, the costliest first: criteria, and areas given as a whole."""
        found = [
            Loss(part.name, part.line, lost)
            for area in self.areas
            for part in (area.criteria or (area,))
            if (lost := _lost(part.line)) > 0
        ]
        return tuple(sorted(found, key=lambda loss: (-loss.lost, loss.line.code)))


def profile(database: Database, results: Results, unit_code: str) -> Profile:
    """Gather a unit's lines, figures and comparison with its group's median.

    Raises KeyError for a unit outside the round.
    """
    score = results.scores[unit_code]
    lines = {(line.level, line.code): line for line in score.lines}
    records: dict[str, list[FigureRecord]] = {}
    for record in Figures(database).effective_records(results.round.id, unit_code=unit_code):
        records.setdefault(record.criterion, []).append(record)
    areas = []
    for area in results.criteria_set.areas:
        line = lines["area", area.code]
        criteria = tuple(
            CriterionView(
                name=criterion.name,
                legal=criterion.legal,
                line=lines["criterion", criterion.code],
                lost=_lost(lines["criterion", criterion.code]),
                inputs=inputs_of(criterion),
                figures=tuple(records.get(criterion.code, ())),
            )
            for criterion in area.scored
            if ("criterion", criterion.code) in lines
        )
        areas.append(
            AreaView(
                name=area.name,
                line=line,
                reached=_reached(line),
                median=_median_reached(results, area.code),
                given=tuple(records.get(area.code, ())),
                criteria=criteria,
            )
        )
    return Profile(
        unit_code=unit_code,
        name=results.names[unit_code],
        place=results.place_of(unit_code),
        complete=score.complete,
        placed=sum(place.rank is not None for place in results.places),
        areas=tuple(areas),
    )


def best_documented(results: Results, codes: frozenset[str]) -> str | None:
    """Find the first-ranked of some units whose points rest on figures of single criteria.

    Where none has such figures it is the first-ranked; None where no code is of the round.
    """
    ordered = [place.unit.code for place in results.places if place.unit.code in codes]
    for code in ordered:
        lines = results.scores[code].lines
        if any(line.level == "criterion" and line.inputs for line in lines):
            return code
    return ordered[0] if ordered else None


def _lost(line: ScoreLine) -> Fraction:
    if line.status == "not_applicable":
        return Fraction(0)
    return Fraction(line.max_points) - Fraction(line.points)


def _reached(line: ScoreLine) -> float | None:
    if line.status == "not_applicable" or not line.max_points:
        return None
    return float(Fraction(line.points) / Fraction(line.max_points) * 100)


def _median_reached(results: Results, area_code: str) -> float | None:
    shares = [
        share
        for score in results.scores.values()
        for line in score.lines
        if line.level == "area" and line.code == area_code and line.status == "scored"
        if (share := _reached(line)) is not None
    ]
    return median(shares) if shares else None
