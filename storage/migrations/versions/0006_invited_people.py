"""Keep lists of invited people, apart from everything that they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "invited_person",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("batch_id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ticket_sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name="ck_invited_person_named"),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["ticket_batch.id"], name="fk_invited_person_batch_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invited_person"),
        sa.UniqueConstraint("ticket_sha256", name="uq_invited_person_ticket_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invited_person_batch_id", "invited_person", ["batch_id"])
