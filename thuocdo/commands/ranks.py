"""This module holds `thuocdo rank`: how sure a ranking is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_, Problem, ProblemsFound
from thuocdo.files import read_input
from thuocdo.voice import both, refusal, tell

FEWEST_DRAWS, MOST_DRAWS = 100, 200_000


def register(root: typer.Typer) -> None:
    """Add `rank` to the command tree."""
    group = typer.Typer(help=both(N_("How sure a ranking is.")), no_args_is_help=True)
    group.callback()(_keep_as_group)
    group.command("intervals", help=both(N_("Give each unit the ranks it may truly have.")))(
        intervals
    )
    root.add_typer(group, name="rank")


def _keep_as_group() -> None:
    """With a single command Typer would otherwise drop the group's name."""


def intervals(
    *,
    estimates: Annotated[
        Path, typer.Option(help=both(N_("Estimates and standard errors: unit,estimate,se.")))
    ],
    out: Annotated[Path, typer.Option(help=both(N_("The file to write.")))],
    level: Annotated[
        float, typer.Option(help=both(N_("The probability that all intervals hold together.")))
    ] = 0.95,
    draws: Annotated[int, typer.Option(help=both(N_("The number of random draws.")))] = 20_000,
    seed: Annotated[
        int, typer.Option(help=both(N_("The seed: the same one gives the same intervals.")))
    ] = 1,
) -> int:
    """Write rank 1 = largest estimate, and the ranks that the errors do not rule out.

    All intervals hold together with the given probability (Mogstad, Romano, Shaikh and Wilhelm
    2024); the units' errors are taken to be independent of each other.
    """
    from scoring.tables.league import intervals_csv, read_estimates
    from scoring.uncertainty.rank_sets import simultaneous_independent

    _check(level=level, draws=draws, seed=seed)
    given = read_estimates(read_input(estimates), file=str(estimates))
    sets = simultaneous_independent(
        given.estimates, given.standard_errors, level=level, draws=draws, seed=seed
    )
    text = intervals_csv(given, rank=sets.rank, low=sets.low, high=sets.high)
    out.write_text(text, encoding="utf-8", newline="")
    tell(
        N_("{units} units ranked; the rank of {certain} is certain. Written to {file}."),
        units=len(given.rows),
        certain=int((sets.low == sets.high).sum()),
        file=str(out),
    )
    return 0


def _check(*, level: float, draws: int, seed: int) -> None:
    """Refuse impossible options, all at once."""
    wrong: list[Problem] = []
    for option, fits, expected, got in (
        ("--level", 0 < level < 1, N_("a probability between 0 and 1, such as 0.95"), level),
        (
            "--draws",
            FEWEST_DRAWS <= draws <= MOST_DRAWS,
            N_("a number of draws between 100 and 200000"),
            draws,
        ),
        ("--seed", seed >= 0, N_("a whole number of 0 or more"), seed),
    ):
        if not fits:
            remedy = N_("Correct the option, or leave it out.")
            wrong += refusal(option, expected=expected, got=str(got), remedy=remedy).problems
    if wrong:
        raise ProblemsFound(wrong)
