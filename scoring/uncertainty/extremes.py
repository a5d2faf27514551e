"""This module finds the largest studentised difference of a league without looking at all pairs."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEPT = 20
_CELLS = 1 << 21


class IndependentExtremes:
    """Draws independent normal errors and tells each draw's largest studentised difference.

    Two facts make thousands of units cheap, and neither approximates. For standard normal g, a
    pair's statistic (s_j g_j - s_k g_k) / sqrt(s_j² + s_k²) is at most hypot(g_j, g_k), whatever
    the standard errors (Cauchy–Schwarz): pairs among the most extreme units usually hold the
    maximum, and the bound proves it. And the most extreme of n normal errors can be drawn without
    the others: as order statistics from exponential spacings (A. Rényi 1953; L. Devroye,
    Non-Uniform Random Variate Generation, 1986, chapter V), worn by a random choice of units. Only
    where the bound leaves a doubt are the other errors of that draw made, between the kept ones.
    """

    def __init__(self, standard_errors: Floats, *, draws: int, seed: int) -> None:
        """Draw once; what is kept is the extreme units of each draw and their errors."""
        self._errors = np.asarray(standard_errors, dtype=np.float64)
        self._variances = self._errors**2
        self._seed = seed
        units = len(self._errors)
        self.draws = draws
        self.everyone = units <= 2 * KEPT
        generator = np.random.default_rng(seed)
        if self.everyone:
            g = generator.standard_normal((draws, units))
            people = np.broadcast_to(np.arange(units, dtype=np.int64), g.shape)
            self._top = self._bottom = people
            self._top_g = self._bottom_g = g
        else:
            chosen = _distinct(generator, draws, units=units, size=2 * KEPT)
            self._bottom, self._top = chosen[:, :KEPT], chosen[:, KEPT:]
            self._bottom_g, self._top_g = _extreme_normals(generator, draws, units=units)

    def maxima(self, estimates: Floats, *, rejected_at: float | None = None) -> Floats:
        """Give the maximum of each draw over the ordered pairs not rejected yet.

        An ordered pair (j, k) is rejected where estimate j exceeds estimate k by more than
        ``rejected_at`` standard errors of their difference; None rejects no pair.
        """
        rows = max(1, _CELLS // self._top.shape[1] ** 2)
        best = np.concatenate(
            [
                self._kept_maxima(slice(start, start + rows), estimates, rejected_at=rejected_at)
                for start in range(0, self.draws, rows)
            ]
        )
        if not self.everyone:
            for row in np.flatnonzero(best < self._bound()):
                best[row] = self._row_maximum(
                    self.errors_of(int(row)),
                    float(best[row]),
                    estimates=estimates,
                    rejected_at=rejected_at,
                )
        return best

    def errors_of(self, row: int) -> Floats:
        """Give all units' standard normal errors in one draw, the kept ones among them."""
        if self.everyone:
            return np.asarray(self._top_g[row], dtype=np.float64)
        generator = np.random.default_rng([self._seed, row])
        low, high = ndtr(self._bottom_g[row].max()), ndtr(self._top_g[row].min())
        g = np.asarray(ndtri(generator.uniform(low, high, len(self._errors))), dtype=np.float64)
        g[self._bottom[row]] = self._bottom_g[row]
        g[self._top[row]] = self._top_g[row]
        return g

    def _bound(self) -> Floats:
        """Bound what a pair with at least one unit outside the kept ones can reach."""
        up, down = np.maximum(self._top_g, 0.0), np.maximum(-self._bottom_g, 0.0)
        outside = np.maximum(
            np.hypot(up.min(axis=1), down.max(axis=1)), np.hypot(up.max(axis=1), down.min(axis=1))
        )
        return np.asarray(outside, dtype=np.float64)

    def _kept_maxima(self, rows: slice, estimates: Floats, *, rejected_at: float | None) -> Floats:
        values = self._statistics(
            (self._top[rows, :, None], self._top_g[rows, :, None]),
            (self._bottom[rows, None, :], self._bottom_g[rows, None, :]),
            estimates=estimates,
            rejected_at=rejected_at,
        )
        return np.asarray(values.max(axis=(1, 2)), dtype=np.float64)

    def _row_maximum(
        self, g: Floats, known: float, *, estimates: Floats, rejected_at: float | None
    ) -> float:
        """Look through the pairs whose bound exceeds the maximum known so far."""
        high, low = np.argsort(-g), np.argsort(g)
        ups, downs = np.maximum(g[high], 0.0), np.maximum(-g[low], 0.0)
        square = max(known, 0.0) ** 2
        counts = np.searchsorted(-downs, -np.sqrt(np.maximum(square - ups**2, 0.0)), side="right")
        best = known
        # All pairs of one unit at a time would be slow, all at once too many where little is known.
        for some in np.split(np.arange(len(g)), np.flatnonzero(np.diff(_chunks(counts))) + 1):
            taken = counts[some]
            first = np.repeat(high[some], taken)
            offsets = np.arange(taken.sum()) - np.repeat(np.cumsum(taken) - taken, taken)
            second = low[offsets]
            values = self._statistics(
                (first, g[first]),
                (second, g[second]),
                estimates=estimates,
                rejected_at=rejected_at,
            )
            best = max(best, float(values.max(initial=-np.inf)))
        return best

    def _statistics(
        self,
        first: tuple[Ints, Floats],
        second: tuple[Ints, Floats],
        *,
        estimates: Floats,
        rejected_at: float | None,
    ) -> Floats:
        """Studentise differences; a pair that is rejected, or has no error at all, gives -inf."""
        (j, g_j), (k, g_k) = first, second
        scale = np.sqrt(self._variances[j] + self._variances[k])
        usable = (scale > 0) & (j != k)
        if rejected_at is not None:
            usable &= estimates[j] - estimates[k] <= rejected_at * scale
        difference = self._errors[j] * g_j - self._errors[k] * g_k
        out = np.full(difference.shape, -np.inf)
        np.divide(difference, scale, out=out, where=usable)
        return out


