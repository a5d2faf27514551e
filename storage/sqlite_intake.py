"""This module limits an SQLite connection to what the public may do: add answers, read forms.

On PostgreSQL the database role does this (`storage.roles`); an embedded file has no roles, so the
connection itself refuses, with SQLite's authorizer.
"""

import sqlite3

from storage.intake_rights import READABLE

MAY_ADD = frozenset(
    {
        "submission",
        "answer",
        "answer_queue",
        "entry_contact",
        "entry_draft",
        "entry_outcome",
        "entry_unusable",
        "kiosk_heartbeat",
        "receipt_day",
        "ticket",
    }
)
_SIGNS_OF_LIFE = ("seen_at", "queued", "refused", "version", "battery")
_STEPS_OF_A_DRAFT = ("sealed", "state", "undone", "reason")
MAY_MARK = frozenset(
    {
        ("ticket", "spent_on"),
        ("entry_unusable", "withdrawn"),
        *(("kiosk_heartbeat", column) for column in _SIGNS_OF_LIFE),
        *(("entry_draft", column) for column in _STEPS_OF_A_DRAFT),
    }
)
MAY_READ = frozenset(READABLE)
# Foreign keys make SQLite look these row numbers up; they say nothing of what was answered.
MAY_LOOK_UP = frozenset({("answer", "id"), ("answer_queue", "answer_id")})
LAYOUT_PRAGMAS = frozenset({"table_info", "table_xinfo"})
QUIET = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_SAVEPOINT,
    }
)


def restrict_to_intake(connection: sqlite3.Connection) -> None:
    """Make the connection refuse everything outside the intake's few needs."""
    connection.set_authorizer(_decide)


def _decide(action: int, subject: str | None, detail: str | None, *rest: str | None) -> int:
    del rest
    if action in QUIET:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and (subject in MAY_READ or (subject, detail) in MAY_LOOK_UP):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_INSERT and subject in MAY_ADD:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and (subject, detail) in MAY_MARK:
        return sqlite3.SQLITE_OK
    # Reading a setting or a table's columns; writing a setting is refused.
    if action == sqlite3.SQLITE_PRAGMA and (detail is None or subject in LAYOUT_PRAGMAS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
