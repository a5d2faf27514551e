"""This module brings in answers that were collected elsewhere: marked, and each exactly once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import (
    Answers,
    FieldErrors,
    canonical_json,
    content_hash,
    parse_answers,
)
from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from scoring.questions import SeveralChoicesQuestion
from scoring.tables.csv_table import Table, read_table, row_problem
from scoring.types import LANGUAGE_NAMES, N_, Problem, ProblemsFound, Sentence, said
from storage.answers import Answers as StoredAnswers
from storage.database import Database
from storage.questionnaires import Questionnaires
from storage.records import Conflict, NewAnswer, ServicePoint, Stored
from storage.service_points import ServicePoints
from storage.submissions import Submissions
from storage.text import VIETNAM, vietnam_day
from thuocdo.incoming import Incoming
from thuocdo.tabular import bounded, read_rows

COLUMNS: Final = ("key", "point_code", "day")
LANGUAGE: Final = "language"
CHANNEL: Final = "imported"
SEPARATOR: Final = "|"  # between the chosen options of one cell
_COLLECTION = re.compile(r"[A-Za-z0-9._-]{1,40}\Z")
_NOON: Final = time(12, tzinfo=VIETNAM)
_BATCH: Final = 500
_FIRST_DAY: Final = date(2010, 1, 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file of answers: `repeated` ones were stored before, under their keys."""

    stored: int
    repeated: int


def bring_answers(
    database: Database, incoming: Incoming, *, collection: str, simulated: bool = False
) -> Taken:
    """Store a file's answers on channel and tier `imported`, all or none, each key once.

    Keys are unique within a collection; the same key with the same answers is passed over, with
    other answers it is a problem. Raises ProblemsFound with every problem of the file.
    """
    if not _COLLECTION.match(collection):
        raise ProblemsFound([_bad_collection(collection)])
    raw = read_rows(incoming.file, mark=incoming.mark)
    reader = _Reader(database, incoming, collection=collection, simulated=simulated)
    answers = reader.read(raw)
    with database.write():
        taken = _store(database, incoming, answers, lines=reader.lines)
        incoming.record(database, "import.answers", subject=collection, rows=taken.stored)
    StoredAnswers(database).fold()
    return taken


