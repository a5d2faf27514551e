"""This module marks answers whose form was opened by staff and not by the citizen."""

import numpy as np

from scoring.forensics.answers import Answers, Findings, Limits
from scoring.forensics.outlying import compared
from scoring.types import N_, said

CODE = "clerk_opened"


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Mark answers to forms that staff opened; name units with many more than the others.

    Helping an old person is right, and opening the form for everybody chooses who is asked; only
    the second is found. The comparison: ``outlying.upper_p_values``.
    """
    del seed
    opened = said(N_("Staff opened this form, not the citizen."))
    return compared(
        CODE,
        answers,
        flagged=answers.clerk.copy(),
        among=None,
        limits=limits,
        reasons={int(one): opened for one in np.flatnonzero(answers.clerk)},
        of_unit=N_("Staff opened {hits} of {answers} forms ({share}; in other units {others})."),
    )
