"""This module applies PAPI's arithmetic to the answers about the province's own units."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Final

from dashboards.queries.indices import FACTORS, Tallied, factor_of, overall, tallied
from dashboards.queries.questions import rating_words
from scoring.benchmarks import GROUPS, colour_groups
from scoring.disclosure import (
    Measure,
    Released,
    Shown,
    Withheld,
    release_parts,
    telling_differences,
)
from scoring.inference.tallied import Counted
from scoring.papi_style import Change, Scale, changes, dimension_sum, part_error, part_score, total
from storage import ANSWER_ITEM, Answers, Database

_SHARE: Final = Scale(0, 1)
_MONTHS_COMPARED: Final = 3


@dataclass(frozen=True, slots=True)
class PapiScore:
    """One unit: each factor as a dimension of 1 to 10, their sum, and the sum's error."""

    dimensions: Mapping[str, Fraction]
    total: Fraction
    error: float
    people: int


@dataclass(frozen=True, slots=True)
class PapiStyle:
    """Every unit's score, the groups of those that are shown, and the change of their totals.

    `group` counts from 0, the highest quarter. Changes compare the newest months with those before.
    """

    scores: Mapping[str, Released[PapiScore]]
    group: Mapping[str, int]
    changes: Mapping[str, Shown[Change]]
    dimensions: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def papi_style(database: Database, groups: Mapping[str, str]) -> PapiStyle:
    """Score some units by the shares satisfied with the items of each factor."""
    items = [code for code in rating_words(database).labels if factor_of(code) is not None]
    by_factor = {
        factor: [code for code in items if factor_of(code) == factor]
        for factor in FACTORS
        if any(factor_of(code) == factor for code in items)
    }
    ever = tallied(database, groups, "unit", items=items)
    released = _released(ever, by_factor)
    shown = {unit: one.value for unit, one in released.items() if isinstance(one, Shown)}
    labels = colour_groups({unit: _decimal(score.total) for unit, score in shown.items()})
    months = _months(database)
    after, before = months[-_MONTHS_COMPARED:], months[-2 * _MONTHS_COMPARED : -_MONTHS_COMPARED]
    return PapiStyle(
        scores=released,
        group={unit: GROUPS.index(label) for unit, label in labels.items()},
        changes=_changes(
            database,
            groups,
            by_factor,
            periods=(before, after),
            ever={unit: ever[unit].forms for unit in shown},
        ),
        dimensions=tuple(by_factor),
        before=before,
        after=after,
    )


def _released(
    counted: Mapping[str, Tallied], by_factor: Mapping[str, list[str]]
) -> dict[str, Released[PapiScore]]:
    scores = {unit: _score(one, by_factor) for unit, one in counted.items()}
    known = {unit: score for unit, score in scores.items() if score is not None}
    measures = {
        unit: Measure.of_mean(
            known[unit].people,
            estimate=float(known[unit].total),
            se=known[unit].error,
            df=known[unit].people - 1,
        )
        if unit in known
        else Measure.of_people(0)
        for unit in scores
    }
    return _as_hidden_elsewhere(release_parts(known, measures), counted, by_factor)


def _as_hidden_elsewhere(
    released: dict[str, Released[PapiScore]],
    counted: Mapping[str, Tallied],
    by_factor: Mapping[str, list[str]],
) -> dict[str, Released[PapiScore]]:
    """Hold back what the pooled index hides for protection: both rest on the same answers.

    The two count people differently and so may choose another unit to hide beside a small one;
    the score of the one unit and the index of the other would then solve for the small one.
    """
    items = [code for codes in by_factor.values() for code in codes]
    found = {unit: overall(one, items, "pooled") for unit, one in counted.items()}
    index = release_parts(found, {unit: Measure.of_share(one) for unit, one in found.items()})
    return {
        unit: there if isinstance(there, Withheld) and _protects(there) else one
        for unit, one in released.items()
        for there in (index[unit],)
    }


