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
_NO_FORM = -1
_CLUSTERED_MOST = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class _Usual:
    """What is usual: the week's course of all units, and how much more answers come together.

    ``alike`` is the share of answers within a window that are exactly like the first one.
    """

    course: Floats
    busier: float
    company: float
    alike: float


@dataclass(frozen=True, slots=True, eq=False)
class _Crowd:
    """Answers of a unit that came together, and how unlikely that is (times all windows)."""

    members: Ints
    p_value: float
    alike: bool


def look(answers: Answers, limits: Limits, *, seed: int) -> Findings:
    """Compare what follows each answer within ``burst_minutes`` with what is usual then.

    A scan statistic (J. Naus, JASA 77, 1982) over the windows that begin at an answer. The usual
    number is the unit's answers spread over the week's course of all units, with more of them as
    answers cluster anyway: busy days (in proportion to the usual number) and families (a
    number for each answer), both fitted to all units but the tenth that clusters most. The count
    follows a negative binomial law. Forms exactly like the first one are counted a second time,
    against the share of such forms: a queue of real people does not answer alike. The least p of a
    unit is multiplied by its windows and by the two ways of counting.
    """
    del seed
    window = limits.burst_minutes * MINUTE
    forms = _forms(answers, limits.least_items)
    large_enough = {
        unit: (answers.at[order], forms[order], order)
        for unit, order in enumerate(answers.in_time_order())
        if len(order) >= _FEWEST
    }
    usual = _learn(answers, list(large_enough.values()), window=window)
    crowds = {
        unit: _crowds(*columns, usual=usual, window=window)
        for unit, columns in large_enough.items()
    }
    p_values = np.ones(len(answers.units))
    closest: dict[int, _Crowd] = {}
    for unit, found in crowds.items():
        if found:
            closest[unit] = min(found, key=lambda crowd: crowd.p_value)
            p_values[unit] = min(1.0, closest[unit].p_value)
    nothing = said(N_("No more answers came together than queues explain."))
    units = judged(
        answers,
        p_values,
        limits=limits,
        reason=lambda unit: _of_unit(closest[unit], limits) if unit in closest else nothing,
    )
    flagged = np.zeros(len(answers), dtype=np.bool_)
    reasons: dict[int, Sentence] = {}
    named = [crowd for unit, found in crowds.items() if units[unit].found for crowd in found]
    for crowd in sorted(named, key=lambda crowd: len(crowd.members)):
        if crowd.p_value <= limits.false_discoveries:
            flagged[crowd.members] = True
            reasons.update({int(one): _of_answer(crowd, limits) for one in crowd.members})
    return Findings(CODE, flagged, reasons, units)


def _of_unit(crowd: _Crowd, limits: Limits) -> Sentence:
    template = (
        N_("Up to {times} forms filled in exactly alike came within {minutes} minutes.")
        if crowd.alike
        else N_("Up to {times} answers came within {minutes} minutes, more than queues explain.")
    )
    return said(template, times=len(crowd.members), minutes=limits.burst_minutes)


def _of_answer(crowd: _Crowd, limits: Limits) -> Sentence:
    template = (
        N_("One of {times} forms filled in exactly alike within {minutes} minutes.")
        if crowd.alike
        else N_("One of {times} answers within {minutes} minutes.")
    )
    return said(template, times=len(crowd.members), minutes=limits.burst_minutes)


def _crowds(at: Ints, mine: Ints, order: Ints, *, usual: _Usual, window: int) -> list[_Crowd]:
    """List a unit's windows with enough answers (times, forms, positions), counted both ways."""
    following, ends = _following(at, window)
    mean = len(at) / _weeks(at) * _in_window(usual.course, at, window)
    mean = mean * usual.busier + usual.company
    kinds, places, counts = np.unique(mine, return_inverse=True, return_counts=True)
    share = np.where(kinds[places] == _NO_FORM, 0.0, counts[places] / len(mine))
    alike = np.maximum(share, usual.alike)
    same = _same_form(mine, ends)
    shape = min(_MOST_SHAPE, 1 / (usual.busier - 1) if usual.busier > 1 else _MOST_SHAPE)
    found = []
    for seen, expected, is_alike in ((following, mean, False), (same, mean * alike, True)):
        tails = nbinom.sf(seen - 1, shape, shape / (shape + expected)) * 2 * len(at)
        for first in np.flatnonzero(seen >= _FEWEST - 1):
            members = order[first : ends[first]]
            if is_alike:
                members = members[mine[first : ends[first]] == mine[first]]
            found.append(_Crowd(members, float(tails[first]), is_alike))
    return found


def _forms(answers: Answers, least_items: int) -> Ints:
    """Number the different forms; one with few items is like no other."""
    marks = np.nan_to_num(answers.ratings, nan=0.0).astype(np.int8)
    _, numbers = np.unique(marks, axis=0, return_inverse=True)
    enough = (marks > 0).sum(axis=1) >= least_items
    return np.asarray(np.where(enough, numbers.ravel(), _NO_FORM), dtype=np.int64)


def _following(at: Ints, window: int) -> tuple[Ints, Ints]:
    """Count what comes within the window after each answer, and say where the window ends."""
    ends = np.searchsorted(at, at + window, side="right")
    return np.asarray(ends - np.arange(len(at)) - 1, dtype=np.int64), np.asarray(ends, np.int64)


def _same_form(forms: Ints, ends: Ints) -> Ints:
    """Count the forms within the window after each answer that are exactly like it."""
    same = np.zeros(len(forms), dtype=np.int64)
    for step in range(1, int((ends - np.arange(len(forms))).max(initial=0))):
        inside = np.flatnonzero(np.arange(len(forms)) + step < ends)
        same[inside] += (forms[inside] == forms[inside + step]) & (forms[inside] != _NO_FORM)
    return same


def _learn(answers: Answers, units: list[tuple[Ints, Ints, Ints]], *, window: int) -> _Usual:
    """Fit what follows an answer: busier × its usual number + company (weighted least squares)."""
    course = np.bincount(answers.at % _WEEK // _BIN, minlength=_WEEK // _BIN).astype(np.float64)
    open_bins = course > 0
    course = course / max(1.0, course.sum())
    course = (1 - _EVEN_SHARE) * course + _EVEN_SHARE * open_bins / max(1, open_bins.sum())
    rows = []
    for at, forms, _ in units:
        following, ends = _following(at, window)
        usual = len(at) / _weeks(at) * float(_in_window(course, at, window).sum())
        same = int(_same_form(forms, ends).sum())
        rows.append((float(following.sum()), usual, float(len(at)), float(same)))
    if not rows:
        return _Usual(course, 1.0, 0.0, 0.0)
    pairs, squares, people, same_pairs = np.array(rows).T
    excess = (pairs - squares) / people
    kept = excess <= np.quantile(excess, 1 - _CLUSTERED_MOST)
    weight = np.sqrt(people[kept])
    design = np.stack([(squares / people)[kept] * weight, weight], axis=1)
    (busier, company), _ = nnls(design, np.maximum(excess[kept], 0.0) * weight)
    alike = float(same_pairs[kept].sum() / max(1.0, pairs[kept].sum()))
    return _Usual(course, 1 + float(busier), float(company), alike)


def _weeks(at: Ints) -> float:
    return max(1.0, float(at.max() - at.min()) / _WEEK)


def _in_window(course: Floats, at: Ints, window: int) -> Floats:
    """Give the share of a week's answers that falls into the window after each moment."""
    share = np.zeros(len(at))
    for step in range(window // MINUTE):
        share += course[(at + step * MINUTE) % _WEEK // _BIN] * (MINUTE / _BIN)
    return share
