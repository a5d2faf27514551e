"""This module counts the papers that came back: those entered, and those nobody can enter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, cast

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.faults import StorageFault
from storage.tables import EntryDeskRow, EntryDraftRow, EntryUnusableRow

UnusableReason = Literal["blank", "torn", "repeated", "spoiled"]
UNUSABLE_REASONS: tuple[UnusableReason, ...] = ("blank", "torn", "repeated", "spoiled")
_ATTEMPTS = 20  # two devices may want the same next number


@dataclass(frozen=True, slots=True)
class NewUnusable:
    """A paper that cannot be entered; `serial` is None where its number cannot be read either."""

    desk_id: int
    place: int
    serial: str | None
    reason: UnusableReason
    recorded_on: date


@dataclass(frozen=True, slots=True)
class Unusable(NewUnusable):
    """A stored record of such a paper, with its number at the desk."""

    number: int


@dataclass(frozen=True, slots=True)
class PaperCount:
    """How many papers came back: each is either entered or unusable."""

    entered: int = 0
    unusable: Mapping[UnusableReason, int] = field(default_factory=dict)

    @property
    def spoilt(self) -> int:
        """All papers that cannot be entered, whatever the reason."""
        return sum(self.unusable.values())

    @property
    def received(self) -> int:
        """All papers that came back."""
        return self.entered + self.spoilt


class UnusablePapers:
    """Records of unusable papers; a paper that somebody could enter after all counts as entered."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, new: NewUnusable) -> bool:
        """Record a paper; False where the desk has a record of its number already."""
        if new.reason not in UNUSABLE_REASONS:
            raise ValueError(f"{new.reason} is no reason why a paper cannot be entered")
        row = EntryUnusableRow
        dialect = sqlite if self.database.is_sqlite else postgresql
        there = select(row.number).where(
            row.desk_id == new.desk_id, row.serial == new.serial, row.withdrawn == 0
        )
        last = select(func.max(row.number)).where(row.desk_id == new.desk_id)
        for _ in range(_ATTEMPTS):
            with self.database.write() as connection:
                if new.serial is not None and connection.execute(there).first() is not None:
                    return False
                adding = dialect.insert(row).values(
                    desk_id=new.desk_id,
                    number=(connection.execute(last).scalar_one() or 0) + 1,
                    place=new.place,
                    serial=new.serial,
                    reason=new.reason,
                    recorded_on=new.recorded_on,
                    withdrawn=0,
                )
                fresh = adding.on_conflict_do_nothing().returning(row.number)
                if connection.execute(fresh).first() is not None:
                    return True
        raise StorageFault("no free number was found for this record")

    def withdraw(self, record: Unusable) -> bool:
        """Take a record back, which was a slip of the hand; False where it was before."""
        row = EntryUnusableRow
        taking = update(row).where(
            row.desk_id == record.desk_id, row.number == record.number, row.withdrawn == 0
        )
        with self.database.write() as connection:
            return connection.execute(taking.values(withdrawn=record.number)).rowcount > 0

    def of_desk(self, desk_id: int) -> tuple[Unusable, ...]:
        """Return the records of a desk that count: those of papers that nobody entered."""
        row = EntryUnusableRow
        wanted = select(row.__table__).where(row.desk_id == desk_id, *_counting())
        with self.database.read() as connection:
            rows = connection.execute(wanted.order_by(row.number)).all()
        return tuple(
            Unusable(one.desk_id, one.place, one.serial, one.reason, one.recorded_on, one.number)
            for one in rows
        )

    def of_one(self, desk_id: int) -> PaperCount:
        """Count the papers of one desk."""
        return next(iter(self._counts(desk_id=desk_id).values()), PaperCount())

    def by_point(self) -> Mapping[str, PaperCount]:
        """Count the papers of every counter that has any, by its code, over all its desks."""
        return self._counts()

    def _counts(self, *, desk_id: int | None = None) -> Mapping[str, PaperCount]:
        """Count by counter; one number of one printed form is one paper, at whichever desk."""
        desk, draft, row = EntryDeskRow, EntryDraftRow, EntryUnusableRow
        here = () if desk_id is None else (desk.id == desk_id,)
        entered = (
            select(desk.point_code, desk.questionnaire_sha256, draft.serial)
            .join(draft, draft.desk_id == desk.id)
            .where(draft.undone == 0, *here)
            .distinct()
            .subquery()
        )
        counting = select(entered.c.point_code, func.count()).group_by(entered.c.point_code)
        unusable = (
            select(desk.point_code, row.reason, func.count())
            .join(row, row.desk_id == desk.id)
            .where(*_counting(), *here)
            .group_by(desk.point_code, row.reason)
        )
        with self.database.read() as connection:
            numbers = {point: int(number) for point, number in connection.execute(counting)}
            reasons: dict[str, dict[UnusableReason, int]] = {}
            for point, reason, number in connection.execute(unusable):
                reasons.setdefault(point, {})[cast(UnusableReason, reason)] = int(number)
        return {
            point: PaperCount(numbers.get(point, 0), reasons.get(point, {}))
            for point in sorted(numbers.keys() | reasons.keys())
        }


def _counting() -> tuple[ColumnElement[bool], ...]:
    """Keep the records that stand and whose paper was not entered at their desk after all."""
    draft, row = EntryDraftRow, EntryUnusableRow
    was_entered = exists().where(
        draft.desk_id == row.desk_id, draft.serial == row.serial, draft.undone == 0
    )
    return (row.withdrawn == 0, ~was_entered)
