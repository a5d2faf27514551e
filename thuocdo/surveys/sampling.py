"""This module turns columns of a file of answers into a sampling design, or says why it cannot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.inference.arrays import Ints
from scoring.inference.design import Design, DesignFault, Fault, LonelyRule, make_design
from scoring.tables.csv_table import row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from thuocdo.surveys.answer_file import AnswerFile, cell_problems, refuse_rows


@dataclass(frozen=True, slots=True)
class Sampling:
    """The names of the columns that tell how the sample was drawn."""

    strata: str | None = None
    clusters: tuple[str, ...] = ()
    weights: str | None = None
    sizes: tuple[str, ...] = ()
    lonely: LonelyRule = "fail"

    @property
    def text(self) -> tuple[str, ...]:
        """Name the columns of labels."""
        return (*([self.strata] if self.strata else []), *self.clusters)

    @property
    def number(self) -> tuple[str, ...]:
        """Name the columns of numbers."""
        return (*([self.weights] if self.weights else []), *self.sizes)


def design_problems(answers: AnswerFile, sampling: Sampling) -> list[Problem]:
    """List the cells from which no design can be made."""
    found = list(answers.problems)
    for name in sampling.text:
        codes, labels = answers.text[name]
        if "" in labels:
            rows = np.flatnonzero(codes == labels.index(""))
            found += cell_problems(
                answers.file,
                name,
                [answers.line(int(row)) or 0 for row in rows],
                got=[said(N_("an empty cell"))] * rows.size,
                expected=said(N_("the name of a stratum or a cluster")),
                remedy=said(N_("Fill in the cell, or leave the option out.")),
            )
    if sampling.weights:
        values = answers.number[sampling.weights]
        found += refuse_rows(
            answers,
            sampling.weights,
            ~(values >= 0),
            expected=said(N_("a weight of 0 or more")),
            remedy=said(N_("Correct the weight; an answer of weight 0 does not count.")),
        )
        if not (values > 0).any() and not found:
            found.append(_all_zero(answers, sampling.weights))
    for name in sampling.sizes:
        found += refuse_rows(
            answers,
            name,
            ~(answers.number[name] > 0),
            expected=said(N_("a population size above 0")),
            remedy=said(N_("Give the number in the whole stratum, not in the sample.")),
        )
    return found


def build_design(answers: AnswerFile, sampling: Sampling) -> Design:
    """Build the design of checked columns; raises ProblemsFound."""
    clusters: list[Ints | None] = [answers.text[name][0] for name in sampling.clusters]
    if len(sampling.sizes) > len(clusters):
        clusters.append(None)  # a size more than clusters: people drawn within the last clusters
    try:
        return make_design(
            answers.rows,
            weights=answers.number[sampling.weights] if sampling.weights else None,
            strata=answers.text[sampling.strata][0] if sampling.strata else None,
            clusters=clusters,
            fpc=[answers.number[name] for name in sampling.sizes],
            lonely=sampling.lonely,
        )
    except DesignFault as fault:
        raise ProblemsFound(_said(answers, sampling, each) for each in fault.faults) from fault


def _said(answers: AnswerFile, sampling: Sampling, fault: Fault) -> Problem:
    stratum = _stratum(answers, sampling, fault)
    column = sampling.sizes[fault.stage - 1] if fault.kind.startswith("fpc") else ""
    expected, got, remedy = {
        "lonely": (
            said(N_("two clusters or more in “{stratum}”"), stratum=stratum),
            said(N_("a single one")),
            said(N_("Join it to a stratum alike, or choose a rule with --lonely.")),
        ),
        "lonely-average": (
            said(N_("two people or more in “{stratum}”"), stratum=stratum),
            said(N_("a single one")),
            said(N_("Choose another rule with --lonely; “average” needs whole strata.")),
        ),
        "fpc-varies": (
            said(N_("one population size in all rows of “{stratum}”"), stratum=stratum),
            said(N_("several ({sizes})"), sizes=fault.detail),
            said(N_("Give every row the population size of its stratum.")),
        ),
        "fpc-too-small": (
            said(N_("a population no smaller than the sample in “{stratum}”"), stratum=stratum),
            said(N_("a smaller one ({sizes})"), sizes=fault.detail),
            said(N_("Give the number of clusters (without clusters: of people) in the stratum.")),
        ),
    }[fault.kind]
    line = answers.line(fault.row)
    return row_problem(
        f"design.{fault.kind}",
        answers.file,
        line,
        place=column,
        expected=expected,
        got=got,
        remedy=remedy,
    )


def _stratum(answers: AnswerFile, sampling: Sampling, fault: Fault) -> Sentence | str:
    """Name the stratum of the stage at fault: a stratum, or the cluster of the stage before."""
    names = [sampling.strata, *sampling.clusters]
    name = names[fault.stage - 1] if fault.stage - 1 < len(names) else None
    if name is None:
        return said(N_("the whole sample"))
    codes, labels = answers.text[name]
    return labels[int(codes[fault.row])]


def _all_zero(answers: AnswerFile, column: str) -> Problem:
    return row_problem(
        "weights.zero",
        answers.file,
        None,
        place=column,
        expected=said(N_("a weight above 0")),
        got=said(N_("only weights of 0")),
        remedy=said(N_("Check that it is the right column.")),
    )
