"""Every worked case of every rule kind comes out as calculated by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from scoring.rules import KINDS, Rule
from scoring.types import Figure
from tests.spec import rules_page

RULE: TypeAdapter[Any] = TypeAdapter(Rule)
CASES = [
    pytest.param(case, id=f"{kind}: {case['name']}")
    for kind in rules_page.kinds()
    for case in rules_page.cases_of(kind)["cases"]
]


def _figures(raw: dict[str, Any]) -> dict[str, Figure]:
    return {
        name: value if isinstance(value, str) else Decimal(value) for name, value in raw.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_a_worked_case_comes_out(case: dict[str, Any]) -> None:
    rule = RULE.validate_python(case["rule"])
    maximum = Fraction(case["out_of"])
    figures = _figures(case["figures"])
    everyone = [figures, *map(_figures, case.get("others", []))]
    standings = [one for one in map(rule.standing, everyone) if one is not None]
    penalty = case.get("area") == "penalty"
    assert not [*rule.flaws(maximum), *rule.place_flaws("penalty" if penalty else "scored")]
    outcome = (
        rule.taken(maximum, figures)
        if penalty
        else rule.outcome(maximum, figures, best=rule.best(standings))
    )
    assert outcome.points == rules_page.exact(case["points"])
    assert outcome.status == case.get("status", "scored")
    said = str(outcome.explanation(outcome.points, maximum))
    assert "{" not in said
    if "says" in case:
        assert said == case["says"]


def test_every_kind_has_cases_and_every_file_of_cases_is_a_kind() -> None:
    files = {path.stem for path in (Path(__file__).parent / "rules").glob("*.yaml")}
    assert files == set(rules_page.kinds())
    assert len(rules_page.kinds()) == len(KINDS)


def test_the_page_of_rules_is_current() -> None:
    assert rules_page.PAGE.read_text(encoding="utf-8") == rules_page.page()
