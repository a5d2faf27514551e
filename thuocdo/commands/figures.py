"""This module holds `thuocdo figures`: figures computed from the register, and disagreements."""

from __future__ import annotations

import getpass
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_
from thuocdo.stored import stored_data
from thuocdo.voice import both, refusal, tell, words

if TYPE_CHECKING:
    from dashboards.queries.conflicts import Conflict
    from thuocdo.computing import Skipped

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
RoundOption = Annotated[
    str | None, typer.Option("--round", help=both(N_("Round; may be left out if only one.")))
]
CHECK_FAILED = 1
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])\Z")
_MOST_SKIPPED = 20


def register(root: typer.Typer) -> None:
    """Add `figures` to the command tree."""
    group = typer.Typer(
        help=both(N_("Figures of a round: computed ones, and where sources disagree.")),
        no_args_is_help=True,
    )
    group.command(
        "compute", help=both(N_("Compute figures from the one-stop register and the survey."))
    )(compute)
    group.command("conflicts", help=both(N_("List the figures on which two sources disagree.")))(
        list_conflicts
    )
    root.add_typer(group, name="figures")


def compute(
    *,
    round_id: RoundOption = None,
    first: Annotated[
        str, typer.Option("--from", help=both(N_("First month; by default January of the round.")))
    ] = "",
    last: Annotated[
        str, typer.Option("--to", help=both(N_("Last month; by default December of the round.")))
    ] = "",
    data: DataOption = None,
) -> int:
    """Append what the register and the survey say now; what they said before stays."""
    from scoring.definitions.criteria_sets import criteria_directories
    from storage.rounds import Rounds
    from storage.settings import Settings
    from thuocdo.computing import Period, compute_figures
    from thuocdo.incoming import chosen_round

    extra = Settings.from_environment(data).criteria_dir
    with stored_data(data) as database:
        chosen = chosen_round(Rounds(database).all(), round_id)
        year = Period.of_year(chosen.year)
        period = Period(_month(first, "--from") or year.first, _month(last, "--to") or year.last)
        done = compute_figures(
            database,
            chosen,
            period=period,
            actor=_actor(),
            at=datetime.now(UTC),
            directories=criteria_directories(extra),
        )
    _tell_skipped(done.skipped)
    tell(
        N_("{written} computed figures written in round {round}; {skipped} criteria not computed."),
        written=done.written,
        round=chosen.id,
        skipped=len(done.skipped),
    )
    return 0


def list_conflicts(
    *,
    round_id: RoundOption = None,
    every: Annotated[
        bool, typer.Option("--all", help=both(N_("List those that are settled, too.")))
    ] = False,
    data: DataOption = None,
) -> int:
    """Print each disagreement with both values and the points at stake; exit 1 if one is open."""
    from dashboards.queries.conflicts import find_conflicts
    from scoring.definitions.criteria_sets import criteria_set_from_bytes
    from storage.rounds import Rounds
    from thuocdo.incoming import chosen_round

    with stored_data(data) as database:
        chosen = chosen_round(Rounds(database).all(), round_id)
        criteria_set = criteria_set_from_bytes(chosen.set_content, file=chosen.set_id)
        found = find_conflicts(database, chosen, criteria_set)
    still_open = [conflict for conflict in found if not conflict.settled]
    for conflict in found if every else still_open:
        _tell_conflict(conflict)
    tell(N_("{count} disagreements open in round {round}."), count=len(still_open), round=chosen.id)
    return CHECK_FAILED if still_open else 0


def _tell_conflict(conflict: Conflict) -> None:
    from dashboards.queries.conflicts import ORIGINS

    found = conflict.found
    sides = [
        " ".join(f"{name}={figures.get(name, '–')}" for name in found.inputs)
        for figures in (found.declared, found.other)
    ]
    speak = words()
    tell(
        N_(
            "{unit} {criterion}: {first} {one}; {second} {other}; {points} points at stake; "
            "{counting} counts ({state})."
        ),
        unit=found.unit_code,
        criterion=found.criterion,
        first=speak(ORIGINS[conflict.first.origin]),
        one=sides[0],
        second=speak(ORIGINS[conflict.second.origin]),
        other=sides[1],
        points=found.at_stake,
        counting=speak(ORIGINS[conflict.counting]),
        state=speak(N_("settled")) if conflict.settled else speak(N_("not settled yet")),
    )


def _tell_skipped(skipped: Sequence[Skipped]) -> None:
    for one in skipped[:_MOST_SKIPPED]:
        tell(
            N_("{unit} {criterion}: not computed, {reason}."),
            unit=one.unit_code,
            criterion=one.criterion,
            reason=one.reason,
        )
    if len(skipped) > _MOST_SKIPPED:
        tell(N_("… and {count} more."), count=len(skipped) - _MOST_SKIPPED)


def _month(text: str, option: str) -> str:
    if not text or _MONTH.match(text):
        return text
    raise refusal(
        option,
        expected=N_("a month such as 2026-10"),
        got=text,
        remedy=N_("Write year and month."),
    )


def _actor() -> str:
    try:
        return f"command:{getpass.getuser()}"
    except (OSError, KeyError):
        return "command"
