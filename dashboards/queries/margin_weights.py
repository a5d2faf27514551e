"""This module weights a group's answers by field, way of filing, sex and age, when asked.

It reads every answer once, keeps what came out, and lets it through when it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from dashboards.queries.indices import tallied
from dashboards.queries.made import Made, made
from dashboards.queries.representation import release_plain
from dashboards.queries.satisfaction import OVERALL
from dashboards.queries.served import served
from dashboards.queries.whom import ServedBy, whom
from scoring.disclosure import (
    MINIMUM,
    Decision,
    Measure,
    Released,
    Withheld,
    release_parts,
    release_weighted,
)
from scoring.inference.estimates import DomainEstimates
from scoring.inference.intervals import share_interval
from scoring.inference.margin_weights import FittedMargin, ServedMargin, Weighed, weigh
from scoring.types import Text
from storage import Analyses, Answers, Database

KIND: Final = "margin_weights"
_METHOD: Final = 1
_SATISFIED: Final = frozenset({4, 5})
_RATINGS: Final = frozenset({1, 2, 3, 4, 5})
_TOTALS: Final = 3  # over the same units: plain, by unit, by unit and margins


@dataclass(frozen=True, slots=True)
class MarginShare:
    """A share satisfied with its interval, design effect and effective number of answers.

    `trimmed` counts answers whose weight was cut, `gap` is what is left between a group and its
    target, as a share of all.
    """

    n: int
    estimate: float
    ci_low: float
    ci_high: float
    deff: float
    effective_n: float
    trimmed: int
    gap: float


@dataclass(frozen=True, slots=True)
class Part:
    """Categories weighted as one: their names, how many were served, how many answered."""

    names: tuple[Text, ...]
    served: int
    answers: Released[int]


@dataclass(frozen=True, slots=True)
class Use:
    """How a margin was used: `unused` is empty or says why not; `units` of them have counts."""

    margin: str
    source: str
    parts: tuple[Part, ...]
    not_stated: Released[int] | None
    without_answers: tuple[tuple[Text, int], ...]
    unused: str
    units: int


@dataclass(frozen=True, slots=True)
class MarginWeights:
    """The share satisfied as the answers came and weighted by unit and margins."""

    answers: int
    units: int
    new_answers: int
    plain: Released[MarginShare]
    weighted: Released[MarginShare]
    uses: tuple[Use, ...]
    simulated: bool


def kept_weights(
    database: Database, subject: str, groups: Mapping[str, str]
) -> tuple[MarginWeights, Made] | None:
    """Find the newest weighting of a group, and let it through."""
    kept = Analyses(database).latest(KIND, subject)
    if kept is None or kept.content["method"] != _METHOD:
        return None
    content: Mapping[str, Any] = kept.content
    now = tallied(database, groups, "unit", items=(OVERALL,))
    rated = sum(
        now[unit].items[OVERALL].valid
        for unit in content["used"]
        if unit in now and OVERALL in now[unit].items
    )
    return _let_through(content, new_answers=rated - int(content["plain"]["n"])), made(kept)


def make_weights(
    database: Database,
    subject: str,
    groups: Mapping[str, str],
    *,
    directories: Sequence[Path],
    made_by: str,
    at: datetime,
) -> bool:
    """Weight all answers of some units anew and keep it; False where nothing can be weighted."""
    known = served(database, groups)
    by = whom(database, directories=directories)
    if known is None or not by:
        return False
    people = {
        unit: one.items[OVERALL].valid
        for unit, one in tallied(database, groups, "unit", items=(OVERALL,)).items()
        if OVERALL in one.items and one.items[OVERALL].valid > 0
    }
    used = sorted(unit for unit in people if known.by_unit.get(unit, 0) > 0)
    if sum(people[unit] for unit in used) < 2:
        return False
    complete = [one for one in by if all(unit in one.served for unit in used)]
    rows, times = _rows(database, used, complete)
    found = weigh(
        rows[0],
        rows[1].astype(np.float64),
        times,
        served=np.array([float(known.by_unit[unit]) for unit in used]),
        margins=[
            ServedMargin(
                one.margin,
                rows[2 + place],
                np.array(one.totals(used), dtype=np.float64),
                ordered=one.ordered,
            )
            for place, one in enumerate(complete)
        ],
    )
    fitted = {one.name: one for one in found.margins}
    Analyses(database).keep(
        KIND,
        subject,
        made_from={"method": _METHOD, "at": at.isoformat(), "units": sorted(groups)},
        content={
            "method": _METHOD,
            "used": used,
            "people": people,
            "simulated": known.simulated or any(one.simulated for one in complete),
            **_numbers(found),
            "uses": [
                _use(one, used, fitted.get(one.margin))
                for one in by
                if any(unit in one.served for unit in used)
            ],
        },
        made_at=at,
        made_by=made_by,
    )
    return True


def _rows(
    database: Database, used: Sequence[str], margins: Sequence[ServedBy]
) -> tuple[np.ndarray, np.ndarray]:
    """Count answers alike: unit, satisfied, and the category of each margin (-1: not stated)."""
    items = dict.fromkeys(item for one in margins for item in one.items)
    columns = Answers(database).columns([OVERALL, *(item for item in items if item != OVERALL)])
    place = {unit: at for at, unit in enumerate(used)}
    counts: Counter[tuple[int, ...]] = Counter()
    for row, unit in enumerate(columns["unit"]):
        mark = columns[OVERALL][row]
        if unit not in place or mark not in _RATINGS:
            continue
        category = [
            one.category([columns[item][row] for item in one.items], str(columns["channel"][row]))
            for one in margins
        ]
        counts[place[str(unit)], int(mark in _SATISFIED), *category] += 1
    ordered = sorted(counts.items())
    return (
        np.array([key for key, _ in ordered], dtype=np.int64).T,
        np.array([n for _, n in ordered], dtype=np.float64),
    )


def _numbers(found: Weighed) -> dict[str, object]:
    return {
        "plain": _share(found.plain, effective_n=float(found.plain.n[0]), found=None),
        "weighted": _share(found.weighted, effective_n=found.effective_n, found=found),
        "df": float(found.weighted.df[0]),
    }


def _share(
    one: DomainEstimates, *, effective_n: float, found: Weighed | None
) -> dict[str, float | int]:
    low, high = share_interval(one.estimate, one.se, n=one.n, df=one.df, method="wilson")
    return {
        "n": int(one.n[0]),
        "estimate": float(one.estimate[0]),
        "ci_low": float(low[0]),
        "ci_high": float(high[0]),
        "deff": float(np.nan_to_num(one.deff[0], nan=1.0)),
        "effective_n": effective_n,
        "trimmed": 0 if found is None else found.trimmed,
        "gap": 0.0 if found is None else found.gap,
    }


def _use(by: ServedBy, used: Sequence[str], fitted: FittedMargin | None) -> dict[str, object]:
    """Keep how a margin was used; one that some units do not count is not used."""
    counted = sum(unit in by.served for unit in used)
    names = [{"vi": name.vi, "en": name.en} for name in by.names]
    if fitted is None:
        return {
            "margin": by.margin, "source": by.source, "units": counted, "unused": "units",
            "parts": [], "not_stated": None, "without": [],
        }  # fmt: skip
    totals = by.totals(used)
    return {
        "margin": by.margin,
        "source": by.source,
        "units": counted,
        "unused": fitted.unused,
        "parts": [
            {
                "names": [names[at] for at in group.categories],
                "served": group.served,
                "answers": group.answers,
            }
            for group in fitted.groups
        ],
        "not_stated": fitted.not_stated,
        "without": [[names[at], totals[at]] for at in fitted.without_answers],
    }


def _let_through(content: Mapping[str, Any], *, new_answers: int) -> MarginWeights:
    people = {unit: Measure.of_people(n) for unit, n in content["people"].items()}
    parts = release_parts(dict.fromkeys(people), people)
    inside = [parts[unit] for unit in content["used"]]
    plain, weighted = MarginShare(**content["plain"]), MarginShare(**content["weighted"])
    before = release_plain(plain, Measure.of_share(plain), parts, inside=inside)
    if 0 < abs(new_answers) < MINIMUM:  # today's number stands on the same page
        before = Withheld(Decision("not_publishable", ("protects_others",)))
    return MarginWeights(
        plain.n,
        len(content["used"]),
        max(0, new_answers),
        before,
        release_weighted(
            weighted,
            Measure.of_share(weighted, df=content["df"], effective_n=weighted.effective_n),
            parts=inside,
            totals=_TOTALS,
        ),
        tuple(_shown_use(one) for one in content["uses"]),
        content["simulated"],
    )


def _shown_use(kept: Mapping[str, Any]) -> Use:
    silent = kept["not_stated"]
    counts: dict[int, int] = {at: part["answers"] for at, part in enumerate(kept["parts"])}
    if silent:
        counts[-1] = silent
    shown = release_parts(counts, {at: Measure.of_people(n) for at, n in counts.items()})
    return Use(
        kept["margin"],
        kept["source"],
        tuple(
            Part(tuple(Text(**name) for name in part["names"]), part["served"], shown[at])
            for at, part in enumerate(kept["parts"])
        ),
        shown.get(-1),
        tuple((Text(**name), n) for name, n in kept["without"]),
        kept["unused"],
        kept["units"],
    )
