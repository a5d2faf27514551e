"""This module reads answers as tallies or as columns, never as statistics."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, not_, select

from scoring.marks import NOTED
from storage.answer_fold import fold_batch
from storage.database import Database
from storage.records import ANSWER_ITEM, StoredAnswer, Tally
from storage.tables import (
    AnswerDecisionRow,
    AnswerQueueRow,
    AnswerRow,
    DecidedAnswerRow,
    PointReplacementRow,
    TallyRow,
)

# Small enough that a counter waiting to write is not kept waiting for long.
FOLD_BATCH = 2_000
STREAM_BATCH = 5_000
DIMENSIONS = ("unit", "counter", "point", "day", "month", "channel", "tier", "flagged", "simulated")


class Answers:
    """What people answered. Answers set aside (flagged) are left out unless they are asked for."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def fold(self) -> int:
        """Bring every waiting answer into the tallies and return how many there were."""
        total = 0
        while self._waiting():
            with self.database.write() as connection:
                total += fold_batch(connection, FOLD_BATCH)
        return total

    def tallies(
        self,
        by: Sequence[str] = ("unit",),
        *,
        item: str | Sequence[str] | None = None,
        unit: str | None = None,
        since: date | None = None,
        until: date | None = None,
        flagged: bool | None = False,
        simulated: bool | None = None,
    ) -> list[Tally]:
        """Return counts per cell of the chosen dimensions, item and value, in a fixed order.

        `by` takes names of DIMENSIONS; days are those of Viet Nam, `until` included. Without `item`
        every item is given, the count of whole answers among them under ANSWER_ITEM. `flagged` and
        `simulated` take True or False for only those, None for all. Folds first, so it is current.
        Raises ValueError for an unknown dimension.
        """
        self.fold()
        keys = [self._dimension(name) for name in by]
        columns = [key.label(f"key_{place}") for place, key in enumerate(keys)]
        total = func.sum(TallyRow.n)
        wanted = select(TallyRow.item, TallyRow.value, total, *columns).select_from(TallyRow)
        if "counter" in by:
            wanted = wanted.outerjoin(
                PointReplacementRow, PointReplacementRow.new_code == TallyRow.point_code
            )
        for condition in _conditions(
            item=item, unit=unit, since=since, until=until, flagged=flagged, simulated=simulated
        ):
            wanted = wanted.where(condition)
        grouped = wanted.group_by(*columns, TallyRow.item, TallyRow.value)
        with self.database.read() as connection:
            rows = connection.execute(grouped).all()
        found = [
            Tally(
                domain={name: _key(key) for name, key in zip(by, row[3:], strict=True)},
                item=row[0],
                value=row[1],
                n=int(row[2]),
            )
            for row in rows
        ]
        return sorted(
            found, key=lambda tally: (*map(str, tally.domain.values()), tally.item, tally.value)
        )

    def count(
        self,
        unit: str | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        flagged: bool | None = False,
        simulated: bool | None = None,
    ) -> int:
        """Return the exact number of answers, of one unit or of all."""
        cells = self.tallies(
            (),
            item=ANSWER_ITEM,
            unit=unit,
            since=since,
            until=until,
            flagged=flagged,
            simulated=simulated,
        )
        return sum(tally.n for tally in cells)

    def columns(
        self,
        items: Sequence[str],
        *,
        unit: str | None = None,
        since: date | None = None,
        until: date | None = None,
        flagged: bool | None = False,
    ) -> dict[str, list[object]]:
        """Return answers as columns of equal length, in the order in which they came in.

        Columns: number, received_at, unit, point, day, channel, tier, language, flags, simulated,
        then one per item, None where it was left out. Never the receipt: whoever shows one must
        not show their answers with it. Reads every answer asked for: for files, not for screens.
        """
        row = AnswerRow
        wanted = select(
            row.id,
            row.received_at,
            row.unit_code,
            row.point_code,
            row.local_day,
            row.channel,
            row.tier,
            row.language,
            row.flags,
            row.simulated,
            row.content,
        ).order_by(row.id)
        if unit is not None:
            wanted = wanted.where(row.unit_code == unit)
        if since is not None:
            wanted = wanted.where(row.local_day >= since)
        if until is not None:
            wanted = wanted.where(row.local_day <= until)
        if flagged is not None:
            wanted = wanted.where(_set_aside() if flagged else not_(_set_aside()))
        found: dict[str, list[object]] = {name: [] for name in (*ANSWER_COLUMNS, *items)}
        with self.database.read() as connection:
            for *values, content in connection.execute(wanted):
                for name, value in zip(ANSWER_COLUMNS, values, strict=True):
                    found[name].append(value)
                answers = json.loads(content)
                for item in items:
                    found[item].append(answers.get(item))
        return found

    def stream(
        self,
        *,
        unit: str | None = None,
        since: date | None = None,
        until: date | None = None,
        batch: int = STREAM_BATCH,
    ) -> Iterator[StoredAnswer]:
        """Give every answer in the order in which they came in, those set aside among them.

        Reads a batch at a time, each by itself, so that neither memory nor a lock grows with the
        number of answers; what comes in meanwhile is given too. Never the receipt;
        the day only.
        """
        row = AnswerRow
        wanted = select(
            row.id,
            row.unit_code,
            row.point_code,
            row.local_day,
            row.channel,
            row.tier,
            row.language,
            row.flags,
            _set_aside(),
            row.simulated,
            row.questionnaire_sha256,
            row.content,
        ).order_by(row.id)
        if unit is not None:
            wanted = wanted.where(row.unit_code == unit)
        if since is not None:
            wanted = wanted.where(row.local_day >= since)
        if until is not None:
            wanted = wanted.where(row.local_day <= until)
        last = 0
        while True:
            with self.database.read() as connection:
                found = connection.execute(wanted.where(row.id > last).limit(batch)).all()
            for one in found:
                yield StoredAnswer(
                    number=one[0],
                    unit_code=one[1],
                    point_code=one[2],
                    local_day=one[3],
                    channel=one[4],
                    tier=one[5],
                    language=one[6],
                    flags=one[7],
                    set_aside=bool(one[8]),
                    simulated=one[9],
                    questionnaire_sha256=one[10],
                    values=json.loads(one[11]),
                )
                last = one[0]
            if len(found) < batch:
                return

    def questionnaires(self) -> tuple[str, ...]:
        """Name by SHA-256 the questionnaires that were answered, in the order of first use."""
        row = AnswerRow
        first = func.min(row.id)
        with self.database.read() as connection:
            return tuple(
                connection.execute(
                    select(row.questionnaire_sha256)
                    .group_by(row.questionnaire_sha256)
                    .order_by(first)
                ).scalars()
            )

    def _waiting(self) -> bool:
        with self.database.read() as connection:
            return connection.execute(select(AnswerQueueRow.answer_id).limit(1)).first() is not None

    def _dimension(self, name: str) -> ColumnElement[Any]:
        if name == "month":
            day = TallyRow.local_day
            return (
                func.strftime("%Y-%m", day)
                if self.database.is_sqlite
                else func.to_char(day, "YYYY-MM")
            )
        if name not in _COLUMNS:
            raise ValueError(f"no dimension {name}; there are {', '.join(DIMENSIONS)}")
        return _COLUMNS[name]


