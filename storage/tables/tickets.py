"""This module lays out one-time tickets: batches, the tickets' hashes, and offices' keys."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class TicketBatchRow(Foundation):
    """Tickets made for one purpose; a unit or a point in it says where they may be used."""

    __tablename__ = "ticket_batch"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    name: Mapped[str]
    channel: Mapped[str]
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    point_code: Mapped[str | None] = mapped_column(ForeignKey("service_point.code"))
    expires_on: Mapped[date | None]  # the last day on which its tickets are good
    active: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class TicketRow(Foundation):
    """The hash of one ticket and the day on which it was used: nothing that leads to an answer."""

    __tablename__ = "ticket"

    ticket_sha256: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("ticket_batch.id"), index=True)
    spent_on: Mapped[date | None]


class OfficeKeyRow(Foundation):
    """The hash of a key with which an office's own system draws tickets of one batch."""

    __tablename__ = "office_key"
    __table_args__ = (
        UniqueConstraint("key_sha256"),
        CheckConstraint("per_minute > 0", name="rate"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    name: Mapped[str]
    key_sha256: Mapped[str]
    batch_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("ticket_batch.id"))
    per_minute: Mapped[int]
    active: Mapped[bool]
    made_at: Mapped[datetime]
