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


def leaves(criteria: list[dict[str, Any]], *around: dict[str, Any]) -> list[Any]:
    """List what is scored, each with everything that stands around it and itself."""
    found = []
    for criterion in criteria:
        if "components" in criterion:
            found += leaves(criterion["components"], *around, criterion)
        else:
            found.append((criterion, [*around, criterion]))
    return found


def applies(parts: list[dict[str, Any]], unit: dict[str, str]) -> bool:
    """Tell whether all conditions around a criterion, and its own, include the unit."""
    for part in parts:
        condition = part.get("applies_to")
        if condition is None:
            continue
        if unit["code"] in condition.get("except_units", []):
            return False
        if unit["kind"] in condition.get("except_kinds", []):
            return False
        wanted = [*condition.get("units", []), *condition.get("groups", [])]
        wanted += condition.get("kinds", [])
        if wanted and not {unit["code"], unit["group"], unit["kind"]} & set(wanted):
            return False
    return True


def _unit(
    definition: dict[str, Any],
    unit: dict[str, str],
    units: list[dict[str, str]],
    figures: dict[str, Any],
) -> dict[str, tuple[Fraction, Fraction, str]]:
    rounding = definition["rounding"]
    lines: dict[str, tuple[Fraction, Fraction, str]] = {}
    total = Fraction(0)
    total_maximum = Fraction(0)
    beyond = False
    for area in definition["areas"]:
        kind = area.get("kind", "scored")
        points, maximum = _area(area, unit, units, figures=figures, rounding=rounding, lines=lines)
        if kind != "scored":
            beyond = True
            points = min(points, Fraction(area["max_points"]))
            maximum = Fraction(0)
        if rounding["at"] == "area":
            points = _rounded(points, rounding)
        if kind == "penalty":
            points = -points
        lines[area["code"]] = (points, maximum, "")
        total += points
        total_maximum += maximum
    if beyond and total < 0:
        total = Fraction(0)
    if beyond and not definition.get("beyond_maximum") and total > total_maximum:
        total = total_maximum
    if rounding["at"] == "total":
        total = _rounded(total, rounding)
    lines["TOTAL"] = (total, total_maximum, "")
    return lines


def _area(
    area: dict[str, Any],
    unit: dict[str, str],
    units: list[dict[str, str]],
    *,
    figures: dict[str, Any],
    rounding: dict[str, Any],
    lines: dict[str, tuple[Fraction, Fraction, str]],
) -> tuple[Fraction, Fraction]:
    """Give the area's points, in size, and its maximum; note the lines of its criteria."""
    own = figures.get(unit["code"], {})
    kind = area.get("kind", "scored")
    if "points" in own.get(area["code"], {}):
        points = Fraction(own[area["code"]]["points"])
        if rounding["at"] == "criterion":
            points = _rounded(points, rounding)
        return points, Fraction(area["max_points"])
    points = Fraction(0)
    maximum = Fraction(0)
    for criterion, parts in leaves(area["criteria"], area):
        if not applies(parts, unit):
            earned, status = Fraction(0), "not_applicable"
        else:
            earned, status = _criterion(parts, unit, units, figures)
            if kind == "penalty" and criterion["rule"]["type"] == "deduction":
                # What a deduction leaves of the maximum is what it does not take off.
                given = "count" in own.get(criterion["code"], {}) and status == "scored"
                earned = Fraction(criterion["max_points"]) - earned if given else Fraction(0)
        if rounding["at"] == "criterion":
            earned = _rounded(earned, rounding)
        most = Fraction(criterion["max_points"])
        shown = -earned if kind == "penalty" else earned
        lines[criterion["code"]] = (shown, most if kind == "scored" else Fraction(0), status)
        for group in parts[1:-1]:
            before = lines.get(group["code"], (Fraction(0), Fraction(0), ""))
            counted = most if kind == "scored" and status != "not_applicable" else Fraction(0)
            lines[group["code"]] = (before[0] + shown, before[1] + counted, "")
        points += earned
        if status != "not_applicable":
            maximum += most
    return points, maximum


