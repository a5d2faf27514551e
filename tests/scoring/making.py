"""This module makes small sets, and Hypothesis strategies for sets and figures."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.types import Figure, Unit
from tests.reference import twin

Figures = dict[str, dict[str, dict[str, Figure]]]

CASES = st.sampled_from(["full", "zero", "not_applicable", "missing"])
MAXIMA = st.sampled_from([Decimal(text) for text in ("0", "0.5", "1", "2", "3", "7.5", "20")])
COUNTS = st.integers(0, 12).map(Decimal)
PERCENTS = st.decimals(0, 100, places=2)


def made(definition: dict[str, Any]) -> CriteriaSet:
    """Make a set from plain values, as if it had been read."""
    body = CriteriaSetBody.model_validate(definition)
    fields = {name: getattr(body, name) for name in CriteriaSetBody.model_fields}
    return CriteriaSet.model_construct(**fields, sha256="0" * 64, raw=b"")


def definition(*areas: list[tuple[Any, dict[str, Any]]], **changes: Any) -> dict[str, Any]:
    """Write a set: each area is a list of (maximum, rule); codes are A1, A2, B1, …"""
    written = []
    for letter, criteria in zip("ABCDEFGH", areas, strict=False):
        written.append(
            {
                "code": letter,
                "name": {"vi": letter},
                "max_points": sum((Decimal(maximum) for maximum, _ in criteria), Decimal(0)),
                "criteria": [
                    {
                        "code": f"{letter}{number}",
                        "name": {"vi": f"{letter}{number}"},
                        "max_points": Decimal(maximum),
                        "rule": rule,
                    }
                    for number, (maximum, rule) in enumerate(criteria, start=1)
                ],
            }
        )
    whole: dict[str, Any] = {
        "id": "thu/2026",
        "title": {"vi": "Thử"},
        "max_points": sum((area["max_points"] for area in written), Decimal(0)),
        "rounding": {"at": "none", "places": 2, "mode": "half_up"},
        "ranking": "competition",
        "bands": [],
        "areas": written,
    }
    return {**whole, **changes}


def units(*codes: str, group: str = "xa") -> list[Unit]:
    """Make units of one group."""
    return [Unit(code, f"Đơn vị {code}", group) for code in codes]


@st.composite
def rules(draw: st.DrawFn, maximum: Decimal) -> dict[str, Any]:
    """Draw a rule of any kind that fits a maximum."""
    kind = draw(
        st.sampled_from(
            [
                "yes_no",
                "options",
                "tiers",
                "linear",
                "per_item",
                "deduction",
                "relative",
                "survey",
                "formula",
                "manual",
            ]
        )
    )
    rule: dict[str, Any] = {"type": kind}
    if draw(st.booleans()):
        rule["when_missing"] = draw(CASES)
    if kind == "options":
        rule["options"] = [
            {"code": "x", "label": {"vi": "x"}, "points": maximum},
            {"code": "y", "label": {"vi": "y"}, "points": maximum / 2},
        ]
    if kind == "tiers":
        rule["by"] = draw(st.sampled_from(["percent", "count"]))
        highest = Decimal(90) if rule["by"] == "percent" else Decimal(6)
        rule["tiers"] = [{"at_least": highest, "points": maximum}]
        if maximum:
            rule["tiers"].append({"at_least": highest / 2, "points": maximum / 2})
    if kind in {"linear", "relative"}:
        rule["when_zero"] = draw(CASES)
    if kind in {"linear", "survey", "relative"}:
        rule["target"] = draw(st.sampled_from([Decimal(100), Decimal(80), Decimal("66.7")]))
        if draw(st.booleans()):
            rule["floor"] = Decimal(40)
    rule.update(draw(_more(kind, maximum)))
    return rule


@st.composite
def _more(draw: st.DrawFn, kind: str, maximum: Decimal) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    if kind in {"per_item", "deduction"}:
        rule["points_each"] = draw(st.sampled_from([Decimal("0.25"), Decimal(1), Decimal("0.3")]))
    if kind == "relative":
        rule["best_is"] = draw(st.sampled_from(["highest", "lowest"]))
    if kind == "manual" and draw(st.booleans()):
        rule["default"] = maximum / 2
    if kind == "survey":
        rule["asked"] = "citizens"
        if draw(st.booleans()):
            rule["when_not_held"] = draw(CASES)
    if kind == "linear":
        rule["when_over"] = draw(st.sampled_from(["cap", "refuse", "allow"]))
    if kind == "formula":
        rule["expression"] = draw(st.sampled_from(list(twin.FORMULAS)))
        rule["variables"] = [
            {"name": "a", "label": {"vi": "a"}},
            {"name": "b", "label": {"vi": "b"}, "kind": "count"},
        ]
        rule["when_zero"] = draw(CASES)
        if draw(st.booleans()):
            rule["full_at"] = Decimal("3.5")
    return rule


CONDITIONS: Any = st.sampled_from(
    [
        {"groups": ["xa"]},
        {"kinds": ["phuong"], "units": ["U0"]},
        {"except_units": ["U1"]},
        {"groups": ["so", "xa"], "except_kinds": ["phuong"]},
    ]
)


@st.composite
def _nested(
    draw: st.DrawFn, criteria: list[dict[str, Any]], *, code: str, depth: int
) -> list[dict[str, Any]]:
    """Put some neighbours together under a criterion of their own, up to three deep."""
    if depth == 0 or len(criteria) < 2 or draw(st.booleans()):
        return criteria
    split = draw(st.integers(1, len(criteria)))
    inside = draw(_nested(criteria[:split], code=f"{code}.1", depth=depth - 1))
    group: dict[str, Any] = {
        "code": code,
        "name": {"vi": code},
        "max_points": sum((part["max_points"] for part in inside), Decimal(0)),
        "components": inside,
    }
    if not draw(st.integers(0, 3)):
        group["applies_to"] = draw(CONDITIONS)
    return [group, *criteria[split:]]


@st.composite
def _shaped(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """Nest criteria, ask some of some units only, and turn areas into bonus or penalty."""
    for position, area in enumerate(whole["areas"]):
        for criterion in area["criteria"]:
            if not draw(st.integers(0, 4)):
                criterion["applies_to"] = draw(CONDITIONS)
        kind = draw(st.sampled_from(["scored", "scored", "bonus", "penalty"]))
        if position and kind != "scored":
            area["kind"] = kind
            area["max_points"] = area["max_points"] / draw(st.sampled_from([1, 2]))
            _fit(area["criteria"], kind)
        area["criteria"] = draw(_nested(area["criteria"], code=f"{area['code']}.G", depth=3))
        if not draw(st.integers(0, 5)):
            area["applies_to"] = draw(CONDITIONS)
    scored = [area["max_points"] for area in whole["areas"] if "kind" not in area]
    whole["max_points"] = sum(scored, Decimal(0))
    whole["beyond_maximum"] = draw(st.booleans())
    return whole


def _fit(criteria: list[dict[str, Any]], kind: str) -> None:
    """Change what a bonus or a penalty cannot have."""
    for criterion in criteria:
        rule = criterion["rule"]
        if kind == "bonus" and rule["type"] == "deduction":
            rule["type"] = "per_item"
        for case in ("when_missing", "when_zero"):
            if kind == "penalty" and rule.get(case) == "full":
                rule[case] = "zero"


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a set of one to three areas, any rounding, any ranking."""
    areas = []
    for _ in range(draw(st.integers(1, 3))):
        criteria = []
        for _ in range(draw(st.integers(1, 4))):
            maximum = draw(MAXIMA)
            criteria.append((maximum, draw(rules(maximum))))
        areas.append(criteria)
    whole = definition(
        *areas,
        rounding={
            "at": draw(st.sampled_from(["criterion", "area", "total", "none"])),
            "places": draw(st.integers(0, 3)),
            "mode": draw(st.sampled_from(["half_up", "half_even"])),
        },
        ranking=draw(st.sampled_from(["competition", "dense"])),
        bands=[
            {"code": "T", "name": {"vi": "Tốt"}, "at_least": Decimal(80)},
            {"code": "K", "name": {"vi": "Khá"}, "at_least": Decimal(50)},
            {"code": "Y", "name": {"vi": "Yếu"}, "at_least": Decimal(0)},
        ],
    )
    return draw(_shaped(whole))


