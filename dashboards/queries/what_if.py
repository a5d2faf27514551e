"""This module prepares a round for the question “what if”, and answers it without writing."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboards.queries.results import Results
from scoring.definitions.criteria_set import Area, Criterion
from scoring.figures import inputs_of
from scoring.rule import NOT_APPLICABLE, Input
from scoring.score import ScoreLine
from scoring.types import Figure
from scoring.what_if import Basis, Change, basis_of
from storage import Database, Figures

Key = tuple[str, str, str]
"""Unit, criterion and input of a figure."""

Supposed = Mapping[Key, Figure | None]
"""The figures that are supposed instead of those that count; None supposes that there is none."""

_KEPT: Final = 4
_bases: Final[deque[tuple[Results, Basis]]] = deque(maxlen=_KEPT)
_lock: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Supposition:
    """One criterion, or area given whole, of one unit as it is supposed: what its fields show."""

    part: Area | Criterion
    inputs: Mapping[str, Input]
    values: Mapping[str, Figure]
    line: ScoreLine | None


def basis(database: Database, results: Results) -> Basis:
    """Give the figures, scores and places that results rest on; kept while the results are."""
    with _lock:
        for known, kept in _bases:
            if known is results:
                return kept
    figures = Figures(database).effective(results.round.id, until_id=results.latest_figure_id)
    units = [score.unit for score in results.scores.values()]
    made = basis_of(results.criteria_set, units, figures, scores=results.scores)
    with _lock:
        _bases.append((results, made))
    return made


def changes(basis: Basis, supposed: Supposed) -> tuple[Change, ...]:
    """List what differs from the figures that count, leaving out units outside the round."""
    return tuple(
        Change(unit, criterion, name, value)
        for (unit, criterion, name), value in supposed.items()
        if unit in basis.scores and differs(standing(basis, (unit, criterion, name)), value, name)
    )


def standing(basis: Basis, key: Key) -> Figure | None:
    """Give the figure that stands at a key; None where there is none."""
    unit, criterion, name = key
    return basis.figures.get(unit, {}).get(criterion, {}).get(name)


def differs(before: Figure | None, after: Figure | None, name: str) -> bool:
    """Tell whether two figures of an input say different things; not ticked is like absent."""
    if name == NOT_APPLICABLE and not before and not after:
        return False
    return before != after


def parts(after: Basis, unit_code: str) -> tuple[Area | Criterion, ...]:
    """List what can be supposed for a unit, in the order of the set.

    An area is scored as a whole or by its criteria, never both.
    """
    present = {code for code, own in after.figures.get(unit_code, {}).items() if own}
    found: list[Area | Criterion] = []
    for area in after.criteria_set.areas:
        if area.code not in present:
            found += area.scored
        if not any(criterion.code in present for criterion in area.scored):
            found.append(area)
    return tuple(found)


def supposition(after: Basis, unit_code: str, part: Area | Criterion) -> Supposition:
    """Open one criterion of one unit as it is supposed."""
    lines = after.scores[unit_code].lines
    return Supposition(
        part=part,
        inputs=inputs_of(part),
        values=after.figures.get(unit_code, {}).get(part.code, {}),
        line=next((line for line in lines if line.code == part.code), None),
    )
