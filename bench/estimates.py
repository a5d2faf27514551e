"""This module times estimates of many domains against R's survey, in one run on one machine.

Run: python bench/estimates.py [--rows 1000000] [--items 22] [--domains 200] [--without-r]
Each party runs in a process of its own, so that its CPU seconds and its peak memory are its own.
Without Rscript (and its package survey) the opponent is a plain NumPy loop, domain by domain.
The data are simulated: clustered answers from 1 to 5, none missing, weights alike within a cluster
("nested": a cluster lies in one domain; "crossing": in all of them; "raked": crossing, with a
weight of its own for every answer).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SHAPES = ("nested", "crossing", "raked")
CLUSTERS_PER_DOMAIN = 20

_R = Path(__file__).with_suffix(".R")


def make(directory: Path, *, shape: str, rows: int, items: int, domains: int) -> None:
    """Write a simulated survey as plain columns."""
    rng = np.random.default_rng(20261122)
    clusters = CLUSTERS_PER_DOMAIN * domains
    psu = np.sort(rng.integers(0, clusters, rows)).astype(np.int32)
    stratum = (psu // (CLUSTERS_PER_DOMAIN // 2)).astype(np.int32)
    crossing = rng.integers(0, domains, rows)
    domain = (psu // CLUSTERS_PER_DOMAIN if shape == "nested" else crossing).astype(np.int32)
    weights = rng.uniform(1, 30, clusters)[psu]
    if shape == "raked":
        weights = weights * rng.uniform(0.8, 1.25, rows)
    columns = {"psu": psu, "stratum": stratum, "domain": domain, "w": weights}
    columns["size"] = np.full(rows, 60.0)
    level = rng.normal(0, 0.3, clusters)[psu]
    for number in range(1, items + 1):
        answer = np.clip(np.round(3.8 + level + rng.normal(0, 1, rows)), 1, 5).astype(np.int8)
        columns[f"q{number}"] = answer
    for name, column in columns.items():
        column.tofile(directory / name)


def _column(directory: Path, name: str, kind: str) -> np.ndarray:
    return np.fromfile(directory / name, dtype=kind)


def ours(directory: Path, items: int) -> dict[str, float]:
    """Estimate every item of every domain; return CPU seconds, of cutting into cells apart."""
    from scoring.inference.cells import make_cells
    from scoring.inference.design import make_design
    from scoring.inference.estimates import estimate

    w = _column(directory, "w", "f8")
    psu, stratum = _column(directory, "psu", "i4"), _column(directory, "stratum", "i4")
    size = _column(directory, "size", "f8")
    domain = _column(directory, "domain", "i4").astype(np.int64)
    answers = [_column(directory, f"q{number}", "i1") for number in range(1, items + 1)]
    begin = time.process_time()
    design = make_design(w.size, strata=stratum, clusters=[psu], fpc=[size], weights=w)
    designed = time.process_time()
    cells = make_cells(design, domain, domains=int(domain.max()) + 1)
    found = [estimate(cells, item, valid=item > 0) for item in answers]
    end = time.process_time()
    np.concatenate([each.estimate for each in found]).tofile(directory / "our_est")
    np.concatenate([each.se for each in found]).tofile(directory / "our_se")
    return {"cpu": end - designed, "design": designed - begin, "cells": cells.size}


def plain(directory: Path, items: int) -> dict[str, float]:
    """Estimate domain by domain with boolean masks, as one would write it at first."""
    w = _column(directory, "w", "f8")
    psu, stratum = _column(directory, "psu", "i4"), _column(directory, "stratum", "i4")
    domain = _column(directory, "domain", "i4")
    clusters = int(psu.max()) + 1
    stratum_of = np.zeros(clusters, np.int64)
    stratum_of[psu] = stratum
    n = np.bincount(stratum_of).astype(float)
    begin = time.process_time()
    estimates, errors = [], []
    for number in range(1, items + 1):
        answer = _column(directory, f"q{number}", "i1")
        for each in range(int(domain.max()) + 1):
            inside = (domain == each) & (answer > 0)
            weight = w[inside]
            mean = (weight * answer[inside]).sum() / weight.sum()
            score = weight * (answer[inside] - mean) / weight.sum()
            total = np.bincount(psu[inside], weights=score, minlength=clusters)
            centre = np.bincount(stratum_of, weights=total) / n
            apart = np.bincount(stratum_of, weights=(total - centre[stratum_of]) ** 2)
            estimates.append(mean)
            errors.append(float(np.sqrt((apart * (1 - n / 60) * n / (n - 1)).sum())))
    np.array(estimates).tofile(directory / "plain_est")
    np.array(errors).tofile(directory / "plain_se")
    return {"cpu": time.process_time() - begin}


def _measured(command: list[str]) -> dict[str, Any]:
    """Run a party; return what it says with its peak memory in MB."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[0]} ended with status {process.returncode}")
        out.seek(0)
        said: dict[str, Any] = json.loads(out.read())
    return {**said, "peak_mb": used.ru_maxrss / 1024}


