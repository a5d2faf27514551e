"""This module lays out the one-stop register: files as they came in, and their counts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class RegisterFileRow(Foundation):
    """One file of the register; a later one supersedes the units and months that it holds."""

    __tablename__ = "register_file"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    name: Mapped[str]
    sha256: Mapped[str]
    author: Mapped[str]
    received_at: Mapped[datetime]
    simulated: Mapped[bool]


class RegisterRow(Foundation):
    """The counts of one unit, procedure field and month in one file; NULL is not counted."""

    __tablename__ = "register_row"
    __table_args__ = (Index("ix_register_row_month", "month", "unit_code", "file_id"),)

    file_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("register_file.id"), primary_key=True
    )
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)  # 2026-10
    received: Mapped[int | None] = mapped_column(RowNumber)
    early: Mapped[int | None] = mapped_column(RowNumber)
    on_time: Mapped[int | None] = mapped_column(RowNumber)
    late: Mapped[int | None] = mapped_column(RowNumber)
    pending: Mapped[int | None] = mapped_column(RowNumber)
    online: Mapped[int | None] = mapped_column(RowNumber)
    synced: Mapped[int | None] = mapped_column(RowNumber)
    digitised: Mapped[int | None] = mapped_column(RowNumber)
    reused: Mapped[int | None] = mapped_column(RowNumber)
    linked: Mapped[int | None] = mapped_column(RowNumber)
    e_result: Mapped[int | None] = mapped_column(RowNumber)
    population: Mapped[int | None] = mapped_column(RowNumber)
    fee_due: Mapped[int | None] = mapped_column(RowNumber)
    paid_online: Mapped[int | None] = mapped_column(RowNumber)
    complained: Mapped[int | None] = mapped_column(RowNumber)
    petitions: Mapped[int | None] = mapped_column(RowNumber)
    petitions_on_time: Mapped[int | None] = mapped_column(RowNumber)
    petitions_bad: Mapped[int | None] = mapped_column(RowNumber)


class RegisterMarginRow(Foundation):
    """How many people a unit served in one category of a margin (sex, age …) and month."""

    __tablename__ = "register_margin"
    __table_args__ = (Index("ix_register_margin_month", "margin", "month", "unit_code", "file_id"),)

    file_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("register_file.id"), primary_key=True
    )
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    margin: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)  # 2026-10
    served: Mapped[int] = mapped_column(RowNumber)
