"""This module holds what scoring gives: the lines of a unit's score, the score, the place."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from scoring.types import CriterionFigures, Level, Sentence, Status, Unit


class Why(Protocol):
    """What knows the reason of a line; lines that are alike share it."""

    def sentence(self, line: "ScoreLine", /) -> Sentence:
        """Say why the line has its points."""
        ...


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The points of one criterion, group of components, area or total, and why.

    ``max_points`` of a criterion is its maximum in the set, also where it is not applicable; of a
    group, area or total it is the applicable maximum, without what is not applicable. ``missing``
    counts the criteria in it that count and still have no figures. Of the sentence the line keeps
    only what is needed to make it (``why``): a country has hundreds of thousands of lines, and few
    of them are read.
    """

    code: str
    level: Level
    points: Fraction
    max_points: Fraction
    status: Status
    why: Why
    inputs: CriterionFigures
    missing: int = 0

    @property
    def explanation(self) -> Sentence:
        """Say why the line has its points, with the figures that it was made of."""
        return self.why.sentence(self)


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit's score: its lines in the order of the set, the total last.

    ``index`` is points ÷ applicable maximum × 100, exact; None where nothing applies or where the
    unit has no figures at all, so that it takes no place. ``complete`` says that nothing that
    counts is missing.
    """

    unit: Unit
    lines: tuple[ScoreLine, ...]
    points: Fraction
    applicable_max: Fraction
    index: Fraction | None
    complete: bool

    def line(self, code: str) -> ScoreLine:
        """Give the line of a criterion, area or TOTAL; KeyError where there is none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place in its peer group; rank, index and band are None where it has none."""

    unit: Unit
    group: str
    rank: int | None
    points: Fraction
    max_points: Fraction
    index: Fraction | None
    band: str | None
