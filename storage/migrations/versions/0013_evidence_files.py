"""Keep which files prove a unit's figures, and which were taken back; neither is ever changed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_CHANGED = ("evidence", "evidence_withdrawal")


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("attached_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("size > 0", name="ck_evidence_size_given"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_evidence_round_id"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_evidence_unit_code"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_place", "evidence", ["round_id", "unit_code", "criterion", "id"])
    op.create_table(
        "evidence_withdrawal",
        sa.Column("evidence_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name="fk_evidence_withdrawal_evidence_id"
        ),
        sa.PrimaryKeyConstraint("evidence_id", name="pk_evidence_withdrawal"),
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
