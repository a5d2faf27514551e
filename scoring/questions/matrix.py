"""This module asks for a rating on one scale for each of several rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from scoring.conditions import Point
from scoring.question import (
    CHOOSE_SHOWN,
    NOT_APPLICABLE,
    Fields,
    Flaw,
    Option,
    QuestionFields,
    Value,
    refused,
    twice,
)
from scoring.types import N_, Sentence, Text


class MatrixQuestion(QuestionFields):
    """Rows that are rated on one worded scale, 1 the worst, and perhaps "not applicable".

    Each row has a field of its own, `CODE/row`. The value says the point of each row that was
    rated; where the question is required, every row is.

    >>> rows = [{"code": code, "label": {"vi": code}} for code in ("thai-do", "toc-do")]
    >>> scale = [{"vi": "Kém"}, {"vi": "Tốt"}]
    >>> question = MatrixQuestion(
    ...     type="matrix", code="M", rows=rows, scale=scale, required=True, label={"vi": "Các mặt"}
    ... )
    >>> question.parse_fields({"M/thai-do": ["2"], "M/toc-do": ["1"]})
    {'thai-do': 2, 'toc-do': 1}
    >>> question.parse_fields({"M/thai-do": ["2"]}).template
    'Please answer on every line.'
    """

    tallied: ClassVar[bool] = True

    type: Literal["matrix"]
    rows: tuple[Option, ...] = Field(min_length=1, max_length=20)
    scale: tuple[Text, ...] = Field(min_length=2, max_length=10)
    not_applicable: Text | None = None
    satisfied_from: int = Field(default=4, ge=1, le=10)

    def field_names(self) -> tuple[str, ...]:
        """Name one field for each row."""
        return tuple(f"{self.code}/{row.code}" for row in self.rows)

    def parse_fields(self, fields: Fields) -> Value | Sentence | None:
        """Give the point of each row that was rated, or None."""
        points: dict[str, int | str] = {}
        allowed: dict[str, int | str] = {
            str(point): point for point in range(1, len(self.scale) + 1)
        }
        if self.not_applicable is not None:
            allowed[NOT_APPLICABLE] = NOT_APPLICABLE
        for row, name in zip(self.rows, self.field_names(), strict=True):
            given = fields.get(name, ())
            wrong = refused(given)
            if wrong is not None:
                return wrong
            chosen = given[0].strip() if given else ""
            if chosen and chosen not in allowed:
                return Sentence(CHOOSE_SHOWN, {})
            if chosen:
                points[row.code] = allowed[chosen]
        if self.required and 0 < len(points) < len(self.rows):
            return Sentence(N_("Please answer on every line."), {})
        return points or None

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Read one point for each row, in the order of the rows."""
        return self.parse_fields(
            {name: [point] for name, point in zip(self.field_names(), given, strict=False)}
        )

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Write the points as the fields of a form."""
        if not isinstance(value, dict) or not value.keys() <= set(self.parts()):
            raise TypeError("a matrix says the points of its rows")
        return {f"{self.code}/{row}": [str(point)] for row, point in value.items()}

    def choices(self) -> tuple[tuple[str, Text], ...]:
        """Give what a person can choose on each row, as (value, wording)."""
        points = tuple((str(place), text) for place, text in enumerate(self.scale, start=1))
        if self.not_applicable is None:
            return points
        return (*points, (NOT_APPLICABLE, self.not_applicable))

    def ends(self) -> tuple[int, int]:
        """Give the worst and the best point."""
        return 1, len(self.scale)

    def comparable(self) -> frozenset[Point] | None:
        """Give the points, and `na` where it can be chosen."""
        points: set[Point] = set(range(1, len(self.scale) + 1))
        return frozenset(points | ({NOT_APPLICABLE} if self.not_applicable else set()))

    def numeric(self) -> bool:
        """Points are numbers."""
        return True

    def parts(self) -> tuple[str, ...]:
        """Give the codes of the rows."""
        return tuple(row.code for row in self.rows)

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint, the rows and the scale."""
        yield from super().texts()
        for place, row in enumerate(self.rows):
            yield ("rows", place, "label"), row.label
        for place, text in enumerate(self.scale):
            yield ("scale", place), text
        if self.not_applicable:
            yield ("not_applicable",), self.not_applicable

    def flaws(self) -> Iterator[Flaw]:
        """Find codes that stand twice, and a bound of satisfaction above the scale."""
        yield from twice(self.rows, "rows")
        if self.satisfied_from > len(self.scale):
            yield Flaw(
                "questionnaire.satisfied",
                ("satisfied_from",),
                Sentence(N_("a point of the scale, at most {most}"), {"most": len(self.scale)}),
                Sentence(N_("“{text}”"), {"text": str(self.satisfied_from)}),
                Sentence(N_("Name the lowest point that counts as satisfied.")),
            )