def _rounded(value: Fraction, rounding: dict[str, Any]) -> Fraction:
    mode = ROUND_HALF_UP if rounding["mode"] == "half_up" else ROUND_HALF_EVEN
    exact = PLENTY.divide(Decimal(value.numerator), Decimal(value.denominator))
    step = Decimal(1).scaleb(-int(rounding["places"]))
    return Fraction(exact.quantize(step, rounding=mode, context=PLENTY))


def _criterion(  # noqa: PLR0911  (one return a case is what makes it obvious)
    parts: list[dict[str, Any]],
    unit: dict[str, str],
    units: list[dict[str, str]],
    figures: dict[str, Any],
) -> tuple[Fraction, str]:
    criterion = parts[-1]
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
        "formula": [variable["name"] for variable in rule.get("variables", [])],
        "manual": ["points"],
    }[rule["type"]]
    if "when_not_held" in rule and own.get("held") == 0 and "index" not in own:
        return _case(rule["when_not_held"], maximum)
    present = [name for name in needed if name in own]
    if len(present) < len(needed):
        if rule["type"] == "manual" and "default" in rule:
            return Fraction(rule["default"]), "scored"
        if present or maximum == 0:
            return Fraction(0), "missing"
        return _case(rule.get("when_missing", "missing"), maximum)
    if rule["type"] in {"linear", "relative"} and own["denominator"] == 0:
        return (Fraction(0), "scored") if maximum == 0 else _case(rule["when_zero"], maximum)
    over = rule["type"] == "linear" and own["numerator"] > own["denominator"]
    if over and rule.get("when_over") == "refuse":
        return Fraction(0), "missing"
    if rule["type"] == "formula":
        return _formula(rule, maximum, own)
    if rule["type"] == "relative":
        return _relative(criterion, own, unit, parts=parts, units=units, figures=figures), "scored"
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


FORMULAS: dict[str, Any] = {
    "MIN(a, 2 * b) - 0.5": lambda a, b: min(a, 2 * b) - Fraction(1, 2),
    "a / b": lambda a, b: a / b,
    "IF(a >= b; (a - b) / 3; -b)": lambda a, b: (a - b) / 3 if a >= b else -b,
    "IF(OR(a = 1, NOT(b <> 2)), ABS(a - 7), 10 / (a - 3))": lambda a, b: (
        abs(a - 7) if a == 1 or b == 2 else 10 / (a - 3)
    ),
}
"""What the formulas of random sets are, written in Python by hand."""


def _formula(rule: dict[str, Any], maximum: Fraction, own: dict[str, Any]) -> tuple[Fraction, str]:
    try:
        value = FORMULAS[rule["expression"]](Fraction(own["a"]), Fraction(own["b"]))
    except ZeroDivisionError:
        if maximum == 0:
            return Fraction(0), "scored"
        return _case(rule["when_zero"], maximum)
    points = maximum * value / Fraction(rule["full_at"]) if "full_at" in rule else value
    return sorted([Fraction(0), points, maximum])[1], "scored"


def _relative(
    criterion: dict[str, Any],
    own: dict[str, Any],
    unit: dict[str, str],
    *,
    parts: list[dict[str, Any]],
    units: list[dict[str, str]],
    figures: dict[str, Any],
) -> Fraction:
    ratios = []
    for other in units:
        theirs = figures.get(other["code"], {}).get(criterion["code"], {})
        complete = "numerator" in theirs and theirs.get("denominator", 0) != 0
        asked = other["group"] == unit["group"] and applies(parts, other)
        if asked and complete and theirs.get("not_applicable") != 1:
            ratios.append(Fraction(theirs["numerator"]) / Fraction(theirs["denominator"]))
    ratio = Fraction(own["numerator"]) / Fraction(own["denominator"])
    maximum = Fraction(criterion["max_points"])
    rule = criterion["rule"]
    if rule["best_is"] == "highest":
        percent = 100 * ratio / max(ratios) if max(ratios) else Fraction(0)
    else:
        percent = 100 * min(ratios) / ratio if ratio else Fraction(100)
    if "floor" in rule and percent < Fraction(rule["floor"]):
        return Fraction(0)
    return min(maximum, maximum * percent / Fraction(rule.get("target", 100)))
