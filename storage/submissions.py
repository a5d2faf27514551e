"""This module takes answers in, each exactly once."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.faults import StorageFault
from storage.receipts import new_receipt, read_receipt
from storage.records import Conflict, NewAnswer, Outcome, ReceiptRecord, Repeated, Stored
from storage.tables import AnswerQueueRow, AnswerRow, SubmissionRow

# 50 random bits: a receipt that is taken is rare, four in a row are a fault.
RECEIPT_ATTEMPTS = 4


class Submissions:
    """What people send. The UNIQUE key decides, so any number of processes may add at once."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, answer: NewAnswer) -> Outcome:
        """Store one answer and return only when it is committed.

        Raises Refused for a point, unit or questionnaire that is not stored.
        """
        return self.add_many([answer])[0]

    def add_many(self, answers: Sequence[NewAnswer]) -> tuple[Outcome, ...]:
        """Store answers in one transaction; return what became of each, in the order given.

        Raises Refused, with nothing stored, where one of them names what is not stored.
        """
        if not answers:
            return ()
        first: dict[str, NewAnswer] = {}
        for answer in answers:
            first.setdefault(answer.key, answer)
        with self.database.write() as connection:
            fresh = self._claim(connection, list(first.values()))
            if fresh:
                self._write(connection, [(number, first[key]) for key, number in fresh.items()])
            known = self._known(connection, list(first))
        outcomes: list[Outcome] = []
        for answer in answers:
            receipt, content_hash = known[answer.key]
            if fresh.pop(answer.key, None) is not None:  # the first under its key
                outcomes.append(Stored(receipt))
            elif content_hash == answer.content_hash:
                outcomes.append(Repeated(receipt))
            else:
                outcomes.append(Conflict(receipt))
        return tuple(outcomes)

    def find_receipt(self, typed: str) -> ReceiptRecord | None:
        """Return what a receipt proves, or None; usual slips of typing are put right."""
        receipt = read_receipt(typed)
        if receipt is None:
            return None
        wanted = select(SubmissionRow.received_at).where(SubmissionRow.receipt == receipt)
        with self.database.read() as connection:
            found = connection.execute(wanted).scalar_one_or_none()
        return None if found is None else ReceiptRecord(receipt=receipt, received_at=found)

    def _claim(self, connection: Connection, answers: list[NewAnswer]) -> dict[str, int]:
        """Insert the new keys and return their numbers; sorted, so batches cannot deadlock."""
        pending = sorted(answers, key=lambda answer: answer.key)
        fresh: dict[str, int] = {}
        for _ in range(RECEIPT_ATTEMPTS):
            fresh |= self._insert_keys(connection, pending)
            known = self._known(connection, [answer.key for answer in pending])
            pending = [answer for answer in pending if answer.key not in known]
            if not pending:
                return fresh
        raise StorageFault("no free receipt was found")

    def _insert_keys(self, connection: Connection, answers: list[NewAnswer]) -> dict[str, int]:
        dialect = sqlite if self.database.is_sqlite else postgresql
        claim = (
            dialect.insert(SubmissionRow)
            .on_conflict_do_nothing()
            .returning(SubmissionRow.key, SubmissionRow.id)
        )
        rows = [
            {
                "key": answer.key,
                "receipt": new_receipt(),
                "content_hash": answer.content_hash,
                "received_at": answer.received_at,
            }
            for answer in answers
        ]
        return {row.key: row.id for row in connection.execute(claim, rows)}

    @staticmethod
    def _known(connection: Connection, keys: list[str]) -> dict[str, tuple[str, str]]:
        row = SubmissionRow
        wanted = select(row.key, row.receipt, row.content_hash).where(row.key.in_(keys))
        return {key: (receipt, digest) for key, receipt, digest in connection.execute(wanted)}

    @staticmethod
    def _write(connection: Connection, answers: list[tuple[int, NewAnswer]]) -> None:
        connection.execute(
            insert(AnswerRow),
            [
                {
                    "id": number,
                    "point_code": answer.point_code,
                    "unit_code": answer.unit_code,
                    "questionnaire_sha256": answer.questionnaire_sha256,
                    "received_at": answer.received_at,
                    "local_day": answer.local_day,
                    "channel": answer.channel,
                    "tier": answer.tier,
                    "language": answer.language,
                    "flags": " ".join(answer.flags),
                    "simulated": answer.simulated,
                    "content": answer.content,
                }
                for number, answer in answers
            ],
        )
        connection.execute(insert(AnswerQueueRow), [{"answer_id": number} for number, _ in answers])
