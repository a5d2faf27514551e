"""Refuse to change or delete what is official: figures, runs, answers, audit events."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEVER_CHANGED = (
    "answer",
    "audit_event",
    "figure",
    "questionnaire",
    "run",
    "run_unit",
    "submission",
    "unit_lineage",
)
# Of a round only its stage may change.
ROUND_FROZEN = (
    "id",
    "title_vi",
    "title_en",
    "year",
    "peer_group",
    "set_id",
    "set_sha256",
    "set_content",
    "opened_at",
    "simulated",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _guard_sqlite() -> None:
    for table in NEVER_CHANGED:
        for verb in ("UPDATE", "DELETE"):
            _sqlite_trigger(table, verb, f"{verb} ON {table}")
    _sqlite_trigger("round", "DELETE", "DELETE ON round")
    _sqlite_trigger("round", "UPDATE", f"UPDATE OF {', '.join(ROUND_FROZEN)} ON round")


def _sqlite_trigger(table: str, verb: str, event: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {event} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _guard_postgres() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in (*NEVER_CHANGED, "round"):
        change = f"UPDATE OF {', '.join(ROUND_FROZEN)}" if table == "round" else "UPDATE"
        for name, event in (("change", f"{change} OR DELETE"), ("truncate", "TRUNCATE")):
            op.execute(
                f'CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
