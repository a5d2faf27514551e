"""This module holds `thuocdo criteria keep`, `issue` and `apply`: sets in the stored data."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.commands.score import CriteriaOption, directories
from thuocdo.sets import AnySetArgument, DataOption, author, known
from thuocdo.voice import both, refusal, tell, words


def register(root: typer.Typer) -> None:
    """Add the commands to `criteria`, which is registered before."""
    found = (one.typer_instance for one in root.registered_groups if one.name == "criteria")
    group = next(one for one in found if one is not None)
    group.command("keep", help=both(N_("Keep a set in the stored data as a draft.")))(keep)
    group.command("issue", help=both(N_("Issue a draft: from then on its id never changes.")))(
        issue
    )
    group.command(
        "apply", help=both(N_("Score a round by another set; say what cannot be compared."))
    )(apply)


def keep(
    set_: AnySetArgument, *, criteria_dir: CriteriaOption = None, data: DataOption = None
) -> int:
    """Keep the set's very bytes as a draft."""
    from dashboards.actions.criteria_sets import keep_draft
    from scoring.definitions import find_set
    from thuocdo.stored import stored_data

    folders = directories(criteria_dir)
    found = find_set(set_, directories=folders)
    now = datetime.now(UTC)
    with stored_data(data) as database:
        keep_draft(database, known(database, folders), found, by=author(), at=now)
    tell(N_("{id} is kept as a draft ({sha256})."), id=found.id, sha256=found.sha256[:12])
    return 0


def issue(
    draft: Annotated[
        str, typer.Argument(help=both(N_("The id of the draft, or the beginning of its SHA-256.")))
    ],
    *,
    data: DataOption = None,
) -> int:
    """Issue a draft."""
    from dashboards.actions.criteria_sets import issue_draft
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        drafts = [one for one in known(database, ()).named(draft) if one.origin == "draft"]
        if len(drafts) != 1:
            raise refusal(
                "DRAFT",
                expected=N_("one draft, by its id or the beginning of its SHA-256"),
                got=", ".join(one.sha256[:12] for one in drafts) or draft,
                remedy=N_("Name it by the beginning of its SHA-256."),
            )
        chosen = drafts[0]
        issued = issue_draft(database, chosen.sha256, by=author(), at=datetime.now(UTC))
    tell(
        N_("{id} is issued ({sha256}); it never changes from now on."),
        id=chosen.criteria_set.id,
        sha256=issued[:12],
    )
    return 0


def apply(
    set_: AnySetArgument,
    *,
    round_id: Annotated[str, typer.Option("--round", help=both(N_("The id of the round.")))],
    criteria_dir: CriteriaOption = None,
    data: DataOption = None,
) -> int:
    """Print each unit's rank and index by the round's own set and by the other one."""
    from dashboards.queries.criteria_sets import reapply
    from storage.rounds import Rounds
    from thuocdo.stored import stored_data

    speak = words()
    with stored_data(data) as database:
        folders = directories(criteria_dir)
        found = known(database, folders).named(set_)
        stored = Rounds(database).by_id(round_id)
        if stored is None:
            raise refusal(
                "--round",
                expected=N_("the id of a round"),
                got=round_id,
                remedy=N_("“thuocdo round list --data DIR” shows them."),
            )
        if found:
            chosen = found[0].criteria_set
        else:
            from scoring.definitions import find_set

            chosen = find_set(set_, directories=folders)
        made = reapply(database, stored, chosen)
    for one in made.comparison.left_out:
        tell(
            N_("{code} {name} cannot be compared: {reason}"),
            code=one.code,
            name=one.name,
            reason=one.reason,
        )
    tell(
        N_("{compared} parts compared, {left_out} left out of the maximum."),
        compared=len(made.comparison.compared),
        left_out=len(made.comparison.left_out),
    )
    for code, now in sorted(
        made.applied.items(), key=lambda item: (item[1].rank is None, item[1].rank or 0, item[0])
    ):
        was = made.own[code]
        tell(
            N_("{code} {name}: rank {was} ({was_index}) → {now} ({now_index})"),
            code=code,
            name=now.unit.name,
            was=was.rank,
            was_index=_percent(was.index, speak.language),
            now=now.rank,
            now_index=_percent(now.index, speak.language),
        )
    return 0


def _percent(index: Fraction | None, language: str) -> str:
    from ui import numbers

    return numbers.ABSENT if index is None else numbers.percent(index, language)
