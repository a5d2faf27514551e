"""Add what counter tablets need: opening hours, and the last sign of life of each tablet."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("point_code", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_code"], ["service_point.code"], name="fk_opening_hours_point_code"
        ),
        sa.PrimaryKeyConstraint("point_code", name="pk_opening_hours"),
    )
    op.create_table(
        "kiosk_heartbeat",
        sa.Column("point_code", sa.Text(), nullable=False),
        sa.Column("tablet", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("battery", sa.Integer(), nullable=True),
        sa.CheckConstraint("queued >= 0 AND refused >= 0", name="ck_kiosk_heartbeat_counted"),
        sa.CheckConstraint(
            "battery IS NULL OR battery BETWEEN 0 AND 100",
            name="ck_kiosk_heartbeat_battery_in_percent",
        ),
        sa.ForeignKeyConstraint(
            ["point_code"], ["service_point.code"], name="fk_kiosk_heartbeat_point_code"
        ),
        sa.PrimaryKeyConstraint("point_code", "tablet", name="pk_kiosk_heartbeat"),
    )
