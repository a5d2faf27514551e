"""This module takes answers in, each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from scoring.marks import sets_aside
from storage.database import Database
from storage.faults import StorageFault
from storage.prepared import PreparedInsert
from storage.receipts import new_receipt, read_receipt
from storage.records import (
    Conflict,
    NewAnswer,
    Outcome,
    ReceiptRecord,
    Repeated,
    Stored,
    TicketRefused,
)
from storage.tables import AnswerQueueRow, AnswerRow, SubmissionRow
from storage.tickets import spend, standing_of

# 50 random bits: a receipt that is taken is rare, four in a row are a fault.
RECEIPT_ATTEMPTS = 4

_SUBMISSION = ("key", "receipt", "content_hash", "received_at", "set_aside")
_ANSWER = (
    "id",
    "point_code",
    "unit_code",
    "questionnaire_sha256",
    "received_at",
    "local_day",
    "channel",
    "tier",
    "language",
    "flags",
    "simulated",
    "content",
)
_KNOWN = select(SubmissionRow.key, SubmissionRow.receipt, SubmissionRow.content_hash).where(
    SubmissionRow.key.in_(bindparam("keys", expanding=True))
)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A key that came in for the first time: its answer's number and its receipt."""

    number: int
    receipt: str


class Submissions:
    """What people send. The UNIQUE key decides, so any number of processes may add at once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        dialect = database.engine.dialect
        self._submission = PreparedInsert(SubmissionRow, _SUBMISSION, dialect)
        self._answer = PreparedInsert(AnswerRow, _ANSWER, dialect)
        self._queue = PreparedInsert(AnswerQueueRow, ("answer_id",), dialect)

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
            # Tickets go first and one by one, so that each is spent with its own answer or not.
            fresh, refused = self._claim_with_tickets(connection, list(first.values()))
            fresh |= self._claim(
                connection, [one for one in first.values() if one.ticket_sha256 is None]
            )
            if fresh:
                self._write(connection, [(one.number, first[key]) for key, one in fresh.items()])
            # A key that was sent before keeps its own answer and receipt.
            known = self._known(connection, [key for key in first if key not in fresh])
            known |= {key: (one.receipt, first[key].content_hash) for key, one in fresh.items()}
        return tuple(_outcome(answer, fresh, refused=refused, known=known) for answer in answers)

    def is_known(self, key: str) -> bool:
        """Tell whether a form's key came in before."""
        with self.database.read() as connection:
            return bool(self._known(connection, [key]))

    def find_receipt(self, typed: str) -> ReceiptRecord | None:
        """Return what a receipt proves, or None; usual slips of typing are put right."""
        receipt = read_receipt(typed)
        if receipt is None:
            return None
        row = SubmissionRow
        wanted = select(row.received_at, row.set_aside).where(row.receipt == receipt)
        with self.database.read() as connection:
            found = connection.execute(wanted).one_or_none()
        return None if found is None else ReceiptRecord(receipt, found.received_at, found.set_aside)

    def _claim_with_tickets(
        self, connection: Connection, answers: list[NewAnswer]
    ) -> tuple[dict[str, _Claimed], dict[str, TicketRefused]]:
        """Spend each ticket and claim its answer's key, both or neither; sorted, as keys are."""
        fresh: dict[str, _Claimed] = {}
        refused: dict[str, TicketRefused] = {}
        pending = [answer for answer in answers if answer.ticket_sha256 is not None]
        for answer in sorted(pending, key=lambda one: (one.ticket_sha256, one.key)):
            if self._known(connection, [answer.key]):
                continue
            with connection.begin_nested() as attempt:
                spent = spend(connection, answer)
                claimed = self._claim(connection, [answer]) if spent else {}
                if spent and not claimed:
                    attempt.rollback()  # the key came in meanwhile: its ticket was another one
            fresh |= claimed
            # Whoever sent the same form a moment ago may have spent the ticket: then it is known.
            if not spent and not self._known(connection, [answer.key]):
                refused[answer.key] = TicketRefused(standing_of(connection, answer))
        return fresh, refused

    def _claim(self, connection: Connection, answers: list[NewAnswer]) -> dict[str, _Claimed]:
        """Insert the new keys and return their numbers; sorted, so batches cannot deadlock."""
        pending = sorted(answers, key=lambda answer: answer.key)
        fresh: dict[str, _Claimed] = {}
        if not pending:
            return fresh
        for _ in range(RECEIPT_ATTEMPTS):
            fresh |= self._insert_keys(connection, pending)
            pending = [answer for answer in pending if answer.key not in fresh]
            # What was not inserted was sent before, or met a receipt that is taken.
            known = self._known(connection, [answer.key for answer in pending])
            pending = [answer for answer in pending if answer.key not in known]
            if not pending:
                return fresh
        raise StorageFault("no free receipt was found")

    def _insert_keys(self, connection: Connection, answers: list[NewAnswer]) -> dict[str, _Claimed]:
        rows = [
            (
                answer.key,
                new_receipt(),
                answer.content_hash,
                answer.received_at,
                sets_aside(answer.flags),
            )
            for answer in answers
        ]
        found = self._submission.run_new(connection, rows, returning=("key", "id", "receipt"))
        return {str(row[0]): _Claimed(*row[1:]) for row in found}

    @staticmethod
    def _known(connection: Connection, keys: list[str]) -> dict[str, tuple[str, str]]:
        if not keys:
            return {}
        found = connection.execute(_KNOWN, {"keys": keys})
        return {key: (receipt, digest) for key, receipt, digest in found}

    def _write(self, connection: Connection, answers: list[tuple[int, NewAnswer]]) -> None:
        self._answer.run(
            connection,
            [
                (
                    number,
                    answer.point_code,
                    answer.unit_code,
                    answer.questionnaire_sha256,
                    answer.received_at,
                    answer.local_day,
                    answer.channel,
                    answer.tier,
                    answer.language,
                    " ".join(answer.flags),
                    answer.simulated,
                    answer.content,
                )
                for number, answer in answers
            ],
        )
        self._queue.run(connection, [(number,) for number, _ in answers])


def _outcome(
    answer: NewAnswer,
    fresh: dict[str, _Claimed],
    *,
    refused: dict[str, TicketRefused],
    known: dict[str, tuple[str, str]],
) -> Outcome:
    if answer.key in refused:
        return refused[answer.key]
    receipt, content_hash = known[answer.key]
    if fresh.pop(answer.key, None) is not None:  # the first under its key
        return Stored(receipt)
    return Repeated(receipt) if content_hash == answer.content_hash else Conflict(receipt)
