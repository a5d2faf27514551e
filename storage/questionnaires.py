"""This module keeps every questionnaire that was ever answered, as the bytes that were read."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select

from storage.database import Database
from storage.faults import Refused
from storage.records import StoredQuestionnaire
from storage.tables import AnswerRow, QuestionnaireRow


class Questionnaires:
    """The questionnaires by the SHA-256 of their bytes; none is ever changed."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(
        self,
        content: bytes,
        sha256: str,
        *,
        id: str,
        counted: Sequence[str],
        kept_at: datetime,
    ) -> None:
        """Keep a questionnaire; keeping it again does nothing, and then needs no right to write.

        `counted` names the items whose values may be tallied: ratings and choices, never free text.
        Raises ValueError where the hash is not that of the content, and Refused where the id was
        answered with other content: a version that was used is frozen.
        """
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the hash is not that of the content")
        if self.by_hash(sha256) is not None:
            return
        with self.database.write() as connection:
            taken = connection.execute(
                select(QuestionnaireRow.sha256).where(QuestionnaireRow.sha256 == sha256)
            ).first()
            if taken is None and self._was_answered(connection, id):
                raise Refused(
                    f"questionnaire {id} was answered with other content; make a new version"
                )
            if taken is None:
                connection.execute(
                    insert(QuestionnaireRow).values(
                        sha256=sha256,
                        id=id,
                        content=content,
                        counted=json.dumps(sorted(set(counted)), ensure_ascii=False),
                        kept_at=kept_at,
                    )
                )

    @staticmethod
    def _was_answered(connection: Connection, id: str) -> bool:
        kept = select(QuestionnaireRow.sha256).where(QuestionnaireRow.id == id)
        answer = select(AnswerRow.id).where(AnswerRow.questionnaire_sha256.in_(kept)).limit(1)
        return connection.execute(answer).first() is not None

    def by_hash(self, sha256: str) -> StoredQuestionnaire | None:
        """Return the questionnaire whose bytes have this hash, or None."""
        return self._first(
            select(QuestionnaireRow.__table__).where(QuestionnaireRow.sha256 == sha256)
        )

    def latest(self, id: str) -> StoredQuestionnaire | None:
        """Return what was last kept under an id such as "mot-cua/v1", or None."""
        return self._first(
            select(QuestionnaireRow.__table__)
            .where(QuestionnaireRow.id == id)
            .order_by(QuestionnaireRow.kept_at.desc(), QuestionnaireRow.sha256)
        )

    def _first(self, wanted: Select[*tuple[object, ...]]) -> StoredQuestionnaire | None:
        with self.database.read() as connection:
            row = connection.execute(wanted.limit(1)).first()
        if row is None:
            return None
        return StoredQuestionnaire(
            sha256=row.sha256,
            id=row.id,
            content=row.content,
            counted=tuple(json.loads(row.counted)),
        )
