"""This module keeps by when each step of a round ends; what was set before stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import insert, select

from storage.database import Database
from storage.tables import RoundDeadlineRow

RoundStep = Literal["self_score", "appraisal", "explanation", "council", "publication"]
STEPS: Final[tuple[RoundStep, ...]] = (
    "self_score", "appraisal", "explanation", "council", "publication",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of one step of a round, in Asia/Ho_Chi_Minh."""

    round_id: str
    step: RoundStep
    last_day: date


class Deadlines:
    """The deadlines of rounds; a new one for the same step supersedes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def set(self, *deadlines: Deadline, set_by: str, set_at: datetime) -> None:
        """Add deadlines; those that stand already are left as they are."""
        with self.database.write() as connection:
            for one in deadlines:
                if self.of_round(one.round_id).get(one.step) == one.last_day:
                    continue
                connection.execute(
                    insert(RoundDeadlineRow).values(
                        round_id=one.round_id,
                        step=one.step,
                        last_day=one.last_day,
                        set_at=set_at,
                        set_by=set_by,
                    )
                )

    def of_round(self, round_id: str) -> Mapping[RoundStep, date]:
        """Return the days that count, in the order of the steps."""
        wanted = (
            select(RoundDeadlineRow.step, RoundDeadlineRow.last_day)
            .where(RoundDeadlineRow.round_id == round_id)
            .order_by(RoundDeadlineRow.id)
        )
        with self.database.read() as connection:
            newest = {row.step: row.last_day for row in connection.execute(wanted)}
        return {step: newest[step] for step in STEPS if step in newest}
