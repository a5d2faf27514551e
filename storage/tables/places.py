"""This module lays out units, their lineage, service points, questionnaires and properties."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.foundation import Foundation


class PropertyRow(Foundation):
    """A fact about this database itself, such as being a demo."""

    __tablename__ = "property"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class UnitRow(Foundation):
    """A unit with its lifetime; its code is opaque text."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="lifetime"),
        CheckConstraint("code <> ''", name="code_given"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    peer_group: Mapped[str] = mapped_column(index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitLineageRow(Foundation):
    """One step of lineage between two units."""

    __tablename__ = "unit_lineage"

    before_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    after_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]


class QuestionnaireRow(Foundation):
    """A questionnaire as the bytes that were read, kept under their hash."""

    __tablename__ = "questionnaire"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes]
    counted: Mapped[str]  # JSON list: the items whose values may be tallied
    kept_at: Mapped[datetime]


class ServicePointRow(Foundation):
    """A place where a QR code hangs."""

    __tablename__ = "service_point"
    __table_args__ = (CheckConstraint("code <> ''", name="code_given"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)
    name_vi: Mapped[str]
    name_en: Mapped[str]
    questionnaire_id: Mapped[str]
    opens: Mapped[str]
    active: Mapped[bool]


class PointReplacementRow(Foundation):
    """A code that was replaced by a new one, at the same counter; rows are never changed."""

    __tablename__ = "point_replacement"

    old_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"), primary_key=True)
    new_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"), unique=True)
    # The first code that the counter ever had, which names it through all its codes.
    counter_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"))
