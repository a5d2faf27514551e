"""This module lays out people, their sessions, failed sign-ins and the audit chain."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class PersonRow(Foundation):
    """Somebody who may sign in."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("username"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    username: Mapped[str]
    display_name: Mapped[str]
    role: Mapped[str]
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]


class SignInAttemptRow(Foundation):
    """Failed sign-ins under a name, known or not, so that a lock tells nothing about who exists."""

    __tablename__ = "sign_in_attempt"

    name_sha256: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]


class SessionRow(Foundation):
    """A live session; only the SHA-256 of its token is stored."""

    __tablename__ = "staff_session"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class AuditRow(Foundation):
    """One link of the audit chain: UNIQUE previous_hash lets it never fork."""

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("previous_hash"), UniqueConstraint("hash"))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[str]  # canonical JSON
    previous_hash: Mapped[str]
    hash: Mapped[str]
