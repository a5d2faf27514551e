"""Make the first tables: places, answers, scores, people."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column of type INTEGER.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_places()
    _create_answers()
    _create_scores()
    _create_runs()
    _create_people()


def _create_places() -> None:
    """Units, their lineage, service points, questionnaires, properties."""
    op.create_table(
        "property",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_property"),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("peer_group", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("code <> ''", name="ck_unit_code_given"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ck_unit_lifetime"),
        sa.PrimaryKeyConstraint("code", name="pk_unit"),
    )
    op.create_index("ix_unit_peer_group", "unit", ["peer_group"], unique=False)
    op.create_table(
        "unit_lineage",
        sa.Column("before_code", sa.Text(), nullable=False),
        sa.Column("after_code", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["after_code"], ["unit.code"], name="fk_unit_lineage_after_code"),
        sa.ForeignKeyConstraint(["before_code"], ["unit.code"], name="fk_unit_lineage_before_code"),
        sa.PrimaryKeyConstraint("before_code", "after_code", "day", name="pk_unit_lineage"),
    )
    op.create_table(
        "questionnaire",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_questionnaire"),
    )
    op.create_index("ix_questionnaire_id", "questionnaire", ["id"], unique=False)
    op.create_table(
        "service_point",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("questionnaire_id", sa.Text(), nullable=False),
        sa.Column("opens", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("code <> ''", name="ck_service_point_code_given"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_service_point_unit_code"),
        sa.PrimaryKeyConstraint("code", name="pk_service_point"),
    )
    op.create_index("ix_service_point_unit_code", "service_point", ["unit_code"], unique=False)


def _create_answers() -> None:
    """Submissions, answers, the queue, the tallies."""
    op.create_table(
        "submission",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("key", name="uq_submission_key"),
        sa.UniqueConstraint("receipt", name="uq_submission_receipt"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answer",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("point_code", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("questionnaire_sha256", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["submission.id"], name="fk_answer_id"),
        sa.ForeignKeyConstraint(
            ["point_code"], ["service_point.code"], name="fk_answer_point_code"
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_sha256"],
            ["questionnaire.sha256"],
            name="fk_answer_questionnaire_sha256",
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_answer_unit_code"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index(
        "ix_answer_unit_code_local_day", "answer", ["unit_code", "local_day"], unique=False
    )
    op.create_table(
        "answer_queue",
        sa.Column("answer_id", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name="fk_answer_queue_answer_id"),
        sa.PrimaryKeyConstraint("answer_id", name="pk_answer_queue"),
    )
    op.create_table(
        "tally",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("point_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("n", NUMBER, nullable=False),
        sa.CheckConstraint("n > 0", name="ck_tally_positive"),
        sa.ForeignKeyConstraint(["point_code"], ["service_point.code"], name="fk_tally_point_code"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_tally_unit_code"),
        sa.PrimaryKeyConstraint(
            "item",
            "unit_code",
            "local_day",
            "point_code",
            "channel",
            "tier",
            "flagged",
            "simulated",
            "value",
            name="pk_tally",
        ),
        sqlite_with_rowid=False,
    )


def _create_scores() -> None:
    """Rounds, figures and benchmarks."""
    op.create_table(
        "round",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("peer_group", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("set_sha256", sa.Text(), nullable=False),
        sa.Column("set_content", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
    )
    op.create_table(
        "figure",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("is_number", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("criterion <> '' AND input <> ''", name="ck_figure_names_given"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_figure_round_id"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_figure_unit_code"),
        sa.PrimaryKeyConstraint("id", name="pk_figure"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_figure_cell",
        "figure",
        ["round_id", "unit_code", "criterion", "input", "step", "id"],
        unique=False,
    )
    op.create_table(
        "benchmark",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("dimension_code", sa.Text(), nullable=False),
        sa.Column("subdimension_code", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("subdimension", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "source_id",
            "year",
            "entity",
            "dimension_code",
            "subdimension_code",
            name="pk_benchmark",
        ),
    )


def _create_runs() -> None:
    """Published runs."""
    op.create_table(
        "run",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("supersedes", NUMBER, nullable=True),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("set_sha256", sa.Text(), nullable=False),
        sa.Column("data_sha256", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("latest_figure_id", NUMBER, nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_run_round_id"),
        sa.ForeignKeyConstraint(["supersedes"], ["run.id"], name="fk_run_supersedes"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint("round_id", "number", name="uq_run_round_id_number"),
        sa.UniqueConstraint("supersedes", name="uq_run_supersedes"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_unit",
        sa.Column("run_id", NUMBER, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_run_unit_run_id"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_run_unit_unit_code"),
        sa.PrimaryKeyConstraint("run_id", "unit_code", name="pk_run_unit"),
    )


def _create_people() -> None:
    """People, sign-ins, sessions, the audit chain."""
    op.create_table(
        "person",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name="fk_person_unit_code"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("username", name="uq_person_username"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("name_sha256", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("wait_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name_sha256", name="pk_sign_in_attempt"),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_staff_session_person_id"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_staff_session"),
    )
    op.create_index("ix_staff_session_person_id", "staff_session", ["person_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.UniqueConstraint("hash", name="uq_audit_event_hash"),
        sa.UniqueConstraint("previous_hash", name="uq_audit_event_previous_hash"),
    )
