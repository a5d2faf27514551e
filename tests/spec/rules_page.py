"""This module writes docs/rules.md from the worked cases; run it after changing one."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.definitions.load import read_yaml
from scoring.definitions.schema import schema_of
from scoring.rules import KINDS

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "rules.md"

HEAD = """# The kinds of rule

Each kind is one module in `scoring/rules/` and one file of worked cases in `tests/spec/rules/`.
This page is written from those files (`python -m tests.spec.rules_page`), and a test keeps it
current. Points are exact; a set says where they are rounded. Every kind takes `when_missing`
(`full`, `zero`, `not_applicable` or `missing`, which is the default) for figures that are not
declared, and the input `not_applicable` = 1. In an area of penalties a rule says what is taken off.

Formulas know numbers with a decimal point, names of figures, `+ - * /`, parentheses,
`< <= = >= > <>`, `MIN`, `MAX`, `ABS`, `IF`, `AND`, `OR`, `NOT`; arguments stand apart by `;` or by
a comma with a space.
"""


def cases_of(kind: str) -> Any:
    """Read the worked cases of a kind."""
    return read_yaml(HERE / "rules" / f"{kind}.yaml").value


def kinds() -> list[str]:
    """Name the kinds in the order of the register."""
    return [str(kind.model_fields["type"].annotation.__args__[0]) for kind in KINDS]


def page() -> str:
    """Write the whole page."""
    parts = [HEAD]
    for kind in kinds():
        spec = cases_of(kind)
        parts.append(f"## `{kind}`\n\n{spec['about']['vi']} ({spec['about']['en']})\n")
        parts += [_parameters(kind), ""]
        parts.append("| Case | Rule | Figures | Of | Points |\n|---|---|---|---|---|")
        for case in spec["cases"]:
            status = case.get("status", "scored")
            points = case["points"] if status == "scored" else status.replace("_", " ")
            parts.append(
                f"| {case['name']} | `{_short(case['rule'])}` | {_figures(case)}"
                f" | {case['out_of']} | {points} |"
            )
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _parameters(kind: str) -> str:
    """List the parameters of a kind as the schema has them: type or choices, and what is needed."""
    defs = schema_of("criteria-set")["$defs"].values()
    shape = next(one for one in defs if one["properties"].get("type", {}).get("const") == kind)
    described = [
        f"`{name}` ({_type(one)}{', needed' if name in shape['required'] else _default(one)})"
        for name, one in shape["properties"].items()
        if name not in {"type", "when_missing"}
    ]
    return f"Parameters: {', '.join(described) or 'none'}."


def _type(one: dict[str, Any]) -> str:
    if "enum" in one:
        return " or ".join(f"`{choice}`" for choice in one["enum"])
    if "$ref" in one:
        return str(one["$ref"]).rsplit("/", maxsplit=1)[-1].lower()
    return f"list of {_type(one['items'])}" if one["type"] == "array" else str(one["type"])


def _default(one: dict[str, Any]) -> str:
    return f", {str(one['default']).lower()} if not given" if "default" in one else ""


def exact(value: object) -> Fraction:
    """Read points as written: a number, or a fraction as text."""
    return Fraction(str(value))


def _short(rule: dict[str, Any]) -> str:
    shown = {key: value for key, value in rule.items() if key not in {"type", "measure", "counted"}}
    return ", ".join(f"{key}: {_flat(value)}" for key, value in shown.items()) or rule["type"]


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)
    if isinstance(value, dict):
        return " ".join(f"{key} {_flat(inner)}" for key, inner in value.items() if key != "label")
    return str(value)


def _figures(case: dict[str, Any]) -> str:
    own = ", ".join(f"{name} = {value}" for name, value in case["figures"].items()) or "–"
    others = "; ".join(_flat(other) for other in case.get("others", []))
    return f"{own} (others: {others})" if others else own


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
