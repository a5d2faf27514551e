"""This module asks for any number of options of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from scoring.conditions import Point
from scoring.question import (
    CHOOSE_SHOWN,
    Fields,
    Flaw,
    Option,
    QuestionFields,
    Value,
    not_above,
    refused,
    twice,
)
from scoring.types import N_, Sentence, Text


class SeveralChoicesQuestion(QuestionFields):
    """Some options of a list, at least `at_least` and at most `at_most` where anything is chosen.

    An option of `alone` (such as "none of these") goes with no other. The value is the list of the
    codes in the order of the questionnaire, whatever the order in which they were ticked.

    >>> options = [{"code": code, "label": {"vi": code}} for code in ("cho-lau", "phi", "khong")]
    >>> question = SeveralChoicesQuestion(
    ...     type="several_choices",
    ...     code="WHY",
    ...     options=options,
    ...     alone=["khong"],
    ...     label={"vi": "Vì sao?"},
    ... )
    >>> question.parse(["phi", "cho-lau"])
    ['cho-lau', 'phi']
    >>> question.parse(["phi", "khong"]).template
    'The answer “{option}” goes with no other.'
    """

    tallied: ClassVar[bool] = True

    type: Literal["several_choices"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=60)
    at_least: int = Field(default=1, ge=1, le=60)
    at_most: int | None = Field(default=None, ge=1, le=60)
    alone: tuple[str, ...] = ()

    def parse_fields(self, fields: Fields) -> Value | Sentence | None:
        """Find every value under the question's code and parse them together."""
        given = fields.get(self.code, ())
        return refused(given, most=2 * len(self.options)) or self.parse(given)

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the codes of the options chosen, in the questionnaire's order, or None."""
        ticked = {one.strip() for one in given} - {""}
        chosen = [option for option in self.options if option.code in ticked]
        if len(chosen) < len(ticked):
            return Sentence(CHOOSE_SHOWN, {})
        lonely = [option for option in chosen if option.code in self.alone]
        if lonely and len(chosen) > 1:
            return Sentence(
                N_("The answer “{option}” goes with no other."), {"option": lonely[0].label}
            )
        if chosen and len(chosen) < self.at_least and not lonely:
            return Sentence(N_("Choose at least {least} answers."), {"least": self.at_least})
        if self.at_most is not None and len(chosen) > self.at_most:
            return Sentence(N_("Choose at most {most} answers."), {"most": self.at_most})
        return [option.code for option in chosen] or None

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Write the codes as the ticks of a form."""
        if not isinstance(value, list):
            raise TypeError("several choices are a list")
        return {self.code: list(value)}

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose, as (value, wording)."""
        return tuple((option.code, option.label) for option in self.options)

    def comparable(self) -> frozenset[Point] | None:
        """Give the codes of the options."""
        return frozenset(option.code for option in self.options)

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the options."""
        yield from super().texts()
        for place, option in enumerate(self.options):
            yield ("options", place, "label"), option.label

    def flaws(self) -> Iterator[Flaw]:
        """Find codes that stand twice, limits that exclude each other, and unknown lonely ones."""
        yield from twice(self.options, "options")
        most = len(self.options) if self.at_most is None else min(self.at_most, len(self.options))
        if self.at_least > most:
            yield from not_above("at_most", self.at_least, high=most, path=("at_least",))
        known = {option.code for option in self.options}
        for place, code in enumerate(self.alone):
            if code not in known:
                yield Flaw(
                    "questionnaire.alone",
                    ("alone", place),
                    Sentence(N_("the code of one of the options")),
                    Sentence(N_("“{text}”"), {"text": code}),
                    Sentence(N_("Correct the code, or take it out of the list.")),
                )
