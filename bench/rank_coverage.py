"""This module measures how often sets of ranks hold the true ranks, shape by shape.

Run: python bench/rank_coverage.py [--rounds 400] [--seed 1]
True values are known, estimates are drawn around them again and again, and a round counts where
every unit's set holds that unit's true rank (equal true values share the best one). "Marginal"
tells how often a unit's own set holds its own rank: for all units on average, and for the worst.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring.uncertainty.closed_form import klein_wright_wieczorek
from scoring.uncertainty.rank_sets import (
    RankSets,
    marginal,
    normal_draws,
    ranks_of,
    simultaneous,
    simultaneous_independent,
)

LEVEL = 0.95
DRAWS = 1_000
UNITS = 30
Floats = NDArray[np.float64]


def shapes(generator: np.random.Generator) -> dict[str, tuple[Floats, Floats]]:
    """Give true values and standard errors (or a covariance) by shape."""
    even, unequal = np.ones(UNITS), generator.uniform(0.3, 3.0, UNITS)
    root = generator.normal(0, 1, (UNITS, UNITS))
    line = np.linspace(-4, 4, UNITS)
    far = np.zeros(UNITS)
    far[:3] = (30, 20, 10)
    return {
        "all equal": (np.zeros(UNITS), even),
        "all equal, unequal errors": (np.zeros(UNITS), unequal),
        "ten ties of three": (np.repeat(np.linspace(-4, 4, 10), 3), even),
        "ten ties of three, unequal errors": (np.repeat(np.linspace(-4, 4, 10), 3), unequal),
        "near ties (0.01 apart)": (np.arange(UNITS) * 0.01, even),
        "near ties, unequal errors": (np.arange(UNITS) * 0.01, unequal),
        "evenly spread": (line, even),
        "evenly spread, errors grow with rank": (line, np.linspace(3.0, 0.3, UNITS)),
        "three far ahead, the rest equal": (far, unequal),
        "evenly spread, correlated errors": (line, root @ root.T / UNITS),
    }


def main() -> None:
    """Print the share of rounds that hold, for every shape, as a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    error = np.sqrt(LEVEL * (1 - LEVEL) / given.rounds)
    say(f"{UNITS} units, nominal {LEVEL:.0%}, {given.rounds:,} rounds of {DRAWS:,} draws each;")
    say(f"a share of exactly {LEVEL:.0%} would come out within ± {2 * error:.1%}")
    say(f"and the least of {UNITS} such shares at about {LEVEL - 2.1 * error:.1%}\n")
    say("| shape | simultaneous | mean width | Klein and others | mean width | marginal | worst |")
    say("|---|---|---|---|---|---|---|")
    for number, (name, (truth, errors)) in enumerate(
        shapes(np.random.default_rng(given.seed)).items()
    ):
        say(f"| {name} | {measure(truth, errors, given.rounds, seed=1000 * given.seed + number)} |")


def measure(truth: Floats, errors: Floats, rounds: int, *, seed: int) -> str:
    """Count the rounds in which the sets hold, and how wide they are in ranks."""
    generator = np.random.default_rng(seed)
    correlated = errors.ndim == 2
    covariance = errors if correlated else np.diag(errors**2)
    noise = normal_draws(covariance, rounds, seed=int(generator.integers(2**31)))
    best = ranks_of(truth)
    hits = closed_hits = 0
    own = np.zeros(len(truth))
    widths, closed_widths = [], []
    for number in range(rounds):
        x = truth + noise[number]
        drawn = normal_draws(covariance, DRAWS, seed=seed + number)
        if correlated:
            sets = simultaneous(x, covariance, draws=drawn, level=LEVEL)
        else:
            sets = simultaneous_independent(x, errors, draws=DRAWS, level=LEVEL, seed=number)
        closed = klein_wright_wieczorek(
            x,
            np.sqrt(np.diag(covariance)),
            level=LEVEL,
            adjustment="bonferroni" if correlated else "independent",
        )
        own += _hold(marginal(x, covariance, draws=drawn, level=LEVEL), best)
        hits += bool(_hold(sets, best).all())
        closed_hits += bool(_hold(closed, best).all())
        widths.append(float((sets.high - sets.low + 1).mean()))
        closed_widths.append(float((closed.high - closed.low + 1).mean()))
    return (
        f"{hits / rounds:.1%} | {np.mean(widths):.1f} | {closed_hits / rounds:.1%} "
        f"| {np.mean(closed_widths):.1f} | {own.mean() / rounds:.1%} | {own.min() / rounds:.1%}"
    )


def _hold(sets: RankSets, best: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray((sets.low <= best) & (best <= sets.high))


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
