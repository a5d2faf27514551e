"""This module sets answers against those served: coverage by unit, and weights to the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from dashboards.queries.indices import Tallied, tallied
from dashboards.queries.satisfaction import OVERALL
from dashboards.queries.served import Served, served
from scoring.disclosure import (
    Decision,
    Measure,
    Released,
    Withheld,
    release,
    release_parts,
    release_weighted,
)
from scoring.inference.calibration import Margin
from scoring.inference.coverage import Coverage, coverage, side_by_side
from scoring.inference.design import make_design
from scoring.inference.estimates import DomainEstimates
from scoring.inference.intervals import share_interval
from storage import ANSWER_ITEM, Answers, Database

MARGIN = Fraction(1, 20)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """A share satisfied of a whole group, as the answers came or weighted."""

    n: int
    estimate: float
    ci_low: float
    ci_high: float
    deff: float


@dataclass(frozen=True, slots=True)
class Representation:
    """How far the answers stand for those served.

    `plain` and `weighted` give the share satisfied with the general question, as the answers came
    and with every unit weighing as much as it served; `left_out` counts units that served people
    and have no answer, which no weight can make up for, `unknown` those of which nobody has said
    how many they served, so that neither share has them. `weighed` counts those that both rest on.
    """

    served: Served
    units: Mapping[str, Coverage]
    whole: Coverage
    plain: Released[WeightedShare] | None
    weighted: Released[WeightedShare] | None
    left_out: int
    unknown: int
    weighed: int


def representation(database: Database, groups: Mapping[str, str]) -> Representation | None:
    """Compare the answers of some units with the transactions they served, in the same days."""
    known = served(database, groups)
    if known is None:
        return None
    answered: dict[str, int] = {}
    for tally in Answers(database).tallies(
        ("unit",), item=ANSWER_ITEM, since=known.first, until=known.last
    ):
        answered[str(tally.domain["unit"])] = tally.n
    units = {
        unit: coverage(answered.get(unit, 0), n, margin=MARGIN)
        for unit, n in sorted(known.by_unit.items())
    }
    whole = coverage(
        sum(one.answered for one in units.values()),
        sum(one.served for one in units.values()),
        margin=MARGIN,
    )
    plain, weighted, weighed = _side_by_side(
        tallied(database, groups, "unit", items=(OVERALL,)), known.by_unit
    )
    left_out = sum(one.served > 0 and one.answered == 0 for one in units.values())
    unknown = sum(known.by_unit.get(unit, 0) == 0 for unit in groups)
    return Representation(known, units, whole, plain, weighted, left_out, unknown, weighed)


def _side_by_side(
    answers: Mapping[str, Tallied], by_unit: Mapping[str, int]
) -> tuple[Released[WeightedShare] | None, Released[WeightedShare] | None, int]:
    """Estimate the group's share as the answers came, and weighted by what each unit served.

    The number of units that both rest on comes third.

    Tallies go in as they are: two rows a unit, satisfied and not, each standing for so many.
    """
    used = [
        (unit, one.items[OVERALL])
        for unit, one in sorted(answers.items())
        if by_unit.get(unit, 0) > 0 and OVERALL in one.items and one.items[OVERALL].valid > 0
    ]
    if sum(counted.valid for _, counted in used) < 2:
        return None, None, len(used)
    rows = [
        (place, hit, n)
        for place, (_, counted) in enumerate(used)
        for hit, n in ((1, counted.satisfied), (0, counted.valid - counted.satisfied))
        if n > 0
    ]
    unit, hits, times = (np.array(column) for column in zip(*rows, strict=True))
    both = side_by_side(
        make_design(len(rows), times=times.astype(np.float64)),
        [Margin(unit, np.array([float(by_unit[name]) for name, _ in used]))],
        hits,
        domain=np.zeros(len(rows), dtype=np.int64),
        domains=1,
    )
    people = {
        unit: Measure.of_people(one.items[OVERALL].valid)
        for unit, one in answers.items()
        if OVERALL in one.items and one.items[OVERALL].valid > 0
    }
    parts = release_parts(dict.fromkeys(people), people)
    inside = [parts[name] for name, _ in used]
    plain, weighted = _share(both.plain), _share(both.weighted)
    return (
        release_plain(plain, _measure(both.plain, plain), parts, inside=inside),
        release_weighted(weighted, _measure(both.weighted, weighted), parts=inside),
        len(used),
    )


def release_plain(
    share: T,
    measure: Measure,
    parts: Mapping[str, Released[None]],
    *,
    inside: Sequence[Released[None]],
) -> Released[T]:
    """Let the plain total through, unless it splits the hidden units from each other.

    The whole group's index is shown as well. Where some hidden units served people by the register
    and others did not, the one total less the other would tell what each side answered.
    """
    hidden = sum(isinstance(one, Withheld) for one in parts.values())
    if 0 < sum(isinstance(one, Withheld) for one in inside) < hidden:
        return Withheld(Decision("not_publishable", ("protects_others",)))
    return release(share, measure)


def _share(found: DomainEstimates) -> WeightedShare:
    low, high = share_interval(found.estimate, found.se, n=found.n, df=found.df, method="wilson")
    return WeightedShare(
        int(found.n[0]),
        float(found.estimate[0]),
        float(low[0]),
        float(high[0]),
        float(found.deff[0]),
    )


def _measure(found: DomainEstimates, share: WeightedShare) -> Measure:
    return Measure.of_share(share, df=float(found.df[0]), effective_n=float(found.effective_n[0]))
