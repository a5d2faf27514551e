"""This module times the printing of posters: seconds and peak memory for each size.

Run: python bench/posters.py [count]
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ui.printing.posters import SIZES, Poster, poster_pdf
from ui.words import translator


def posters(count: int) -> Iterator[Poster]:
    """Make posters of so many counters."""
    for number in range(count):
        code = f"{number:07d}"
        unit = f"Ủy ban nhân dân phường Số {number // 3}"
        yield Poster(unit, f"Quầy số {number % 3}", code, f"https://gopy.tinh.gov.vn/s/{code}")


def main() -> None:
    """Print every size once and tell what it took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    sys.stdout.write(f"{'size':8} {'posters':>8} {'seconds':>8} {'MB file':>8} {'MB peak':>8}\n")
    for size in SIZES:
        begun = time.perf_counter()
        printed = poster_pdf(posters(count), size, words=translator("vi"))
        seconds = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        row = f"{size:8} {count:8d} {seconds:8.1f} {len(printed) / 1e6:8.1f} {peak:8.0f}\n"
        sys.stdout.write(row)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
