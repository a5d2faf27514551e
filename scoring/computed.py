"""This module computes figures from the register's counts and from survey answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from scoring.definitions.figure_sources import RegisterSource, SurveySource
from scoring.definitions.register import MEASURES
from scoring.types import N_, Sentence, Text, said

INDEX_PLACES = Decimal("0.0001")
_SATISFIED = (4, 5)
_VALID = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class NotComputed:
    """Says why a criterion got no computed figures."""

    reason: Sentence


def from_register(
    source: RegisterSource, counts: Mapping[str, int | None]
) -> dict[str, Decimal] | NotComputed:
    """Compute a criterion's inputs from a unit's sums by measure; None is a measure not counted."""
    uncounted = [
        term.removeprefix("-")
        for terms in source.inputs.values()
        for term in terms
        if counts.get(term.removeprefix("-")) is None
    ]
    if uncounted:
        wordings = [MEASURES[measure] for measure in dict.fromkeys(uncounted)]
        names = Text(
            vi="; ".join(one.vi for one in wordings),
            en="; ".join(one.in_language("en") for one in wordings),
        )
        return NotComputed(said(N_("the register does not count: {names}"), names=names))
    figures: dict[str, Decimal] = {}
    for name, terms in source.inputs.items():
        total = 0
        for term in terms:
            count = counts[term.removeprefix("-")] or 0
            total += -count if term.startswith("-") else count
        if total < 0:
            return NotComputed(said(N_("{name} would be negative"), name=name))
        figures[name] = Decimal(total)
    return figures


def from_answers(
    source: SurveySource, ratings: Mapping[int, int]
) -> dict[str, Decimal] | NotComputed:
    """Compute an index in per cent (to four places, half up) and the number of answers."""
    valid = sum(ratings.get(value, 0) for value in _VALID)
    if valid < source.at_least:
        return NotComputed(
            said(
                N_("{count} answers; at least {least} are needed"),
                count=valid,
                least=source.at_least,
            )
        )
    satisfied = sum(ratings.get(value, 0) for value in _SATISFIED)
    index = Fraction(100 * satisfied, valid)
    exact = Decimal(index.numerator) / Decimal(index.denominator)
    return {
        "index": exact.quantize(INDEX_PLACES, ROUND_HALF_UP).normalize() + Decimal(0),
        "respondents": Decimal(valid),
    }
