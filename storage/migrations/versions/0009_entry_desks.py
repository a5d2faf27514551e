"""Let interviewers and clerks enter answers for others: desks, passes, sealed drafts, outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "entry_desk",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("point_code", sa.Text(), nullable=False),
        sa.Column("questionnaire_sha256", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("handwritten", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("entries IN (1, 2)", name="ck_entry_desk_once_or_twice"),
        sa.ForeignKeyConstraint(
            ["point_code"], ["service_point.code"], name="fk_entry_desk_point_code"
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_sha256"],
            ["questionnaire.sha256"],
            name="fk_entry_desk_questionnaire_sha256",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entry_desk"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entry_pass",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("desk_id", NUMBER, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pass_mac", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["entry_desk.id"], name="fk_entry_pass_desk_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry_pass"),
        sa.UniqueConstraint("pass_mac", name="uq_entry_pass_pass_mac"),
        sa.UniqueConstraint("desk_id", "place", name="uq_entry_pass_desk_id_place"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entry_draft",
        sa.Column("desk_id", NUMBER, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'undone', 'settled')", name="ck_entry_draft_state"
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["entry_desk.id"], name="fk_entry_draft_desk_id"),
        sa.PrimaryKeyConstraint("desk_id", "place", "number", name="pk_entry_draft"),
        sa.UniqueConstraint(
            "desk_id",
            "place",
            "serial",
            "undone",
            name="uq_entry_draft_desk_id_place_serial_undone",
        ),
    )
    op.create_table(
        "entry_outcome",
        sa.Column("desk_id", NUMBER, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differed", sa.Integer(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "compared >= differed AND differed >= 0", name="ck_entry_outcome_agreement"
        ),
        sa.CheckConstraint("result IN ('counted', 'conflict')", name="ck_entry_outcome_result"),
        sa.ForeignKeyConstraint(["desk_id"], ["entry_desk.id"], name="fk_entry_outcome_desk_id"),
        sa.PrimaryKeyConstraint("desk_id", "serial", name="pk_entry_outcome"),
    )
    op.create_table(
        "entry_contact",
        sa.Column("key_mac", sa.Text(), nullable=False),
        sa.Column("pass_id", NUMBER, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('interview', 'refusal', 'absence')", name="ck_entry_contact_outcome"
        ),
        sa.ForeignKeyConstraint(["pass_id"], ["entry_pass.id"], name="fk_entry_contact_pass_id"),
        sa.PrimaryKeyConstraint("key_mac", name="pk_entry_contact"),
    )
    op.create_index("ix_entry_contact_pass_id", "entry_contact", ["pass_id"])
