"""This module measures the signals: false alarms on clean data, power on planted stuffing.

Run from the project's directory: python -m bench.forensics [--clean 100] [--rounds 20] [--seed 1]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

import numpy as np

from scoring.forensics.review import review
from scoring.forensics.signals import SIGNALS
from tests.forensics.simulated import (
    clean,
    stuffed_from_a_week,
    stuffed_in_bursts,
    stuffed_slowly,
)


def main() -> None:
    """Print all figures as Markdown tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clean", type=int, default=100, help="provinces without stuffing")
    parser.add_argument("--rounds", type=int, default=20, help="provinces for each way of stuffing")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seeds = [given.seed * 1000 + number for number in range(max(given.clean, given.rounds))]
    began = time.perf_counter()
    if given.clean:
        false_alarms(seeds[: given.clean])
    if given.rounds:
        power(seeds[: given.rounds])
    print(f"\n{time.perf_counter() - began:.0f} s")  # noqa: T201


def false_alarms(seeds: list[int]) -> None:
    """Count what is marked, and who is named, where nobody cheats."""
    marked, named, any_named = Counter[str](), Counter[str](), Counter[str]()
    answers = units = proposed = 0
    for seed in seeds:
        honest = clean(seed)
        found = review(honest, seed=seed)
        answers, units = answers + len(honest), units + len(honest.units)
        proposed += int(found.proposed.sum())
        for code, signal in found.findings.items():
            count = sum(unit.found for unit in signal.units)
            marked[code] += int(signal.flagged.sum())
            named[code] += count
            any_named[code] += count > 0
    print(f"Clean: {len(seeds)} provinces, {units} units, {answers} answers\n")  # noqa: T201
    print("| signal | answers marked | units named | provinces with a unit named |")  # noqa: T201
    print("|---|---|---|---|")  # noqa: T201
    for code in SIGNALS:
        print(  # noqa: T201
            f"| `{code}` | {marked[code] / answers:.3%} | {named[code] / units:.3%} "
            f"| {any_named[code] / len(seeds):.0%} |"
        )
    print(f"\nproposed to be set aside: {proposed / answers:.4%} of honest answers\n")  # noqa: T201


def power(seeds: list[int]) -> None:
    """Count how often a stuffed unit is named, and how much of the stuffing is proposed."""
    print("| stuffing | unit named | stuffed answers proposed | named by |")  # noqa: T201
    print("|---|---|---|---|")  # noqa: T201
    ways = [(f"bursts of {size}, 5 %", "burst", size, 0.05) for size in (15, 10, 5, 3)]
    ways += [(f"slow and careful, {share:.0%}", "slow", 0, share) for share in (0.05, 0.2, 0.5, 1)]
    ways += [
        (f"slow, from one week on, {share:.0%}", "week", 0, share) for share in (0.05, 0.2, 0.5)
    ]
    for label, way, size, share in ways:
        named, caught, by = 0, [], Counter[str]()
        for seed in seeds:
            honest = clean(seed)
            unit = _middling(honest.per_unit())
            if way == "burst":
                stuffed = stuffed_in_bursts(honest, unit, share=share, size=size, seed=seed)
            elif way == "slow":
                stuffed = stuffed_slowly(honest, unit, share=share, seed=seed)
            else:
                stuffed = stuffed_from_a_week(honest, unit, share=share, seed=seed)
            found = review(stuffed, seed=seed)
            codes = {code for code, signal in found.findings.items() if signal.units[unit].found}
            named += bool(codes)
            by.update(codes)
            caught.append(float(found.proposed[len(honest) :].mean()))
        shown = ", ".join(f"`{code}` {count}" for code, count in by.most_common()) or "–"
        print(  # noqa: T201
            f"| {label} | {named / len(seeds):.0%} | {np.mean(caught):.0%} | {shown} |"
        )


def _middling(sizes: np.ndarray) -> int:
    """Choose the unit with the 60 % largest number of answers."""
    return int(np.argsort(sizes)[int(0.6 * len(sizes))])


if __name__ == "__main__":
    main()
