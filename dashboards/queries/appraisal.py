"""This module prepares the appraisal of one criterion of one unit and previews its points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.queries.results import Results
from scoring.definitions.criteria_set import Area, Criterion
from scoring.engine import score_units
from scoring.figures import inputs_of
from scoring.rule import Input
from scoring.score import ScoreLine
from scoring.types import Figure, Text, Unit
from storage import Database, FigureRecord, Figures


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be appraised: a criterion, or an area that may be given directly."""

    code: str
    name: Text
    area_code: str
    is_area: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One criterion of one unit as it stands: what counts, what it gives, and how it came about.

    `seen_id` is the newest figure of the criterion when the case was opened; saving refuses when
    somebody else has written since.
    """

    unit: Unit
    part: Area | Criterion
    inputs: Mapping[str, Input]
    counting: tuple[FigureRecord, ...]
    history: tuple[FigureRecord, ...]
    line: ScoreLine | None
    seen_id: int

    @property
    def values(self) -> Mapping[str, Figure]:
        """The figures that count, by input."""
        return {record.input: record.value for record in self.counting if record.value is not None}


def choices(database: Database, results: Results, unit_code: str) -> tuple[Choice, ...]:
    """List what can be appraised for a unit, in the order of the set.

    An area is scored as a whole or by its criteria, never both: where figures stand for the one,
    the other is not offered until they are withdrawn.
    """
    records = Figures(database).effective_records(results.round.id, unit_code=unit_code)
    present = {record.criterion for record in records}
    found = []
    for area in results.criteria_set.areas:
        below = [
            Choice(criterion.code, criterion.name, area.code, is_area=False)
            for criterion in area.scored
        ]
        if area.code not in present:
            found += below
        if not any(choice.code in present for choice in below):
            found.append(Choice(area.code, area.name, area.code, is_area=True))
    return tuple(found)


def open_case(database: Database, results: Results, unit_code: str, *, code: str) -> Case:
    """Read one criterion (or area) of one unit; KeyError for a unit or code outside the round."""
    score = results.scores[unit_code]
    part = _part(results, code)
    store = Figures(database)
    counting = store.effective_records(results.round.id, unit_code=unit_code)
    line = next((line for line in score.lines if line.code == code), None)
    return Case(
        unit=score.unit,
        part=part,
        inputs=inputs_of(part),
        counting=tuple(record for record in counting if record.criterion == code),
        history=store.history(results.round.id, unit_code, code),
        line=line,
        seen_id=store.latest_id(results.round.id, unit_code=unit_code, criterion=code),
    )


def preview(
    database: Database, results: Results, case: Case, *, figures: Mapping[str, Figure]
) -> ScoreLine | None:
    """Score the case with other figures, without writing them.

    Other units' figures count as they stand, for a rule may compare units. Raises ProblemsFound
    where the figures contradict what is given for the area.
    """
    standing = Figures(database).effective(results.round.id)
    own = {**standing.get(case.unit.code, {}), case.part.code: dict(figures)}
    if not figures:
        own.pop(case.part.code)
    units = tuple(score.unit for score in results.scores.values())
    scores = score_units(results.criteria_set, units, {**standing, case.unit.code: own})
    mine = next(score for score in scores if score.unit.code == case.unit.code)
    return next((line for line in mine.lines if line.code == case.part.code), None)


def changed(case: Case, figures: Mapping[str, Figure]) -> dict[str, Figure | None]:
    """Tell which inputs differ from what counts now; None withdraws one."""
    differing: dict[str, Figure | None] = {}
    for name in case.inputs:
        before, after = case.values.get(name), figures.get(name)
        if before != after and not (name == "not_applicable" and not before and not after):
            differing[name] = after
    return differing


def _part(results: Results, code: str) -> Area | Criterion:
    try:
        return results.criteria_set.criterion(code)
    except KeyError:
        return results.criteria_set.area(code)
