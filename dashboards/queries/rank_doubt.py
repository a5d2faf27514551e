"""This module tells how sure ranks are: intervals, those not told apart, chances to be first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from scoring.uncertainty.rank_chances import rank_chances
from scoring.uncertainty.rank_sets import DRAWS, SEED, difference_errors, simultaneous_independent
from scoring.uncertainty.told_apart import holm_apart, inseparable_groups, pairwise_p_values

LEVEL: Final = 0.95
_CHANCE_DRAWS: Final = 4_000
_FEW_UNITS: Final = 30


@dataclass(frozen=True, slots=True)
class UnitDoubt:
    """One unit: its rank, the ranks that cannot be ruled out, its chance to be among the first."""

    unit: str
    estimate: float
    se: float
    rank: int
    low: int
    high: int
    chance_of_top: float


@dataclass(frozen=True, slots=True)
class RankDoubt:
    """Units by rank; `together` lists those of whom no two are told apart, `top` of them first."""

    units: tuple[UnitDoubt, ...]
    together: tuple[tuple[str, ...], ...]
    top: int
    draws: int
    seed: int

    def of(self, unit: str) -> UnitDoubt | None:
        """Find one unit's; None for one that has no rank."""
        return next((one for one in self.units if one.unit == unit), None)

    @property
    def beside_first(self) -> tuple[str, ...]:
        """Give the units behind rank one that could be the first all the same."""
        return tuple(one.unit for one in self.units if one.low == 1 < one.rank)

    @property
    def beside_last(self) -> tuple[str, ...]:
        """Give the units before the last rank that could be the last all the same."""
        lowest = max((one.rank for one in self.units), default=0)
        return tuple(
            one.unit for one in self.units if one.high == len(self.units) and one.rank < lowest
        )

    @property
    def sure(self) -> bool:
        """Tell whether nothing was estimated, so that no rank is in doubt by sampling."""
        return not any(one.se > 0 for one in self.units)

    def as_json(self) -> dict[str, Any]:
        """Write it as plain values, to be kept."""
        return asdict(self)


def doubt_from(kept: Mapping[str, Any]) -> RankDoubt:
    """Read what ``as_json`` wrote."""
    return RankDoubt(
        tuple(UnitDoubt(**one) for one in kept["units"]),
        tuple(tuple(group) for group in kept["together"]),
        kept["top"],
        kept["draws"],
        kept["seed"],
    )


@lru_cache(maxsize=16)
def rank_doubt(
    units: tuple[str, ...], estimates: tuple[float, ...], errors: tuple[float, ...]
) -> RankDoubt:
    """Rank estimates with their standard errors, once for each state of them.

    Simultaneous sets (95 %, Mogstad and others); pairs judged together by Holm; the chance to be
    among the first by shaking the estimates. Errors of units are independent.
    """
    values, se = np.array(estimates), np.array(errors)
    top = min(len(units), 5 if len(units) <= _FEW_UNITS else 10)
    if not len(units):
        return RankDoubt((), (), 0, DRAWS, SEED)
    sets = simultaneous_independent(values, se, level=LEVEL, draws=DRAWS, seed=SEED)
    if se.any():
        chance = np.random.default_rng(SEED).standard_normal((_CHANCE_DRAWS, len(units))) * se
        first = rank_chances(values, chance, top=top).top
        p_values = pairwise_p_values(values, difference_errors(np.diag(se**2)))
        together = inseparable_groups(values, holm_apart(p_values, level=LEVEL))
    else:
        first = (sets.rank <= top).astype(np.float64)
        together = ()
    rows = [
        UnitDoubt(
            unit,
            estimates[place],
            errors[place],
            int(sets.rank[place]),
            int(sets.low[place]),
            int(sets.high[place]),
            float(first[place]),
        )
        for place, unit in enumerate(units)
    ]
    return RankDoubt(
        tuple(sorted(rows, key=lambda row: (row.rank, row.unit))),
        tuple(tuple(units[place] for place in group) for group in together if len(group) > 1),
        top,
        DRAWS,
        SEED,
    )
