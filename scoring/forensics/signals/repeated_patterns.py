"""This module finds runs of forms filled in exactly alike, one after the other."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from scoring.forensics.answers import Answers, Findings, Ints, Limits
from scoring.forensics.outlying import judged
from scoring.types import N_, Sentence, said

CODE = "repeated_patterns"
_SHORTEST_RUN = 3
_FEWEST_FOR_SHARE = 20


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Compare runs of equal forms with those that the same forms would make in another order.

    With n forms, f of them alike, a run of l or more of these is expected at most
    (n - l + 1) f! (n - l)! / ((f - l)! n!) times in a random order; that bounds its p-value
    (Markov's inequality; A. Wald and J. Wolfowitz, Annals of Mathematical Statistics 11, 1940, on
    runs). Families fill in alike too: where it is more, f q^(l - 1) is taken, q being the share of
    forms like the one before in the middle unit. Either is multiplied by the number of different
    forms. That a unit's citizens are all content makes equal forms frequent, and so no reason for
    suspicion.
    """
    del seed
    given = (~np.isnan(answers.ratings)).sum(axis=1)
    long_enough = given >= limits.least_items
    forms = np.nan_to_num(answers.ratings, nan=0.0).astype(np.int8)
    p_values = np.ones(len(answers.units))
    longest = np.zeros(len(answers.units), dtype=np.int64)
    marks: list[tuple[int, Ints]] = []
    orders = [order[long_enough[order]] for order in answers.in_time_order()]
    usual = _like_the_one_before(orders, forms)
    for unit, order in enumerate(orders):
        for members, p in _runs(order, [forms[one].tobytes() for one in order], usual=usual):
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


def _like_the_one_before(orders: list[Ints], forms: NDArray[np.int8]) -> float:
    """Give the middle unit's share of forms exactly like the one before."""
    shares = [
        float((forms[order[1:]] == forms[order[:-1]]).all(axis=1).mean())
        for order in orders
        if len(order) > _FEWEST_FOR_SHARE
    ]
    return float(np.median(shares)) if shares else 0.0


def _runs(order: Ints, forms: list[bytes], *, usual: float) -> Iterator[tuple[Ints, float]]:
    """Give each longer run of equal forms and the bound of its p-value."""
    counts = Counter(forms)
    kinds = sum(count >= _SHORTEST_RUN for count in counts.values())
    start = 0
    for position in range(1, len(forms) + 1):
        if position < len(forms) and forms[position] == forms[start]:
            continue
        length = position - start
        if length >= _SHORTEST_RUN:
            alike = counts[forms[start]]
            bound = max(_expected_runs(len(forms), alike, length), alike * usual ** (length - 1))
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
