"""This module lays out rounds, figures, published runs and benchmarks."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import RowNumber
from storage.tables.foundation import Foundation


class RoundRow(Foundation):
    """A yearly run of a criteria set over a peer group, with the set's bytes frozen in it."""

    __tablename__ = "round"

    id: Mapped[str] = mapped_column(primary_key=True)
    title_vi: Mapped[str]
    title_en: Mapped[str]
    year: Mapped[int]
    peer_group: Mapped[str]
    set_id: Mapped[str]
    set_sha256: Mapped[str]
    set_content: Mapped[bytes]
    opened_at: Mapped[datetime]
    stage: Mapped[str]
    simulated: Mapped[bool]


class FigureRow(Foundation):
    """One statement of one input; later ones supersede, none is changed."""

    __tablename__ = "figure"
    __table_args__ = (
        Index("ix_figure_cell", "round_id", "unit_code", "criterion", "input", "step", "id"),
        CheckConstraint("criterion <> '' AND input <> ''", name="names_given"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    criterion: Mapped[str]
    input: Mapped[str]
    step: Mapped[str]
    is_number: Mapped[bool]  # a Decimal and the text of an option may look alike
    value: Mapped[str | None]  # NULL withdraws
    origin: Mapped[str] = mapped_column(server_default="declared")
    prevails: Mapped[bool] = mapped_column(server_default=false())
    source: Mapped[str]
    evidence: Mapped[str]
    reason: Mapped[str]
    author: Mapped[str]
    recorded_at: Mapped[datetime]


class RunRow(Foundation):
    """A published run of a round: never changed, superseded by the next."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        UniqueConstraint("supersedes"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    supersedes: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("run.id"))
    set_id: Mapped[str]
    set_sha256: Mapped[str]
    data_sha256: Mapped[str]
    code_version: Mapped[str]
    latest_figure_id: Mapped[int] = mapped_column(RowNumber)
    content_sha256: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    simulated: Mapped[bool]
    places: Mapped[str]  # canonical JSON


class RunUnitRow(Foundation):
    """The published lines of one unit in one run, as canonical JSON."""

    __tablename__ = "run_unit"

    run_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("run.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), primary_key=True)
    lines: Mapped[str]


class BenchmarkRow(Foundation):
    """One score of a benchmark published by others."""

    __tablename__ = "benchmark"

    source_id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(primary_key=True)
    dimension_code: Mapped[str] = mapped_column(primary_key=True)
    subdimension_code: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str]
    subdimension: Mapped[str]
    score: Mapped[Decimal | None]
