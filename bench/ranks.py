"""This module times rank intervals and composite runs at the sizes that the product is judged by.

Run: python bench/ranks.py
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring.uncertainty.composite import NO_SURVEY, League
from scoring.uncertainty.rank_sets import simultaneous_independent
from scoring.uncertainty.sensitivity import rank_drivers, sensitivity


def main() -> None:
    """Print seconds (wall clock and processor), and the peak memory of the process."""
    generator = np.random.default_rng(1)
    x = generator.normal(80, 8, 3321)
    for draws in (10_000, 20_000):
        for spread in (0.3, 0.6, 1.0):
            errors = 2 * np.exp(generator.normal(0, spread, 3321))
            timed(
                f"rank intervals, 3,321 units × {draws:,} draws, errors spread by e^±{spread}",
                lambda errors=errors, draws=draws: simultaneous_independent(x, errors, draws=draws),
            )
    league = composite(generator)
    timed(
        "composite uncertainty, 1,000 runs of 51 units × 49 indicators, with sampling error",
        lambda: sensitivity(league, runs=1000, seed=1),
    )
    timed(
        "Sobol indices, 1,024 points × 10 causes, the same league",
        lambda: rank_drivers(league, points=1024, seed=1),
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"peak memory of the process: {peak:.0f} MB")


def composite(generator: np.random.Generator) -> League:
    """Make a league of COINr's size (its ASEM example), five criteria from one survey."""
    shares = generator.beta(8, 2, (51, 49))
    errors = np.zeros_like(shares)
    errors[:, :5] = 0.03
    surveys = np.where(np.arange(49) < 5, 0, NO_SURVEY)
    return League(shares, generator.uniform(0.5, 3, 49), np.arange(49) // 7, errors, surveys)


def timed(what: str, work: Callable[[], object]) -> None:
    """Do it three times and print the best time."""
    walls, processors = [], []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    say(f"{min(walls):8.3f} s wall {min(processors):8.3f} s processor  {what}")


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