@st.composite
def figures_of(draw: st.DrawFn, criterion: dict[str, Any]) -> dict[str, Figure]:
    """Draw what a unit declares for a criterion: nothing, a part, or everything."""
    rule = criterion["rule"]
    values: Any = {
        "yes_no": {"yes": st.integers(0, 1).map(Decimal)},
        "options": {"option": st.sampled_from(["x", "y"])},
        "tiers": {rule.get("by", ""): COUNTS if rule.get("by") == "count" else PERCENTS},
        "linear": {"numerator": COUNTS, "denominator": COUNTS},
        "relative": {"numerator": COUNTS, "denominator": COUNTS},
        "per_item": {"count": COUNTS},
        "deduction": {"count": COUNTS},
        "survey": {"index": PERCENTS},
        "formula": {"a": st.integers(0, 20).map(lambda half: Decimal(half) / 2), "b": COUNTS},
        "manual": {
            "points": st.integers(0, 4).map(lambda quarter: criterion["max_points"] * quarter / 4)
        },
    }[rule["type"]]
    own = {name: draw(value) for name, value in values.items() if draw(st.integers(0, 9))}
    if "when_not_held" in rule and draw(st.booleans()):
        own["held"] = Decimal(draw(st.integers(0, 1)))
    if not draw(st.integers(0, 9)):
        own["not_applicable"] = Decimal(draw(st.integers(0, 1)))
    return own


@st.composite
def contests(draw: st.DrawFn) -> tuple[dict[str, Any], list[Unit], Figures]:
    """Draw a set, units in two groups, and figures; some areas are given directly."""
    whole = draw(definitions())
    everyone = [
        Unit(
            f"U{number}",
            f"Đơn vị {number}",
            draw(st.sampled_from(["so", "xa"])),
            draw(st.sampled_from(["", "phuong"])),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    figures: Figures = {}
    for unit in everyone:
        own: dict[str, dict[str, Figure]] = {}
        if not draw(st.integers(0, 5)):
            continue
        for area in whole["areas"]:
            if not draw(st.integers(0, 5)):
                own[area["code"]] = {"points": area["max_points"] / 4}
                continue
            for criterion, _ in twin.leaves(area["criteria"]):
                own[criterion["code"]] = draw(figures_of(criterion))
        figures[unit.code] = own
    return whole, everyone, figures
