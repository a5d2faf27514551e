"""This module turns published runs into open data; what is not published never comes here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final
from urllib.parse import quote

from scoring.rounding import decimal_text
from scoring.tables.cells import harmless
from scoring.types import Text
from storage.database import Database
from storage.records import Round, RunLine, RunPlace, RunRecord
from storage.rounds import Rounds as RoundStore
from storage.runs import Runs
from storage.text import exact_text
from survey_app.open_data.shapes import (
    LICENCE,
    LineEntry,
    PlaceEntry,
    Ranking,
    RoundEntry,
    Rounds,
    Scores,
    Words,
)

API: Final = "/api/v1"
_PLACES: Final = 6
RANKING_COLUMNS: Final = (
    "group", "rank", "unit_code", "name", "points", "max_points", "index", "band", "complete",
    "simulated",
)  # fmt: skip
SCORES_COLUMNS: Final = (
    "unit_code", "criterion", "level", "points", "max_points", "status", "explanation",
    "explanation_en",
)  # fmt: skip


def published_rounds(database: Database) -> tuple[tuple[Round, RunRecord], ...]:
    """List the rounds that have a published run, each with the one that counts."""
    runs = {run.round_id: run for run in Runs(database).published()}
    found = [one for one in RoundStore(database).all() if one.id in runs]
    return tuple((one, runs[one.id]) for one in sorted(found, key=lambda one: (-one.year, one.id)))


def rounds_document(pairs: Iterable[tuple[Round, RunRecord]]) -> Rounds:
    """Describe the published rounds."""
    return Rounds(licence=LICENCE, rounds=tuple(_round(one, run) for one, run in pairs))


def ranking_document(round_: Round, run: RunRecord) -> Ranking:
    """Give a published ranking."""
    return Ranking(round=_round(round_, run), places=tuple(_place(one) for one in run.places))


def scores_document(round_: Round, run: RunRecord, lines: Iterable[RunLine]) -> Scores:
    """Give published points with their reasons."""
    return Scores(round=_round(round_, run), scores=tuple(_line(one) for one in lines))


def ranking_csv(run: RunRecord) -> bytes:
    """Write a published ranking as a file."""
    rows = (
        (
            one.group,
            "" if one.rank is None else str(one.rank),
            harmless(one.unit_code),
            harmless(one.name),
            decimal_text(one.points),
            decimal_text(one.max_points),
            "" if one.index is None else decimal_text(one.index),
            "" if one.band is None else harmless(one.band.vi),
            "1" if one.complete else "0",
            "1" if run.simulated else "0",
        )
        for one in run.places
    )
    return _csv(RANKING_COLUMNS, rows)


def scores_csv(lines: Iterable[RunLine]) -> bytes:
    """Write published points with their reasons as a file."""
    return _csv(SCORES_COLUMNS, _score_rows(lines))


def _score_rows(lines: Iterable[RunLine]) -> Iterator[Sequence[str]]:
    for one in lines:
        yield (
            harmless(one.unit_code),
            one.code,
            one.level,
            "" if one.points is None else decimal_text(one.points),
            "" if one.max_points is None else decimal_text(one.max_points),
            one.status,
            harmless(one.explanation.vi),
            harmless(one.explanation.en),
        )


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return sheet.getvalue().encode()


def _round(round_: Round, run: RunRecord) -> RoundEntry:
    here = f"{API}/rounds/{quote(round_.id, safe='')}"
    return RoundEntry(
        id=round_.id,
        year=round_.year,
        group=round_.group,
        title=_words(round_.title),
        simulated=round_.simulated or run.simulated,
        run=run.number,
        published_at=run.published_at,
        set_id=run.set_id,
        set_sha256=run.set_sha256,
        result_sha256=run.content_sha256,
        links={
            "ranking": here,
            "ranking_csv": f"{here}/ranking.csv",
            "scores": f"{here}/scores",
            "scores_csv": f"{here}/scores.csv",
            "page": f"/cong-khai?ky={quote(round_.id, safe='')}",
        },
    )


def _place(one: RunPlace) -> PlaceEntry:
    return PlaceEntry(
        rank=one.rank,
        unit_code=one.unit_code,
        name=one.name,
        group=one.group,
        points=_number(one.points),
        max_points=_number(one.max_points),
        index=None if one.index is None else _number(one.index),
        exact=None if one.index is None else exact_text(one.index),
        band=None if one.band is None else _words(one.band),
        complete=one.complete,
    )


def _line(one: RunLine) -> LineEntry:
    return LineEntry.model_validate(
        {
            "unit_code": one.unit_code,
            "criterion": one.code,
            "level": one.level,
            "points": None if one.points is None else _number(one.points),
            "max_points": None if one.max_points is None else _number(one.max_points),
            "status": one.status,
            "explanation": _words(one.explanation),
        }
    )


def _words(text: Text) -> Words:
    return Words(vi=text.vi, en=text.in_language("en"))


def _number(exact: Fraction) -> float:
    return round(float(exact), _PLACES)
