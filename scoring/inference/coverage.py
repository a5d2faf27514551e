"""This module says how far answers stand for those served, and weights them to the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from scoring.inference.arrays import Bools, Ints
from scoring.inference.calibration import Margin, poststratify, rake
from scoring.inference.cells import make_cells
from scoring.inference.design import Design
from scoring.inference.estimates import DomainEstimates, estimate


@dataclass(frozen=True, slots=True)
class Coverage:
    """Answers against transactions served; ``rate`` is None where nobody was served."""

    served: int
    answered: int
    rate: Fraction | None
    required: int
    enough: bool


def required_answers(served: int, *, margin: Fraction = Fraction(1, 20)) -> int:
    """Give the least number of answers n = N / (1 + N · e²), rounded up.

    ``margin`` is e, the error allowed at 95 % for a share of one half. Source: Yamane 1967, the
    formula of Vietnamese survey guidance. Raises ValueError for a negative N or an e of 0 or less.

    >>> required_answers(6909)
    379
    """
    if served < 0 or margin <= 0:
        raise ValueError(f"no sample size for {served} served and an error of {margin}")
    return ceil(Fraction(served) / (1 + served * margin * margin))


def coverage(answered: int, served: int, *, margin: Fraction = Fraction(1, 20)) -> Coverage:
    """Compare the answers with the transactions of the register.

    More answers than transactions give a rate above 1: the register is behind, or answers are
    false. Source: as ``required_answers``; response rate as a share of transactions.
    """
    required = required_answers(served, margin=margin)
    rate = Fraction(answered, served) if served else None
    return Coverage(served, answered, rate, required, served > 0 and answered >= required)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The same estimates without weights and weighted to the register."""

    plain: DomainEstimates
    weighted: DomainEstimates


def weighted_to_register(design: Design, margins: Sequence[Margin]) -> Design:
    """Weight answers to the register: one margin by post-stratification, several by raking.

    Volunteers' answers stay volunteers' answers: weighting removes only what the margins explain.
    Raises CalibrationFault. Source: Deville, Särndal and Sautory 1993.
    """
    return poststratify(design, margins[0]) if len(margins) == 1 else rake(design, margins)


def side_by_side(
    design: Design,
    margins: Sequence[Margin],
    values: np.ndarray,
    *,
    domain: Ints,
    domains: int,
    valid: Bools | None = None,
) -> SideBySide:
    """Estimate each domain's mean as the answers came, and weighted to the register.

    Raises CalibrationFault. Source: as ``weighted_to_register`` and ``estimates.estimate``.
    """
    plain, fitted = (
        estimate(make_cells(each, domain, domains=domains), values, valid=valid)
        for each in (design, weighted_to_register(design, margins))
    )
    return SideBySide(plain, fitted)
