"""This module prepares PAPI for drawing: our predecessors against all 63 old provinces."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from statistics import median
from typing import Final

from scoring.benchmarks import (
    GROUPS,
    Break,
    Dimension,
    Scheme,
    colour_groups,
    rank_scores,
    scheme_from,
    total_score,
)
from scoring.definitions.criteria_sets import criteria_directories
from scoring.definitions.load import read_yaml
from storage import Benchmarks, Database

SOURCE: Final = "papi"
PREDECESSORS: Final = ("Gia Lai", "Binh Dinh")
"""Old provinces that became today's Gia Lai on 1 July 2025; PAPI never measured the new one."""

_KEPT_SECONDS: Final = 60.0

Scores = Mapping[int, Mapping[str, Mapping[str, Decimal]]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Dimension scores by year, province and dimension, with what a reader must know of them."""

    scheme: Scheme
    scores: Scores

    @property
    def years(self) -> tuple[int, ...]:
        """The years with scores, earliest first."""
        return tuple(sorted(self.scores))

    def name_of(self, province: str) -> str:
        """Give a province's Vietnamese name."""
        return self.scheme.provinces.get(province, province)

    def field(self, dimension: str | None, year: int) -> dict[str, Decimal]:
        """Give each province's score in a dimension (None: the total) where the source has it."""
        wanted = self.scheme.dimensions_in(year)
        found: dict[str, Decimal] = {}
        for province, scores in self.scores.get(year, {}).items():
            score = total_score(scores, wanted) if dimension is None else scores.get(dimension)
            if score is not None:
                found[province] = score
        return found

    def breaks(self, dimension: str | None) -> tuple[Break, ...]:
        """List the years at which the drawing must be cut."""
        years = self.years
        if not years:
            return ()
        return self.scheme.breaks_between(years[0], years[-1], dimension=dimension)

    def years_of(self, dimension: str | None) -> tuple[int, ...]:
        """List every year from the first to the last that has the dimension, gaps included."""
        known = [year for year in self.years if self.field(dimension, year)]
        return tuple(range(known[0], known[-1] + 1)) if known else ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A province in one year's field: its score, rank from the highest, and group 0 (best) to 3."""

    province: str
    score: Decimal
    rank: int
    group: int


@dataclass(frozen=True, slots=True)
class DimensionSpan:
    """One dimension of one year: span, median and best of all provinces, and our predecessors."""

    dimension: Dimension
    lowest: Decimal
    median: Decimal
    best: Decimal
    best_province: str
    ours: tuple[Decimal | None, ...]


_kept: dict[int, tuple[float, Benchmark]] = {}


def benchmark(database: Database) -> Benchmark:
    """Read the benchmark, at most once a minute: it changes once a year."""
    held = _kept.get(id(database))
    if held is not None and time.monotonic() - held[0] < _KEPT_SECONDS:
        return held[1]
    scores: dict[int, dict[str, dict[str, Decimal]]] = {}
    for row in Benchmarks(database).rows(SOURCE):
        if not row.subdimension_code and row.score is not None:
            provinces = scores.setdefault(row.year, {})
            provinces.setdefault(row.entity, {})[row.dimension_code] = row.score
    made = Benchmark(_scheme(), scores)
    _kept.clear()
    _kept[id(database)] = (time.monotonic(), made)
    return made


def forget() -> None:
    """Drop what is kept, as when another database is opened."""
    _kept.clear()


@cache
def _scheme() -> Scheme:
    folder = criteria_directories()[0]
    return scheme_from(read_yaml(folder / "benchmarks" / "papi.yaml"))


def standings(papi: Benchmark, dimension: str | None, year: int) -> tuple[Standing, ...]:
    """Place every province of a year, highest first, in its colour group.

    Published group sizes hold for the total; a dimension is split as evenly as can be.
    """
    scores = papi.field(dimension, year)
    if not scores:
        return ()
    sizes = papi.scheme.group_sizes.get(year) if dimension is None else None
    if sizes is not None and sum(sizes) != len(scores):
        sizes = None
    groups = colour_groups(scores, sizes)
    ranks = rank_scores(scores)
    ordered = sorted(scores, key=lambda province: (ranks[province], province))
    return tuple(
        Standing(province, scores[province], ranks[province], GROUPS.index(groups[province]))
        for province in ordered
    )


def spans(papi: Benchmark, year: int) -> tuple[DimensionSpan, ...]:
    """Compare our predecessors with all provinces in every dimension of a year."""
    found = []
    for dimension in papi.scheme.dimensions:
        scores = papi.field(dimension.code, year)
        if dimension.from_year > year or not scores:
            continue
        best = max(sorted(scores), key=scores.__getitem__)
        found.append(
            DimensionSpan(
                dimension=dimension,
                lowest=min(scores.values()),
                median=median(scores.values()),
                best=scores[best],
                best_province=best,
                ours=tuple(scores.get(province) for province in PREDECESSORS),
            )
        )
    return tuple(found)
