"""This module runs all signals and proposes to a person which answers to set aside, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.forensics.answers import Answers, Bools, Findings, Limits, UnitFinding
from scoring.forensics.signals import SIGNALS
from scoring.types import Sentence

# Marks that honest people make often: they never set an answer aside alone, not even two of them.
WEAK = frozenset({"straight_lining", "clerk_opened"})


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What all signals found, and which answers a person should look at to set them aside."""

    findings: Mapping[str, Findings]
    proposed: Bools

    def reasons(self, answer: int) -> tuple[Sentence, ...]:
        """List why an answer is marked, signal by signal."""
        return tuple(
            found.reasons[answer] for found in self.findings.values() if answer in found.reasons
        )

    def units_found(self) -> tuple[tuple[str, UnitFinding], ...]:
        """List the units that stand out, with the signal; the least p-value first."""
        named = [
            (signal, unit)
            for signal, found in self.findings.items()
            for unit in found.units
            if unit.found
        ]
        return tuple(sorted(named, key=lambda one: one[1].p_value))


def review(answers: Answers, limits: Limits | None = None, *, seed: int = 1) -> Review:
    """Look through the answers with every signal.

    Proposed is an answer that a signal marks in a unit which this signal found (weak signals
    apart), or that two signals mark which are not weak. Nothing is set aside by this: a person
    decides, and results are published with and without. ``seed`` serves the permutation test.
    Own rule; its false alarms and its power are measured in docs/forensics.md.
    """
    limits = limits or Limits()
    findings = {code: look(answers, limits, seed=seed) for code, look in SIGNALS.items()}
    strong = np.zeros(len(answers), dtype=np.bool_)
    times = np.zeros(len(answers), dtype=np.int64)
    for code, found in findings.items():
        if code in WEAK:
            continue
        stands_out = np.array([unit.found for unit in found.units], dtype=np.bool_)
        strong |= found.flagged & stands_out[answers.unit]
        times += found.flagged
    return Review(findings, np.asarray(strong | (times >= 2), dtype=np.bool_))
