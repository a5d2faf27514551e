"""This module lays out what counter tablets need: opening hours, and signs of life."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.foundation import Foundation


class OpeningHoursRow(Foundation):
    """The week of a service point; a point without a row is open at any time."""

    __tablename__ = "opening_hours"

    point_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"), primary_key=True)
    week: Mapped[str]  # JSON: weekday 1 to 7 -> [["07:30", "11:30"], …]


class KioskHeartbeatRow(Foundation):
    """The last sign of life of one tablet; its name is a random word that it gave itself."""

    __tablename__ = "kiosk_heartbeat"
    __table_args__ = (
        CheckConstraint("queued >= 0 AND refused >= 0", name="counted"),
        CheckConstraint("battery IS NULL OR battery BETWEEN 0 AND 100", name="battery_in_percent"),
    )

    point_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"), primary_key=True)
    tablet: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    queued: Mapped[int]
    refused: Mapped[int]
    version: Mapped[str]
    battery: Mapped[int | None]
