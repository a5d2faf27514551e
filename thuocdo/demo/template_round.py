"""This module opens a round on the departments' template set, with figures that are made up."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from scoring.definitions.criteria_set import CriteriaSet, Criterion
from scoring.definitions.criteria_sets import criteria_directories, find_set
from scoring.rule import AreaKind, Input
from scoring.rules.formula import FormulaRule
from scoring.rules.options import Options
from scoring.types import Figure, Text, Unit
from storage.database import Database
from storage.figures import Figures
from storage.records import NewFigure, NewRound
from storage.rounds import Rounds
from thuocdo.demo import province
from thuocdo.demo.rounds import YEAR, Note

TEMPLATE_SET: Final = "cchc-so/2026"
TEMPLATE_ROUND: Final = "cchc-2026-so"
SIMULATED: Final = "Dữ liệu mô phỏng của bản trình diễn"
_SEED: Final = 876
_WITHOUT_FIGURE: Final = 0.02  # a round under way has gaps
_NOT_ARISING: Final = 0.02
_TITLE: Final = Text(
    "Chỉ số CCHC năm 2026: sở, ban, ngành (bộ tiêu chí mẫu)",
    "PAR index 2026: departments (template set)",
)


def open_template_round(
    database: Database, *, group: str, author: str, now: datetime, note: Note
) -> int:
    """Open the round, declare simulated figures, publish nothing; give the number of figures.

    It shows every rule type, bands and gaps; the round and each figure say that they are simulated.
    """
    criteria_set = find_set(TEMPLATE_SET, directories=criteria_directories())
    Rounds(database).open(
        NewRound(
            id=TEMPLATE_ROUND,
            title=_TITLE,
            year=YEAR,
            group=group,
            set_id=criteria_set.id,
            set_sha256=criteria_set.sha256,
            set_content=criteria_set.raw,
            opened_at=now,
            simulated=True,
        )
    )
    note("round.opened", TEMPLATE_ROUND, set=criteria_set.id, sha256=criteria_set.sha256)
    units = [
        Unit(unit.code, unit.name, unit.group, unit.kind)
        for unit in province.official_units()
        if unit.group == group
    ]
    figures = list(
        made_up_figures(criteria_set, units, TEMPLATE_ROUND, seed=_SEED, author=author, now=now)
    )
    Figures(database).declare(*figures)
    note("figures.simulated", TEMPLATE_ROUND, number=len(figures), seed=_SEED)
    return len(figures)


def made_up_figures(
    criteria_set: CriteriaSet,
    units: Sequence[Unit],
    round_id: str,
    *,
    seed: int,
    author: str,
    now: datetime,
) -> Iterator[NewFigure]:
    """Make up what units declare in a round, each figure labelled as simulated."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation, not a secret
    for unit in units:
        effort = chance.betavariate(9, 2)
        for criterion in criteria_set.criteria():
            if not all(one.includes(unit) for one in criteria_set.conditions(criterion.code)):
                continue
            kind = criteria_set.area_of(criterion.code).kind
            for name, value in _figures(criterion, effort, chance=chance, kind=kind).items():
                yield NewFigure(
                    round_id=round_id,
                    unit_code=unit.code,
                    criterion=criterion.code,
                    input=name,
                    value=value,
                    step="declared",
                    author=author,
                    recorded_at=now,
                    source=SIMULATED,
                    evidence=SIMULATED,
                )


def _figures(
    criterion: Criterion, effort: float, *, chance: random.Random, kind: AreaKind
) -> Mapping[str, Figure]:
    """Make up the figures of one unit and one criterion; `effort` (0 to 1) moves all of them."""
    few = kind == "bonus" and chance.random() > effort / 3  # a bonus is rare
    if few or chance.random() < _WITHOUT_FIGURE:
        return {}
    if kind == "scored" and chance.random() < _NOT_ARISING:
        return {"not_applicable": Decimal(1)}
    rule = criterion.scoring_rule
    if rule.type == "deduction":
        return {"count": Decimal(chance.choices((0, 1, 2), (effort * 12, 3, 1))[0])}
    if kind == "penalty" and isinstance(rule, Options):
        mildest = min(rule.options, key=lambda option: option.points)
        return {"option": mildest.code}
    if isinstance(rule, FormulaRule):
        return _parts(rule, effort, chance=chance)
    return dict(_inputs(criterion, effort, chance=chance))


def _parts(rule: FormulaRule, effort: float, *, chance: random.Random) -> Mapping[str, Figure]:
    """Make up parts and, last, a whole that is not smaller than all of them together."""
    *parts, whole = (one.name for one in rule.variables)
    each = round(chance.randint(60, 400) * min(1.0, effort) / len(parts))
    found = {name: Decimal(each) for name in parts}
    return {**found, whole: Decimal(each * len(parts) + chance.randint(0, 30))}


def _inputs(
    criterion: Criterion, effort: float, *, chance: random.Random
) -> Iterator[tuple[str, Figure]]:
    inputs = criterion.scoring_rule.inputs()
    share = min(1.0, max(0.0, chance.gauss(effort, 0.12)))
    if "denominator" in inputs:
        whole = chance.randint(20, 400)
        yield "numerator", Decimal(round(whole * share))
        yield "denominator", Decimal(whole)
        return
    for name, taken in inputs.items():
        if name == "held":  # the survey was held: its index says so
            continue
        yield name, _value(taken, share, maximum=float(criterion.maximum), chance=chance)


def _value(taken: Input, share: float, *, maximum: float, chance: random.Random) -> Figure:
    if taken.kind == "yes":
        return Decimal(int(share > 0.55))
    if taken.kind == "option":
        worst = len(taken.options) - 1
        return taken.options[min(worst, int((1 - share) * (worst + 1.5)))]
    if taken.kind == "percent":
        return Decimal(f"{share * 100:.2f}")
    if taken.kind == "points":
        return Decimal(f"{round(share * maximum * 4) / 4:.2f}")
    if taken.kind == "count":
        return Decimal(chance.randint(1, 6) if taken.needed else chance.randint(40, 400))
    return SIMULATED
