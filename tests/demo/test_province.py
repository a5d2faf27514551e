"""This module tests that the demonstration's official figures are whole and read without loss."""

from collections import Counter
from decimal import Decimal

from thuocdo.demo import province


def test_gia_lai_has_135_communes_and_14_departments_named_as_officials_write_them() -> None:
    units = province.official_units()
    assert Counter(unit.group for unit in units) == {"COMMUNE": 135, "AGENCY": 14}
    names = [unit.name for unit in units]
    assert len(set(names)) == 149
    assert not [name for name in names if "tỉnh Gia Lai" in name or "UBND Xã" in name]
    assert sum(unit.is_ward for unit in units) == 25
    assert all(0 <= unit.on_time_share <= 1 for unit in units)


def test_units_with_indicator_figures_are_those_of_the_source() -> None:
    with_figures = {
        figure.unit_code
        for figure in province.official_figures()
        if figure.criterion == "DOSSIER_ON_TIME"
    }
    groups = Counter(u.group for u in province.official_units() if u.code in with_figures)
    assert groups == {"COMMUNE": 27, "AGENCY": 12}


def test_no_area_is_given_both_directly_and_by_figures() -> None:
    area_points = {"CKMB", "TDGQ", "MDSH", "MDHL"}
    by_unit: dict[str, set[str]] = {}
    for figure in province.official_figures():
        by_unit.setdefault(figure.unit_code, set()).add(figure.criterion)
    assert len(by_unit) == 149
    for criteria in by_unit.values():
        assert {"CLGQ", "TTTT"} <= criteria
        assert criteria & area_points in (set(), area_points)
        assert bool(criteria & area_points) != ("DOSSIER_ON_TIME" in criteria)


def test_papi_covers_63_provinces_and_14_years_and_sums_to_its_dimensions() -> None:
    scores = province.papi_scores()
    assert {score.year for score in scores} == set(range(2011, 2025))
    assert len({score.province for score in scores}) == 63
    dimensions = {
        (s.year, s.province, s.dimension_code): s.score for s in scores if not s.subdimension_code
    }
    parts: dict[tuple[int, str, str], Decimal] = {}
    for s in scores:
        if s.subdimension_code:
            key = (s.year, s.province, s.dimension_code)
            parts[key] = parts.get(key, Decimal(0)) + s.score
    assert dimensions.keys() == parts.keys()
    assert all(abs(dimensions[key] - parts[key]) <= Decimal("0.0005") for key in parts)


def test_comments_exist_in_every_tone_and_language() -> None:
    found = Counter((comment.tone, comment.language) for comment in province.comments())
    for tone in ("praise", "neutral", "complaint"):
        assert found[tone, "vi"] >= 10
        assert found[tone, "en"] >= 1
