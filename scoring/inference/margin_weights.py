"""This module weights answers to those served by unit, field, channel, sex and age, and says how.

Small categories are joined, those without answers are left out and named, whoever did not state a
category keeps their share, heavy weights are trimmed. Nothing of it makes volunteers a random
sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.inference.arrays import Floats, Ints, sums
from scoring.inference.calibration import CalibrationFault, Margin, poststratify, rake, trim
from scoring.inference.cells import make_cells
from scoring.inference.design import Design, make_design
from scoring.inference.estimates import DomainEstimates, estimate

FEWEST = 30  # answers in a category of its own
HEAVIEST = 5.0  # times the mean weight


@dataclass(frozen=True, slots=True)
class ServedMargin:
    """One way of cutting those served: the category of each row, below 0 where it was not stated.

    ``served`` counts people by category. Categories that are too small are joined to a neighbour
    where they are ``ordered``, else to the smallest other one.
    """

    name: str
    category: Ints
    served: Floats
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that were weighted as one, with their answers and those served."""

    categories: tuple[int, ...]
    answers: int
    served: int


@dataclass(frozen=True, slots=True)
class FittedMargin:
    """How a margin was used: its groups, who stated nothing, categories that nobody answered in.

    ``unused`` is empty, or says why it was not: it tells nothing ("one_group"), or no weights reach
    it together with those before ("not_reached").
    """

    name: str
    groups: tuple[Group, ...]
    not_stated: int
    without_answers: tuple[int, ...]
    unused: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A mean as the answers came and weighted; how it was weighted, and what that costs.

    ``effective_n`` is (Σw)² ÷ Σw² (Kish 1965); ``trimmed`` counts answers whose weight was cut;
    ``gap`` is how far, as a share of all, a group lies from its target afterwards.
    """

    plain: DomainEstimates
    weighted: DomainEstimates
    effective_n: float
    trimmed: int
    gap: float
    margins: tuple[FittedMargin, ...]


def weigh(
    unit: Ints,
    values: Floats,
    times: Floats,
    *,
    served: Floats,
    margins: Sequence[ServedMargin],
    fewest: int = FEWEST,
    heaviest: float = HEAVIEST,
) -> Weighed:
    """Rake rows of answers alike (``times`` each) to those ``served`` by unit and to the margins.

    Margins count as shares of all served by the units. Raises CalibrationFault where a unit has no
    answers or served nobody. Sources: Deming and Stephan 1940; Deville, Särndal and Sautory 1993;
    trimming: Potter 1990; joining of cells: Kalton and Flores-Cervantes 2003.
    """
    plain = make_design(unit.size, times=times)
    targets = [Margin(unit, served)]
    raked = poststratify(plain, targets[0])
    before = raked.weights * times
    fitted: list[FittedMargin] = []
    for each in margins:
        groups = _groups(each, times, fewest)
        unused = "one_group"
        if len(groups) > 1:
            target = _target(each, groups, before=before, whole=float(served.sum()))
            try:
                raked = rake(plain, [*targets, target])
                targets.append(target)
                unused = ""
            except CalibrationFault:
                unused = "not_reached"
        fitted.append(_fitted(each, groups, times, unused=unused))
    heavy = raked.weights > heaviest * _mean(raked.weights, times)
    cut = _trimmed(raked, heaviest) if heavy.any() else raked
    weight = cut.weights
    return Weighed(
        _estimate(plain, values),
        _estimate(cut, values),
        float((weight * times).sum() ** 2 / (weight**2 * times).sum()),
        int(times[heavy].sum()),
        _gap(cut, targets),
        tuple(fitted),
    )


def _groups(margin: ServedMargin, times: Floats, fewest: int) -> list[Group]:
    """Join what is too small, the smallest first; categories without answers stay outside."""
    stated = margin.category >= 0
    answers = sums(margin.category[stated], times[stated], count=margin.served.size)
    groups = [
        Group((at,), int(answers[at]), int(margin.served[at]))
        for at in np.flatnonzero(answers > 0).tolist()
    ]
    while len(groups) > 1:
        small = [one for one in groups if one.answers < fewest or one.served == 0]
        if not small:
            break
        least = groups.index(min(small, key=lambda one: (one.answers, one.served)))
        others = [at for at in range(len(groups)) if at != least]
        if margin.ordered:
            others = [at for at in others if abs(at - least) == 1]
        other = min(others, key=lambda at: (groups[at].answers, at))
        one, two = (groups[at] for at in sorted((least, other)))
        joined = Group(
            tuple(sorted(one.categories + two.categories)),
            one.answers + two.answers,
            one.served + two.served,
        )
        rest = [group for group in groups if group not in (one, two)]
        groups = sorted([*rest, joined], key=lambda group: group.categories)
    return groups


def _target(
    margin: ServedMargin, groups: Sequence[Group], *, before: Floats, whole: float
) -> Margin:
    """Number the groups; those who stated nothing are one more, and keep their share by unit."""
    number = np.full(margin.served.size + 1, len(groups), dtype=np.int64)
    for at, group in enumerate(groups):
        number[list(group.categories)] = at
    category = number[margin.category]  # -1 is the last place: not stated
    silent = float(before[category == len(groups)].sum())
    totals = np.array([float(group.served) for group in groups])
    totals *= (whole - silent) / totals.sum()
    return Margin(category, np.append(totals, silent) if silent else totals)


def _fitted(
    margin: ServedMargin, groups: Sequence[Group], times: Floats, *, unused: str
) -> FittedMargin:
    held = {at for group in groups for at in group.categories}
    nobody = (at for at in np.flatnonzero(margin.served > 0).tolist() if at not in held)
    silent = int(times[margin.category < 0].sum())
    return FittedMargin(margin.name, tuple(groups), silent, tuple(nobody), unused)


def _trimmed(design: Design, heaviest: float) -> Design:
    """Cut heavy weights; the errors then count the weights as given, which is on the safe side."""
    upper = heaviest * _mean(design.weights, design.times)
    weights = trim(design.weights, upper=upper, strict=True, times=design.times)
    return replace(design, weights=weights, calibration=())


def _gap(design: Design, targets: Sequence[Margin]) -> float:
    weight = design.weights * design.times
    return max(
        float(np.abs(sums(one.category, weight, count=one.totals.size) - one.totals).max())
        for one in targets
    ) / float(weight.sum())


def _mean(weights: Floats, times: Floats) -> float:
    return float((weights * times).sum() / times.sum())


def _estimate(design: Design, values: Floats) -> DomainEstimates:
    one = np.zeros(design.rows, dtype=np.int64)
    return estimate(make_cells(design, one, domains=1), values)
