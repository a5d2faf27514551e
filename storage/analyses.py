"""This module keeps the results of long calculations, so that no page has to make them again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.canonical import canonical, sha256_of
from storage.database import Database
from storage.tables import AnalysisRow
from storage.text import stored_moment, stored_text


@dataclass(frozen=True, slots=True)
class Analysis:
    """A kept result: of what, made from what, when and at whose wish."""

    kind: str
    subject: str
    input_sha256: str
    content: Mapping[str, Any]
    made_at: datetime
    made_by: str


def input_hash(made_from: object) -> str:
    """Give the SHA-256 of all that a calculation is made from; TypeError for what JSON is not."""
    return sha256_of(canonical(made_from))


class Analyses:
    """Results of calculations by kind, subject and the hash of their input; none ever changes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(
        self,
        kind: str,
        subject: str,
        *,
        made_from: object,
        content: Mapping[str, object],
        made_at: datetime,
        made_by: str,
    ) -> Analysis:
        """Keep a result; where the same was made meanwhile, that one stays and is returned."""
        digest = input_hash(made_from)
        values = {
            "kind": stored_text(kind),
            "subject": stored_text(subject),
            "input_sha256": digest,
            "content": stored_text(canonical(dict(content))),
            "made_at": stored_moment(made_at),
            "made_by": stored_text(made_by),
        }
        with self.database.write() as connection:
            dialect = sqlite if self.database.is_sqlite else postgresql
            connection.execute(
                dialect.insert(AnalysisRow)
                .values(**values)
                .on_conflict_do_nothing(index_elements=["kind", "subject", "input_sha256"])
            )
            row = connection.execute(_of(kind, subject, digest)).one()
        return _analysis(row)

    def find(self, kind: str, subject: str, *, made_from: object) -> Analysis | None:
        """Return the result made from exactly this, or None."""
        with self.database.read() as connection:
            row = connection.execute(_of(kind, subject, input_hash(made_from))).first()
        return None if row is None else _analysis(row)

    def latest(self, kind: str, subject: str) -> Analysis | None:
        """Return the newest result of a kind, whatever it was made from, or None."""
        wanted = (
            select(AnalysisRow.__table__)
            .where(AnalysisRow.kind == kind, AnalysisRow.subject == subject)
            .order_by(AnalysisRow.id.desc())
            .limit(1)
        )
        with self.database.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _analysis(row)


def _of(kind: str, subject: str, digest: str) -> Any:
    return select(AnalysisRow.__table__).where(
        AnalysisRow.kind == kind,
        AnalysisRow.subject == subject,
        AnalysisRow.input_sha256 == digest,
    )


def _analysis(row: Row[Any]) -> Analysis:
    return Analysis(
        kind=row.kind,
        subject=row.subject,
        input_sha256=row.input_sha256,
        content=json.loads(row.content),
        made_at=row.made_at,
        made_by=row.made_by,
    )
