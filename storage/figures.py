"""This module stores what is stated of figures, from every origin; later ones supersede."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, insert, select

from scoring.types import Figure
from storage.database import Database
from storage.faults import ChangedMeanwhile, Refused, RoundClosed
from storage.figure_lanes import counting_records
from storage.records import OPEN, FigureRecord, NewFigure
from storage.tables import FigureRow, RoundRow

Effective = dict[str, dict[str, dict[str, Figure]]]


class Figures:
    """The figures of the rounds, in the order of writing."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def declare(self, *figures: NewFigure, seen_id: int | None = None) -> tuple[int, ...]:
        """Append figures of one round, all or none, and return their numbers.

        With `seen_id` (what `latest_id` said of this unit and criterion when the form was opened; 0
        for none yet) it raises ChangedMeanwhile where somebody else has written there since.
        Raises Refused for a round or unit that is not stored, and RoundClosed where the round is no
        longer open and a figure is not an appraised one.
        """
        if not figures:
            return ()
        one = figures[0]
        if any(figure.round_id != one.round_id for figure in figures):
            raise ValueError("figures of two rounds are declared apart")
        with self.database.write() as connection:
            # Writers of one round take turns, so that nobody writes between look and write.
            locked = connection.execute(
                select(RoundRow.stage).where(RoundRow.id == one.round_id).with_for_update()
            ).first()
            if locked is None:
                raise Refused(f"there is no round {one.round_id}")
            if locked.stage != OPEN and any(each.step != "appraised" for each in figures):
                raise RoundClosed(one.round_id, locked.stage)
            if seen_id is not None:
                latest = self.latest_id(
                    one.round_id, unit_code=one.unit_code, criterion=one.criterion
                )
                if latest != seen_id:
                    raise ChangedMeanwhile(latest)
            written = connection.execute(
                insert(FigureRow).returning(FigureRow.id, sort_by_parameter_order=True),
                [_values(figure) for figure in figures],
            )
            return tuple(written.scalars())

    def effective(self, round_id: str, *, until_id: int | None = None) -> Effective:
        """Return the figures that count: unit → criterion → input → value.

        `storage.figure_lanes` says which do; withdrawn figures are absent. `until_id` leaves out
        what was stated after that figure. One query, whatever the number of units.
        """
        values: Effective = defaultdict(lambda: defaultdict(dict))
        for record in self.effective_records(round_id, until_id=until_id):
            if record.value is not None:
                values[record.unit_code][record.criterion][record.input] = record.value
        return {
            unit: {criterion: dict(inputs) for criterion, inputs in criteria.items()}
            for unit, criteria in values.items()
        }

    def effective_records(
        self, round_id: str, *, unit_code: str | None = None, until_id: int | None = None
    ) -> tuple[FigureRecord, ...]:
        """Return the figures that count with their source, author and time, in a fixed order."""
        latest = self.latest_records(round_id, unit_code=unit_code, until_id=until_id)
        return tuple(counting_records(latest))

    def latest_records(
        self,
        round_id: str,
        *,
        unit_code: str | None = None,
        criterion: str | None = None,
        until_id: int | None = None,
    ) -> tuple[FigureRecord, ...]:
        """Return the newest figure of each lane, whether it counts or not, in a fixed order.

        The lanes of an input: appraised, declared, imported, register, survey.
        """
        place = (
            func.row_number()
            .over(
                partition_by=(
                    FigureRow.unit_code,
                    FigureRow.criterion,
                    FigureRow.input,
                    case((FigureRow.step == "appraised", "appraised"), else_=FigureRow.origin),
                ),
                order_by=FigureRow.id.desc(),
            )
            .label("place")
        )
        wanted = select(FigureRow.__table__, place).where(
            *_within(round_id, unit_code=unit_code, criterion=criterion)
        )
        if until_id is not None:
            wanted = wanted.where(FigureRow.id <= until_id)
        ranked = wanted.subquery()
        columns = ranked.c
        return self._read(
            select(ranked)
            .where(columns.place == 1)
            .order_by(columns.unit_code, columns.criterion, columns.input, columns.id)
        )

    def history(
        self,
        round_id: str,
        unit_code: str,
        criterion: str | None = None,
    ) -> tuple[FigureRecord, ...]:
        """Return every figure ever stated for a unit, or one of its criteria, oldest first."""
        return self._read(
            select(FigureRow.__table__)
            .where(*_within(round_id, unit_code=unit_code, criterion=criterion))
            .order_by(FigureRow.id)
        )

    def latest_id(
        self, round_id: str, *, unit_code: str | None = None, criterion: str | None = None
    ) -> int:
        """Return the number of the newest figure of a round, unit or criterion; 0 for none."""
        wanted = select(func.max(FigureRow.id)).where(
            *_within(round_id, unit_code=unit_code, criterion=criterion)
        )
        with self.database.read() as connection:
            return connection.execute(wanted).scalar_one() or 0

    def _read(self, wanted: Select[*tuple[Any, ...]]) -> tuple[FigureRecord, ...]:
        with self.database.read() as connection:
            return tuple(_record(row) for row in connection.execute(wanted))


def _within(
    round_id: str, *, unit_code: str | None, criterion: str | None
) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = [FigureRow.round_id == round_id]
    if unit_code is not None:
        parts.append(FigureRow.unit_code == unit_code)
    if criterion is not None:
        parts.append(FigureRow.criterion == criterion)
    return parts


def _values(figure: NewFigure) -> dict[str, object]:
    return {
        "round_id": figure.round_id,
        "unit_code": figure.unit_code,
        "criterion": figure.criterion,
        "input": figure.input,
        "step": figure.step,
        "is_number": isinstance(figure.value, Decimal),
        "value": None if figure.value is None else str(figure.value),
        "origin": figure.origin,
        "prevails": figure.prevails,
        "source": figure.source,
        "evidence": figure.evidence,
        "reason": figure.reason,
        "author": figure.author,
        "recorded_at": figure.recorded_at,
    }


def _record(row: Row[*tuple[Any, ...]]) -> FigureRecord:
    value = Decimal(row.value) if row.is_number and row.value is not None else row.value
    return FigureRecord(
        id=row.id,
        round_id=row.round_id,
        unit_code=row.unit_code,
        criterion=row.criterion,
        input=row.input,
        value=value,
        step=row.step,
        author=row.author,
        recorded_at=row.recorded_at,
        source=row.source,
        evidence=row.evidence,
        reason=row.reason,
        origin=row.origin,
        prevails=row.prevails,
    )