# Every way in which the marks of an answer that is not set aside can be written.
_KEPT = tuple(
    " ".join(marks) for size in range(len(NOTED) + 1) for marks in permutations(NOTED, size)
)

ANSWER_COLUMNS = (
    "number",
    "received_at",
    "unit",
    "point",
    "day",
    "channel",
    "tier",
    "language",
    "flags",
    "simulated",
)

_COLUMNS: dict[str, ColumnElement[Any]] = {
    "unit": TallyRow.unit_code.expression,
    # All codes that a counter ever had, under the first of them.
    "counter": func.coalesce(PointReplacementRow.counter_code, TallyRow.point_code),
    "point": TallyRow.point_code.expression,
    "day": TallyRow.local_day.expression,
    "channel": TallyRow.channel.expression,
    "tier": TallyRow.tier.expression,
    "flagged": TallyRow.flagged.expression,
    "simulated": TallyRow.simulated.expression,
}


def _conditions(
    *,
    item: str | Sequence[str] | None,
    unit: str | None,
    since: date | None,
    until: date | None,
    flagged: bool | None,
    simulated: bool | None,
) -> list[ColumnElement[bool]]:
    row = TallyRow
    conditions: list[ColumnElement[bool]] = []
    if item is not None:
        conditions.append(row.item.in_((item,) if isinstance(item, str) else tuple(item)))
    if unit is not None:
        conditions.append(row.unit_code == unit)
    if since is not None:
        conditions.append(row.local_day >= since)
    if until is not None:
        conditions.append(row.local_day <= until)
    if flagged is not None:
        conditions.append(row.flagged.is_(flagged))
    if simulated is not None:
        conditions.append(row.simulated.is_(simulated))
    return conditions


def _set_aside() -> ColumnElement[bool]:
    """Say of an answer whether it is set aside: by a person's decision, else by its marks."""
    return case((_decision().is_not(None), _decision()), else_=AnswerRow.flags.not_in(_KEPT))


def _decision() -> ScalarSelect[bool]:
    """Say of an answer whether a person set it aside (newest decision), NULL where nobody did."""
    return (
        select(AnswerDecisionRow.set_aside)
        .join(DecidedAnswerRow, DecidedAnswerRow.decision_id == AnswerDecisionRow.id)
        .where(DecidedAnswerRow.answer_id == AnswerRow.id)
        .order_by(AnswerDecisionRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _key(value: object) -> str | bool:
    return value if isinstance(value, bool) else str(value)
