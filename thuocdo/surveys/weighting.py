"""This module fits the weights of answers to known totals, for `thuocdo survey weight`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from scoring.inference.arrays import Floats, Ints
from scoring.inference.calibration import CalibrationFault, Margin, poststratify, rake
from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, said
from thuocdo.surveys.answer_file import (
    MOST_SAID,
    AnswerFile,
    cell_problems,
    read_answers,
    read_strictly,
)
from thuocdo.surveys.sampling import Sampling, build_design, design_problems

Method = Literal["rake", "poststratify"]
JOINT = ":"


@dataclass(frozen=True, slots=True)
class _Target:
    """The known totals of one variable, or of several joined by a colon: category → line, total."""

    variable: str
    totals: dict[str, tuple[int, float]]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.variable.split(JOINT))


def weigh_file(answers: Path, targets: Path, *, method: Method, weights: str | None) -> Floats:
    """Give each row a weight, so that the weights of each category add up to its known total.

    Raises ProblemsFound with everything wrong in both files, and OSError.
    """
    wanted = _read_targets(targets, method=method)
    sampling = Sampling(weights=weights, lonely="remove")
    text = tuple(dict.fromkeys(name for each in wanted for name in each.columns))
    number = sampling.number
    known = read_answers(answers, text=text, number=number)
    try:
        return _weighed(known, wanted, file=str(targets), method=method, sampling=sampling)
    except ProblemsFound:
        if known.lines.size:
            raise
    strict = read_strictly(answers, text=text, number=number)
    return _weighed(strict, wanted, file=str(targets), method=method, sampling=sampling)


def _weighed(
    answers: AnswerFile,
    wanted: list[_Target],
    *,
    file: str,
    method: Method,
    sampling: Sampling,
) -> Floats:
    problems = design_problems(answers, sampling)
    weights = answers.number[sampling.weights] if sampling.weights else np.ones(answers.rows)
    margins = []
    for each in wanted:
        margin, found = _margin(answers, each, file=file, weights=weights)
        margins.append(margin)
        problems += found
    if problems:
        raise ProblemsFound(problems)
    design = build_design(answers, sampling)
    try:
        fitted = rake(design, margins) if method == "rake" else poststratify(design, margins[0])
    except CalibrationFault as fault:
        raise ProblemsFound([_said(fault, wanted, file)]) from fault
    return fitted.weights


def _margin(
    answers: AnswerFile, target: _Target, *, file: str, weights: Floats
) -> tuple[Margin, list[Problem]]:
    """Number the rows' categories in the order of the targets; say what does not meet."""
    codes, labels = _joined(answers, target.columns)
    names = list(target.totals)
    place = np.array([names.index(label) if label in target.totals else -1 for label in labels])
    category = place[codes]
    rows = np.flatnonzero(category < 0)
    problems = cell_problems(
        answers.file,
        target.variable,
        [answers.line(int(row)) or 0 for row in rows],
        got=[said(N_("“{value}”"), value=labels[int(codes[row])]) for row in rows[:MOST_SAID]],
        expected=said(N_("a category of {file}"), file=file),
        remedy=said(N_("Add its total, correct the cell, or leave the row out.")),
    )
    inside = category >= 0
    held = np.bincount(category[inside], weights=weights[inside], minlength=len(names))
    for at, (name, (line, total)) in enumerate(target.totals.items()):
        if total > 0 and held[at] == 0:
            problems.append(
                row_problem(
                    "targets.no-answers",
                    file,
                    line,
                    place=f"{target.variable} › {name}",
                    expected=said(N_("answers in this category")),
                    got=said(N_("none")),
                    remedy=said(N_("Join the category to another one, in both files.")),
                )
            )
        if total == 0 and held[at] > 0:
            problems.append(
                row_problem(
                    "targets.zero",
                    file,
                    line,
                    place=f"{target.variable} › {name}",
                    expected=said(N_("a total above 0, as there are answers")),
                    got=said(N_("0")),
                    remedy=said(N_("Correct the total, or leave the answers out.")),
                )
            )
    totals = np.array([total for _, total in target.totals.values()])
    return Margin(category.astype(np.int64), totals), problems


