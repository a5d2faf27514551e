"""This module gives the public processes their narrow PostgreSQL role: add answers, read forms."""

import re

from sqlalchemy import text

from storage.database import Database
from storage.intake_rights import READABLE

ADDABLE = (
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
)
# The only changes that the public processes may make: using a ticket (a trigger keeps it used),
# saying that a counter tablet is still alive, and moving a clerk's sealed draft on.
MARKABLE = {
    "ticket": "spent_on",
    "entry_draft": "sealed, state, undone, reason",
    "entry_unusable": "withdrawn",
    "kiosk_heartbeat": "seen_at, queued, refused, version, battery",
}
ROLE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def intake_grants(role: str) -> tuple[str, ...]:
    """Return the statements that leave an existing role with the intake's rights and no others.

    Raises ValueError for a name that is not a plain PostgreSQL identifier.
    """
    if not ROLE_NAME.fullmatch(role):
        raise ValueError("a role name has lower-case letters, digits and underscores")
    return (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        f"REVOKE CREATE ON SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON {', '.join(READABLE)} TO {role}",
        f"GRANT INSERT ON {', '.join(ADDABLE)} TO {role}",
        *(f"GRANT UPDATE ({columns}) ON {table} TO {role}" for table, columns in MARKABLE.items()),
        f"GRANT USAGE ON SEQUENCE submission_id_seq TO {role}",
    )


def grant_intake(database: Database, role: str) -> None:
    """Give an existing PostgreSQL role the intake's rights and take every other right from it.

    Raises ValueError on SQLite, which has no roles: there the connection itself is restricted.
    """
    if database.is_sqlite:
        raise ValueError("SQLite has no roles; the intake's connection is restricted instead")
    with database.write() as connection:
        for statement in intake_grants(role):
            connection.execute(text(statement))
