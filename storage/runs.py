"""This module freezes published runs; publishing a round again makes a new run that supersedes."""

import json
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from scoring.types import Text
from storage.canonical import canonical, sha256_of
from storage.database import Database
from storage.faults import Refused
from storage.records import NewRun, RunLine, RunPlace, RunRecord
from storage.tables import RoundRow, RunRow, RunUnitRow
from storage.text import exact_text


class Runs:
    """The published runs. None is ever changed."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def publish(self, new: NewRun) -> RunRecord:
        """Freeze a run under the SHA-256 of all of it; Refused where the round does not exist."""
        places = canonical([_place_out(place) for place in new.places])
        lines = _lines_out(new.lines)
        with self.database.write() as connection:
            round_row = connection.execute(
                select(RoundRow.set_id, RoundRow.set_sha256, RoundRow.simulated)
                .where(RoundRow.id == new.round_id)
                .with_for_update()
            ).first()
            if round_row is None:
                raise Refused(f"there is no round {new.round_id}")
            last = connection.execute(
                select(RunRow.id, RunRow.number)
                .where(RunRow.round_id == new.round_id)
                .order_by(RunRow.number.desc())
                .limit(1)
            ).first()
            values: dict[str, Any] = {
                "round_id": new.round_id,
                "number": 1 if last is None else last.number + 1,
                "supersedes": None if last is None else last.id,
                "set_id": round_row.set_id,
                "set_sha256": round_row.set_sha256,
                "data_sha256": new.data_sha256,
                "code_version": new.code_version,
                "latest_figure_id": new.latest_figure_id,
                "published_at": new.published_at,
                "published_by": new.published_by,
                "simulated": round_row.simulated,
                "places": places,
            }
            values["content_sha256"] = _content_sha256(values, lines)
            run_id = connection.execute(
                insert(RunRow).values(**values).returning(RunRow.id)
            ).scalar_one()
            if lines:
                connection.execute(
                    insert(RunUnitRow),
                    [
                        {"run_id": run_id, "unit_code": unit, "lines": text}
                        for unit, text in lines.items()
                    ],
                )
            return self._required(connection, run_id)

    def latest(self, round_id: str) -> RunRecord | None:
        """Return the run that counts for a round, or None where nothing is published."""
        return self._first(
            select(RunRow.__table__)
            .where(RunRow.round_id == round_id)
            .order_by(RunRow.number.desc())
        )

    def by_id(self, run_id: int) -> RunRecord | None:
        """Return a run, superseded or not, or None."""
        return self._first(select(RunRow.__table__).where(RunRow.id == run_id))

    def of_round(self, round_id: str) -> tuple[RunRecord, ...]:
        """Return every run of a round, newest first."""
        wanted = (
            select(RunRow.__table__)
            .where(RunRow.round_id == round_id)
            .order_by(RunRow.number.desc())
        )
        with self.database.read() as connection:
            return tuple(_run(row) for row in connection.execute(wanted))

    def published(self) -> tuple[RunRecord, ...]:
        """Return the run that counts for each round that has one, newest publication first."""
        newest = select(func.max(RunRow.id)).group_by(RunRow.round_id)
        wanted = (
            select(RunRow.__table__)
            .where(RunRow.id.in_(newest))
            .order_by(RunRow.published_at.desc(), RunRow.id.desc())
        )
        with self.database.read() as connection:
            return tuple(_run(row) for row in connection.execute(wanted))

    def scores(self, run_id: int, unit_code: str | None = None) -> tuple[RunLine, ...]:
        """Return the published lines of a run, or of one unit in it, in their order."""
        wanted = (
            select(RunUnitRow.unit_code, RunUnitRow.lines)
            .where(RunUnitRow.run_id == run_id)
            .order_by(RunUnitRow.unit_code)
        )
        if unit_code is not None:
            wanted = wanted.where(RunUnitRow.unit_code == unit_code)
        with self.database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(_line_in(unit, line) for unit, lines in rows for line in json.loads(lines))

    def unchanged(self, run_id: int) -> bool:
        """Tell whether a stored run still has the SHA-256 under which it was published."""
        with self.database.read() as connection:
            run = connection.execute(select(RunRow.__table__).where(RunRow.id == run_id)).first()
            if run is None:
                return False
            wanted = select(RunUnitRow.unit_code, RunUnitRow.lines)
            rows = connection.execute(wanted.where(RunUnitRow.run_id == run_id)).all()
        lines = {row.unit_code: row.lines for row in rows}
        return _content_sha256(run._asdict(), lines) == str(run.content_sha256)

    def _first(self, wanted: Select[*tuple[Any, ...]]) -> RunRecord | None:
        with self.database.read() as connection:
            row = connection.execute(wanted.limit(1)).first()
        return None if row is None else _run(row)

    @staticmethod
    def _required(connection: Connection, run_id: int) -> RunRecord:
        return _run(connection.execute(select(RunRow.__table__).where(RunRow.id == run_id)).one())


def _content_sha256(values: dict[str, Any], lines: dict[str, str]) -> str:
    """Hash what the run was made of and says; not its number and time of publishing."""
    frozen = {
        "round": values["round_id"],
        "set": [values["set_id"], values["set_sha256"]],
        "data": values["data_sha256"],
        "code": values["code_version"],
        "figures_up_to": values["latest_figure_id"],
        "places": values["places"],
        "lines": lines,
    }
    return sha256_of(canonical(frozen))


def _lines_out(lines: Sequence[RunLine]) -> dict[str, str]:
    by_unit: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for line in lines:
        by_unit[line.unit_code].append(
            {
                "code": line.code,
                "level": line.level,
                "points": _number_out(line.points),
                "max_points": _number_out(line.max_points),
                "status": line.status,
                "vi": line.explanation.vi,
                "en": line.explanation.en,
            }
        )
    return {unit: canonical(rows) for unit, rows in by_unit.items()}


def _line_in(unit_code: str, line: dict[str, Any]) -> RunLine:
    return RunLine(
        unit_code=unit_code,
        code=line["code"],
        level=line["level"],
        points=_number_in(line["points"]),
        max_points=_number_in(line["max_points"]),
        status=line["status"],
        explanation=Text(vi=line["vi"], en=line["en"]),
    )


def _place_out(place: RunPlace) -> dict[str, object]:
    return {
        "unit": place.unit_code,
        "name": place.name,
        "group": place.group,
        "rank": place.rank,
        "points": exact_text(place.points),
        "max_points": exact_text(place.max_points),
        "index": _number_out(place.index),
        "band": None if place.band is None else [place.band.vi, place.band.en],
        "complete": place.complete,
    }


def _place_in(place: dict[str, Any]) -> RunPlace:
    band = place["band"]
    return RunPlace(
        unit_code=place["unit"],
        name=place["name"],
        group=place["group"],
        rank=place["rank"],
        points=Fraction(place["points"]),
        max_points=Fraction(place["max_points"]),
        index=_number_in(place["index"]),
        band=None if band is None else Text(vi=band[0], en=band[1]),
        complete=place["complete"],
    )


def _number_out(number: Fraction | None) -> str | None:
    return None if number is None else exact_text(number)


def _number_in(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _run(row: Row[*tuple[Any, ...]]) -> RunRecord:
    return RunRecord(
        id=row.id,
        round_id=row.round_id,
        number=row.number,
        supersedes=row.supersedes,
        set_id=row.set_id,
        set_sha256=row.set_sha256,
        data_sha256=row.data_sha256,
        code_version=row.code_version,
        latest_figure_id=row.latest_figure_id,
        content_sha256=row.content_sha256,
        published_at=row.published_at,
        published_by=row.published_by,
        simulated=row.simulated,
        places=tuple(_place_in(place) for place in json.loads(row.places)),
    )
