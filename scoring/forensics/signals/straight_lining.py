"""This module marks forms in which every item got the same mark."""

import numpy as np

from scoring.forensics.answers import Answers, Findings, Limits
from scoring.forensics.outlying import compared
from scoring.types import N_, said

CODE = "straight_lining"


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Mark forms with one mark for all of ``least_items`` or more; name units with far more.

    The longest string of equal marks (J. Johnson, Journal of Research in Personality 39, 2005) is
    the whole form. Honest people do this often, so one such answer says nothing, and is never
    proposed to be set aside for this alone; a unit with far more than the others says something.
    """
    del seed
    given = (~np.isnan(answers.ratings)).sum(axis=1)
    long_enough = given >= limits.least_items
    lowest = np.where(np.isnan(answers.ratings), np.inf, answers.ratings).min(axis=1, initial=9.0)
    highest = np.where(np.isnan(answers.ratings), -np.inf, answers.ratings).max(
        axis=1, initial=-9.0
    )
    flagged = long_enough & (lowest == highest)
    reasons = {
        int(one): said(
            N_("All {items} items got the mark {mark}."),
            items=int(given[one]),
            mark=int(lowest[one]),
        )
        for one in np.flatnonzero(flagged)
    }
    return compared(
        CODE,
        answers,
        flagged=flagged,
        among=long_enough,
        limits=limits,
        reasons=reasons,
        of_unit=N_(
            "{hits} of {answers} forms give every item the same mark "
            "({share}; in other units {others})."
        ),
    )
