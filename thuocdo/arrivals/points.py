"""This module brings in service points: the counters where QR codes hang."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, Text, said
from storage.database import Database
from storage.questionnaires import Questionnaires
from storage.records import ServicePoint
from storage.service_points import ServicePoints
from storage.units import Units
from survey_app.codes import new_code, read
from thuocdo.incoming import Incoming
from thuocdo.tabular import bounded, read_rows

COLUMNS: Final = ("unit_code", "name", "questionnaire")
OPTIONAL: Final = ("code", "name_en", "opens")
FACES: Final = ("light", "streamlit")
LONGEST_NAME: Final = 200
_Cells = tuple[str, ...]


def bring_points(database: Database, incoming: Incoming) -> tuple[ServicePoint, ...]:
    """Add the points of a file, all or none, and return them; an empty code is made.

    A code that is stored, for whatever point, is a problem: it may hang somewhere already.
    Raises ProblemsFound with every problem of the file.
    """
    table = read_table(
        read_rows(incoming.file, mark=incoming.mark),
        file=str(incoming.file),
        columns=COLUMNS,
        optional=OPTIONAL,
        only_known=True,
    )
    check = _Check(
        str(incoming.file),
        units=frozenset(unit.code for unit in Units(database).all()),
        codes={point.code for point in ServicePoints(database).all()},
        database=database,
    )
    problems = list(table.problems)
    for line, cells in table.rows_until(problems):
        problems += check.problems(line, cells)
    if not table.rows and not problems:
        problems.append(_none(str(incoming.file)))
    if problems:
        raise ProblemsFound(bounded(problems))
    points = tuple(_point(cells) for _, cells in table.rows)
    with database.write():
        ServicePoints(database).add_many(points)
        incoming.record(database, "import.points", subject="", rows=len(points))
    return points


class _Check:
    """Finds what is wrong with each row; remembers the codes that the file has used."""

    def __init__(
        self, file: str, *, units: Collection[str], codes: set[str], database: Database
    ) -> None:
        self.file = file
        self.units = units
        self.codes = codes
        self.database = database
        self.questionnaires: dict[str, bool] = {}

    def problems(self, line: int, cells: _Cells) -> Iterator[Problem]:
        unit_code, name, questionnaire, code, name_en, opens = cells
        if unit_code not in self.units:
            yield self._wrong(line, "unit_code", unit_code, said(N_("the code of a stored unit")))
        for place, text in (("name", name), ("name_en", name_en)):
            if len(text) > LONGEST_NAME or (place == "name" and not text):
                expected = said(N_("a name of at most {most} letters"), most=LONGEST_NAME)
                yield self._wrong(line, place, text, expected)
        if not self._is_kept(questionnaire):
            expected = said(N_("a questionnaire that is stored"))
            remedy = said(
                N_("Publish the questionnaire first: “thuocdo survey publish {id}”."),
                id=questionnaire[:60] or "ID",
            )
            yield replace(
                self._wrong(line, "questionnaire", questionnaire, expected), remedy=remedy
            )
        if opens not in {"", *FACES}:
            faces = said(N_("one of {options}, or nothing"), options=", ".join(FACES))
            yield self._wrong(line, "opens", opens, faces)
        if code:
            yield from self._code_problems(line, code)

    def _code_problems(self, line: int, code: str) -> Iterator[Problem]:
        plain = read(code)
        if plain is None:
            yield self._wrong(
                line, "code", code, said(N_("a code as “thuocdo qr” prints it, or nothing"))
            )
        elif plain in self.codes:
            yield self._wrong(line, "code", code, said(N_("a code that is not taken yet")))
        else:
            self.codes.add(plain)

    def _is_kept(self, id_: str) -> bool:
        if id_ not in self.questionnaires:
            self.questionnaires[id_] = (
                bool(id_) and Questionnaires(self.database).latest(id_) is not None
            )
        return self.questionnaires[id_]

    def _wrong(self, line: int, place: str, text: str, expected: Sentence) -> Problem:  # noqa: PLR0917
        return row_problem(
            f"points.{place}",
            self.file,
            line,
            place=place,
            expected=expected,
            got=said(N_("“{text}”"), text=text[:60]),
            remedy=said(N_("Correct the value.")),
        )


def _point(cells: _Cells) -> ServicePoint:
    unit_code, name, questionnaire, code, name_en, opens = cells
    return ServicePoint(
        code=(read(code) or "") if code else new_code(),
        unit_code=unit_code,
        name=Text(name, name_en),
        questionnaire_id=questionnaire,
        opens=opens or FACES[0],
    )


def _none(file: str) -> Problem:
    return row_problem(
        "points.none",
        file,
        2,
        expected=said(N_("at least one service point")),
        got=said(N_("only the header")),
        remedy=said(N_("Add the counters.")),
    )
