"""Count papers that came back and cannot be entered: blank, torn, spoiled; no content of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "entry_unusable",
        sa.Column("desk_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('blank', 'torn', 'repeated', 'spoiled')", name="ck_entry_unusable_reason"
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["entry_desk.id"], name="fk_entry_unusable_desk_id"),
        sa.PrimaryKeyConstraint("desk_id", "number", name="pk_entry_unusable"),
        sa.UniqueConstraint(
            "desk_id", "serial", "withdrawn", name="uq_entry_unusable_desk_id_serial_withdrawn"
        ),
    )
