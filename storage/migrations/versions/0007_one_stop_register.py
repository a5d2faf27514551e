"""Keep the one-stop register, and tell of every figure where it comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MEASURES = (
    "received",
    "early",
    "on_time",
    "late",
    "pending",
    "online",
    "synced",
    "digitised",
    "reused",
    "linked",
    "e_result",
    "population",
    "fee_due",
    "paid_online",
    "complained",
    "petitions",
    "petitions_on_time",
    "petitions_bad",
)


def upgrade() -> None:
    op.add_column(
        "figure", sa.Column("origin", sa.Text(), nullable=False, server_default="declared")
    )
    op.add_column(
        "figure", sa.Column("prevails", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "register_file",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_file"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "register_row",
        sa.Column("file_id", NUMBER, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        *(sa.Column(name, NUMBER, nullable=True) for name in MEASURES),
        sa.ForeignKeyConstraint(["file_id"], ["register_file.id"], name="fk_register_row_file_id"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_register_row_unit_code"),
        sa.PrimaryKeyConstraint("file_id", "unit_code", "field", "month", name="pk_register_row"),
    )
    op.create_index("ix_register_row_month", "register_row", ["month", "unit_code", "file_id"])
    _refuse_changes()


def _refuse_changes() -> None:
    for table in ("register_file", "register_row"):
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            continue
        for name, event in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
