"""This module holds `thuocdo survey`: estimates from files of answers, and weights."""

from __future__ import annotations

import csv
import math
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.tables.cells import harmless
from scoring.types import N_, ProblemsFound
from thuocdo.commands import paper, preview
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from thuocdo.surveys.estimation import Row

SATISFIED = "4,5"


class Statistic(StrEnum):
    """What is estimated."""

    mean = "mean"
    share = "share"


class Interval(StrEnum):
    """The interval of a share."""

    logit = "logit"
    wilson = "wilson"
    beta = "beta"


class Lonely(StrEnum):
    """What to do with a stratum of one cluster."""

    fail = "fail"
    remove = "remove"
    certainty = "certainty"
    adjust = "adjust"
    average = "average"


class Method(StrEnum):
    """How weights are fitted."""

    rake = "rake"
    poststratify = "poststratify"


AnswersOption = Annotated[
    Path, typer.Option(help=both(N_("The answers: CSV with a header, one row each.")))
]
WeightsOption = Annotated[
    str | None, typer.Option(help=both(N_("The column with the sampling weights.")))
]


OutOption = Annotated[Path, typer.Option(help=both(N_("The file to write.")))]
ItemsOption = Annotated[
    str, typer.Option(help=both(N_("The columns with the answers, separated by commas.")))
]
StatisticOption = Annotated[
    Statistic, typer.Option(help=both(N_("The mean, or the share of satisfied answers.")))
]
ByOption = Annotated[
    str | None,
    typer.Option(help=both(N_("The column with the domains; empty cells count for ALL only."))),
]
StrataOption = Annotated[str | None, typer.Option(help=both(N_("The column with the strata.")))]
ClusterOption = Annotated[
    str | None,
    typer.Option(help=both(N_("The columns with the clusters of each stage: C or C,C2."))),
]
FpcOption = Annotated[
    str | None,
    typer.Option(help=both(N_("The columns with the population sizes of each stage: C or C,C2."))),
]
IntervalOption = Annotated[Interval, typer.Option(help=both(N_("The interval of a share.")))]
LevelOption = Annotated[float, typer.Option(help=both(N_("The confidence level.")))]
SatisfiedOption = Annotated[
    str | None, typer.Option(help=both(N_("The answers that count as satisfied; 4,5 otherwise.")))
]
LonelyOption = Annotated[
    Lonely, typer.Option(help=both(N_("The rule for a stratum with a single cluster.")))
]


def register(root: typer.Typer) -> None:
    """Add `survey` to the command tree."""
    group = typer.Typer(
        help=both(N_("Estimates from files of answers, and weights.")), no_args_is_help=True
    )
    group.command("estimate", help=both(N_("Estimate means or shares with their errors.")))(
        estimate
    )
    group.command("weight", help=both(N_("Fit weights to known totals.")))(weight)
    paper.register(group)
    preview.register(group)
    root.add_typer(group, name="survey")


def estimate(  # noqa: PLR0913  # one parameter is one option
    *,
    answers: AnswersOption,
    items: ItemsOption,
    out: OutOption,
    statistic: StatisticOption = Statistic.mean,
    by: ByOption = None,
    strata: StrataOption = None,
    cluster: ClusterOption = None,
    weights: WeightsOption = None,
    fpc: FpcOption = None,
    interval: IntervalOption = Interval.logit,
    level: LevelOption = 0.95,
    satisfied: SatisfiedOption = None,
    lonely: LonelyOption = Lonely.fail,
) -> int:
    """Write domain,item,statistic,n,estimate,se,ci_low,ci_high,deff; empty where there is none."""
    from thuocdo.surveys.estimation import WHOLE, Asked, estimate_file
    from thuocdo.surveys.sampling import Sampling

    names = _names(items)
    points = _checked(items, names, level=level, satisfied=satisfied)
    asked = Asked(
        items=names,
        statistic=statistic.value,
        by=by,
        interval=interval.value,
        level=level,
        satisfied=points,
        any_scale=satisfied is not None,
        sampling=Sampling(
            strata=strata,
            clusters=_names(cluster),
            weights=weights,
            sizes=_names(fpc),
            lonely=lonely.value,
        ),
    )
    rows = estimate_file(answers, asked)
    _write(rows, out)
    tell(
        N_("{items} items, {domains} domains beside the whole. Written to {file}."),
        items=len(names),
        domains=len({row[0] for row in rows} - {WHOLE}),
        file=str(out),
    )
    return 0


