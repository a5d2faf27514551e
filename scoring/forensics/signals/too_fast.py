"""This module marks forms that were filled in faster than they can be read."""

import numpy as np

from scoring.forensics.answers import Answers, Findings, Floats, Limits
from scoring.forensics.outlying import compared
from scoring.types import N_, said

CODE = "too_fast"
_FEWEST_FOR_MEDIAN = 30
_SEEN = said(N_("Sent within four seconds of being opened, as the door saw it."))


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Mark answers under the least time; name units with many more than the others.

    The least time is ``least_seconds``, or a tenth of the usual (median) time of all answers with
    as many items where that is more: the normative threshold of S. Wise and L. Ma (2012), "Setting
    Response Time Thresholds for a CAT Item Pool". Where the time is not kept, the door's own mark
    (``hasty``) stands for the first of the two; what neither knows is not judged.
    """
    del seed
    threshold = _thresholds(answers, limits)
    timed = ~np.isnan(answers.seconds)
    flagged = np.zeros(len(answers), dtype=np.bool_)
    flagged[timed] = answers.seconds[timed] < threshold[timed]
    reasons = {
        int(one): said(
            N_("Filled in within {seconds} seconds; reading it takes {least} or more."),
            seconds=int(answers.seconds[one]),
            least=int(np.ceil(threshold[one])),
        )
        for one in np.flatnonzero(flagged)
    }
    if answers.hasty is not None:
        seen = (answers.hasty == 1) & ~flagged
        reasons |= {int(one): _SEEN for one in np.flatnonzero(seen)}
        flagged |= seen
        timed |= answers.hasty >= 0
    return compared(
        CODE,
        answers,
        flagged=flagged,
        among=timed,
        limits=limits,
        reasons=reasons,
        of_unit=N_(
            "{hits} of {answers} forms were filled in faster than they can be read "
            "({share}; in other units {others})."
        ),
    )


def _thresholds(answers: Answers, limits: Limits) -> Floats:
    out = np.full(len(answers), limits.least_seconds)
    items = (~np.isnan(answers.ratings)).sum(axis=1)
    for count in np.unique(items):
        same = items == count
        known = answers.seconds[same & ~np.isnan(answers.seconds)]
        if len(known) >= _FEWEST_FOR_MEDIAN:
            usual = limits.share_of_usual_time * float(np.median(known))
            out[same] = max(limits.least_seconds, usual)
    return out
