"""This module asks to put options in order, the most important first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from scoring.conditions import Point
from scoring.question import Fields, Flaw, Option, QuestionFields, Value, not_above, refused, twice
from scoring.types import N_, Sentence, Text


class RankingQuestion(QuestionFields):
    """A place for each option, 1 the first; with `places` only so many places are given.

    Each option has a field of its own, `CODE/option`, so that it works without a script. The value
    says the place of each option that has one; places are used once and begin with 1.

    >>> options = [{"code": code, "label": {"vi": code}} for code in ("phi", "gio", "loi")]
    >>> question = RankingQuestion(
    ...     type="ranking", code="FIRST", options=options, places=2, label={"vi": "Ưu tiên"}
    ... )
    >>> question.parse_fields({"FIRST/gio": ["1"], "FIRST/phi": ["2"], "FIRST/loi": [""]})
    {'phi': 2, 'gio': 1}
    >>> question.parse_fields({"FIRST/gio": ["1"], "FIRST/phi": ["1"]}).template
    'Give each place once, beginning with 1.'
    """

    tallied: ClassVar[bool] = True

    type: Literal["ranking"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    places: int | None = Field(default=None, ge=1, le=12)

    def most(self) -> int:
        """Give how many places there are."""
        return len(self.options) if self.places is None else self.places

    def field_names(self) -> tuple[str, ...]:
        """Name one field for each option."""
        return tuple(f"{self.code}/{option.code}" for option in self.options)

    def parse_fields(self, fields: Fields) -> Value | Sentence | None:
        """Give the place of each option that has one, or None."""
        places: dict[str, int | str] = {}
        allowed = {str(place): place for place in range(1, self.most() + 1)}
        for option, name in zip(self.options, self.field_names(), strict=True):
            given = fields.get(name, ())
            wrong = refused(given)
            if wrong is not None:
                return wrong
            typed = given[0].strip() if given else ""
            if typed and typed not in allowed:
                return Sentence(N_("Choose a place from 1 to {most}."), {"most": self.most()})
            if typed:
                places[option.code] = allowed[typed]
        if sorted(map(int, places.values())) != list(range(1, len(places) + 1)):
            return Sentence(N_("Give each place once, beginning with 1."), {})
        return places or None

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Read the codes of options in order, the first place first."""
        places = {f"{self.code}/{code}": [str(place)] for place, code in enumerate(given, start=1)}
        return self.parse_fields(places)

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Write the places as the fields of a form."""
        if not isinstance(value, dict) or not value.keys() <= {one.code for one in self.options}:
            raise TypeError("a ranking says the place of its options")
        return {f"{self.code}/{option}": [str(place)] for option, place in value.items()}

    def comparable(self) -> frozenset[Point] | None:
        """Give the places."""
        return frozenset(range(1, self.most() + 1))

    def numeric(self) -> bool:
        """Places are numbers."""
        return True

    def parts(self) -> tuple[str, ...]:
        """Give the codes of the options."""
        return tuple(option.code for option in self.options)

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the options."""
        yield from super().texts()
        for place, option in enumerate(self.options):
            yield ("options", place, "label"), option.label

    def flaws(self) -> Iterator[Flaw]:
        """Find codes that stand twice, and more places than options."""
        yield from twice(self.options, "options")
        if self.places is not None and self.places > len(self.options):
            yield from not_above("options", self.places, high=len(self.options), path=("places",))
