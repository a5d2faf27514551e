"""This module keeps an office's own criteria sets: drafts, then one issued content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, insert, select

from storage.database import Database
from storage.faults import Refused
from storage.tables import CriteriaIssueRow, CriteriaVersionRow, RoundRow


@dataclass(frozen=True, slots=True)
class CriteriaVersion:
    """A kept set; ``issued_at`` is None for a draft."""

    sha256: str
    set_id: str
    content: bytes
    kept_at: datetime
    kept_by: str
    issued_at: datetime | None = None
    issued_by: str = ""


class CriteriaVersions:
    """The office's sets by the SHA-256 of their bytes; none is ever changed or deleted."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(self, content: bytes, *, set_id: str, kept_by: str, kept_at: datetime) -> str:
        """Keep a draft and return its SHA-256; keeping the same bytes again does nothing.

        Raises Refused where the id was issued, or used by a round, with other content.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        with self.database.write() as connection:
            taken = {
                *connection.scalars(
                    select(CriteriaIssueRow.sha256).where(CriteriaIssueRow.set_id == set_id)
                ),
                *connection.scalars(select(RoundRow.set_sha256).where(RoundRow.set_id == set_id)),
            }
            if taken - {sha256}:
                raise Refused(f"criteria set {set_id} is in use with other content; take a new id")
            if self.by_hash(sha256) is None:
                connection.execute(
                    insert(CriteriaVersionRow).values(
                        sha256=sha256,
                        set_id=set_id,
                        content=content,
                        kept_at=kept_at,
                        kept_by=kept_by,
                    )
                )
        return sha256

    def issue(self, sha256: str, *, issued_by: str, issued_at: datetime) -> CriteriaVersion:
        """Make a draft the one content of its id, for good; issuing it again does nothing.

        Raises Refused where there is no such draft, or its id was issued with other content.
        """
        with self.database.write() as connection:
            draft = self.by_hash(sha256)
            if draft is None:
                raise Refused(f"there is no criteria set {sha256[:12]}")
            issued = connection.scalars(
                select(CriteriaIssueRow.sha256).where(CriteriaIssueRow.set_id == draft.set_id)
            ).first()
            if issued not in {None, sha256}:
                raise Refused(f"criteria set {draft.set_id} was issued with other content")
            if issued is None:
                connection.execute(
                    insert(CriteriaIssueRow).values(
                        set_id=draft.set_id,
                        sha256=sha256,
                        issued_at=issued_at,
                        issued_by=issued_by,
                    )
                )
        found = self.by_hash(sha256)
        assert found is not None  # noqa: S101  (nothing is ever deleted)
        return found

    def by_hash(self, sha256: str) -> CriteriaVersion | None:
        """Return the set whose bytes have this hash, or None."""
        found = self._read(_WANTED.where(CriteriaVersionRow.sha256 == sha256))
        return found[0] if found else None

    def issued(self, set_id: str) -> CriteriaVersion | None:
        """Return the issued content of an id, or None."""
        found = self._read(_WANTED.where(CriteriaIssueRow.set_id == set_id))
        return found[0] if found else None

    def all(self) -> tuple[CriteriaVersion, ...]:
        """Return every set ever kept, by id, the newest first."""
        return self._read(_WANTED)

    def _read(
        self, wanted: Select[str, str, bytes, datetime, str, datetime, str]
    ) -> tuple[CriteriaVersion, ...]:
        ordered = wanted.order_by(
            CriteriaVersionRow.set_id, CriteriaVersionRow.kept_at.desc(), CriteriaVersionRow.sha256
        )
        with self.database.read() as connection:
            return tuple(_version(row) for row in connection.execute(ordered))


_WANTED = select(
    CriteriaVersionRow.sha256,
    CriteriaVersionRow.set_id,
    CriteriaVersionRow.content,
    CriteriaVersionRow.kept_at,
    CriteriaVersionRow.kept_by,
    CriteriaIssueRow.issued_at,
    CriteriaIssueRow.issued_by,
).join_from(
    CriteriaVersionRow,
    CriteriaIssueRow,
    CriteriaIssueRow.sha256 == CriteriaVersionRow.sha256,
    isouter=True,
)


def _version(row: Row[str, str, bytes, datetime, str, datetime, str]) -> CriteriaVersion:
    return CriteriaVersion(
        sha256=row.sha256,
        set_id=row.set_id,
        content=row.content,
        kept_at=row.kept_at,
        kept_by=row.kept_by,
        issued_at=row.issued_at,
        issued_by=row.issued_by or "",
    )
