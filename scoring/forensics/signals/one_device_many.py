"""This module marks answers of one device that sent many on one day."""

from collections import Counter

import numpy as np

from scoring.forensics.answers import DAY, Answers, Findings, Limits
from scoring.forensics.outlying import compared
from scoring.types import N_, said

CODE = "one_device_many"


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Mark answers of a device with more than ``most_per_device`` on one day; name such units.

    A family may share a phone; a counter's own screen is meant for many and is not judged. Only
    the day's keyed hash is known, so nothing is counted across days. The comparison:
    ``outlying.upper_p_values``.
    """
    del seed
    days = answers.at // DAY
    own = np.array([name is not None for name in answers.device], dtype=np.bool_)
    own &= ~answers.counter
    keys = {int(one): (int(days[one]), answers.device[one]) for one in np.flatnonzero(own)}
    times = Counter(keys.values())
    many = {one: times[key] for one, key in keys.items() if times[key] > limits.most_per_device}
    flagged = np.zeros(len(answers), dtype=np.bool_)
    flagged[list(many)] = True
    return compared(
        CODE,
        answers,
        flagged=flagged,
        among=own,
        limits=limits,
        reasons={
            one: said(N_("One of {times} answers from one device on one day."), times=count)
            for one, count in many.items()
        },
        of_unit=N_(
            "{hits} of {answers} answers came from devices that sent many on one day "
            "({share}; in other units {others})."
        ),
    )
