"""This module lays out who was invited to answer: a table of its own, far from the answers."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class InvitedPersonRow(Foundation):
    """Somebody on a list; the ticket's hash tells whether they answered, and nothing else."""

    __tablename__ = "invited_person"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        UniqueConstraint("ticket_sha256"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    batch_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("ticket_batch.id"), index=True)
    name: Mapped[str]
    office: Mapped[str]
    email: Mapped[str]
    reference: Mapped[str]  # with the installation's secret it gives the code again, for a reminder
    ticket_sha256: Mapped[str]
