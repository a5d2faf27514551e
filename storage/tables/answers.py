"""This module lays out what people send: submissions, answers, the queue and the tallies."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class SubmissionRow(Foundation):
    """A key that came in once, with all that the public role may read of what people sent."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("receipt"),
        Index("ix_submission_received_at", "received_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    key: Mapped[str]
    receipt: Mapped[str]
    content_hash: Mapped[str]
    received_at: Mapped[datetime]
    set_aside: Mapped[bool]  # flagged on its way in; the reasons stand with the answer


class AnswerRow(Foundation):
    """The content of one submission, under the submission's number; written once, never changed."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_unit_code_local_day", "unit_code", "local_day"),)

    id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("submission.id"), primary_key=True, autoincrement=False
    )
    point_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    questionnaire_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire.sha256"))
    received_at: Mapped[datetime]
    local_day: Mapped[date]
    channel: Mapped[str]
    tier: Mapped[str]
    language: Mapped[str]
    flags: Mapped[str]  # words separated by spaces: why the answer is set aside
    simulated: Mapped[bool]
    content: Mapped[str]  # canonical JSON


class AnswerQueueRow(Foundation):
    """The number of an answer that is not in the tallies yet."""

    __tablename__ = "answer_queue"

    answer_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )


class TallyRow(Foundation):
    """How many answers of one cell gave one value to one item.

    The item comes first in the key, and SQLite keeps the rows in the order of the key: a chart of
    one item reads one stretch of the table.
    """

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("n > 0", name="positive"), {"sqlite_with_rowid": False})

    item: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    local_day: Mapped[date] = mapped_column(primary_key=True)
    point_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    tier: Mapped[str] = mapped_column(primary_key=True)
    flagged: Mapped[bool] = mapped_column(primary_key=True)
    simulated: Mapped[bool] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(RowNumber)
