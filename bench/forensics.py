"""This module measures the signals: false alarms on clean data, power on planted stuffing.

Run: python bench/forensics.py [--clean 100] [--rounds 20] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring.forensics.answers import Answers, Limits
from scoring.forensics.review import review
from scoring.forensics.signals import SIGNALS
from tests.forensics.simulated import (
    clean,
    stuffed_from_a_week,
    stuffed_in_bursts,
    stuffed_slowly,
    with_planted,
)

PLANTABLE = (
    "out_of_hours", "too_fast", "straight_lining", "repeated_comments", "one_device_many",
    "clerk_opened",
)  # fmt: skip


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
        limits(seeds[: given.rounds])
        power(seeds[: given.rounds])
    say(f"\n{time.perf_counter() - began:.0f} s")


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
    say(f"Clean: {len(seeds)} provinces, {units} units, {answers} answers\n")
    say("| signal | answers marked | units named | provinces with a unit named |")
    say("|---|---|---|---|")
    for code in SIGNALS:
        say(
            f"| `{code}` | {marked[code] / answers:.3%} | {named[code] / units:.3%} "
            f"| {any_named[code] / len(seeds):.0%} |"
        )
    say(f"\nproposed to be set aside: {proposed / answers:.4%} of honest answers\n")


def limits(seeds: list[int]) -> None:
    """Count how often a unit is named when a share of its answers bears a signal's mark."""
    shares = (0.02, 0.05, 0.1, 0.2, 0.4)
    say("| signal | " + " | ".join(f"{share:.0%}" for share in shares) + " |")
    say("|---|" + "---|" * len(shares))
    provinces = [clean(seed) for seed in seeds]
    for code in PLANTABLE:
        named = Counter[float]()
        for honest in provinces:
            unit = _middling(honest.per_unit())
            for share in shares:
                planted = with_planted(honest, unit, signal=code, share=share)
                named[share] += SIGNALS[code](planted, Limits(), seed=1).units[unit].found
        say(f"| `{code}` | " + " | ".join(f"{named[s] / len(seeds):.0%}" for s in shares) + " |")
    say("")


def power(seeds: list[int]) -> None:
    """Count how often a stuffed unit is named, and how much of the stuffing is proposed."""
    say("| stuffing | satisfied | unit named | stuffing proposed | named by |")
    say("|---|---|---|---|---|")
    ways = [(f"bursts of {size}, 5 %", "burst", size, 0.05) for size in (15, 10, 5, 3)]
    ways += [(f"slow and careful, {share:.0%}", "slow", 0, share) for share in (0.05, 0.2, 0.5, 1)]
    ways += [
        (f"slow, from one week on, {share:.0%}", "week", 0, share) for share in (0.05, 0.2, 0.5)
    ]
    for label, way, size, share in ways:
        named, caught, moved, by = 0, [], [], Counter[str]()
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
            moved.append(_satisfied(stuffed, unit) - _satisfied(honest, unit))
            caught.append(float(found.proposed[len(honest) :].mean()))
        shown = ", ".join(f"`{code}` {count}" for code, count in by.most_common()) or "–"
        say(
            f"| {label} | {np.mean(moved):+.1%} | {named / len(seeds):.0%} "
            f"| {np.mean(caught):.0%} | {shown} |"
        )


def _satisfied(answers: Answers, unit: int) -> float:
    """Give a unit's share of 4s and 5s among its marks."""
    marks = answers.ratings[answers.unit == unit]
    return float((marks >= 4).sum() / (~np.isnan(marks)).sum())


def _middling(sizes: np.ndarray) -> int:
    """Choose the unit with the 60 % largest number of answers."""
    return int(np.argsort(sizes)[int(0.6 * len(sizes))])


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
