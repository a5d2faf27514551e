"""This module reads a list of people who are to be invited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from scoring.definitions.unreadable import unreadable
from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from storage.invitations import Invitee

COLUMNS = ("name", "office", "email")
MOST_PEOPLE = 20_000
LONGEST = 200
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def read_people(file: Path) -> tuple[Invitee, ...]:
    """Read name,office,email; an address may be empty. Raises ProblemsFound with every problem."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ProblemsFound([unreadable(str(file), error)]) from error
    table = read_table(raw, file=str(file), columns=COLUMNS)
    problems = list(table.problems)
    first: dict[tuple[str, ...], int] = {}
    for line, cells in table.rows:
        problems += _wrong(str(file), line, cells=cells)
        name, office, email = cells
        key = (email.casefold(),) if email else (name.casefold(), office.casefold())
        if key in first:
            problems.append(
                _problem(
                    str(file),
                    line,
                    place="email" if email else "name",
                    expected=said(N_("each person once")),
                    got=said(N_("the same again (first on line {first})"), first=first[key]),
                    remedy=said(N_("Delete one of the two.")),
                )
            )
        first.setdefault(key, line)
    if not problems and not 0 < len(table.rows) <= MOST_PEOPLE:
        problems.append(
            _problem(
                str(file),
                None,
                place="",
                expected=said(N_("1 to {most} people"), most=MOST_PEOPLE),
                got=said(N_("{number} people"), number=len(table.rows)),
                remedy=said(N_("Check that it is the right file.")),
            )
        )
    if problems:
        raise ProblemsFound(problems)
    return tuple(Invitee(*cells) for _, cells in table.rows)


def _wrong(file: str, line: int, *, cells: tuple[str, ...]) -> Iterator[Problem]:
    for place, value in zip(COLUMNS, cells, strict=True):
        bad = _CONTROL.search(value) or len(value) > LONGEST
        if bad or (place == "name" and not value):
            yield _problem(
                file,
                line,
                place=place,
                expected=said(N_("one line of at most {most} characters"), most=LONGEST),
                got=said(N_("“{text}”"), text=_CONTROL.sub("�", value)[:60])
                if value
                else said(N_("nothing")),
                remedy=said(N_("Correct the value.")),
            )
        elif place == "email" and value and not _EMAIL.fullmatch(value):
            yield _problem(
                file,
                line,
                place=place,
                expected=said(N_("an e-mail address, or nothing for a printed slip")),
                got=said(N_("“{text}”"), text=value),
                remedy=said(N_("Correct the value.")),
            )


def _problem(
    file: str, line: int | None, *, place: str, expected: Sentence, got: Sentence, remedy: Sentence
) -> Problem:
    return row_problem(
        "people.row", file, line, place=place, expected=expected, got=got, remedy=remedy
    )
