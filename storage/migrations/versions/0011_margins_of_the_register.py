"""Keep whom units served by field, way of filing, sex and age, for weighting answers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "register_margin"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("file_id", NUMBER, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("margin", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("served", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["register_file.id"], name=f"fk_{TABLE}_file_id"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=f"fk_{TABLE}_unit_code"),
        sa.PrimaryKeyConstraint(
            "file_id", "unit_code", "margin", "category", "month", name=f"pk_{TABLE}"
        ),
    )
    op.create_index(f"ix_{TABLE}_month", TABLE, ["margin", "month", "unit_code", "file_id"])
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        return
    for name, event in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_{name} BEFORE {event} ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
