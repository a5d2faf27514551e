"""This module adds up the raw figures of a unit's predecessors, over mergers and splits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from scoring.definitions.criteria_set import CriteriaSet, Criterion
from scoring.lineage import Derived, NotComparable, Predecessors, add_up
from scoring.rule import NOT_APPLICABLE, Input
from scoring.types import N_, Figure, Sentence, said
from storage.figures import Effective

_ADDED: Final = ("count", "number")
_NOT_ADDED: Final[Mapping[str, Sentence]] = {
    "percent": said(N_("shares are not added up: each has another whole")),
    "points": said(N_("points given by appraisal are not added up")),
    "yes": said(N_("yes and no are not added up")),
    "option": said(N_("options are not added up")),
}
_MAY_BE_A_MEAN: Final = said(
    N_("a number of a formula may be an average; only what the set declares as a count is added up")
)
_OTHER_INPUT: Final = said(N_("the set of that round took no such figure"))


@dataclass(frozen=True, slots=True)
class RawChange:
    """One figure of a criterion: what the units before stated, added up, and what stands now."""

    criterion: Criterion
    input: str
    taken: Input
    before: Derived | NotComparable
    now: Figure | None


def raw_changes(
    sets: tuple[CriteriaSet, CriteriaSet],
    figures: tuple[Effective, Effective],
    unit_code: str,
    *,
    before: Predecessors,
) -> tuple[RawChange, ...]:
    """Compare every figure that was stated then or now; the pairs are (then, now).

    Numbers of things are added up; what cannot be added says why. Texts are left out.
    """
    then, now = figures
    return tuple(
        RawChange(
            criterion,
            name,
            taken,
            _before(sets[0], then, place=(criterion.code, name), taken=taken, before=before),
            _stated(now, unit_code, place=(criterion.code, name)),
        )
        for criterion, name, taken in _inputs(sets[1])
        if any(
            _stated(source, code, place=(criterion.code, name)) is not None
            for source, codes in ((then, before.codes), (now, (unit_code,)))
            for code in codes
        )
    )


def _inputs(criteria_set: CriteriaSet) -> Iterator[tuple[Criterion, str, Input]]:
    for criterion in criteria_set.criteria():
        for name, taken in criterion.scoring_rule.inputs().items():
            if taken.kind in (*_ADDED, *_NOT_ADDED):
                yield criterion, name, taken


def _before(
    earlier: CriteriaSet,
    figures: Effective,
    *,
    place: tuple[str, str],
    taken: Input,
    before: Predecessors,
) -> Derived | NotComparable:
    if taken.kind in _NOT_ADDED:
        return NotComparable(_NOT_ADDED[taken.kind])
    if not taken.adds_up:
        return NotComparable(_MAY_BE_A_MEAN)
    criterion = next((one for one in earlier.criteria() if one.code == place[0]), None)
    asked = None if criterion is None else criterion.scoring_rule.inputs().get(place[1])
    if asked is None or asked.kind != taken.kind:
        return NotComparable(_OTHER_INPUT)
    values = {
        code: Fraction(value)
        for code in before.codes
        if isinstance(value := _stated(figures, code, place=place), Decimal)
    }
    return add_up(values, before)


def _stated(figures: Effective, unit_code: str, *, place: tuple[str, str]) -> Figure | None:
    inputs = figures.get(unit_code, {}).get(place[0], {})
    if inputs.get(NOT_APPLICABLE) == 1:
        return None  # what does not apply counts nothing, whatever was stated beside it
    return inputs.get(place[1])
