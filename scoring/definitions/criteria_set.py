"""This module is the model of a criteria set: areas, criteria, components, how they count."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.rule import Code, Number, Points
from scoring.rules import Rule
from scoring.types import Text

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


class Criterion(Definition):
    """A criterion with its rule, or one that is divided into components with theirs."""

    code: Code
    name: Text
    max_points: Points
    legal: str | None = None
    evidence: Text | None = None
    note: Text | None = None
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
    """An area (lĩnh vực) and its criteria, which add up to its maximum."""

    code: Code
    name: Text
    max_points: Points
    legal: str | None = None
    note: Text | None = None
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
    """What the file says."""

    id: Annotated[str, Field(pattern=SET_ID)]
    title: Text
    template: bool = False
    note: Text | None = None
    sources: tuple[Source, ...] = ()
    max_points: Points
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

    def band(self, code: str) -> Band:
        """Give one band; KeyError where there is none."""
        return {band.code: band for band in self.bands}[code]

    @property
    def maximum(self) -> Decimal:
        """Give the points of all areas together."""
        return sum((area.max_points for area in self.areas), Decimal(0))
