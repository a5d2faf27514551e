"""This module estimates items by domain from a file of answers, for `thuocdo survey estimate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from scoring.inference.arrays import Bools, Floats
from scoring.inference.cells import Cells, make_cells
from scoring.inference.estimates import DomainEstimates, estimate
from scoring.inference.intervals import ShareInterval, share_interval, t_interval
from scoring.tables.csv_table import row_problem
from scoring.types import N_, Problem, ProblemsFound, said
from thuocdo.surveys.answer_file import AnswerFile, read_answers, read_strictly, refuse_rows
from thuocdo.surveys.sampling import Sampling, build_design, design_problems

Statistic = Literal["mean", "share"]
WHOLE = "ALL"
COLUMNS = ("domain", "item", "statistic", "n", "estimate", "se", "ci_low", "ci_high", "deff")
SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be estimated, and how."""

    items: tuple[str, ...]
    statistic: Statistic
    by: str | None
    interval: ShareInterval
    level: float
    satisfied: tuple[float, ...]
    any_scale: bool
    sampling: Sampling


Row = tuple[str, str, str, int, float, float, float, float, float]


def estimate_file(path: Path, asked: Asked) -> list[Row]:
    """Estimate every item of the whole and of every domain; raises ProblemsFound, OSError."""
    sampling = asked.sampling
    text = (*sampling.text, *([asked.by] if asked.by else []))
    number = (*sampling.number, *asked.items)
    answers = read_answers(path, text=text, number=number)
    try:
        return _estimated(answers, asked)
    except ProblemsFound:
        if answers.lines.size:
            raise
    # The fast reader knows no lines: read again, to say where each problem stands.
    return _estimated(read_strictly(path, text=text, number=number), asked)


def _estimated(answers: AnswerFile, asked: Asked) -> list[Row]:
    problems = [*design_problems(answers, asked.sampling), *_domain_problems(answers, asked)]
    for item in asked.items if asked.statistic == "share" and not asked.any_scale else ():
        values = answers.number[item]
        problems += refuse_rows(
            answers,
            item,
            ~np.isnan(values) & ~np.isin(values, SCALE),
            expected=said(N_("an answer from 1 to 5, or an empty cell")),
            remedy=said(N_("Empty what is no answer; for another scale say --satisfied.")),
        )
    if problems:
        raise ProblemsFound(problems)
    design = build_design(answers, asked.sampling)
    whole = make_cells(design, np.zeros(answers.rows, np.int64), domains=1)
    tables = [_table(answers, whole, asked, names=(WHOLE,))]
    if asked.by:
        codes, names = answers.text[asked.by]
        cells = make_cells(design, codes, domains=len(names))
        tables.append(_table(answers, cells, asked, names=names))
    return [row for table in tables for row in table]


def _domain_problems(answers: AnswerFile, asked: Asked) -> Iterator[Problem]:
    if asked.by and WHOLE in answers.text[asked.by][1]:
        codes, names = answers.text[asked.by]
        first = int(np.flatnonzero(codes == names.index(WHOLE))[0])
        yield row_problem(
            "domain.all",
            answers.file,
            answers.line(first),
            place=asked.by,
            expected=said(N_("a domain of another name")),
            got=said(N_("“{value}”"), value=WHOLE),
            remedy=said(N_("ALL stands for the whole sample; rename the domain.")),
        )


def _table(answers: AnswerFile, cells: Cells, asked: Asked, *, names: Sequence[str]) -> list[Row]:
    """Give the rows of every domain in the order of the names, those without a name left out."""
    columns = []
    for item in asked.items:
        values, valid = _values(answers.number[item], asked)
        found = estimate(cells, values, valid=valid)
        columns.append((item, found, *_interval(found, asked)))
    rows: list[Row] = []
    for at, name in enumerate(names):
        if not name:
            continue
        for item, found, low, high in columns:
            numbers = (found.estimate, found.se, low, high, found.deff)
            each, se, ci_low, ci_high, deff = (float(column[at]) for column in numbers)
            n = int(found.n[at])
            rows.append((name, item, asked.statistic, n, each, se, ci_low, ci_high, deff))
    return rows


def _values(numbers: Floats, asked: Asked) -> tuple[np.ndarray, Bools]:
    """Give what is averaged, as small whole numbers where it is that: those are counted faster."""
    valid = ~np.isnan(numbers)
    if asked.statistic == "share":
        return np.isin(numbers, asked.satisfied), valid
    small = bool(np.all(np.abs(numbers[valid]) <= 100))
    if small and bool(np.all(numbers[valid] == np.trunc(numbers[valid]))):
        return np.where(valid, numbers, 0).astype(np.int8), valid
    return numbers, valid


def _interval(found: DomainEstimates, asked: Asked) -> tuple[Floats, Floats]:
    if asked.statistic == "mean":
        return t_interval(found.estimate, found.se, df=found.df, level=asked.level)
    return share_interval(
        found.estimate,
        found.se,
        n=found.n,
        df=found.df,
        method=asked.interval,
        level=asked.level,
        rows=found.rows,
    )
