"""This module is the rule `formula`: points calculated from named figures by a written formula."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.expressions import FUNCTIONS, Formula, FormulaFault, read_formula
from scoring.rule import (
    NOT_APPLICABLE,
    Flaw,
    Input,
    Number,
    Outcome,
    RuleFields,
    Values,
    declared,
    exact,
    labelled,
    nothing_arose,
    within,
)
from scoring.types import N_, Case, CriterionFigures, Sentence, Text, said

_DEFAULT = Text("Công thức", "Formula")
_RESERVED = {NOT_APPLICABLE, *(name.lower() for name in FUNCTIONS)}


class Variable(BaseModel):
    """A figure that the formula uses: its name there, what a reader calls it, and its bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    label: Text
    kind: Literal["number", "count", "percent", "yes"] = "number"


class FormulaRule(RuleFields):
    """The value of `expression` over the named figures, from 0 to the maximum.

    `variables` names the figures. `full_at` is the value that earns all points; without it the
    formula gives points itself. `when_zero` is the case of a divisor of 0, and has to be declared
    where the formula divides by a figure.

    >>> from decimal import Decimal
    >>> rule = FormulaRule(
    ...     type="formula",
    ...     expression="2 * early / whole",
    ...     variables=(
    ...         Variable(name="early", label=Text("trước hạn")),
    ...         Variable(name="whole", label=Text("tổng số")),
    ...     ),
    ...     when_zero="zero",
    ... )
    >>> rule.award(Fraction(4), {"early": Decimal(1), "whole": Decimal(3)}).points
    Fraction(2, 3)
    """

    type: Literal["formula"]
    expression: Annotated[str, Field(min_length=1)]
    variables: Annotated[tuple[Variable, ...], Field(min_length=1, max_length=20)]
    full_at: Annotated[Number, Field(gt=0)] | None = None
    when_zero: Case | None = None
    measure: Text | None = None

    def inputs(self) -> Mapping[str, Input]:
        """Take the figures that the set names."""
        return {
            one.name: Input(one.kind, label=one.label, adds_up=one.kind == "count")
            for one in self.variables
        }

    def flaws(self, max_points: Fraction) -> Sequence[Flaw]:
        """Refuse a formula that cannot be read, names that do not fit it, an undeclared zero."""
        found = list(self._name_flaws())
        try:
            formula = read_formula(self.expression)
        except FormulaFault as fault:
            return [
                *found,
                Flaw(
                    "rule.formula",
                    ("expression",),
                    fault.expected,
                    said(N_("{got} at character {at}"), got=fault.got, at=fault.at),
                    fault.remedy,
                ),
            ]
        names = {one.name for one in self.variables}
        found += [
            Flaw(
                "rule.formula-name",
                ("expression",),
                said(N_("names of figures ({names})"), names=", ".join(sorted(names))),
                said(N_("“{text}”"), text=name),
                said(N_("Correct the name, or add the figure to “variables”.")),
            )
            for name in sorted(formula.names - names)
        ]
        if formula.divides and self.when_zero is None:
            found.append(
                Flaw(
                    "rule.formula-zero",
                    (),
                    said(N_("the key “{key}”"), key="when_zero"),
                    said(N_("nothing")),
                    said(N_("Say what counts where the formula would divide by 0.")),
                )
            )
        return [*found, *self._unused(formula)]

    def _name_flaws(self) -> Sequence[Flaw]:
        seen: set[str] = set(_RESERVED)
        found: list[Flaw] = []
        for position, one in enumerate(self.variables):
            if one.name in seen:
                found.append(
                    Flaw(
                        "rule.formula-twice",
                        ("variables", position, "name"),
                        said(N_("each figure's name once, and no word that has a meaning")),
                        said(N_("“{text}”"), text=one.name),
                        said(N_("Give the figure another name.")),
                    )
                )
            seen.add(one.name)
        return found

    def _unused(self, formula: Formula) -> Sequence[Flaw]:
        return [
            Flaw(
                "rule.formula-unused",
                ("variables", position),
                said(N_("a figure that the formula uses")),
                said(N_("“{text}”"), text=one.name),
                said(N_("Use the figure in the formula, or delete it.")),
            )
            for position, one in enumerate(self.variables)
            if one.name not in formula.names
        ]

    def award(
        self, max_points: Fraction, figures: CriterionFigures, *, best: Fraction | None = None
    ) -> Outcome:
        """Calculate the formula; below 0 is 0, above the maximum is the maximum."""
        try:
            value = self._formula.value(
                {one.name: exact(figures, one.name) for one in self.variables}
            )
        except ZeroDivisionError:
            return nothing_arose(self.when_zero or "missing", max_points)
        points = value if self.full_at is None else max_points * value / Fraction(self.full_at)
        return Outcome(
            "scored",
            within(points, max_points),
            N_("{measure}: {expression}, with {figures} ⇒ {points}/{max_points} points."),
            partial(self._values, figures),
        )

    def _values(self, figures: CriterionFigures) -> Values:
        return {
            "measure": labelled(self.measure, _DEFAULT),
            "expression": self.expression,
            "figures": self._listed(figures),
        }

    def levers(self, figures: CriterionFigures) -> Mapping[str, Decimal | None]:
        """Leave out what the formula divides by; a part of that does not outgrow it."""
        divisors = self._formula.divisors
        whole = max((declared(figures, name) for name in divisors), default=None)
        found: dict[str, Decimal | None] = {}
        for one in self.variables:
            if one.name not in divisors:
                part = whole is not None and declared(figures, one.name) <= whole
                found[one.name] = whole if part else None
        return found

    def _listed(self, figures: CriterionFigures) -> Sentence:
        parts = [
            said(
                N_("{name} ({label}) = {value}"),
                name=one.name,
                label=one.label,
                value=declared(figures, one.name),
            )
            for one in self.variables
        ]
        listed = parts[0]
        for part in parts[1:]:
            listed = said(N_("{first}; {second}"), first=listed, second=part)
        return listed

    @cached_property
    def _formula(self) -> Formula:
        return read_formula(self.expression)
