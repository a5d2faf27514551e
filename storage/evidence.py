"""This module stores which files prove a unit's figures; the files lie in the data directory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from storage.database import Database
from storage.evidence_kinds import kept_name, kind_of
from storage.evidence_store import EvidenceStore
from storage.faults import EvidenceDamaged, EvidenceRefused, Refused, RoundClosed
from storage.records import OPEN
from storage.tables import EvidenceRow, EvidenceWithdrawalRow, RoundRow

MOST_FILES = 20
LARGEST_MB = 20
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A file on its way in: where it belongs, what its owner calls it, who attaches it, when."""

    round_id: str
    unit_code: str
    criterion: str
    name: str
    author: str
    attached_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord(NewEvidence):
    """A stored file; `withdrawn_at` is None while it stands."""

    id: int
    kind: str
    size: int
    sha256: str
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class Evidence:
    """The evidence files of the rounds; nothing is ever changed or deleted."""

    def __init__(self, database: Database, data_dir: Path, *, largest_mb: int = LARGEST_MB) -> None:
        self.database = database
        self.store = EvidenceStore(data_dir)
        self.largest_mb = largest_mb

    def attach(
        self,
        new: NewEvidence,
        content: IO[bytes],
        *,
        also: Callable[[int, str], None] = lambda number, sha256: None,
    ) -> int:
        """Keep a file and return its number; the content stands on disk before its row does.

        `also` writes in the same transaction; the file is written before, so that nobody waits.

        Raises EvidenceRefused (`reason`: empty, too_large, kind, repeated, too_many, disk_full),
        RoundClosed, and Refused for a round or unit that is not stored.
        """
        draft, sha256, size = self.store.take_in(content, most=self.largest_mb * _MEGABYTE)
        try:
            kind = kind_of(draft)
            if kind is None:
                raise EvidenceRefused("kind")
            with self.database.write() as connection:
                _require_open(connection, new.round_id)
                self._require_room(new, sha256)
                self.store.settle(draft, sha256)
                number: int = connection.execute(
                    insert(EvidenceRow)
                    .values(
                        round_id=new.round_id,
                        unit_code=new.unit_code,
                        criterion=new.criterion,
                        name=kept_name(new.name, kind),
                        kind=kind,
                        size=size,
                        sha256=sha256,
                        author=new.author,
                        attached_at=new.attached_at,
                    )
                    .returning(EvidenceRow.id)
                ).scalar_one()
                also(number, sha256)
        finally:
            draft.unlink(missing_ok=True)
        return number

    def withdraw(self, number: int, *, author: str, reason: str, at: datetime) -> None:
        """Take a file back: it counts no more, and stays to be seen in the history.

        Raises RoundClosed, and Refused where there is none or it was taken back already.
        """
        found = self.by_id(number)
        if found is None:
            raise Refused(f"there is no evidence {number}")
        with self.database.write() as connection:
            _require_open(connection, found.round_id)
            connection.execute(
                insert(EvidenceWithdrawalRow).values(
                    evidence_id=number, author=author, reason=reason, withdrawn_at=at
                )
            )

    def by_id(self, number: int) -> EvidenceRecord | None:
        """Return one file's record, None where there is none."""
        found = self._read(_wanted().where(EvidenceRow.id == number))
        return found[0] if found else None

    def of_unit(
        self, round_id: str, unit_code: str, criterion: str | None = None
    ) -> tuple[EvidenceRecord, ...]:
        """Return every file ever attached for a unit, or one of its criteria, oldest first."""
        wanted = _wanted().where(
            EvidenceRow.round_id == round_id, EvidenceRow.unit_code == unit_code
        )
        if criterion is not None:
            wanted = wanted.where(EvidenceRow.criterion == criterion)
        return self._read(wanted)

    def content(self, record: EvidenceRecord) -> bytes:
        """Return a file as it came; raises EvidenceDamaged where it vanished or was changed."""
        return self.store.read(record.sha256)

    def damaged(self) -> tuple[tuple[EvidenceRecord, str], ...]:
        """Read every file and return those that are not as they came, with the fault's reason."""
        faults: dict[str, str] = {}
        sound: set[str] = set()
        found = []
        for record in self._read(_wanted()):
            if record.sha256 not in sound and record.sha256 not in faults:
                try:
                    self.content(record)
                    sound.add(record.sha256)
                except EvidenceDamaged as fault:
                    faults[record.sha256] = fault.reason
            if record.sha256 in faults:
                found.append((record, faults[record.sha256]))
        return tuple(found)

    def count(self) -> int:
        """Return how many files were ever attached."""
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(EvidenceRow)).scalar_one()

    def _require_room(self, new: NewEvidence, sha256: str) -> None:
        standing = [
            record
            for record in self.of_unit(new.round_id, new.unit_code, new.criterion)
            if record.withdrawn_at is None
        ]
        if any(record.sha256 == sha256 for record in standing):
            raise EvidenceRefused("repeated")
        if len(standing) >= MOST_FILES:
            raise EvidenceRefused("too_many")

    def _read(self, wanted: Select[Any]) -> tuple[EvidenceRecord, ...]:
        with self.database.read() as connection:
            return tuple(_record(row) for row in connection.execute(wanted))


def _require_open(connection: Connection, round_id: str) -> None:
    """Let writers of one round take turns, and refuse where it is no longer open."""
    locked = connection.execute(
        select(RoundRow.stage).where(RoundRow.id == round_id).with_for_update()
    ).first()
    if locked is None:
        raise Refused(f"there is no round {round_id}")
    if locked.stage != OPEN:
        raise RoundClosed(round_id, locked.stage)


def _wanted() -> Select[Any]:
    back = EvidenceWithdrawalRow
    return (
        select(
            EvidenceRow.__table__,
            back.author.label("withdrawn_by"),
            back.reason.label("withdrawn_reason"),
            back.withdrawn_at,
        )
        .outerjoin(back, back.evidence_id == EvidenceRow.id)
        .order_by(EvidenceRow.id)
    )


def _record(row: Row[Any]) -> EvidenceRecord:
    return EvidenceRecord(
        id=row.id,
        round_id=row.round_id,
        unit_code=row.unit_code,
        criterion=row.criterion,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        author=row.author,
        attached_at=row.attached_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )
