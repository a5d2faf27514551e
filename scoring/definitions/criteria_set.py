"""This module is the model of a criteria set: areas, criteria, components, how they count."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.rule import AreaKind, Code, Number, Points
from scoring.rules import Rule
from scoring.types import Text, Unit

TOTAL = "TOTAL"
SET_ID = r"^[a-z0-9]+(-[a-z0-9]+)*/[0-9]{4}([.-][a-z0-9]+)*$"


class Definition(BaseModel):
    """What every part of a set obeys: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Definition):
    """Where a set or a part of it comes from."""

    title: Text
    reference: Annotated[str, Field(min_length=1)]


class Rounding(Definition):
    """Where points are rounded, to how many places, and what happens to a half."""

    at: Literal["criterion", "area", "total", "none"]
    places: Annotated[int, Field(ge=0, le=6)] = 2
    mode: Literal["half_up", "half_even"] = "half_up"


class Band(Definition):
    """A class of the index: from `at_least` per cent (inclusive) up to the next band."""

    code: Code
    name: Text
    at_least: Annotated[Number, Field(ge=0, le=100)]


class Decision(Definition):
    """The decision by which a set is in force: its number, its day, who issued it."""

    number: Annotated[str, Field(min_length=1)]
    date: date
    issuer: Text | None = None


Words = tuple[Annotated[str, Field(min_length=1)], ...]


class AppliesTo(Definition):
    """The units that something applies to, by code, peer group or kind; exceptions win.

    Without `units`, `groups` and `kinds` it applies to all but the exceptions.
    """

    units: Words = ()
    groups: Words = ()
    kinds: Words = ()
    except_units: Words = ()
    except_kinds: Words = ()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise PydanticCustomError("applies_to", "somebody")
        return self

    def includes(self, unit: Unit) -> bool:
        """Tell whether a unit is meant."""
        if unit.code in self.except_units or unit.kind in self.except_kinds:
            return False
        if not (self.units or self.groups or self.kinds):
            return True
        return unit.code in self.units or unit.group in self.groups or unit.kind in self.kinds


class Criterion(Definition):
    """A criterion with its rule, or one that is divided into components with theirs.

    `lineage` names the codes of the set before that this one continues.
    """

    code: Code
    name: Text
    max_points: Points
    legal: str | None = None
    evidence: Text | None = None
    note: Text | None = None
    lineage: tuple[Code, ...] = ()
    applies_to: AppliesTo | None = None
    rule: Rule | None = None
    components: tuple["Criterion", ...] = ()

    @model_validator(mode="after")
    def _rule_or_components(self) -> Self:
        if (self.rule is None) == (not self.components):
            raise PydanticCustomError("rule_or_components", "a rule, or components")
        return self

    @cached_property
    def maximum(self) -> Fraction:
        """Give the maximum as an exact fraction."""
        return Fraction(self.max_points)

    @property
    def scoring_rule(self) -> Rule:
        """Give the rule of a leaf; raises ValueError for a criterion with components."""
        if self.rule is None:
            raise ValueError(f"{self.code} is scored by its components")
        return self.rule

    def leaves(self) -> Iterator["Criterion"]:
        """Go through what is scored: the criterion itself, or its components."""
        if self.components:
            for component in self.components:
                yield from component.leaves()
        else:
            yield self


class Area(Definition):
    """An area (lĩnh vực) and its criteria.

    The criteria of a `scored` area add up to its maximum. An area of kind `bonus` gives points
    beyond the maximum of the set, one of kind `penalty` takes points off; `max_points` is then the
    most that it gives or takes, and its criteria may add up to more.
    """

    code: Code
    name: Text
    kind: AreaKind = "scored"
    max_points: Points
    legal: str | None = None
    note: Text | None = None
    lineage: tuple[Code, ...] = ()
    applies_to: AppliesTo | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @cached_property
    def maximum(self) -> Fraction:
        """Give the maximum as an exact fraction."""
        return Fraction(self.max_points)

    @cached_property
    def scored(self) -> tuple[Criterion, ...]:
        """Give the criteria that are scored, in order."""
        return tuple(leaf for criterion in self.criteria for leaf in criterion.leaves())


class CriteriaSetBody(Definition):
    """What the file says.

    `max_points` counts the scored areas only. With `beyond_maximum` the total may pass the maximum
    by its bonus; without it, the maximum is the most. No penalty brings a total below 0.
    """

    id: Annotated[str, Field(pattern=SET_ID)]
    title: Text
    template: bool = False
    note: Text | None = None
    decision: Decision | None = None
    predecessor: Annotated[str, Field(pattern=SET_ID)] | None = None
    sources: tuple[Source, ...] = ()
    max_points: Points
    beyond_maximum: bool = False
    rounding: Rounding
    ranking: Literal["competition", "dense"] = "competition"
    bands: tuple[Band, ...] = ()
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]


class CriteriaSet(CriteriaSetBody):
    """A criteria set with the SHA-256 of the very bytes that it was read from."""

    sha256: str
    raw: bytes = Field(repr=False)

    def criteria(self) -> tuple[Criterion, ...]:
        """Give every criterion that is scored, in order."""
        return tuple(self._criteria.values())

    def criterion(self, code: str) -> Criterion:
        """Give one criterion that is scored; KeyError where there is none."""
        return self._criteria[code]

    def area(self, code: str) -> Area:
        """Give one area; KeyError where there is none."""
        return self._areas[code]

    def area_of(self, criterion_code: str) -> Area:
        """Give the area that a scored criterion belongs to; KeyError where there is none."""
        return self._area_of[criterion_code]

    @cached_property
    def _criteria(self) -> Mapping[str, Criterion]:
        return {leaf.code: leaf for area in self.areas for leaf in area.scored}

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _area_of(self) -> Mapping[str, Area]:
        return {leaf.code: area for area in self.areas for leaf in area.scored}

    def conditions(self, criterion_code: str) -> tuple[AppliesTo, ...]:
        """Give the conditions under which a scored criterion applies, the area's own first."""
        return self._conditions.get(criterion_code, ())

    @cached_property
    def _conditions(self) -> Mapping[str, tuple[AppliesTo, ...]]:
        found: dict[str, tuple[AppliesTo, ...]] = {}
        for area in self.areas:
            for criterion in area.criteria:
                _conditions(criterion, _with((), area.applies_to), found=found)
        return found

    @cached_property
    def asks_for_kinds(self) -> bool:
        """Tell whether it depends on a unit's kind what is asked of it."""
        found = (one for conditions in self._conditions.values() for one in conditions)
        return any(one.kinds or one.except_kinds for one in found)

    def band(self, code: str) -> Band:
        """Give one band; KeyError where there is none."""
        return {band.code: band for band in self.bands}[code]

    @property
    def maximum(self) -> Decimal:
        """Give the points of all scored areas together."""
        scored = (area.max_points for area in self.areas if area.kind == "scored")
        return sum(scored, Decimal(0))


def _with(outer: tuple[AppliesTo, ...], own: AppliesTo | None) -> tuple[AppliesTo, ...]:
    return outer if own is None else (*outer, own)


def _conditions(
    criterion: Criterion,
    outer: tuple[AppliesTo, ...],
    *,
    found: dict[str, tuple[AppliesTo, ...]],
) -> None:
    """Note the conditions of every leaf that has any, from the outermost in."""
    here = _with(outer, criterion.applies_to)
    for component in criterion.components:
        _conditions(component, here, found=found)
    if here and not criterion.components:
        found[criterion.code] = here
