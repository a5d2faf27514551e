"""This module times official scoring and ranking at a country's size, and how the cost grows.

Run: python bench/scoring.py
It scores a tenth of the country, the country and ten countries. Times are processor time, so that
a busy machine does not count; "of linear" is the time of a unit against that of the smallest run.
Equal figures are one object here, so that the memory told is that of scoring, not of made-up input.
"""

from __future__ import annotations

import resource
import sys
import time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.engine import score_units
from scoring.rank import rank_units
from scoring.types import CriterionFigures, Unit, UnitFigures

COMMUNES = 3321
CRITERIA = 100
PROVINCES = 34


def main() -> None:
    """Print processor seconds for a tenth, the country and ten countries, and the memory."""
    criteria_set = country_set()
    first: float | None = None
    for communes in (COMMUNES // 10, COMMUNES, COMMUNES * 10):
        spent = seconds(criteria_set, communes)
        each = spent / communes
        first = first or each
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(
            f"{communes:>6,} communes × {CRITERIA} criteria: {spent:6.2f} s,"
            f" {each / first:.2f} of linear, peak memory of the process {peak:.0f} MB"
        )


def country_set() -> CriteriaSet:
    """Make a set of 100 criteria in ten areas, most rules, one area a bonus, one a penalty."""
    areas = [
        {
            "code": f"A{area}",
            "name": {"vi": f"Lĩnh vực {area}"},
            "kind": {8: "bonus", 9: "penalty"}.get(area, "scored"),
            "max_points": Decimal(10),
            "criteria": [
                {
                    "code": f"A{area}.{place}",
                    "name": {"vi": f"Tiêu chí {area}.{place}"},
                    "max_points": Decimal(1),
                    "rule": rule(place),
                }
                for place in range(10)
            ],
        }
        for area in range(10)
    ]
    body = CriteriaSetBody.model_validate(
        {
            "id": "bench/2026",
            "title": {"vi": "Bộ tiêu chí để đo tốc độ"},
            "max_points": Decimal(80),
            "rounding": {"at": "criterion", "places": 2},
            "areas": areas,
        }
    )
    fields = {name: getattr(body, name) for name in CriteriaSetBody.model_fields}
    return CriteriaSet.model_construct(**fields, sha256="0" * 64, raw=b"")


def rule(place: int) -> dict[str, Any]:
    """Give the rule at a place in an area; ratios are the most frequent, as in real sets."""
    tier = {"type": "tiers", "by": "percent", "tiers": [{"at_least": 90, "points": 1}]}
    formula = {
        "type": "formula",
        "expression": "MIN(1, (numerator + 0.5) / denominator)",
        "variables": [
            {"name": name, "label": {"vi": name}} for name in ("numerator", "denominator")
        ],
        "when_zero": "zero",
    }
    relative = {"type": "relative", "best_is": "highest", "when_zero": "zero", "floor": 20}
    survey = {"type": "survey", "asked": "citizens", "target": 95}
    linear = {"type": "linear", "target": 90, "when_zero": "zero"}
    special = {5: tier, 6: survey, 7: relative, 8: formula, 9: {"type": "yes_no"}}
    return special.get(place, linear)


def figures_of(unit: int, place: int) -> CriterionFigures:
    """Make up figures that differ from unit to unit; no chance is needed."""
    whole = 97 + (unit * 31 + place) % 211
    return figures_from((unit * 17 + place * 7) % whole, whole, place=max(place, 4))


@cache
def figures_from(part: int, whole: int, *, place: int) -> CriterionFigures:
    """Give the figures that the rule at a place takes, once for each share."""
    if place == 5:
        return {"percent": Decimal(part * 100 // whole)}
    if place == 6:
        return {"index": Decimal(part * 10_000 // whole) / 100}
    if place == 9:
        return {"yes": Decimal(part % 2)}
    return {"numerator": Decimal(part), "denominator": Decimal(whole)}


def seconds(criteria_set: CriteriaSet, communes: int) -> float:
    """Score and rank so many communes, in the groups of 34 provinces; processor time."""
    codes = {f"A{area}.{place}": place for area in range(10) for place in range(10)}
    everyone = [Unit(f"U{unit}", f"Xã {unit}", f"T{unit % PROVINCES}") for unit in range(communes)]
    figures: dict[str, UnitFigures] = {
        one.code: {code: figures_of(unit, place) for code, place in codes.items()}
        for unit, one in enumerate(everyone)
    }
    start = time.process_time()
    scores = score_units(criteria_set, everyone, figures)
    places = rank_units(scores, criteria_set.ranking, criteria_set.bands)
    spent = time.process_time() - start
    if len(places) != communes or not all(isinstance(place.points, Fraction) for place in places):
        raise SystemExit("not every commune has its exact points")
    return spent


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
