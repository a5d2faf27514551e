"""This module scores in the dullest way: plain dicts, one step at a time, no code of the heart.

It takes a set as the plain values of its YAML. Where it and the engine differ, one of them is
wrong.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

PLENTY = Context(prec=400)


def score_all(
    definition: dict[str, Any], units: list[dict[str, str]], figures: dict[str, Any]
) -> dict[str, dict[str, tuple[Fraction, Fraction, str]]]:
    """Score every unit: by unit and code, the points, the maximum and the status."""
    return {unit["code"]: _unit(definition, unit, units, figures) for unit in units}


def rank_all(
    definition: dict[str, Any], units: list[dict[str, str]], figures: dict[str, Any]
) -> dict[str, tuple[int | None, str | None]]:
    """Rank every unit within its group: by unit, the rank and the band."""
    scores = score_all(definition, units, figures)
    index: dict[str, Fraction | None] = {}
    for unit in units:
        points, maximum, _ = scores[unit["code"]]["TOTAL"]
        nothing = not any(figures.get(unit["code"], {}).values())
        index[unit["code"]] = None if nothing or maximum == 0 else points / maximum * 100
    result: dict[str, tuple[int | None, str | None]] = {}
    for unit in units:
        own = index[unit["code"]]
        if own is None:
            result[unit["code"]] = (None, None)
            continue
        rivals = [index[other["code"]] for other in units if other["group"] == unit["group"]]
        better = [rival for rival in rivals if rival is not None and rival > own]
        rank = 1 + (len(set(better)) if definition["ranking"] == "dense" else len(better))
        bands = [band for band in definition["bands"] if own >= Fraction(band["at_least"])]
        highest = max(bands, key=lambda band: Fraction(band["at_least"])) if bands else None
        result[unit["code"]] = (rank, highest["code"] if highest else None)
    return result


def _unit(
    definition: dict[str, Any],
    unit: dict[str, str],
    units: list[dict[str, str]],
    figures: dict[str, Any],
) -> dict[str, tuple[Fraction, Fraction, str]]:
    rounding = definition["rounding"]
    own = figures.get(unit["code"], {})
    lines: dict[str, tuple[Fraction, Fraction, str]] = {}
    total = Fraction(0)
    total_maximum = Fraction(0)
    for area in definition["areas"]:
        points = Fraction(0)
        maximum = Fraction(0)
        if "points" in own.get(area["code"], {}):
            points = Fraction(own[area["code"]]["points"])
            if rounding["at"] == "criterion":
                points = _rounded(points, rounding)
            maximum = Fraction(area["max_points"])
        else:
            for criterion in area["criteria"]:
                earned, status = _criterion(criterion, unit, units, figures)
                if rounding["at"] == "criterion":
                    earned = _rounded(earned, rounding)
                lines[criterion["code"]] = (earned, Fraction(criterion["max_points"]), status)
                if status != "not_applicable":
                    points += earned
                    maximum += Fraction(criterion["max_points"])
        if rounding["at"] == "area":
            points = _rounded(points, rounding)
        lines[area["code"]] = (points, maximum, "")
        total += points
        total_maximum += maximum
    if rounding["at"] == "total":
        total = _rounded(total, rounding)
    lines["TOTAL"] = (total, total_maximum, "")
    return lines


def _rounded(value: Fraction, rounding: dict[str, Any]) -> Fraction:
    mode = ROUND_HALF_UP if rounding["mode"] == "half_up" else ROUND_HALF_EVEN
    exact = PLENTY.divide(Decimal(value.numerator), Decimal(value.denominator))
    step = Decimal(1).scaleb(-int(rounding["places"]))
    return Fraction(exact.quantize(step, rounding=mode, context=PLENTY))


def _criterion(  # noqa: PLR0911  (one return a case is what makes it obvious)
    criterion: dict[str, Any],
    unit: dict[str, str],
    units: list[dict[str, str]],
    figures: dict[str, Any],
) -> tuple[Fraction, str]:
    rule = criterion["rule"]
    maximum = Fraction(criterion["max_points"])
    own = figures.get(unit["code"], {}).get(criterion["code"], {})
    if own.get("not_applicable") == 1:
        return Fraction(0), "not_applicable"
    needed = {
        "yes_no": ["yes"],
        "options": ["option"],
        "tiers": [rule.get("by")],
        "linear": ["numerator", "denominator"],
        "relative": ["numerator", "denominator"],
        "per_item": ["count"],
        "deduction": ["count"],
        "survey": ["index"],
        "manual": ["points"],
    }[rule["type"]]
    present = [name for name in needed if name in own]
    if len(present) < len(needed):
        if rule["type"] == "manual" and "default" in rule:
            return Fraction(rule["default"]), "scored"
        if present or maximum == 0:
            return Fraction(0), "missing"
        return _case(rule.get("when_missing", "missing"), maximum)
    if rule["type"] in {"linear", "relative"} and own["denominator"] == 0:
        return (Fraction(0), "scored") if maximum == 0 else _case(rule["when_zero"], maximum)
    if rule["type"] == "relative":
        return _relative(criterion, own, unit, units=units, figures=figures), "scored"
    return _award(rule, maximum, own), "scored"


def _case(case: str, maximum: Fraction) -> tuple[Fraction, str]:
    return {
        "full": (maximum, "scored"),
        "zero": (Fraction(0), "scored"),
        "not_applicable": (Fraction(0), "not_applicable"),
        "missing": (Fraction(0), "missing"),
    }[case]


def _award(  # noqa: PLR0911
    rule: dict[str, Any], maximum: Fraction, own: dict[str, Any]
) -> Fraction:
    kind = rule["type"]
    if kind == "yes_no":
        return maximum if own["yes"] == 1 else Fraction(0)
    if kind == "options":
        for option in rule["options"]:
            if option["code"] == own["option"]:
                return Fraction(option["points"])
    if kind == "tiers":
        earned = [
            Fraction(tier["points"])
            for tier in rule["tiers"]
            if own[rule["by"]] >= Fraction(tier["at_least"])
        ]
        return max(earned, default=Fraction(0))
    if kind == "linear":
        percent = Fraction(own["numerator"]) * 100 / Fraction(own["denominator"])
        return _towards(percent, rule, maximum)
    if kind == "survey":
        return _towards(Fraction(own["index"]), rule, maximum)
    if kind == "per_item":
        return min(maximum, Fraction(own["count"]) * Fraction(rule["points_each"]))
    if kind == "deduction":
        return max(Fraction(0), maximum - Fraction(own["count"]) * Fraction(rule["points_each"]))
    return Fraction(own["points"])


def _towards(percent: Fraction, rule: dict[str, Any], maximum: Fraction) -> Fraction:
    if maximum == 0 or ("floor" in rule and percent < Fraction(rule["floor"])):
        return Fraction(0)
    target = Fraction(rule.get("target", 100))
    return maximum if percent >= target else maximum * percent / target


def _relative(
    criterion: dict[str, Any],
    own: dict[str, Any],
    unit: dict[str, str],
    *,
    units: list[dict[str, str]],
    figures: dict[str, Any],
) -> Fraction:
    ratios = []
    for other in units:
        theirs = figures.get(other["code"], {}).get(criterion["code"], {})
        complete = "numerator" in theirs and theirs.get("denominator", 0) != 0
        if other["group"] == unit["group"] and complete and theirs.get("not_applicable") != 1:
            ratios.append(Fraction(theirs["numerator"]) / Fraction(theirs["denominator"]))
    ratio = Fraction(own["numerator"]) / Fraction(own["denominator"])
    maximum = Fraction(criterion["max_points"])
    if criterion["rule"]["best_is"] == "highest":
        return maximum * ratio / max(ratios) if max(ratios) else Fraction(0)
    return maximum * min(ratios) / ratio if ratio else maximum