class _Reader:
    """Turns the rows of a file into answers and collects every problem."""

    def __init__(
        self, database: Database, incoming: Incoming, *, collection: str, simulated: bool
    ) -> None:
        self.file = str(incoming.file)
        self.at = incoming.at
        self.collection = collection
        self.simulated = simulated
        self.points = {point.code: point for point in ServicePoints(database).all()}
        self.kept = Questionnaires(database)
        self.forms: dict[str, Questionnaire | None] = {}
        self.first: dict[str, int] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read(self, raw: bytes) -> list[NewAnswer]:
        """Read every row; raises ProblemsFound."""
        for id_ in {point.questionnaire_id for point in self.points.values()}:
            stored = self.kept.latest(id_)
            form = None if stored is None else questionnaire_from_bytes(stored.content, file=id_)
            self.forms[id_] = form
        names = sorted(
            {name for form in self.forms.values() if form for name in form.field_names()}
        )
        table = read_table(
            raw,
            file=self.file,
            columns=COLUMNS,
            optional=(LANGUAGE, *names),
            only_known=True,
        )
        answers = self._answers(table, names)
        problems = [*table.problems, *self.problems]
        if not table.rows and not problems:
            problems.append(_none(self.file))
        if problems:
            raise ProblemsFound(bounded(problems))
        return answers

    def _answers(self, table: Table, names: Sequence[str]) -> list[NewAnswer]:
        found = []
        for line, (key, code, day, language, *cells) in table.rows_until(self.problems):
            given = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
            point = self._point(line, code)
            local_day = self._day(line, day)
            spoken = self._language(line, language)
            self._key(line, key)
            form = None if point is None else self.forms.get(point.questionnaire_id)
            if point is None or local_day is None or form is None:
                continue
            parsed = parse_answers(form, _fields(form, given), spoken)
            if isinstance(parsed, FieldErrors):
                self._refuse_fields(line, parsed, given)
                continue
            made = self._answer(point, form, parsed, key=key, day=local_day)
            self.lines[made.key] = line
            found.append(made)
        return found

    def _answer(
        self, point: ServicePoint, form: Questionnaire, parsed: Answers, *, key: str, day: date
    ) -> NewAnswer:
        content = canonical_json(parsed)
        digest = hashlib.sha256(f"{self.collection}\n{key}".encode()).hexdigest()
        return NewAnswer(
            key=f"imported-{digest[:40]}",
            content_hash=content_hash(point.code, form.sha256, content),
            point_code=point.code,
            unit_code=point.unit_code,
            questionnaire_sha256=form.sha256,
            received_at=min(datetime.combine(day, _NOON), self.at),
            language=parsed.language,
            content=content,
            channel=CHANNEL,
            tier=CHANNEL,
            simulated=self.simulated,
        )

    def _point(self, line: int, code: str) -> ServicePoint | None:
        point = self.points.get(code)
        if point is None:
            self._refuse(
                line,
                "point_code",
                expected=said(N_("the code of a stored service point")),
                got=said(N_("“{text}”"), text=code[:60]),
                remedy=said(N_("Correct the code, or bring it in with “thuocdo import points”.")),
            )
        return point

    def _day(self, line: int, text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is not None and _FIRST_DAY <= day <= vietnam_day(self.at):
            return day
        self._refuse(
            line,
            "day",
            expected=said(N_("the day of the answer such as 2026-10-05, not in the future")),
            got=said(N_("“{text}”"), text=text[:60]),
            remedy=said(N_("Write year, month, day.")),
        )
        return None

    def _language(self, line: int, text: str) -> str:
        if text and text not in LANGUAGE_NAMES:
            self._refuse(
                line,
                LANGUAGE,
                expected=said(
                    N_("one of {options}, or nothing"), options=", ".join(LANGUAGE_NAMES)
                ),
                got=said(N_("“{text}”"), text=text[:60]),
                remedy=said(N_("Correct the value.")),
            )
        return text or "vi"

    def _key(self, line: int, key: str) -> None:
        if not key or len(key) > 200:
            self._refuse(
                line,
                "key",
                expected=said(N_("a key of at most {most} letters"), most=200),
                got=said(N_("“{text}”"), text=key[:60]),
                remedy=said(N_("Give every answer a number of its own.")),
            )
        elif key in self.first:
            self._refuse(
                line,
                "key",
                expected=said(N_("each key once")),
                got=said(N_("“{key}” again (first on line {first})"), key=key[:60],
                         first=self.first[key]),
                remedy=said(N_("Delete one of the two.")),
            )  # fmt: skip
        self.first.setdefault(key, line)

    def _refuse_fields(self, line: int, errors: FieldErrors, given: Mapping[str, str]) -> None:
        for code, why in errors.fields.items():
            got = " ".join(text for name, text in given.items() if name.split("/")[0] == code)
            self._refuse(
                line,
                code,
                expected=said(N_("an answer that the question takes ({why})"), why=why),
                got=said(N_("“{text}”"), text=got[:60]),
                remedy=said(N_("Correct the value.")),
            )
        for why in errors.whole:
            self._refuse(
                line,
                "",
                expected=said(N_("answers to the questions of the counter's survey")),
                got=said(N_("{why}"), why=why),
                remedy=said(N_("Empty the cells of other surveys.")),
            )

    def _refuse(
        self, line: int, place: str, *, expected: Sentence, got: Sentence, remedy: Sentence
    ) -> None:
        self.problems.append(
            row_problem(
                "answers.row",
                self.file,
                line,
                place=place,
                expected=expected,
                got=got,
                remedy=remedy,
            )
        )


def _fields(form: Questionnaire, given: Mapping[str, str]) -> dict[str, list[str]]:
    several = {
        question.code
        for question in form.questions()
        if isinstance(question, SeveralChoicesQuestion)
    }
    return {
        name: [part.strip() for part in cell.split(SEPARATOR)] if name in several else [cell]
        for name, cell in given.items()
    }


def _store(
    database: Database,
    incoming: Incoming,
    answers: Sequence[NewAnswer],
    *,
    lines: Mapping[str, int],
) -> Taken:
    stored = repeated = 0
    clashing: list[Problem] = []
    for start in range(0, len(answers), _BATCH):
        batch = answers[start : start + _BATCH]
        for answer, outcome in zip(batch, Submissions(database).add_many(batch), strict=True):
            stored += isinstance(outcome, Stored)
            repeated += not isinstance(outcome, Stored | Conflict)
            if isinstance(outcome, Conflict):
                clashing.append(_clash(str(incoming.file), lines[answer.key]))
    if clashing:
        raise ProblemsFound(bounded(clashing))
    return Taken(stored, repeated)


def _clash(file: str, line: int) -> Problem:
    return row_problem(
        "answers.changed",
        file,
        line,
        place="key",
        expected=said(N_("the answers that were stored under this key")),
        got=said(N_("other answers")),
        remedy=said(N_("An answer is never changed: give a new answer a key of its own.")),
    )


def _none(file: str) -> Problem:
    return row_problem(
        "answers.none",
        file,
        2,
        expected=said(N_("at least one row of answers")),
        got=said(N_("only the header")),
        remedy=said(N_("Export the answers again.")),
    )


def _bad_collection(text: str) -> Problem:
    return row_problem(
        "answers.collection",
        "thuocdo",
        None,
        place="--collection",
        expected=said(N_("a name of letters, digits and . _ -, at most 40")),
        got=said(N_("“{text}”"), text=text[:60]),
        remedy=said(N_("Name where the answers were collected, the same for every file of it.")),
    )
