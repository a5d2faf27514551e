"""This module finds runs of forms filled in exactly alike, one after the other."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from scipy.special import gammaln

from scoring.forensics.answers import Answers, Findings, Ints, Limits
from scoring.forensics.outlying import judged
from scoring.types import N_, Sentence, said

CODE = "repeated_patterns"
_SHORTEST_RUN = 3


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Compare runs of equal forms with those that the same forms would make in another order.

    With n forms, f of them alike, a run of l or more of these is expected at most
    (n - l + 1) f! (n - l)! / ((f - l)! n!) times in a random order; that bounds its p-value
    (Markov's inequality; A. Wald and J. Wolfowitz, Annals of Mathematical Statistics 11, 1940, on
    runs). It is multiplied by the number of different forms. That a unit's citizens are all
    content makes equal forms frequent, and so no reason for suspicion.
    """
    del seed
    given = (~np.isnan(answers.ratings)).sum(axis=1)
    long_enough = given >= limits.least_items
    forms = np.nan_to_num(answers.ratings, nan=0.0).astype(np.int8)
    p_values = np.ones(len(answers.units))
    longest = np.zeros(len(answers.units), dtype=np.int64)
    marks: list[tuple[int, Ints]] = []
    for unit in range(len(answers.units)):
        order = answers.in_time_order(unit)
        order = order[long_enough[order]]
        for members, p in _runs(order, [forms[one].tobytes() for one in order]):
            if p < p_values[unit]:
                p_values[unit], longest[unit] = p, len(members)
            if p <= limits.false_discoveries:
                marks.append((unit, members))
    units = judged(
        answers,
        p_values,
        limits=limits,
        reason=lambda unit: said(
            N_("Up to {times} forms in a row are filled in exactly alike."),
            times=int(longest[unit]),
        ),
    )
    flagged = np.zeros(len(answers), dtype=np.bool_)
    reasons: dict[int, Sentence] = {}
    for unit, members in marks:
        if units[unit].found:
            flagged[members] = True
            reason = said(
                N_("One of {times} forms in a row that are filled in exactly alike."),
                times=len(members),
            )
            reasons.update({int(one): reason for one in members})
    return Findings(CODE, flagged, reasons, units)


def _runs(order: Ints, forms: list[bytes]) -> Iterator[tuple[Ints, float]]:
    """Give each longer run of equal forms and the bound of its p-value."""
    counts = Counter(forms)
    kinds = sum(count >= _SHORTEST_RUN for count in counts.values())
    start = 0
    for position in range(1, len(forms) + 1):
        if position < len(forms) and forms[position] == forms[start]:
            continue
        length = position - start
        if length >= _SHORTEST_RUN:
            bound = _expected_runs(len(forms), counts[forms[start]], length)
            yield order[start:position], min(1.0, kinds * bound)
        start = position


def _expected_runs(n: int, alike: int, length: int) -> float:
    """Bound how many places in a random order begin ``length`` equal forms of this kind.

    >>> round(_expected_runs(4, 2, 2), 6)  # the three places of a pair, each with chance 1/6
    0.5
    """
    log = gammaln(alike + 1) - gammaln(alike - length + 1)
    log += gammaln(n - length + 1) - gammaln(n + 1)
    return float((n - length + 1) * np.exp(log))
