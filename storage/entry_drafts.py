"""This module keeps what clerks enter of paper forms until it is agreed and becomes an answer.

What was entered is sealed before it comes here (`survey_app.guard.sealing`): the database alone,
and the public's rights in it, give nobody an answer to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.faults import StorageFault
from storage.tables import EntryDraftRow, EntryOutcomeRow

DraftState = Literal["open", "closed", "undone", "settled"]
OutcomeResult = Literal["counted", "conflict"]
UNDO_REASONS = ("mistyped", "wrong_paper", "other")
DAMAGED = "damaged"  # what was kept cannot be opened any more: no clerk's doing
_ATTEMPTS = 20  # two devices with one pass may want the same next number


@dataclass(frozen=True, slots=True)
class NewDraft:
    """One clerk's entry of one paper, sealed."""

    desk_id: int
    place: int
    serial: str
    sealed: str
    entered_on: date


@dataclass(frozen=True, slots=True)
class Draft(NewDraft):
    """A stored entry: its number in the order of entering, its batch, and how far it is."""

    number: int
    batch: int
    state: DraftState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a paper; `compared` is 0 where only one person entered it."""

    serial: str
    result: OutcomeResult
    compared: int
    differed: int
    settled_on: date


@dataclass(frozen=True, slots=True)
class DeskQuality:
    """How many papers count or stood in the way, and how far two entries agreed."""

    counted: int
    conflicts: int
    compared: int
    differed: int
    undone: Mapping[str, int]


class EntryDrafts:
    """Drafts by desk; a paper's two entries are its drafts at places 1 and 2."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(self, new: NewDraft) -> Draft | None:
        """Store an entry in the clerk's open batch; None where the serial was entered before.

        The unique serial decides, so that any number of devices may enter at once.
        """
        row = EntryDraftRow
        dialect = sqlite if self.database.is_sqlite else postgresql
        for _ in range(_ATTEMPTS):
            with self.database.write() as connection:
                if self._taken(connection, new):
                    return None
                number, batch = self._next(connection, new.desk_id, new.place)
                adding = dialect.insert(row).values(
                    desk_id=new.desk_id,
                    place=new.place,
                    number=number,
                    batch=batch,
                    serial=new.serial,
                    sealed=new.sealed,
                    state="open",
                    undone=0,
                    reason="",
                    entered_on=new.entered_on,
                )
                fresh = adding.on_conflict_do_nothing().returning(row.number)
                if connection.execute(fresh).first() is not None:
                    return Draft(
                        new.desk_id,
                        new.place,
                        new.serial,
                        new.sealed,
                        new.entered_on,
                        number=number,
                        batch=batch,
                        state="open",
                    )
        raise StorageFault("no free number was found for this entry")

    def stands(self, desk_id: int, serial: str) -> bool:
        """Tell whether anybody at the desk entered this paper, and it was not undone."""
        row = EntryDraftRow
        there = select(row.number).where(
            row.desk_id == desk_id, row.serial == serial, row.undone == 0
        )
        with self.database.read() as connection:
            return connection.execute(there).first() is not None

    def open_batch(self, desk_id: int, place: int) -> tuple[Draft, ...]:
        """Return the entries of a clerk that can still be undone one by one, in order."""
        return self._drafts(desk_id, place=place, state="open")

    def batch_number(self, desk_id: int, place: int) -> int:
        """Return the number of the batch that the next entry goes into."""
        with self.database.read() as connection:
            return self._next(connection, desk_id, place)[1]

    def undo(self, draft: Draft, reason: str) -> bool:
        """Set an entry aside with its reason, its content gone; False where it is too late."""
        if reason not in (*UNDO_REASONS, DAMAGED):
            raise ValueError(f"{reason} is no reason to undo an entry")
        row = EntryDraftRow
        undoing = (
            update(row)
            .where(
                row.desk_id == draft.desk_id,
                row.place == draft.place,
                row.number == draft.number,
                row.state.in_(("open", "closed")),
            )
            .values(state="undone", undone=draft.number, reason=reason, sealed="")
        )
        with self.database.write() as connection:
            return connection.execute(undoing).rowcount > 0

    def close_batch(self, desk_id: int, place: int) -> int:
        """Close a clerk's open batch and return how many entries it holds."""
        row = EntryDraftRow
        closing = update(row).where(row.desk_id == desk_id, row.place == place, row.state == "open")
        with self.database.write() as connection:
            return connection.execute(closing.values(state="closed")).rowcount

    def closed(self, desk_id: int) -> Mapping[str, tuple[Draft, ...]]:
        """Return the entries of closed batches that are not settled, by serial, first place first.

        A serial with as many entries as the desk asks for can be settled.
        """
        found: dict[str, tuple[Draft, ...]] = {}
        for draft in self._drafts(desk_id, state="closed"):
            found[draft.serial] = (*found.get(draft.serial, ()), draft)
        return found

    def settle(self, desk_id: int, outcome: Outcome) -> bool:
        """Note what became of a paper and empty its entries; False where it was noted before."""
        dialect = sqlite if self.database.is_sqlite else postgresql
        noting = dialect.insert(EntryOutcomeRow).values(
            desk_id=desk_id,
            serial=outcome.serial,
            result=outcome.result,
            compared=outcome.compared,
            differed=outcome.differed,
            settled_on=outcome.settled_on,
        )
        row = EntryDraftRow
        emptying = update(row).where(
            row.desk_id == desk_id, row.serial == outcome.serial, row.state == "closed"
        )
        with self.database.write() as connection:
            noted = noting.on_conflict_do_nothing().returning(EntryOutcomeRow.serial)
            fresh = connection.execute(noted).first() is not None
            connection.execute(emptying.values(state="settled", sealed=""))
        return fresh

    def quality(self, desk_id: int) -> DeskQuality:
        """Count a desk's papers, the agreement of its two entries, and its undone entries."""
        done, draft = EntryOutcomeRow, EntryDraftRow
        outcomes = (
            select(done.result, func.count(), func.sum(done.compared), func.sum(done.differed))
            .where(done.desk_id == desk_id)
            .group_by(done.result)
        )
        undone = (
            select(draft.reason, func.count())
            .where(draft.desk_id == desk_id, draft.state == "undone")
            .group_by(draft.reason)
        )
        with self.database.read() as connection:
            by_result = {row[0]: row[1:] for row in connection.execute(outcomes)}
            reasons = {row[0]: row[1] for row in connection.execute(undone)}
        papers = {result: int(sums[0]) for result, sums in by_result.items()}
        return DeskQuality(
            counted=papers.get("counted", 0),
            conflicts=papers.get("conflict", 0),
            compared=sum(int(sums[1]) for sums in by_result.values()),
            differed=sum(int(sums[2]) for sums in by_result.values()),
            undone=reasons,
        )

    def _drafts(
        self, desk_id: int, *, state: DraftState, place: int | None = None
    ) -> tuple[Draft, ...]:
        row = EntryDraftRow
        wanted = select(row.__table__).where(row.desk_id == desk_id, row.state == state)
        if place is not None:
            wanted = wanted.where(row.place == place)
        with self.database.read() as connection:
            rows = connection.execute(wanted.order_by(row.place, row.number)).all()
        return tuple(
            Draft(
                one.desk_id,
                one.place,
                one.serial,
                one.sealed,
                one.entered_on,
                number=one.number,
                batch=one.batch,
                state=one.state,
            )
            for one in rows
        )

    @staticmethod
    def _taken(connection: Connection, new: NewDraft) -> bool:
        row = EntryDraftRow
        there = select(row.number).where(
            row.desk_id == new.desk_id,
            row.place == new.place,
            row.serial == new.serial,
            row.undone == 0,
        )
        return connection.execute(there).first() is not None

    @staticmethod
    def _next(connection: Connection, desk_id: int, place: int) -> tuple[int, int]:
        """Return the next entry's number and batch; a batch with a closed entry is closed."""
        row = EntryDraftRow
        mine = (row.desk_id == desk_id, row.place == place)
        last = connection.execute(
            select(func.max(row.number), func.max(row.batch)).where(*mine)
        ).one()
        shut = connection.execute(
            select(func.max(row.batch)).where(*mine, row.state.in_(("closed", "settled")))
        ).scalar_one()
        number, batch = (last[0] or 0) + 1, last[1] or 1
        return number, batch + 1 if shut == batch else batch
