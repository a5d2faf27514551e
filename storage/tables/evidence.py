"""This module lays out evidence files: what was attached, and what was taken back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class EvidenceRow(Foundation):
    """One file attached to one criterion of one unit; its content lies in the data directory."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_place", "round_id", "unit_code", "criterion", "id"),
        CheckConstraint("size > 0", name="size_given"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    criterion: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]  # pdf, png …: found in the content
    size: Mapped[int] = mapped_column(RowNumber)
    sha256: Mapped[str]
    author: Mapped[str]
    attached_at: Mapped[datetime]


class EvidenceWithdrawalRow(Foundation):
    """Evidence taken back: by whom, when and why. The file and its row stay."""

    __tablename__ = "evidence_withdrawal"

    evidence_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("evidence.id"), primary_key=True, autoincrement=False
    )
    author: Mapped[str]
    reason: Mapped[str]
    withdrawn_at: Mapped[datetime]
