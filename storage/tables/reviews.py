"""This module lays out what people decided of doubtful answers, and calculations that were kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class AnswerDecisionRow(Foundation):
    """One decision of a person on some answers: set aside, or cleared; later ones supersede."""

    __tablename__ = "answer_decision"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    set_aside: Mapped[bool]
    signals: Mapped[str]  # words separated by spaces: what the answers were marked by
    reason: Mapped[str]
    author: Mapped[str]
    decided_at: Mapped[datetime]


class DecidedAnswerRow(Foundation):
    """An answer that a decision is about; the newest decision counts."""

    __tablename__ = "decided_answer"
    __table_args__ = (Index("ix_decided_answer_decision_id", "decision_id"),)

    answer_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("answer.id"), primary_key=True, autoincrement=False
    )
    decision_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("answer_decision.id"), primary_key=True, autoincrement=False
    )


class AnalysisRow(Foundation):
    """The result of a calculation, kept under the SHA-256 of all that it was made from."""

    __tablename__ = "analysis"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "input_sha256"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    kind: Mapped[str]
    subject: Mapped[str]
    input_sha256: Mapped[str]
    content: Mapped[str]  # canonical JSON
    made_at: Mapped[datetime]
    made_by: Mapped[str]
