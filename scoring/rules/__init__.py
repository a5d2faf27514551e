"""This package holds the kinds of rule, one module each; the list below is the whole register."""

from typing import Annotated

from pydantic import Field

from scoring.rules.deduction import Deduction
from scoring.rules.formula import FormulaRule
from scoring.rules.linear import Linear
from scoring.rules.manual import Manual
from scoring.rules.options import Options
from scoring.rules.per_item import PerItem
from scoring.rules.relative import Relative
from scoring.rules.survey import Survey
from scoring.rules.tiers import Tiers
from scoring.rules.yes_no import YesNo

KINDS = (YesNo, Options, Tiers, Linear, PerItem, Deduction, Relative, Survey, FormulaRule, Manual)

Rule = Annotated[
    YesNo
    | Options
    | Tiers
    | Linear
    | PerItem
    | Deduction
    | Relative
    | Survey
    | FormulaRule
    | Manual,
    Field(discriminator="type"),
]
