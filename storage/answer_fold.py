"""This module moves answers from the queue into the tallies, each exactly once."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from typing import cast

from sqlalchemy import Connection, Table, bindparam, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from scoring.marks import sets_aside
from storage.records import ANSWER_ITEM
from storage.tables import (
    AnswerDecisionRow,
    AnswerQueueRow,
    AnswerRow,
    DecidedAnswerRow,
    QuestionnaireRow,
    TallyRow,
)

# Any fixed number will do: it makes folders take turns, so that none reads half of another's work.
FOLD_LOCK = 0x7468_7564
FOLD_AT_ONCE = 2_000
CELL = (
    "unit_code",
    "point_code",
    "local_day",
    "channel",
    "tier",
    "flagged",
    "simulated",
    "item",
    "value",
)


def fold_batch(connection: Connection, limit: int) -> int:
    """Fold at most `limit` queued answers within the caller's transaction; return how many.

    The queue holds numbers, not a high-water mark: PostgreSQL commits them out of order.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": FOLD_LOCK})
    oldest = select(AnswerQueueRow.answer_id).order_by(AnswerQueueRow.answer_id).limit(limit)
    taken = list(
        connection.execute(
            delete(AnswerQueueRow)
            .where(AnswerQueueRow.answer_id.in_(oldest))
            .returning(AnswerQueueRow.answer_id)
        ).scalars()
    )
    if taken:
        _add(connection, _count(connection, taken))
    return len(taken)


def fold_all(connection: Connection) -> None:
    """Fold whatever is queued within the caller's transaction, and keep other folders out."""
    while fold_batch(connection, FOLD_AT_ONCE):
        pass


def move_cells(connection: Connection, answers: Collection[int], *, set_aside: bool) -> None:
    """Move answers that are folded to the tallies that count, or to those set aside.

    Those that stand where they should already are left alone.
    """
    before = _count(connection, answers)
    place = CELL.index("flagged")
    moving = Counter({cell: n for cell, n in before.items() if cell[place] is not set_aside})
    if not moving:
        return
    _take(connection, moving)
    _add(
        connection,
        Counter({(*c[:place], set_aside, *c[place + 1 :]): n for c, n in moving.items()}),
    )


def _take(connection: Connection, cells: Counter[tuple[object, ...]]) -> None:
    """Take counts out of the tallies; a cell that is left empty goes, first of all."""
    rows = [
        {**{f"cell_{name}": part for name, part in zip(CELL, cell, strict=True)}, "less": n}
        for cell, n in cells.items()
    ]
    table = cast(Table, TallyRow.__table__)
    less = bindparam("less", type_=table.c.n.type)
    here = [table.c[name] == bindparam(f"cell_{name}") for name in CELL]
    connection.execute(delete(table).where(*here, table.c.n == less), rows)
    connection.execute(
        update(table).where(*here, table.c.n > less).values(n=table.c.n - less), rows
    )


def _count(connection: Connection, taken: Collection[int]) -> Counter[tuple[object, ...]]:
    counted = {
        sha256: frozenset(json.loads(items))
        for sha256, items in connection.execute(
            select(QuestionnaireRow.sha256, QuestionnaireRow.counted)
        )
    }
    row = AnswerRow
    wanted = select(
        row.id,
        row.questionnaire_sha256,
        row.content,
        row.unit_code,
        row.point_code,
        row.local_day,
        row.channel,
        row.tier,
        row.flags,
        row.simulated,
    ).where(row.id.between(min(taken), max(taken)))
    wanted_numbers = frozenset(taken)
    decided = _decided(connection, min(taken), max(taken))
    cells: Counter[tuple[object, ...]] = Counter()
    for number, sha256, content, *place, flags, simulated in connection.execute(wanted):
        if number in wanted_numbers:
            aside = decided.get(number, sets_aside(flags.split()))
            cell = (*place, aside, simulated)
            cells[*cell, ANSWER_ITEM, ""] += 1
            for item, value in _values(json.loads(content), counted[sha256]):
                cells[*cell, item, value] += 1
    return cells


def _decided(connection: Connection, lowest: int, highest: int) -> dict[int, bool]:
    """Tell what people decided of the answers in between; the newest decision counts."""
    wanted = (
        select(DecidedAnswerRow.answer_id, AnswerDecisionRow.set_aside)
        .join(AnswerDecisionRow, AnswerDecisionRow.id == DecidedAnswerRow.decision_id)
        .where(DecidedAnswerRow.answer_id.between(lowest, highest))
        .order_by(DecidedAnswerRow.decision_id)
    )
    return {row.answer_id: row.set_aside for row in connection.execute(wanted)}


def _values(content: dict[str, object], counted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield what may be counted: an allow-list, so that free text can never become a tally.

    Several choices count once each; an answer with parts (rows of a matrix, places of a ranking)
    counts under `ITEM/part`.
    """
    for item in counted & content.keys():
        answer = content[item]
        parts = (
            [(f"{item}/{part}", value) for part, value in answer.items()]
            if isinstance(answer, dict)
            else [(item, value) for value in (answer if isinstance(answer, list) else [answer])]
        )
        for name, value in parts:
            if isinstance(value, str | int | float):
                yield name, value if isinstance(value, str) else json.dumps(value)


def _add(connection: Connection, cells: Counter[tuple[object, ...]]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(TallyRow)
    merge = new.on_conflict_do_update(
        index_elements=list(CELL), set_={"n": TallyRow.n + new.excluded.n}
    )
    connection.execute(
        merge,
        [{**dict(zip(CELL, cell, strict=True)), "n": count} for cell, count in cells.items()],
    )