def _joined(answers: AnswerFile, columns: tuple[str, ...]) -> tuple[Ints, list[str]]:
    """Combine columns into one, categories joined by a colon."""
    codes, first = answers.text[columns[0]]
    labels = list(first)
    for name in columns[1:]:
        more, others = answers.text[name]
        keys, codes = np.unique(codes * len(others) + more, return_inverse=True)
        labels = [
            f"{labels[key // len(others)]}{JOINT}{others[key % len(others)]}"
            for key in keys.tolist()
        ]
    return codes.astype(np.int64), labels


def _read_targets(path: Path, *, method: Method) -> list[_Target]:
    table = read_table(path.read_bytes(), file=str(path), columns=("variable", "category", "total"))
    problems = list(table.problems)
    found: dict[str, dict[str, tuple[int, float]]] = {}
    for line, (variable, category, cell) in table.rows:
        total = _total(cell)
        here = found.setdefault(variable, {})
        if total is None:
            problems.append(_no_total(path, line, cell))
        elif not variable or not category:
            problems.append(_no_name(path, line))
        elif category in here:
            problems.append(
                _twice(path, line, variable=variable, category=category, before=here[category][0])
            )
        else:
            here[category] = (line, total)
    targets = [_Target(name, totals) for name, totals in found.items()]
    if not table.rows and not problems:
        problems.append(_no_targets(path))
    if method == "poststratify" and len(targets) > 1:
        problems.append(_too_many(path, targets))
    if problems:
        raise ProblemsFound(problems)
    return targets


def _total(cell: str) -> float | None:
    try:
        total = float(cell)
    except ValueError:
        return None
    return total if math.isfinite(total) and total >= 0 and "_" not in cell else None


def _no_total(path: Path, line: int, cell: str) -> Problem:
    return row_problem(
        "targets.total",
        str(path),
        line,
        place="total",
        expected=said(N_("a number of 0 or more, with a decimal point")),
        got=said(N_("“{value}”"), value=cell),
        remedy=said(N_("Write the number without grouping.")),
    )


def _no_name(path: Path, line: int) -> Problem:
    return row_problem(
        "targets.name",
        str(path),
        line,
        expected=said(N_("a variable and a category")),
        got=said(N_("an empty cell")),
        remedy=said(N_("Fill in both.")),
    )


def _twice(path: Path, line: int, *, variable: str, category: str, before: int) -> Problem:
    return row_problem(
        "targets.twice",
        str(path),
        line,
        place=f"{variable} › {category}",
        expected=said(N_("each category once")),
        got=said(N_("it stands in line {line} too"), line=before),
        remedy=said(N_("Delete one of the two.")),
    )


def _no_targets(path: Path) -> Problem:
    return row_problem(
        "targets.none",
        str(path),
        None,
        expected=said(N_("at least one total")),
        got=said(N_("only the header")),
        remedy=said(N_("Add the known totals.")),
    )


def _too_many(path: Path, targets: list[_Target]) -> Problem:
    return row_problem(
        "targets.several",
        str(path),
        None,
        expected=said(N_("one variable for post-stratification")),
        got=said(N_("{names}"), names=", ".join(each.variable for each in targets)),
        remedy=said(N_("Choose --method rake, or give joint totals: variable a:b, category x:y.")),
    )


def _said(fault: CalibrationFault, wanted: list[_Target], file: str) -> Problem:
    target = wanted[fault.margin]
    if fault.kind == "totals-differ":
        sums = [sum(total for _, total in each.totals.values()) for each in (wanted[0], target)]
        return row_problem(
            "targets.differ",
            file,
            next(iter(target.totals.values()))[0],
            place=target.variable,
            expected=said(
                N_("the same sum of totals for every variable: {sum}"), sum=_plain(sums[0])
            ),
            got=said(N_("{value}"), value=_plain(sums[1])),
            remedy=said(N_("Bring the totals of all variables to one population.")),
        )
    name = list(target.totals)[max(fault.category, 0)]
    return row_problem(
        "targets.not-reached",
        file,
        target.totals[name][0],
        place=f"{target.variable} › {name}",
        expected=said(N_("totals that weights can reach together")),
        got=said(N_("totals that no weights reach, as some combinations have no answers")),
        remedy=said(N_("Join small categories, or leave a variable out.")),
    )


def _plain(number: float) -> str:
    return f"{number:.15g}"
