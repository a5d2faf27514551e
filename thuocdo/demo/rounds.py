"""This module opens the demonstration's rounds, declares the figures and publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dashboards.actions.publication import publish_round
from scoring.definitions.criteria_sets import criteria_directories, find_set
from scoring.types import Text
from storage.database import Database
from storage.figures import Figures
from storage.records import NewFigure, NewRound
from storage.rounds import Rounds
from thuocdo.demo import province

CRITERIA_SET = "vn-766/2022"
YEAR = 2026
PUBLISHED = "published"

_DAY = f"{province.AS_OF:%d/%m/%Y}"
SOURCE = (
    f"Cổng Dịch vụ công quốc gia, mục “Đánh giá chất lượng phục vụ”, số liệu năm {YEAR} tính đến "
    f"ngày {_DAY}"
)
EVIDENCE = (
    f"Bản chụp dữ liệu của Cổng ngày {_DAY}: kho công khai duynghiaqn/Crawler-766, bản 1ffdc23 "
    "(xem criteria/demo/gia-lai/SOURCES.md)"
)


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round of the demonstration: one peer group."""

    id: str
    group: str
    title: Text


class Note(Protocol):
    """Notes one step of the demonstration in the audit chain."""

    def __call__(self, action: str, subject: str, **details: object) -> None:
        """Note it."""


def open_and_publish(
    database: Database, plan: RoundPlan, *, author: str, now: datetime, note: Note
) -> int:
    """Open a round, declare every figure of its units, publish; give the number of figures.

    The round itself is not simulated: its figures are the portal's.
    """
    criteria_set = find_set(CRITERIA_SET, directories=criteria_directories())
    Rounds(database).open(
        NewRound(
            id=plan.id,
            title=plan.title,
            year=YEAR,
            group=plan.group,
            set_id=criteria_set.id,
            set_sha256=criteria_set.sha256,
            set_content=criteria_set.raw,
            opened_at=now,
        )
    )
    note("round.opened", plan.id, set=criteria_set.id, sha256=criteria_set.sha256)
    members = {unit.code for unit in province.official_units() if unit.group == plan.group}
    figures = [
        NewFigure(
            round_id=plan.id,
            unit_code=figure.unit_code,
            criterion=figure.criterion,
            input=figure.input,
            value=figure.value,
            step="declared",
            author=author,
            recorded_at=now,
            source=SOURCE,
            evidence=EVIDENCE,
        )
        for figure in province.official_figures()
        if figure.unit_code in members
    ]
    Figures(database).declare(*figures)
    note("figures.declared", plan.id, number=len(figures), source=SOURCE)
    run = publish_round(database, plan.id, published_by=author, now=now)
    Rounds(database).set_stage(plan.id, PUBLISHED)
    note("run.published", plan.id, run=run.number, sha256=run.content_sha256)
    return len(figures)
