"""This module does PAPI's arithmetic: sums of parts, totals, ranks, colour groups, break years.

Source: PAPI's reports, 2011 to 2024, as told in criteria/benchmarks/papi.SOURCES.md.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scoring.definitions.load import Located
from scoring.definitions.shape import shape_problems
from scoring.types import ProblemsFound, Text

GROUPS = ("best", "high_average", "low_average", "poor")


class Part(BaseModel):
    """What every part of a scheme obeys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Break(Part):
    """A year from which a dimension (None: all, and the total) cannot be compared with before."""

    year: int
    dimension: str | None
    reason: Text


class Dimension(Part):
    """A dimension, with the first year that has it."""

    code: str
    vi: str
    en: str
    from_year: int

    @property
    def name(self) -> Text:
        """Give the dimension's name."""
        return Text(self.vi, self.en)


def _by_year(value: object) -> object:
    return {int(year): sizes for year, sizes in value.items()} if isinstance(value, dict) else value


class Scheme(Part):
    """What a reader of a benchmark must know beside its scores."""

    breaks: tuple[Break, ...]
    group_sizes: Annotated[dict[int, tuple[int, int, int, int]], BeforeValidator(_by_year)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    provinces: dict[str, str] = Field(default_factory=dict)

    def dimensions_in(self, year: int) -> tuple[str, ...]:
        """Name the dimensions that a year has."""
        return tuple(one.code for one in self.dimensions if one.from_year <= year)

    def breaks_between(
        self, earlier: int, later: int, *, dimension: str | None = None
    ) -> tuple[Break, ...]:
        """List what forbids comparing two years in a dimension (None: in the total).

        A dimension's own break also breaks the total, of which the dimension is a part.
        """
        return tuple(
            one
            for one in self.breaks
            if earlier < one.year <= later
            and (dimension is None or one.dimension in {None, dimension})
        )

    def comparable(self, earlier: int, later: int, *, dimension: str | None = None) -> bool:
        """Tell whether two years may be compared in a dimension (None: in the total)."""
        return not self.breaks_between(earlier, later, dimension=dimension)


def scheme_from(located: Located) -> Scheme:
    """Understand a scheme that was read; raises ProblemsFound with every problem."""
    try:
        return Scheme.model_validate(located.value)
    except ValidationError as error:
        raise ProblemsFound(shape_problems(located, error, model=Scheme)) from error


def part_bounds(parts: int) -> tuple[Fraction, Fraction]:
    """Give the lowest and highest score of one of ``parts`` sub-dimensions: 1/n to 10/n."""
    return Fraction(1, parts), Fraction(10, parts)


def dimension_score(parts: Sequence[Decimal]) -> Decimal:
    """Add sub-dimensions up to their dimension, 1 to 10; raises ValueError out of bounds.

    PAPI prints the bounds with two decimals (0.33 to 3.33 of three parts), and some scores use that
    room: 0.005 on either side.
    """
    if not parts:
        raise ValueError("a dimension needs its sub-dimensions")
    low, high = part_bounds(len(parts))
    room = Fraction(1, 200)
    for part in parts:
        if not low - room <= Fraction(part) <= high + room:
            raise ValueError(f"{part} does not lie in {low} to {high}")
    return sum(parts, Decimal(0))


def total_score(scores: Mapping[str, Decimal], dimensions: Collection[str]) -> Decimal | None:
    """Add dimensions up to the total, unweighted; None unless every one of them exists."""
    if not dimensions or any(code not in scores for code in dimensions):
        return None
    return sum((scores[code] for code in dimensions), Decimal(0))


def rank_scores(scores: Mapping[str, Decimal]) -> dict[str, int]:
    """Rank by score, the highest first; equal scores share a rank (1-2-2-4)."""
    ordered = sorted(scores.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for position, score in enumerate(ordered, start=1):
        first.setdefault(score, position)
    return {name: first[score] for name, score in scores.items()}


def colour_groups(
    scores: Mapping[str, Decimal], sizes: Sequence[int] | None = None
) -> dict[str, str]:
    """Put provinces into the four groups, from the highest scores down.

    ``sizes`` are the published ones; without them the groups are as equal as can be, the larger
    ones first. A tie across an edge is settled by name, as somebody has to stand on each side.
    Raises ValueError where the sizes do not add up to the number of provinces.
    """
    n = len(scores)
    if sizes is None:
        sizes = [n // 4 + (1 if position < n % 4 else 0) for position in range(4)]
    if len(sizes) != len(GROUPS) or sum(sizes) != n:
        raise ValueError(f"groups of {list(sizes)} do not hold {n} provinces")
    ordered = sorted(scores, key=lambda name: (-scores[name], name))
    labels = [label for label, size in zip(GROUPS, sizes, strict=True) for _ in range(size)]
    return dict(zip(ordered, labels, strict=True))
