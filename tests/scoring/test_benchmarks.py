"""PAPI's arithmetic gives the totals, ranks and groups of every year from its published parts."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.benchmarks import (
    Scheme,
    colour_groups,
    dimension_score,
    rank_scores,
    scheme_from,
    total_score,
)
from scoring.definitions import criteria_directories, read_yaml
from scoring.definitions.load import examine_bytes
from scoring.types import ProblemsFound

(OURS,) = criteria_directories()
EXPECTED = Path(__file__).parents[1] / "data" / "papi" / "totals.csv"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return scheme_from(read_yaml(OURS / "benchmarks" / "papi.yaml"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_totals_ranks_and_groups_of_fourteen_years_come_out(scheme: Scheme) -> None:
    dimensions: dict[tuple[int, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows(OURS / "benchmarks" / "papi.csv"):
        if row["score"] and not row["subdimension_code"]:
            key = (int(row["year"]), row["province"])
            dimensions[key][row["dimension_code"]] = Decimal(row["score"])
    totals: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for (year, province), scores in dimensions.items():
        total = total_score(scores, scheme.dimensions_in(year))
        if total is not None:
            totals[year][province] = total
    expected = rows(EXPECTED)
    assert sum(len(one) for one in totals.values()) == len(expected)
    for year, one in totals.items():
        ranks, groups = rank_scores(one), colour_groups(one, scheme.group_sizes[year])
        for row in expected:
            if int(row["year"]) == year:
                name = row["province"]
                assert abs(one[name] - Decimal(row["total"])) < Decimal("0.0005")
                assert (ranks[name], groups[name]) == (int(row["rank"]), row["quartile_group"])


def test_dimensions_are_the_sum_of_their_parts() -> None:
    parts: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    whole: dict[tuple[str, str, str], Decimal] = {}
    for row in rows(OURS / "benchmarks" / "papi.csv"):
        key = (row["year"], row["province"], row["dimension_code"])
        if row["score"] and row["subdimension_code"]:
            parts[key].append(Decimal(row["score"]))
        elif row["score"]:
            whole[key] = Decimal(row["score"])
    assert len(whole) > 6000
    for key, score in whole.items():
        assert abs(dimension_score(parts[key]) - score) <= Decimal("0.0005"), key


def test_a_total_needs_every_dimension_of_its_year(scheme: Scheme) -> None:
    six = {f"D{number}": Decimal(5) for number in range(1, 7)}
    assert total_score(six, scheme.dimensions_in(2017)) == 30
    assert total_score(six, scheme.dimensions_in(2018)) is None
    assert total_score({}, ()) is None


def test_years_are_compared_across_a_break_only_knowingly(scheme: Scheme) -> None:
    assert scheme.comparable(2018, 2020)
    assert scheme.comparable(2011, 2015)
    assert not scheme.comparable(2017, 2018)
    assert not scheme.comparable(2017, 2018, dimension="D1")
    assert not scheme.comparable(2015, 2016, dimension="D3")
    assert scheme.comparable(2015, 2016, dimension="D1")
    assert not scheme.comparable(2020, 2021)  # D5 is a part of the total
    assert [one.year for one in scheme.breaks_between(2011, 2024, dimension="D5")] == [2018, 2021]


def test_a_part_out_of_its_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie"):
        dimension_score([Decimal("2.6"), Decimal(1), Decimal(1), Decimal(1)])
    with pytest.raises(ValueError, match="needs"):
        dimension_score([])


def test_group_sizes_must_hold_everyone() -> None:
    scores = {name: Decimal(place) for place, name in enumerate("abcdefg")}
    assert list(colour_groups(scores).values()).count("best") == 2
    with pytest.raises(ValueError, match="do not hold"):
        colour_groups(scores, [1, 1, 1, 1])


def test_equal_scores_share_a_rank() -> None:
    scores = {"a": Decimal(3), "b": Decimal(2), "c": Decimal(2), "d": Decimal(1)}
    assert rank_scores(scores) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_a_scheme_that_is_wrong_says_so_with_its_line() -> None:
    located, problems = examine_bytes(
        b"breaks: []\ngroup_sizes: {}\ndimension: []\n", file="p.yaml"
    )
    assert located is not None
    assert not problems
    with pytest.raises(ProblemsFound) as found:
        scheme_from(located)
    assert {problem.code for problem in found.value.problems} == {
        "shape.missing",
        "shape.unknown-key",
    }
