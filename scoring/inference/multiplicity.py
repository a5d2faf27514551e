"""This module keeps false alarms in check where many things are tested at once."""

import numpy as np

from scoring.inference.arrays import Floats


def holm(p: Floats) -> Floats:
    """Adjust p-values so that the chance of any false alarm stays at the level (Holm 1979).

    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return _back(np.minimum(raised, 1.0), order)


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjust p-values so that the share of false alarms among alarms stays at the level.

    Source: Benjamini and Hochberg 1995 (tests independent or positively dependent).

    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(-p, kind="stable")
    lowered = np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1))
    return _back(np.minimum(lowered, 1.0), order)


def _back(values: Floats, order: np.ndarray) -> Floats:
    placed = np.empty_like(values)
    placed[order] = values
    return placed
