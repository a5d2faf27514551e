"""This module reads the demonstration's real figures from the shipped data files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from types import MappingProxyType

COMMUNES = "COMMUNE"
AGENCIES = "AGENCY"
UNITS_BEGAN = date(2025, 7, 1)  # the two-tier local government of today
AS_OF = date(2026, 10, 10)  # the day of the portal's snapshot

_TIMELINESS_MAXIMUM = Decimal(20)


@dataclass(frozen=True, slots=True)
class OfficialUnit:
    """One unit: its code and name, its group, and what the portal published for it."""

    code: str
    name: str
    group: str
    on_time_share: Decimal  # 0 to 1, from the published points for timeliness
    dossiers: int | None  # received in 2026, where the portal shows the figure

    @property
    def is_ward(self) -> bool:
        """Tell whether this is a town's commune (phường)."""
        return self.name.startswith("UBND phường")

    @property
    def kind(self) -> str:
        """Tell what kind of unit it is, by its name; criteria sets may ask for it."""
        if self.group == AGENCIES:
            return "ban_quan_ly" if self.name.startswith("Ban Quản lý") else "department"
        return "phuong" if "Phường" in self.name or "phường" in self.name else "commune"


@dataclass(frozen=True, slots=True)
class OfficialFigure:
    """One figure of the portal, named as the criteria set vn-766/2022 names its inputs."""

    unit_code: str
    criterion: str
    input: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class BenchmarkScore:
    """One PAPI score."""

    year: int
    province: str
    dimension_code: str
    dimension: str
    subdimension_code: str
    subdimension: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment that a simulated person may write."""

    tone: str  # praise, neutral or complaint
    language: str
    text: str


def _rows(*path: str) -> list[dict[str, str]]:
    source = resources.files("criteria")
    for part in path:
        source = source / part
    return list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))))


def official_units() -> tuple[OfficialUnit, ...]:
    """Give the 135 communes and 14 departments of Gia Lai in the order of their codes."""
    timeliness = {
        row["unit_code"]: row["TDGQ"] for row in _rows("demo", "gia-lai", "published_766.csv")
    }
    received = {
        figure.unit_code: int(figure.value)
        for figure in official_figures()
        if figure.criterion == "DOSSIER_ON_TIME" and figure.input == "denominator"
    }
    return tuple(
        OfficialUnit(
            code=row["unit_code"],
            name=row["name"],
            group=row["group"],
            on_time_share=Decimal(timeliness[row["unit_code"]]) / _TIMELINESS_MAXIMUM,
            dossiers=received.get(row["unit_code"]),
        )
        for row in _rows("demo", "gia-lai", "units.csv")
    )


def official_figures() -> tuple[OfficialFigure, ...]:
    """Give every figure of the portal for these units; a figure that it leaves empty is absent."""
    return tuple(
        OfficialFigure(row["unit_code"], row["criterion"], row["input"], Decimal(row["value"]))
        for row in _rows("demo", "gia-lai", "figures_766.csv")
    )


def published_totals() -> Mapping[str, Decimal]:
    """Give the portal's own total of each unit, to be held beside ours."""
    rows = _rows("demo", "gia-lai", "published_766.csv")
    return MappingProxyType({row["unit_code"]: Decimal(row["total"]) for row in rows})


def papi_scores() -> tuple[BenchmarkScore, ...]:
    """Give PAPI 2011-2024, dimensions and sub-dimensions."""
    return tuple(
        BenchmarkScore(
            year=int(row["year"]),
            province=row["province"],
            dimension_code=row["dimension_code"],
            dimension=row["dimension"],
            subdimension_code=row["subdimension_code"],
            subdimension=row["subdimension"],
            score=Decimal(row["score"]),
        )
        for row in _rows("benchmarks", "papi.csv")
    )


def comments() -> tuple[Comment, ...]:
    """Give the comments that simulated people choose from."""
    return tuple(
        Comment(row["tone"], row["language"], row["text"]) for row in _rows("demo", "comments.csv")
    )
