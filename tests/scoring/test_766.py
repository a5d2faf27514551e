"""The 766 index comes out as published: every metric, group and total, and the order of 135."""

import csv
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.definitions import find_set
from scoring.runs import make_run
from scoring.types import Figure, Unit

DATA = Path(__file__).parents[1] / "data" / "766"
AREAS = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
Figures = dict[str, dict[str, dict[str, Figure]]]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures_of_metrics() -> Figures:
    found: Figures = defaultdict(lambda: defaultdict(dict))
    for row in rows("metrics.csv"):
        for name in ("numerator", "denominator"):
            if row[name]:
                found[row["unit_code"]][row["criterion"]][name] = Decimal(row[name])
    for row in rows("areas.csv"):
        if row["unit_code"] in found:
            for code in ("CLGQ", "TTTT"):
                found[row["unit_code"]][code]["points"] = Decimal(row[code])
    return found


@pytest.mark.parametrize(("kind", "units"), [("province", 23), ("commune", 27), ("department", 12)])
def test_every_published_metric_group_and_total_comes_out(kind: str, units: int) -> None:
    figures = {unit: dict(criteria) for unit, criteria in figures_of_metrics().items()}
    published = {row["unit_code"]: row for row in rows("areas.csv") if row["kind"] == kind}
    metrics = {
        (row["unit_code"], row["criterion"]): Fraction(row["points"] or 0)
        for row in rows("metrics.csv")
    }
    everyone = [Unit(code, row["name"], kind) for code, row in published.items() if code in figures]
    assert len(everyone) == units
    compared = 0
    for score in make_run(find_set("vn-766/2022"), everyone, figures).scores:
        own = published[score.unit.code]
        for line in score.lines:
            where = (score.unit.code, line.code)
            if line.level == "criterion" and line.code != "AVG_TIME":
                assert line.points == metrics[where], where
            elif line.level == "area":
                assert line.points == Fraction(own[line.code]), where
            elif line.level == "total":
                assert line.points == Fraction(own["total"]), where
            compared += 1
    assert compared == units * (
        18 + 6 + 1
    )  # criteria of the two groups given directly have no line


def test_the_135_communes_rank_in_the_published_order_ties_aside() -> None:
    communes = [row for row in rows("areas.csv") if row["kind"] == "commune"]
    assert len(communes) == 135
    figures: Figures = {
        row["unit_code"]: {code: {"points": Decimal(row[code])} for code in AREAS}
        for row in communes
    }
    everyone = [Unit(row["unit_code"], row["name"], "commune") for row in communes]
    places = make_run(find_set("vn-766/2022"), everyone, figures).places
    total = {row["unit_code"]: Fraction(row["total"]) for row in communes}
    assert all(place.points == total[place.unit.code] for place in places)
    order = sorted(communes, key=lambda row: int(row["rank"]))
    ours = {place.unit.code: place.rank for place in places}
    ranks = [ours[row["unit_code"]] for row in order]
    assert ranks == sorted(ranks)  # never against the published order
    for published, rank in enumerate(ranks, start=1):
        ties = sum(
            1 for other in total.values() if other == total[order[published - 1]["unit_code"]]
        )
        assert rank is not None
        assert rank <= published < rank + ties


def test_a_unit_without_a_petition_gets_all_twelve_points_and_the_sentence_says_so() -> None:
    unit = Unit("X", "Xã X", "commune")
    zero = {"numerator": Decimal(0), "denominator": Decimal(0)}
    figures: Figures = {
        "X": {"PETITION_PROCESSING_ON_TIME": zero, "PETITION_HANDLING_SATISFACTION": zero}
    }
    (score,) = make_run(find_set("vn-766/2022"), [unit], figures).scores
    assert score.line("MDHL").points == 12
    assert "Nothing arose" in str(score.line("PETITION_PROCESSING_ON_TIME").explanation)
