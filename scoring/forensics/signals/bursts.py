"""This module finds many answers within minutes, more than queues and families explain."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.stats import nbinom

from scoring.forensics.answers import DAY, MINUTE, Answers, Findings, Floats, Ints, Limits
from scoring.forensics.outlying import judged
from scoring.types import N_, Sentence, said

CODE = "bursts"
_BIN = 30 * MINUTE
_WEEK = 7 * DAY
_EVEN_SHARE = 0.05
_MOST_SHAPE = 2.0
_FEWEST = 4
_CLUSTERED_MOST = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class _Usual:
    """What is usual: the week's course of all units, and how much more answers come together."""

    course: Floats
    busier: float
    company: float


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Compare what follows each answer within ``burst_minutes`` with what is usual then.

    A scan statistic (J. Naus, JASA 77, 1982) over the windows that begin at an answer. The usual
    number is the unit's answers spread over the week's course of all units, with more of them as
    answers cluster anyway: busy days (in proportion to the usual number) and families (a
    number for each answer), both fitted to all units but the tenth that clusters most. The
    count follows a negative binomial law; the least p of a unit is multiplied by its windows.
    """
    del seed
    window = limits.burst_minutes * MINUTE
    usual = _learn(answers, window)
    flagged = np.zeros(len(answers), dtype=np.bool_)
    p_values = np.ones(len(answers.units))
    reasons: dict[int, Sentence] = {}
    biggest = np.zeros(len(answers.units), dtype=np.int64)
    marks: list[tuple[Ints, int]] = []
    for unit in np.flatnonzero(answers.per_unit() >= _FEWEST):
        order = answers.in_time_order(int(unit))
        at = answers.at[order]
        ends = np.searchsorted(at, at + window, side="right")
        following = ends - np.arange(len(at)) - 1
        tails = _tails(following, at, usual=usual, window=window) * len(at)
        p_values[unit] = min(1.0, float(tails.min()))
        biggest[unit] = following[np.argmin(tails)] + 1
        for first in np.flatnonzero(tails < limits.false_discoveries):
            marks.append((order[first : ends[first]], int(unit)))
    units = judged(
        answers,
        p_values,
        limits=limits,
        worth=biggest >= _FEWEST,
        reason=lambda unit: said(
            N_("Up to {times} answers came within {minutes} minutes, more than queues explain."),
            times=int(biggest[unit]),
            minutes=limits.burst_minutes,
        ),
    )
    for members, marked in marks:
        if units[marked].found:
            flagged[members] = True
            for one in members:
                size = max(len(members), _size(reasons.get(int(one))))
                reasons[int(one)] = said(
                    N_("One of {times} answers within {minutes} minutes."),
                    times=size,
                    minutes=limits.burst_minutes,
                )
    return Findings(CODE, flagged, reasons, units)


def _size(reason: Sentence | None) -> int:
    times = 0 if reason is None else reason.values["times"]
    return times if isinstance(times, int) else 0


def _tails(following: Ints, at: Ints, *, usual: _Usual, window: int) -> Floats:
    """Give the chance of so many answers or more in the window after each answer."""
    mean = len(at) / _weeks(at) * _in_window(usual.course, at, window)
    mean = mean * usual.busier + usual.company
    shape = min(_MOST_SHAPE, 1 / (usual.busier - 1) if usual.busier > 1 else _MOST_SHAPE)
    tail = nbinom.sf(following - 1, shape, shape / (shape + mean))
    return np.asarray(np.where(following > 0, tail, 1.0), dtype=np.float64)


def _learn(answers: Answers, window: int) -> _Usual:
    """Fit what follows an answer: busier × its usual number + company (weighted least squares)."""
    course = np.bincount(answers.at % _WEEK // _BIN, minlength=_WEEK // _BIN).astype(np.float64)
    open_bins = course > 0
    course = course / max(1.0, course.sum())
    course = (1 - _EVEN_SHARE) * course + _EVEN_SHARE * open_bins / max(1, open_bins.sum())
    pairs, squares, counts = [], [], []
    for unit in np.flatnonzero(answers.per_unit() >= _FEWEST):
        at = answers.at[answers.in_time_order(int(unit))]
        following = np.searchsorted(at, at + window, side="right") - np.arange(len(at)) - 1
        pairs.append(float(following.sum()))
        squares.append(len(at) / _weeks(at) * float(_in_window(course, at, window).sum()))
        counts.append(float(len(at)))
    if not pairs:
        return _Usual(course, 1.0, 0.0)
    seen, usual, people = np.array(pairs), np.array(squares), np.array(counts)
    excess = (seen - usual) / people
    kept = excess <= np.quantile(excess, 1 - _CLUSTERED_MOST)
    of_rate = (usual / people)[kept]
    weight = np.sqrt(people[kept])
    design = np.stack([of_rate * weight, weight], axis=1)
    (busier, company), _ = nnls(design, np.maximum(excess[kept], 0.0) * weight)
    return _Usual(course, 1 + float(busier), float(company))


def _weeks(at: Ints) -> float:
    return max(1.0, float(at.max() - at.min()) / _WEEK)


def _in_window(course: Floats, at: Ints, window: int) -> Floats:
    """Give the share of a week's answers that falls into the window after each moment."""
    share = np.zeros(len(at))
    for step in range(window // MINUTE):
        share += course[(at + step * MINUTE) % _WEEK // _BIN] * (MINUTE / _BIN)
    return share
