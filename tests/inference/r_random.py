"""This module draws as R does (Mersenne Twister, rejection sampling), to replay R's bootstrap."""

from __future__ import annotations

import math

import numpy as np


class RRandom:
    """R's default generator after ``set.seed`` with RNGversion of 3.6 or later."""

    def __init__(self, seed: int) -> None:
        state = seed
        for _ in range(50):
            state = (69069 * state + 1) & 0xFFFFFFFF
        words = []
        for _ in range(625):
            state = (69069 * state + 1) & 0xFFFFFFFF
            words.append(state)
        self._bits = np.random.MT19937()
        self._bits.state = {
            "bit_generator": "MT19937",
            "state": {"key": np.array(words[1:], dtype=np.uint32), "pos": 624},
        }

    def _unit(self) -> float:
        return max(int(self._bits.random_raw()) * 2.3283064365386963e-10, 2.328306437080797e-10)

    def index(self, size: int) -> int:
        """Draw 0 to size - 1 by rejection (R_unif_index)."""
        bits = math.ceil(math.log2(size)) if size > 1 else 0
        while True:
            value = 0
            for _ in range(0, bits + 1, 16):
                value = 65536 * value + int(self._unit() * 65536)
            value &= (1 << bits) - 1
            if value < size:
                return value

    def permutation(self, size: int) -> list[int]:
        """Shuffle 0 to size - 1 (``sample(x)``)."""
        left, drawn = list(range(size)), []
        for remaining in range(size, 0, -1):
            at = self.index(remaining)
            drawn.append(left[at])
            left[at] = left[remaining - 1]
        return drawn

    def subbootstrap(self, stratum: np.ndarray, unit: np.ndarray, *, replicates: int) -> np.ndarray:
        """Count draws of each unit as ``subbootweights`` does; strata and units are by row."""
        units, stratum_of = [], {}
        for each, at in zip(unit.tolist(), stratum.tolist(), strict=True):
            if each not in stratum_of:
                stratum_of[each] = at
                units.append(each)
        counts = np.zeros((len(units), replicates))
        for number in dict.fromkeys(stratum.tolist()):
            members = [each for each in units if stratum_of[each] == number]
            order = [members[place] for place in self.permutation(len(members))]
            for replicate in range(replicates):
                for _ in range(len(members) - 1):
                    counts[order[self.index(len(members))], replicate] += 1
        return counts