def _protects(one: Withheld) -> bool:
    return bool({"few_people", "protects_others"}.intersection(one.decision.reasons))


def _score(one: Tallied, by_factor: Mapping[str, list[str]]) -> PapiScore | None:
    """Score one unit; None where an item has no answer, so that a dimension lacks a part.

    Each item is one part of its factor. The error of the total adds the errors of all parts, for
    the same people gave them.
    """
    dimensions: dict[str, Fraction] = {}
    error = 0.0
    people = one.forms
    for factor, codes in by_factor.items():
        counts = [one.items.get(code, Counted(0, 0)) for code in codes]
        if not all(count.valid for count in counts):
            return None
        people = min(people, *(count.valid for count in counts))
        parts = [
            part_score([Fraction(count.satisfied, count.valid)], [_SHARE], parts=len(codes))
            for count in counts
        ]
        dimensions[factor] = dimension_sum(parts)
        error += sum(part_error([_error(count)], [_SHARE], parts=len(codes)) for count in counts)
    whole = total(dimensions)
    return None if whole is None else PapiScore(dimensions, whole, error, people)


def _error(count: Counted) -> float:
    """Give the error of a share with two more answers on either side (Agresti and Coull 1998)."""
    share = (count.satisfied + 2) / (count.valid + 4)
    return sqrt(share * (1 - share) / (count.valid + 4))


def _changes(
    database: Database,
    groups: Mapping[str, str],
    by_factor: Mapping[str, list[str]],
    *,
    periods: tuple[tuple[str, ...], tuple[str, ...]],
    ever: Mapping[str, int],
) -> dict[str, Shown[Change]]:
    """Compare each shown unit's total of the newest months with the months before.

    ``ever`` counts the forms of all time of the units whose score is shown. Where the two periods
    leave out only a few of them, those could be told from the three numbers: no change is given.
    """
    items = [code for codes in by_factor.values() for code in codes]
    found: list[dict[str, Shown[PapiScore]]] = []
    forms: Counter[str] = Counter()
    for months in periods:
        if not months:
            return {}
        first, last = _days(months)
        counted = tallied(database, groups, "unit", items=items, since=first, until=last)
        forms.update({unit: one.forms for unit, one in counted.items()})
        released = _released(counted, by_factor)
        found.append(
            {unit: one for unit, one in released.items() if isinstance(one, Shown) and unit in ever}
        )
    safe = {unit for unit, people in ever.items() if not _leaves_few_out(forms[unit], people)}
    found = [{unit: one for unit, one in part.items() if unit in safe} for part in found]
    before, after = (
        {unit: (float(one.value.total), one.value.error) for unit, one in period.items()}
        for period in found
    )
    return {
        unit: _shown_with(found[-1][unit], change)
        for unit, change in changes(before, after).items()
    }


def _leaves_few_out(compared: int, ever: int) -> bool:
    """Tell whether all time and the two periods differ by a few people only."""
    domains = {"ever": {"compared", "rest"}, "compared": {"compared"}}
    return bool(telling_differences(domains, {"compared": compared, "rest": ever - compared}))


def _months(database: Database) -> tuple[str, ...]:
    forms = Answers(database).tallies(("month",), item=ANSWER_ITEM)
    return tuple(sorted(str(tally.domain["month"]) for tally in forms))


def _days(months: tuple[str, ...]) -> tuple[date, date]:
    first = date.fromisoformat(f"{months[0]}-01")
    last = date.fromisoformat(f"{months[-1]}-01")
    return first, last.replace(day=monthrange(last.year, last.month)[1])


def _decimal(score: Fraction) -> Decimal:
    """Write a score for ordering: equal fractions stay equal, others apart to 28 digits."""
    return Decimal(score.numerator) / Decimal(score.denominator)


def _shown_with(score: Shown[PapiScore], change: Change) -> Shown[Change]:
    """Let a change through under the decision on the newer score; the older one is shown too."""
    return score.of(lambda _: change)
