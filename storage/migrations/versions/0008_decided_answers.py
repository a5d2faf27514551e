"""Keep what people decide of doubtful answers, and calculations that were made once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_CHANGED = ("answer_decision", "decided_answer", "analysis")


def upgrade() -> None:
    op.create_table(
        "answer_decision",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("reason <> ''", name="ck_answer_decision_reasoned"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_answer_decision_unit_code"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_decision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decided_answer",
        sa.Column("answer_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("decision_id", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name="fk_decided_answer_answer_id"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["answer_decision.id"], name="fk_decided_answer_decision_id"
        ),
        sa.PrimaryKeyConstraint("answer_id", "decision_id", name="pk_decided_answer"),
    )
    op.create_index("ix_decided_answer_decision_id", "decided_answer", ["decision_id"])
    op.create_table(
        "analysis",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("input_sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis"),
        sa.UniqueConstraint(
            "kind", "subject", "input_sha256", name="uq_analysis_kind_subject_input_sha256"
        ),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _guard_sqlite() -> None:
    for table in NEVER_CHANGED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _guard_postgres() -> None:
    for table in NEVER_CHANGED:
        for name, event in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
            op.execute(
                f'CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
