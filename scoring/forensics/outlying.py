"""This module finds units whose share of something lies far above that of the others."""

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from scipy.stats import betabinom, binom

from scoring.forensics.answers import Answers, Bools, Findings, Floats, Ints, Limits, UnitFinding
from scoring.types import Percent, Sentence, SentenceValue

FEWEST_HITS = 3
_CLEARLY_OUT = 1e-4
_TRUSTED = 0.85
_ROUNDS = 20


def upper_p_values(hits: Ints, counts: Ints) -> Floats:
    """Give the chance of so many hits or more in each unit, were it like the others.

    Units differ a little without anyone's fault, so the others' shares follow a beta-binomial law,
    fitted by moments (J. Kleinman, JASA 68, 1973) to the units that do not stand out themselves.
    The fit begins without the highest shares, so that a few units cannot hide behind the spread
    that they make, and takes in, round after round, all that it does not find clearly out. A unit
    without answers gets 1.
    """
    usable = counts > 0
    p_values = np.ones(len(counts))
    shares = np.where(usable, hits / np.maximum(counts, 1), np.nan)
    ordinary = usable.copy()
    if usable.any():
        ordinary &= shares <= np.nanquantile(shares, _TRUSTED)
    for _ in range(_ROUNDS):
        if not ordinary.any():
            break
        mean, spread = _moments(hits[ordinary], counts[ordinary])
        p_values[usable] = _tail(hits[usable], counts[usable], mean=mean, spread=spread)
        still = usable & (p_values > _CLEARLY_OUT)
        if bool((still == ordinary).all()):
            break
        ordinary = still
    return p_values


def q_values(p_values: Floats) -> Floats:
    """Adjust p-values such that those up to q hold at most a share q of false discoveries.

    Y. Benjamini and Y. Hochberg, JRSS B 57 (1995).

    >>> q_values(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    n = len(p_values)
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * n / np.arange(1, n + 1)
    out = np.empty(n)
    out[order] = np.minimum(1.0, np.minimum.accumulate(stepped[::-1])[::-1])
    return out


def judged(
    answers: Answers,
    p_values: Floats,
    *,
    limits: Limits,
    reason: Callable[[int], Sentence],
    worth: Bools | None = None,
) -> tuple[UnitFinding, ...]:
    """Make findings of p-values; where ``worth`` is False a unit is not named, however small p.

    Source: as ``q_values``.
    """
    q = q_values(p_values)
    found = q <= limits.false_discoveries
    if worth is not None:
        found &= worth
    return tuple(
        UnitFinding(code, float(p_values[unit]), float(q[unit]), bool(found[unit]), reason(unit))
        for unit, code in enumerate(answers.units)
    )


def compared(
    signal: str,
    answers: Answers,
    *,
    flagged: Bools,
    among: Bools | None,
    limits: Limits,
    reasons: Mapping[int, Sentence],
    of_unit: str,
) -> Findings:
    """Make findings of marked answers: units with many more of them than the others stand out.

    Source: as ``upper_p_values`` and ``q_values``.
    ``among`` are the answers that could have been marked (None: all). ``of_unit`` is the template
    of a unit's reason, with the fields ``hits``, ``answers``, ``share`` and ``others``.
    """
    hits, counts = answers.per_unit(flagged), answers.per_unit(among)

    def reason(unit: int) -> Sentence:
        mine, n = int(hits[unit]), int(counts[unit])
        rest, of_rest = int(hits.sum()) - mine, int(counts.sum()) - n
        values: dict[str, SentenceValue] = {
            "hits": mine,
            "answers": n,
            "share": share_percent(mine, n),
            "others": share_percent(rest, of_rest),
        }
        return Sentence(of_unit, values)

    units = judged(
        answers,
        upper_p_values(hits, counts),
        limits=limits,
        reason=reason,
        worth=hits >= FEWEST_HITS,
    )
    return Findings(signal, flagged, reasons, units)


def share_percent(part: int, whole: int) -> Percent:
    """Give a share in per cent, 0 of nothing being 0."""
    return Percent(Fraction(100 * part, whole) if whole else Fraction(0))


def _moments(hits: Ints, counts: Ints) -> tuple[float, float]:
    """Give the mean share and the intra-unit correlation (0: plain binomial)."""
    total = float(counts.sum())
    # Half a hit more, so that what happened nowhere else is rare and not impossible.
    mean = (float(hits.sum()) + 0.5) / (total + 1.0)
    if len(hits) < 3:
        return mean, 0.0
    shares = hits / counts
    weights = counts / total
    seen = float((weights * (shares - mean) ** 2).sum())
    binomial = mean * (1 - mean)
    expected = float((weights * (1 - weights) / counts).sum())
    room = float((weights * (1 - weights) * (counts - 1) / counts).sum())
    spread = (seen / binomial - expected) / room if room > 0 else 0.0
    return mean, min(max(spread, 0.0), 0.9)


def _tail(hits: Ints, counts: Ints, *, mean: float, spread: float) -> Floats:
    if spread < 1e-9:
        return np.asarray(binom.sf(hits - 1, counts, mean), dtype=np.float64)
    scale = 1 / spread - 1
    tail = betabinom.sf(hits - 1, counts, mean * scale, (1 - mean) * scale)
    return np.asarray(np.clip(tail, 0.0, 1.0), dtype=np.float64)
