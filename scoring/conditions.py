"""This module is the one small language in which a questionnaire says when a question is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import product

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Point = int | str
"""What an answer is compared with: a point of a scale, a whole number, or the code of an option."""

TESTS = ("any_of", "at_least", "at_most", "answered")
JOINS = ("all", "any", "not")


class Condition(BaseModel):
    """One test of an earlier answer, or several joined by `all`, `any` or `not`.

    A test names a `question` (and a `row` where it has rows) and says exactly one thing of its
    answer: `any_of` these values, `at_least` or `at_most` a number, or that it is `answered`. A
    question that was not answered or not shown meets only `answered: false`.

    >>> unhappy = Condition(question="OVERALL", any_of=(1, 2))
    >>> unhappy.holds({"OVERALL": 2}), unhappy.holds({"OVERALL": 5}), unhappy.holds({})
    (True, False, False)
    >>> Condition(all=(unhappy, Condition(question="SEX", answered=True))).holds({"OVERALL": 1})
    False
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=True
    )

    question: str | None = None
    row: str | None = None
    any_of: tuple[Point, ...] | None = Field(default=None, min_length=1)
    at_least: int | Decimal | None = None
    at_most: int | Decimal | None = None
    answered: bool | None = None
    all: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    any: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    not_: Condition | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Condition:
        said = [name for name in TESTS if getattr(self, name) is not None]
        joined = [one for one in (self.all, self.any, self.not_) if one is not None]
        if self.question is None:
            whole = len(joined) == 1 and not said and self.row is None
        else:
            whole = len(said) == 1 and not joined
        if not whole:
            raise PydanticCustomError("one_condition", "a condition says exactly one thing")
        return self

    def holds(self, values: Mapping[str, object]) -> bool:
        """Tell whether the answers kept so far, by question code, meet the condition."""
        if self.all is not None:
            return all(part.holds(values) for part in self.all)
        if self.any is not None:
            return any(part.holds(values) for part in self.any)
        if self.not_ is not None:
            return not self.not_.holds(values)
        return self.meets(values.get(self.question or ""))

    def meets(self, value: object) -> bool:
        """Tell whether one answer (None for no answer) meets a test."""
        if self.row is not None:
            value = value.get(self.row) if isinstance(value, Mapping) else None
        if self.answered is not None:
            return (value is not None) is self.answered
        if self.any_of is not None:
            return any(one in self.any_of for one in _each(value))
        return self.meets_point(value)

    def meets_point(self, value: object) -> bool:
        """Tell whether a number meets `at_least` or `at_most`."""
        number = _number(value)
        if number is None:
            return False
        if self.at_least is not None:
            return number >= self.at_least
        return self.at_most is not None and number <= self.at_most

    def tests(self) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
        """Go through the tests with their paths inside the condition."""
        for name, parts in (("all", self.all), ("any", self.any)):
            for place, part in enumerate(parts or ()):
                for path, test in part.tests():
                    yield (name, place, *path), test
        if self.not_ is not None:
            for path, test in self.not_.tests():
                yield ("not", *path), test
        if self.question is not None:
            yield (), self

    def outcomes(self, question: str, value: object) -> frozenset[bool]:
        """Tell what can come out when one answer is known and every other may be anything."""
        if self.question is not None:
            known = self.question == question
            return frozenset({self.meets(value)}) if known else frozenset({True, False})
        if self.not_ is not None:
            return frozenset(not one for one in self.not_.outcomes(question, value))
        parts = [part.outcomes(question, value) for part in self.all or self.any or ()]
        joined = all if self.all is not None else any
        return frozenset(joined(outcome) for outcome in product(*parts))


def _each(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _number(value: object) -> Decimal | None:
    if not isinstance(value, int | str) or isinstance(value, bool):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
