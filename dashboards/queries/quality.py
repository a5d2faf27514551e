"""This module measures the measuring: reliability of the scale, agreement of two appraisers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np

from dashboards.queries.indices import factor_of
from dashboards.queries.made import Made, made
from dashboards.queries.questions import rating_words
from dashboards.queries.results import Results
from scoring.reliability.agreement import Agreement, grade_table, icc_agreement, weighted_kappa
from scoring.reliability.consistency import consistency
from storage import Analyses, Answers, Database, FigureRecord, Figures

KIND: Final = "quality"
_FEWEST_CASES: Final = 5
_FEWEST_PEOPLE: Final = 30


@dataclass(frozen=True, slots=True)
class ItemFit:
    """One item: its correlation with the sum of the others, and alpha without it."""

    item: str
    item_rest: float
    alpha_without: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well the items measure one thing; `people` answered every item."""

    people: int
    alpha: float
    omega: float
    items: tuple[ItemFit, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement over some cases, 1 is perfect: by which measure, with its interval."""

    measure: str  # "icc" or "kappa"
    cases: int
    value: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured: None where there is too little to measure it from.

    `declared` sets what units declared against what was appraised, `appraisers` two different
    persons who appraised the same figure one after the other.
    """

    reliability: Reliability | None
    declared: tuple[Agreed, ...]
    appraisers: tuple[Agreed, ...]
    pairs_declared: int
    pairs_appraisers: int


def kept_quality(database: Database, round_id: str) -> tuple[Quality, Made] | None:
    """Find the newest measurement for a round's group."""
    kept = Analyses(database).latest(KIND, round_id)
    return None if kept is None else (_read(kept.content), made(kept))


def measure_quality(database: Database, results: Results, *, made_by: str, at: datetime) -> Quality:
    """Measure anew from all answers and all figures of the round's units, and keep it."""
    declared, appraisers = _pairs(database, results)
    measured = Quality(
        _reliability(database, frozenset(results.scores)),
        _agreement(declared),
        _agreement(appraisers),
        len(declared),
        len(appraisers),
    )
    Analyses(database).keep(
        KIND,
        results.round.id,
        made_from={"at": at.isoformat(), "figures_up_to": results.latest_figure_id},
        content=asdict(measured),
        made_at=at,
        made_by=made_by,
    )
    return measured


def _reliability(database: Database, units: frozenset[str]) -> Reliability | None:
    items = [code for code in rating_words(database).labels if factor_of(code) is not None]
    columns = Answers(database).columns(items)
    rows = [
        [_mark(columns[item][row]) for item in items]
        for row, unit in enumerate(columns["unit"])
        if unit in units
    ]
    people = sum(not np.isnan(row).any() for row in rows)
    if people < _FEWEST_PEOPLE:
        return None
    try:
        found = consistency(np.array(rows))
    except ValueError:  # an item to which all gave one answer, or fewer than three items
        return None
    return Reliability(
        found.n,
        found.alpha,
        found.omega,
        tuple(
            ItemFit(item, float(found.item_rest[place]), float(found.alpha_without[place]))
            for place, item in enumerate(items)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two statements of one figure, as shares of its range, or as grades."""

    first: float
    second: float
    grades: int  # 0 for a number


def _pairs(database: Database, results: Results) -> tuple[list[_Pair], list[_Pair]]:
    declared: list[_Pair] = []
    appraisers: list[_Pair] = []
    store = Figures(database)
    for unit in results.scores:
        cells: dict[tuple[str, str], list[FigureRecord]] = defaultdict(list)
        for record in store.history(results.round.id, unit):
            cells[record.criterion, record.input].append(record)
        for (criterion, name), records in cells.items():
            ordered = sorted(records, key=lambda record: record.id)
            stated = [record for record in ordered if record.step == "declared"]
            judged = [record for record in ordered if record.step == "appraised"]
            if stated and judged:
                declared += _pair(results, criterion, name, both=(stated[-1], judged[-1]))
            others = [record for record in judged[1:] if record.author != judged[0].author]
            if others:
                appraisers += _pair(results, criterion, name, both=(judged[0], others[0]))
    return declared, appraisers


def _pair(
    results: Results, criterion: str, name: str, *, both: tuple[FigureRecord, FigureRecord]
) -> list[_Pair]:
    """Lay two statements on one scale; what has no scale of its own (counts) is left out."""
    try:
        part = results.criteria_set.criterion(criterion)
    except KeyError:
        return []
    taken = part.scoring_rule.inputs().get(name)
    values = [record.value for record in both]
    if taken is None or any(value is None for value in values):
        return []
    if taken.kind == "option" and all(value in taken.options for value in values):
        first, second = (taken.options.index(str(value)) for value in values)
        return [_Pair(first, second, len(taken.options))]
    numbers = [float(value) for value in values if isinstance(value, Decimal)]
    if len(numbers) < len(values):
        return []
    if taken.kind == "yes":
        return [_Pair(numbers[0], numbers[1], 2)]
    whole = {"percent": 100.0, "points": float(part.maximum)}.get(taken.kind, 0.0)
    return [_Pair(numbers[0] / whole, numbers[1] / whole, 0)] if whole else []


def _agreement(pairs: Sequence[_Pair]) -> tuple[Agreed, ...]:
    found: list[Agreed] = []
    scores = [pair for pair in pairs if not pair.grades]
    if len(scores) >= _FEWEST_CASES:
        ratings = np.array([[pair.first, pair.second] for pair in scores])
        found += _measured("icc", lambda: icc_agreement(ratings))
    grades = [pair for pair in pairs if pair.grades]
    if len(grades) >= _FEWEST_CASES:
        most = max(pair.grades for pair in grades)
        table = grade_table(
            np.array([int(pair.first) for pair in grades]),
            np.array([int(pair.second) for pair in grades]),
            most,
        )
        found += _measured("kappa", lambda: weighted_kappa(table))
    return tuple(found)


def _measured(measure: str, calculate: Callable[[], Agreement]) -> list[Agreed]:
    try:
        found = calculate()
    except ValueError:  # nothing varies, so that agreement cannot be told from chance
        return []
    if np.isnan([found.value, found.ci_low, found.ci_high]).any():
        return []
    return [Agreed(measure, found.n, found.value, found.ci_low, found.ci_high)]


def _mark(value: object) -> float:
    return float(value) if isinstance(value, int) else float("nan")


def _read(content: Mapping[str, Any]) -> Quality:
    scale = content["reliability"]
    return Quality(
        None
        if scale is None
        else Reliability(
            scale["people"],
            scale["alpha"],
            scale["omega"],
            tuple(ItemFit(**one) for one in scale["items"]),
        ),
        tuple(Agreed(**one) for one in content["declared"]),
        tuple(Agreed(**one) for one in content["appraisers"]),
        content["pairs_declared"],
        content["pairs_appraisers"],
    )
