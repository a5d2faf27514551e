"""This module keeps the benchmark of estimates running, and true: both parties give one answer."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.guards.sources import ROOT


@pytest.mark.slow
def test_the_benchmark_runs_and_both_parties_agree() -> None:
    small = ["--rows", "40000", "--items", "2", "--domains", "20", "--without-r"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.estimates", *small],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    gaps = re.findall(r"largest relative difference (\S+)", done.stdout)
    assert len(gaps) == 3
    assert all(float(gap) < 1e-9 for gap in gaps)
    assert len(re.findall(r"^tallied", done.stdout, flags=re.MULTILINE)) == 3
