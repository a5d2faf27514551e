"""Remember which code of a service point was replaced by which."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_replacement",
        sa.Column("old_code", sa.Text(), nullable=False),
        sa.Column("new_code", sa.Text(), nullable=False),
        sa.Column("counter_code", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["service_point.code"], name=f"fk_point_replacement_{column}"
            )
            for column in ("old_code", "new_code", "counter_code")
        ),
        sa.PrimaryKeyConstraint("old_code", name="pk_point_replacement"),
        sa.UniqueConstraint("new_code", name="uq_point_replacement_new_code"),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER point_replacement_refuses_{verb.lower()} "
                f"BEFORE {verb} ON point_replacement "
                "BEGIN SELECT RAISE(ABORT, 'point_replacement is append-only'); END"
            )
        return
    for name, event in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
        op.execute(
            f"CREATE TRIGGER point_replacement_refuses_{name} BEFORE {event} "
            "ON point_replacement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
