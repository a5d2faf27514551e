"""Add one-time tickets, closed days of receipts and what was improved; mark what is set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column of type INTEGER.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_CHANGED = ("receipt_day",)


def upgrade() -> None:
    _create_tickets()
    _create_notices()
    aside = sa.Column("set_aside", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("submission", aside)
    op.create_index("ix_submission_received_at", "submission", ["received_at"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _create_tickets() -> None:
    op.create_table(
        "ticket_batch",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("point_code", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name="ck_ticket_batch_named"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_ticket_batch_unit_code"),
        sa.ForeignKeyConstraint(
            ["point_code"], ["service_point.code"], name="fk_ticket_batch_point_code"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_batch"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ticket",
        sa.Column("ticket_sha256", sa.Text(), nullable=False),
        sa.Column("batch_id", NUMBER, nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["ticket_batch.id"], name="fk_ticket_batch_id"),
        sa.PrimaryKeyConstraint("ticket_sha256", name="pk_ticket"),
    )
    op.create_index("ix_ticket_batch_id", "ticket", ["batch_id"], unique=False)
    op.create_table(
        "office_key",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("batch_id", NUMBER, nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("per_minute > 0", name="ck_office_key_rate"),
        sa.ForeignKeyConstraint(["batch_id"], ["ticket_batch.id"], name="fk_office_key_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_office_key"),
        sa.UniqueConstraint("key_sha256", name="uq_office_key_key_sha256"),
        sqlite_autoincrement=True,
    )


def _create_notices() -> None:
    op.create_table(
        "receipt_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous_digest", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("number >= 0", name="ck_receipt_day_counted"),
        sa.PrimaryKeyConstraint("day", name="pk_receipt_day"),
        sa.UniqueConstraint("previous_digest", name="uq_receipt_day_previous_digest"),
    )
    op.create_table(
        "improvement",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("heard_vi", sa.Text(), nullable=False),
        sa.Column("heard_en", sa.Text(), nullable=False),
        sa.Column("text_vi", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("text_vi <> ''", name="ck_improvement_told"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_improvement_unit_code"),
        sa.PrimaryKeyConstraint("id", name="pk_improvement"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_improvement_unit_code_published_on",
        "improvement",
        ["unit_code", "published_on"],
        unique=False,
    )


def _guard_sqlite() -> None:
    """A closed day never changes; a used ticket never becomes good again."""
    for table in NEVER_CHANGED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER ticket_stays_spent BEFORE UPDATE ON ticket "
        "WHEN OLD.spent_on IS NOT NULL AND NEW.spent_on IS NOT OLD.spent_on "
        "BEGIN SELECT RAISE(ABORT, 'a spent ticket stays spent'); END"
    )


def _guard_postgres() -> None:
    for table in NEVER_CHANGED:
        for name, event in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
    op.execute(
        "CREATE FUNCTION keep_ticket_spent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a spent ticket stays spent' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ticket_stays_spent BEFORE UPDATE ON ticket FOR EACH ROW "
        "WHEN (OLD.spent_on IS NOT NULL AND NEW.spent_on IS DISTINCT FROM OLD.spent_on) "
        "EXECUTE FUNCTION keep_ticket_spent()"
    )