def weight(
    *,
    answers: AnswersOption,
    targets: Annotated[
        Path, typer.Option(help=both(N_("The known totals: variable,category,total.")))
    ],
    out: OutOption,
    method: Annotated[
        Method, typer.Option(help=both(N_("How the weights are fitted.")))
    ] = Method.rake,
    weights: WeightsOption = None,
    name: Annotated[str, typer.Option(help=both(N_("The name of the new column.")))] = "weight",
) -> int:
    """Write the answers with one more column, whose sums meet the known totals."""
    from thuocdo.surveys.answer_file import column_names, with_column
    from thuocdo.surveys.weighting import weigh_file

    if name in column_names(answers):
        raise refusal(
            "--name",
            expected=N_("a name that no column has yet"),
            got=name,
            remedy=N_("Choose another name."),
        )
    fitted = weigh_file(answers, targets, method=method.value, weights=weights)
    text = with_column(answers, name, fitted)
    out.write_text(text, encoding="utf-8", newline="")
    tell(
        N_("{rows} answers weighted; the weights add up to {total}. Written to {file}."),
        rows=int(fitted.size),
        total=f"{fitted.sum():.15g}",
        file=str(out),
    )
    mean, worth = float(fitted.mean()), float(fitted.sum() ** 2 / (fitted**2).sum())
    tell(
        N_(
            "Worth {worth} answers of equal weight (Kish); the largest weight is {times} times the"
            " mean. Weights do not make volunteers a random sample."
        ),
        worth=round(worth),
        times=Decimal(f"{float(fitted.max()) / mean:.1f}"),
    )
    return 0


def _checked(
    items: str, names: tuple[str, ...], *, level: float, satisfied: str | None
) -> tuple[float, ...]:
    """Give the satisfied answers; refuse impossible options, all at once."""
    points, problems = _points(satisfied or SATISFIED)
    if not 0 < level < 1:
        problems.append(_level_refused(level))
    if not names:
        problems.append(_nothing_named("--items", items))
    if problems:
        raise ProblemsFound(each for found in problems for each in found.problems)
    return points


def _write(rows: list[Row], out: Path) -> None:
    from thuocdo.surveys.estimation import COLUMNS

    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _names(given: str | None) -> tuple[str, ...]:
    parts = [] if given is None else [part.strip() for part in given.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


def _points(given: str) -> tuple[tuple[float, ...], list[ProblemsFound]]:
    try:
        points = tuple(float(part) for part in _names(given))
    except ValueError:
        points = ()
    if points and all(map(math.isfinite, points)):
        return points, []
    expected = N_("numbers separated by commas, such as 4,5")
    remedy = N_("Correct the option, or leave it out.")
    return (), [refusal("--satisfied", expected=expected, got=given, remedy=remedy)]


def _level_refused(level: float) -> ProblemsFound:
    return refusal(
        "--level",
        expected=N_("a probability between 0 and 1, such as 0.95"),
        got=str(level),
        remedy=N_("Correct the option, or leave it out."),
    )


def _nothing_named(option: str, got: str) -> ProblemsFound:
    return refusal(
        option,
        expected=N_("names of columns separated by commas"),
        got=got,
        remedy=N_("Name at least one column."),
    )


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return harmless(value)
    return repr(value) if math.isfinite(value) else ""
