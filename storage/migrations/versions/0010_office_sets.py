"""Keep an office's own criteria sets by their bytes, and the days by which a round's steps end."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_CHANGED = ("criteria_version", "criteria_issue", "round_deadline")


def upgrade() -> None:
    op.create_table(
        "criteria_version",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_criteria_version"),
    )
    op.create_index("ix_criteria_version_set_id", "criteria_version", ["set_id"])
    op.create_table(
        "criteria_issue",
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["criteria_version.sha256"], name="fk_criteria_issue_sha256"
        ),
        sa.PrimaryKeyConstraint("set_id", name="pk_criteria_issue"),
    )
    op.create_table(
        "round_deadline",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_deadline_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_deadline"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_deadline_round_id", "round_deadline", ["round_id"])
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
