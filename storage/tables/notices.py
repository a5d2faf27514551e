"""This module lays out what is told to everyone: closed days of receipts, and what was improved."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class ReceiptDayRow(Foundation):
    """One closed day: the digest of its list of receipts, chained to the day before."""

    __tablename__ = "receipt_day"
    __table_args__ = (
        UniqueConstraint("previous_digest"),
        CheckConstraint("number >= 0", name="counted"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str]
    number: Mapped[int] = mapped_column(RowNumber)
    digest: Mapped[str]
    previous_digest: Mapped[str]
    closed_at: Mapped[datetime]
    simulated: Mapped[bool]


class ImprovementRow(Foundation):
    """What a unit did after people had spoken."""

    __tablename__ = "improvement"
    __table_args__ = (
        Index("ix_improvement_unit_code_published_on", "unit_code", "published_on"),
        CheckConstraint("text_vi <> ''", name="told"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    heard_vi: Mapped[str]
    heard_en: Mapped[str]
    text_vi: Mapped[str]
    text_en: Mapped[str]
    published_on: Mapped[date]
    simulated: Mapped[bool]
