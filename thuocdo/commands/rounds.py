"""This module holds `thuocdo round`: open a year's round with a set, close it, publish it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from scoring.types import N_
from thuocdo.commands.score import CriteriaOption, directories
from thuocdo.sets import DataOption, author, usable
from thuocdo.voice import both, refusal, tell, words

if TYPE_CHECKING:
    from storage.database import Database
    from storage.deadlines import RoundStep

RoundArgument = Annotated[
    str, typer.Argument(metavar="ROUND", help=both(N_("The id of the round.")))
]


def register(root: typer.Typer) -> None:
    """Add `round` to the command tree."""
    group = typer.Typer(
        help=both(N_("Rounds: open with a set, close, publish.")), no_args_is_help=True
    )
    group.command("list", help=both(N_("List the rounds with their sets and stages.")))(list_)
    group.command("open", help=both(N_("Open a round with a set.")))(open_)
    group.command("close", help=both(N_("Mark that the time for declaring has ended.")))(close)
    group.command("publish", help=both(N_("Score, rank, freeze and publish a round.")))(publish)
    root.add_typer(group, name="round")


_STAGES: Final = {"open": N_("open"), "closed": N_("closed"), "published": N_("published")}


def list_(*, data: DataOption = None) -> int:
    """Print one line for each round."""
    from storage.rounds import Rounds
    from thuocdo.stored import stored_data

    speak = words()
    with stored_data(data) as database:
        for one in Rounds(database).all():
            tell(
                N_("{id}: {title}, {set} ({sha256}), {stage}"),
                id=one.id,
                title=one.title,
                set=one.set_id,
                sha256=one.set_sha256[:12],
                stage=speak(_STAGES[one.stage]) if one.stage in _STAGES else one.stage,
            )
    return 0


def open_(
    *,
    set_: Annotated[
        str,
        typer.Option("--set", help=both(N_("The set's id, or the beginning of its SHA-256."))),
    ],
    year: Annotated[int, typer.Option(help=both(N_("The year that is assessed.")))],
    group: Annotated[str, typer.Option(help=both(N_("The peer group, as units name it.")))],
    title: Annotated[str, typer.Option(help=both(N_("The name of the round.")))],
    id_: Annotated[
        str, typer.Option("--id", help=both(N_("The round's id; made from the rest if left out.")))
    ] = "",
    deadline: Annotated[
        list[str] | None,
        typer.Option(
            help=both(
                N_("The last day of a step, such as appraisal=2026-12-20; may be given again.")
            )
        ),
    ] = None,
    criteria_dir: CriteriaOption = None,
    data: DataOption = None,
) -> int:
    """Open the round; the set's bytes are frozen in it."""
    from dashboards.actions.rounds import Plan, open_round
    from thuocdo.stored import stored_data

    days = _days(deadline or [])
    with stored_data(data) as database:
        chosen = usable(database, directories(criteria_dir), wanted=set_)
        plan = Plan(title=title, year=year, group=group, chosen=chosen, id=id_, deadlines=days)
        opened = open_round(database, plan, by=author(), at=datetime.now(UTC))
    tell(
        N_("Round {id} is open with {set} ({sha256})."),
        id=opened.id,
        set=opened.set_id,
        sha256=opened.set_sha256[:12],
    )
    return 0


def close(round_id: RoundArgument, *, data: DataOption = None) -> int:
    """Close the round."""
    from dashboards.actions.rounds import close_round
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        _must_be(database, round_id)
        close_round(database, round_id, by=author(), at=datetime.now(UTC))
    tell(N_("Round {id} is closed."), id=round_id)
    return 0


def publish(round_id: RoundArgument, *, data: DataOption = None) -> int:
    """Publish the round; publishing again supersedes, and both stay readable."""
    from dashboards.actions.rounds import publish as publish_round
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        _must_be(database, round_id)
        run = publish_round(database, round_id, by=author(), at=datetime.now(UTC))
    tell(
        N_("Round {id} is published: run {run}, {units} units."),
        id=round_id,
        run=run.id,
        units=len(run.places),
    )
    return 0


def _must_be(database: Database, round_id: str) -> None:
    from storage.rounds import Rounds

    if Rounds(database).by_id(round_id) is None:
        raise refusal(
            "ROUND",
            expected=N_("the id of a round"),
            got=round_id,
            remedy=N_("“thuocdo round list --data DIR” shows them."),
        )


_DAY = re.compile(r"([a-z_]+)=(\d{4}-\d{2}-\d{2})\Z")


def _days(given: list[str]) -> Mapping[RoundStep, date]:
    from storage.deadlines import STEPS

    found: dict[RoundStep, date] = {}
    for text in given:
        match = _DAY.match(text)
        day = _day(match[2]) if match else None
        step = next((one for one in STEPS if match and one == match[1]), None)
        if day is None or step is None:
            raise refusal(
                "--deadline",
                expected=N_(
                    "one of self_score, appraisal, explanation, council, publication with a day,"
                    " such as appraisal=2026-12-20"
                ),
                got=text,
                remedy=N_("Correct the value."),
            )
        found[step] = day
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
