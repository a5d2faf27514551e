"""This module lays out the office's own criteria sets, and by when the steps of a round end."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class CriteriaVersionRow(Foundation):
    """A criteria set as somebody kept it: its very bytes, never changed."""

    __tablename__ = "criteria_version"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    set_id: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes]
    kept_at: Mapped[datetime]
    kept_by: Mapped[str]


class CriteriaIssueRow(Foundation):
    """The one content that an id stands for from the day on which it was issued."""

    __tablename__ = "criteria_issue"

    set_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("criteria_version.sha256"))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]


class RoundDeadlineRow(Foundation):
    """The last day of a step of a round; a later row for the same step counts."""

    __tablename__ = "round_deadline"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    step: Mapped[str]
    last_day: Mapped[date]
    set_at: Mapped[datetime]
    set_by: Mapped[str]