def _has_r() -> bool:
    asked = ["-e", "stopifnot(requireNamespace('survey', quietly = TRUE))"]
    rscript = shutil.which("Rscript")
    return rscript is not None and not subprocess.run([rscript, *asked], check=False).returncode


def compare(shape: str, options: argparse.Namespace) -> None:
    """Run both parties on one survey and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        make(
            directory, shape=shape, rows=options.rows, items=options.items, domains=options.domains
        )
        me = [sys.executable, __file__, "--directory", name]
        us = _measured([*me, "--party", "ours", "--items", str(options.items)])
        if options.without_r or not _has_r():
            rival, them = (
                "plain",
                _measured([*me, "--party", "plain", "--items", str(options.items)]),
            )
        else:
            sizes = [str(options.rows), str(options.items)]
            rival, them = "r", _measured(["Rscript", "--vanilla", str(_R), name, *sizes])
        gap = max(
            float(np.max(np.abs(mine / other - 1)))
            for mine, other in (
                (_column(directory, f"our_{key}", "f8"), _column(directory, f"{rival}_{key}", "f8"))
                for key in ("est", "se")
            )
        )
    faster, memory = them["cpu"] / us["cpu"], us["peak_mb"] / them["peak_mb"]
    print(  # noqa: T201
        f"{shape:9} {us['cells']:8.0f} cells |"
        f" ours {us['cpu']:.3f} s (design {us['design']:.3f} s) {us['peak_mb']:.0f} MB |"
        f" {rival} {them['cpu']:.2f} s {them['peak_mb']:.0f} MB | {faster:.1f} times faster,"
        f" memory {memory:.2f}, largest relative difference {gap:.1e}",
        flush=True,
    )


def tallied(domains: int) -> None:
    """Show that the cost follows the distinct cells: the same survey with ever more answers."""
    from scoring.inference.cells import make_cells
    from scoring.inference.design import make_design
    from scoring.inference.estimates import estimate

    rng = np.random.default_rng(1)
    unit, day, value = (
        each.reshape(-1) for each in np.meshgrid(np.arange(domains), np.arange(60), np.arange(1, 6))
    )
    for answers in (100_000, 1_000_000, 10_000_000):
        times = rng.multinomial(answers, np.full(unit.size, 1 / unit.size)).astype(np.float64)
        begin = time.process_time()
        design = make_design(unit.size, strata=unit, clusters=[day], times=times)
        found = estimate(make_cells(design, unit, domains=domains), value)
        spent = time.process_time() - begin
        print(  # noqa: T201
            f"tallied {answers:>10,} answers in {unit.size:,} rows: {spent * 1000:6.1f} ms"
            f" (n {found.n.sum():,.0f})"
        )


def main() -> None:
    """Compare every shape, or run one party (internal)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=22)
    parser.add_argument("--domains", type=int, default=200)
    parser.add_argument("--shape", choices=SHAPES)
    parser.add_argument("--without-r", action="store_true")
    parser.add_argument("--party", choices=("ours", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--directory", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.party:
        run = {"ours": ours, "plain": plain}[options.party]
        sys.stdout.write(json.dumps(run(options.directory, options.items)))
        return
    for shape in [options.shape] if options.shape else SHAPES:
        compare(shape, options)
    tallied(options.domains)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
