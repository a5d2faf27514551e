"""This module scores a round anew with some figures changed, and nothing that need not be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scoring.definitions.criteria_set import CriteriaSet
from scoring.engine import Scorer, Standings, best_of, score_units, standings_of
from scoring.figures import conflicts
from scoring.rank import rank_units
from scoring.score import Place, UnitScore
from scoring.types import CriterionFigures, Figure, ProblemsFound, Unit, UnitFigures

_NO_FIGURES: UnitFigures = {}


@dataclass(frozen=True, slots=True)
class Change:
    """Another value for one figure of one unit; None takes the figure away.

    ``criterion`` may be the code of an area that is given directly.
    """

    unit: str
    criterion: str
    input: str
    value: Figure | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands before anything is changed: figures, scores and places, by unit code."""

    criteria_set: CriteriaSet
    figures: Mapping[str, UnitFigures]
    scores: Mapping[str, UnitScore]
    places: Mapping[str, Place]
    standings: Standings

    def members(self, group: str) -> tuple[Unit, ...]:
        """Give the units of a group, in their order."""
        return tuple(one.unit for one in self.scores.values() if one.unit.group == group)


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose place is another one: its points, its index, its rank or its band."""

    before: Place
    after: Place


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the changes would bring about.

    ``after`` holds the scores and places of all units as they would be. ``rescored`` names the
    units that had to be scored anew; ``moved`` lists whose place differs, the changed units first,
    then by their place.
    """

    after: Basis
    changed: tuple[str, ...]
    rescored: tuple[str, ...]
    moved: tuple[Moved, ...] = field(default=())


def basis_of(
    criteria_set: CriteriaSet,
    units: Sequence[Unit],
    figures: Mapping[str, UnitFigures],
    *,
    scores: Mapping[str, UnitScore] | None = None,
) -> Basis:
    """Prepare a round for changes; ``scores`` are those of the same figures, if they are at hand.

    Raises ProblemsFound where figures contradict each other.
    """
    known = scores or {one.unit.code: one for one in score_units(criteria_set, units, figures)}
    places = rank_units(known.values(), criteria_set.ranking, criteria_set.bands)
    return Basis(
        criteria_set,
        figures,
        known,
        {place.unit.code: place for place in places},
        standings_of(criteria_set, units, figures),
    )


def what_if(basis: Basis, changes: Sequence[Change]) -> WhatIf:
    """Score and rank as if figures were other ones; of one figure changed twice, the last counts.

    Scored anew are the units changed, and the others of a group only where the best of it in a
    criterion that compares units becomes another. Ranked anew are the groups of the units changed.
    The values have to be within their bounds (``scoring.figures.parse_figure``). Raises KeyError
    for a unit outside the round, ProblemsFound where figures would contradict each other.
    """
    figures = changed_figures(basis.figures, changes)
    changed = tuple(dict.fromkeys(change.unit for change in changes))
    units = [basis.scores[code].unit for code in changed]
    problems = [
        problem for code in changed for problem in conflicts(basis.criteria_set, code, figures)
    ]
    if problems:
        raise ProblemsFound(problems)
    standings = _restated(basis, units, figures=figures)
    groups = tuple(dict.fromkeys(unit.group for unit in units))
    affected = _affected(basis, units, standings=standings)
    scorer = Scorer(basis.criteria_set, best_of(basis.criteria_set, standings))
    scores = dict(basis.scores)
    for unit in affected:
        scores[unit.code] = scorer.score(unit, figures.get(unit.code, _NO_FIGURES))
    ranked = rank_units(
        (one for one in scores.values() if one.unit.group in groups),
        basis.criteria_set.ranking,
        basis.criteria_set.bands,
    )
    places = {**basis.places, **{place.unit.code: place for place in ranked}}
    after = Basis(basis.criteria_set, figures, scores, places, standings)
    first = [places[code] for code in changed]
    others = [place for place in ranked if place.unit.code not in changed]
    return WhatIf(
        after,
        changed,
        tuple(unit.code for unit in affected),
        tuple(
            Moved(basis.places[place.unit.code], place)
            for place in (*first, *others)
            if basis.places[place.unit.code] != place
        ),
    )


def score_alone(basis: Basis, change: Change) -> UnitScore:
    """Score the changed unit only, as ``what_if`` would; the others are not looked after."""
    figures = changed_figures(basis.figures, [change])
    unit = basis.scores[change.unit].unit
    best = best_of(basis.criteria_set, _restated(basis, [unit], figures=figures))
    return Scorer(basis.criteria_set, best).score(unit, figures[unit.code])


def changed_figures(
    figures: Mapping[str, UnitFigures], changes: Sequence[Change]
) -> dict[str, UnitFigures]:
    """Lay changes over figures; what is not changed is shared, not copied."""
    whole: dict[str, UnitFigures] = dict(figures)
    for change in changes:
        own: dict[str, CriterionFigures] = dict(whole.get(change.unit, _NO_FIGURES))
        inputs: dict[str, Figure] = dict(own.get(change.criterion, {}))
        if change.value is None:
            inputs.pop(change.input, None)
        else:
            inputs[change.input] = change.value
        own[change.criterion] = inputs
        whole[change.unit] = own
    return whole


def _restated(
    basis: Basis, units: Sequence[Unit], *, figures: Mapping[str, UnitFigures]
) -> Standings:
    """Find where the changed units stand now; the others stand where they stood."""
    codes = {unit.code for unit in units}
    groups = {unit.group for unit in units}
    standings: Standings = {
        key: {code: one for code, one in found.items() if code not in codes}
        if key[0] in groups
        else found
        for key, found in basis.standings.items()
    }
    for key, found in standings_of(basis.criteria_set, units, figures).items():
        standings[key] = {**standings.get(key, {}), **found}
    return {key: found for key, found in standings.items() if found}


def _affected(basis: Basis, units: Sequence[Unit], *, standings: Standings) -> tuple[Unit, ...]:
    """Find who has to be scored anew: the changed, and groups whose best is another one."""
    before = best_of(basis.criteria_set, basis.standings)
    after = best_of(basis.criteria_set, standings)
    shaken = {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    found = {unit.code: unit for unit in units}
    for group in shaken:
        found |= {unit.code: unit for unit in basis.members(group)}
    return tuple(found.values())
