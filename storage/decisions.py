"""This module keeps what people decided of doubtful answers, and lets the tallies follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from storage.answer_fold import fold_all, move_cells
from storage.database import Database
from storage.faults import ChangedMeanwhile, Refused
from storage.tables import AnswerDecisionRow, AnswerRow, DecidedAnswerRow
from storage.text import stored_moment, stored_text

# Fewer than the least number of parameters that either database takes in one statement.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What a person decided of some answers of one unit: `answers` are their numbers."""

    unit_code: str
    answers: tuple[int, ...]
    set_aside: bool
    reason: str
    author: str
    decided_at: datetime
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A kept decision, and how many answers it was about."""

    id: int
    unit_code: str
    answers: int
    set_aside: bool
    reason: str
    author: str
    decided_at: datetime
    signals: tuple[str, ...]


class Decisions:
    """Decisions on answers: appended, the newest counts; the answers themselves never change."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def decide(self, new: NewDecision, *, seen_id: int | None = None) -> int:
        """Keep a decision and move its answers between the tallies that count and those aside.

        Returns the decision's number. Raises Refused, with nothing kept, where no answer is named,
        the reason is empty, or an answer is not one of the unit; with ``seen_id`` (what
        ``latest_id`` said when the list was drawn) ChangedMeanwhile where somebody has decided on
        answers of the unit since.
        """
        answers = sorted(set(new.answers))
        if not answers:
            raise Refused("a decision is about at least one answer")
        with self.database.write() as connection:
            fold_all(connection)
            # The fold makes writers take turns, so that nobody decides between look and write.
            latest = self.latest_id(new.unit_code)
            if seen_id is not None and latest != seen_id:
                raise ChangedMeanwhile(latest)
            _refuse_strangers(connection, new.unit_code, answers)
            decision = connection.execute(
                insert(AnswerDecisionRow)
                .values(
                    unit_code=new.unit_code,
                    set_aside=new.set_aside,
                    signals=" ".join(new.signals),
                    reason=stored_text(new.reason),
                    author=stored_text(new.author),
                    decided_at=stored_moment(new.decided_at),
                )
                .returning(AnswerDecisionRow.id)
            ).scalar_one()
            for some in _batches(answers):
                move_cells(connection, some, set_aside=new.set_aside)
                connection.execute(
                    insert(DecidedAnswerRow),
                    [{"answer_id": answer, "decision_id": decision} for answer in some],
                )
        return int(decision)

    def latest_id(self, unit_code: str) -> int:
        """Return the number of the newest decision on answers of a unit; 0 where there is none."""
        newest = select(func.max(AnswerDecisionRow.id)).where(
            AnswerDecisionRow.unit_code == unit_code
        )
        with self.database.read() as connection:
            return int(connection.execute(newest).scalar_one() or 0)

    def latest(self, limit: int = 20, *, unit: str | None = None) -> tuple[Decision, ...]:
        """Return the newest decisions, the newest first."""
        row = AnswerDecisionRow
        about = (
            select(func.count())
            .select_from(DecidedAnswerRow)
            .where(DecidedAnswerRow.decision_id == row.id)
            .scalar_subquery()
        )
        wanted = select(row.__table__, about.label("answers")).order_by(row.id.desc()).limit(limit)
        if unit is not None:
            wanted = wanted.where(row.unit_code == unit)
        with self.database.read() as connection:
            return tuple(
                Decision(
                    id=found.id,
                    unit_code=found.unit_code,
                    answers=int(found.answers),
                    set_aside=found.set_aside,
                    reason=found.reason,
                    author=found.author,
                    decided_at=found.decided_at,
                    signals=tuple(found.signals.split()),
                )
                for found in connection.execute(wanted)
            )

    def of_unit(self, unit_code: str) -> Mapping[int, bool]:
        """Tell of each answer of a unit that was ever decided on whether it is set aside now."""
        decided = (
            select(DecidedAnswerRow.answer_id, AnswerDecisionRow.set_aside)
            .join(AnswerDecisionRow, AnswerDecisionRow.id == DecidedAnswerRow.decision_id)
            .where(AnswerDecisionRow.unit_code == unit_code)
            .order_by(DecidedAnswerRow.decision_id)
        )
        with self.database.read() as connection:
            return {row.answer_id: row.set_aside for row in connection.execute(decided)}


def _batches(answers: list[int]) -> Iterator[list[int]]:
    return (answers[start : start + _BATCH] for start in range(0, len(answers), _BATCH))


def _refuse_strangers(connection: Connection, unit_code: str, answers: list[int]) -> None:
    for some in _batches(answers):
        wanted = (
            select(func.count())
            .select_from(AnswerRow)
            .where(AnswerRow.id.in_(some), AnswerRow.unit_code == unit_code)
        )
        if connection.execute(wanted).scalar_one() != len(some):
            raise Refused(f"not every answer is one of unit {unit_code}")
