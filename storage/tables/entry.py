"""This module lays out the desks of interviewers and clerks, and what they hold for a while."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class EntryDeskRow(Foundation):
    """One task of entering answers for others: a counter, a version of a form, a way in."""

    __tablename__ = "entry_desk"
    __table_args__ = (
        CheckConstraint("entries IN (1, 2)", name="once_or_twice"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    point_code: Mapped[str] = mapped_column(ForeignKey("service_point.code"))
    questionnaire_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire.sha256"))
    channel: Mapped[str]
    label: Mapped[str]
    language: Mapped[str]  # of the printed form
    entries: Mapped[int]  # how many people enter each paper
    handwritten: Mapped[bool]  # serial numbers without a check character
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    expires_at: Mapped[datetime]


class EntryPassRow(Foundation):
    """The keyed hash of one person's pass to a desk; nobody can make the pass from it."""

    __tablename__ = "entry_pass"
    __table_args__ = (
        UniqueConstraint("pass_mac"),
        UniqueConstraint("desk_id", "place"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    desk_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("entry_desk.id"))
    place: Mapped[int]  # 1: who enters first, 2: who enters a second time
    pass_mac: Mapped[str]
    revoked_at: Mapped[datetime | None]


class EntryDraftRow(Foundation):
    """What one clerk entered of one paper, sealed; no answer yet.

    `undone` is 0 while the entry stands, and its own number afterwards, so that its serial number
    is free again. What was undone or settled holds no content any more.
    """

    __tablename__ = "entry_draft"
    __table_args__ = (
        UniqueConstraint("desk_id", "place", "serial", "undone"),
        CheckConstraint("state IN ('open', 'closed', 'undone', 'settled')", name="state"),
    )

    desk_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("entry_desk.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # in the order of entering, from 1
    batch: Mapped[int]
    serial: Mapped[str]
    sealed: Mapped[str]
    state: Mapped[str]
    undone: Mapped[int]
    reason: Mapped[str]
    entered_on: Mapped[date]


class EntryOutcomeRow(Foundation):
    """What became of one paper: whether it counts, and how far its two entries agreed."""

    __tablename__ = "entry_outcome"
    __table_args__ = (
        CheckConstraint("compared >= differed AND differed >= 0", name="agreement"),
        CheckConstraint("result IN ('counted', 'conflict')", name="result"),
    )

    desk_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("entry_desk.id"), primary_key=True)
    serial: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[str]
    compared: Mapped[int]  # questions that two people entered; 0 where one did
    differed: Mapped[int]
    settled_on: Mapped[date]


class EntryUnusableRow(Foundation):
    """One paper that came back and cannot be entered, with the reason and nothing of its content.

    `withdrawn` is 0 while the record stands, and its own number afterwards.
    """

    __tablename__ = "entry_unusable"
    __table_args__ = (
        UniqueConstraint("desk_id", "serial", "withdrawn"),
        CheckConstraint("reason IN ('blank', 'torn', 'repeated', 'spoiled')", name="reason"),
    )

    desk_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("entry_desk.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    serial: Mapped[str | None]  # none where the number cannot be read either
    reason: Mapped[str]
    recorded_on: Mapped[date]
    withdrawn: Mapped[int]


class EntryContactRow(Foundation):
    """One try of an interviewer, by its day: an interview, a refusal, nobody at home.

    The key is a keyed hash of the one that the device made, so that nothing leads to an answer.
    """

    __tablename__ = "entry_contact"
    __table_args__ = (
        CheckConstraint("outcome IN ('interview', 'refusal', 'absence')", name="outcome"),
    )

    key_mac: Mapped[str] = mapped_column(primary_key=True)
    pass_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("entry_pass.id"), index=True)
    local_day: Mapped[date]
    outcome: Mapped[str]