def _chunks(counts: Ints) -> Ints:
    """Number the chunks into which consecutive counts are put, about equally full."""
    return np.asarray(np.cumsum(counts) // _CELLS, dtype=np.int64)


def _distinct(generator: np.random.Generator, rows: int, *, units: int, size: int) -> Ints:
    """Choose ``size`` different units in each row, every ordered choice equally likely.

    Repeats are drawn anew until there are none; no unit is treated unlike another, so all ordered
    choices stay equally likely.
    """
    chosen = generator.integers(0, units, (rows, size), dtype=np.int64)
    open_rows = np.arange(rows)
    while open_rows.size:
        some = chosen[open_rows]
        order = np.argsort(some, axis=1, kind="stable")
        in_order = np.take_along_axis(some, order, axis=1)
        repeated = np.zeros_like(some, dtype=np.bool_)
        np.put_along_axis(repeated, order[:, 1:], in_order[:, 1:] == in_order[:, :-1], axis=1)
        some[repeated] = generator.integers(0, units, int(repeated.sum()), dtype=np.int64)
        chosen[open_rows] = some
        open_rows = open_rows[repeated.any(axis=1)]
    return chosen


def _extreme_normals(
    generator: np.random.Generator, rows: int, *, units: int
) -> tuple[Floats, Floats]:
    """Draw the KEPT lowest and KEPT highest of ``units`` standard normal errors, row by row."""
    low = np.cumsum(generator.standard_exponential((rows, KEPT)), axis=1)
    high = np.cumsum(generator.standard_exponential((rows, KEPT)), axis=1)
    middle = generator.standard_gamma(units - 2 * KEPT + 1, rows)
    total = (low[:, -1] + high[:, -1] + middle)[:, None]
    return (
        np.asarray(ndtri(low / total), dtype=np.float64),
        np.asarray(-ndtri(high / total), dtype=np.float64),
    )
