"""This module marks answers from the counter's own screen at hours when the office is closed."""

import numpy as np

from scoring.forensics.answers import DAY, MINUTE, Answers, Findings, Limits
from scoring.forensics.outlying import compared
from scoring.types import N_, said

CODE = "out_of_hours"


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Mark counter answers outside opening hours; name units with many more than the others.

    A screen behind a locked door has no citizens in front of it. Answers from people's own phones
    are not judged: they may answer at home. The counter's own hours come before the general ones.
    The comparison: ``outlying.upper_p_values``.
    """
    del seed
    are_open = limits.hours.are_open(answers.at)
    if answers.place_open is not None:
        are_open = np.where(answers.place_open >= 0, answers.place_open == 1, are_open)
    flagged = np.asarray(answers.counter & ~are_open)
    reasons = {
        int(one): said(
            N_("Answered at the counter's screen at {time}, when the office is closed."),
            time=_clock(int(answers.at[one])),
        )
        for one in np.flatnonzero(flagged)
    }
    return compared(
        CODE,
        answers,
        flagged=flagged,
        among=answers.counter,
        limits=limits,
        reasons=reasons,
        of_unit=N_(
            "{hits} of {answers} answers at the counter's screen came outside opening hours "
            "({share}; in other units {others})."
        ),
    )


def _clock(at: int) -> str:
    minute = at % DAY // MINUTE
    return f"{minute // 60:02d}:{minute % 60:02d}"
