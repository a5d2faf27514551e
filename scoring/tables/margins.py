"""This module reads whom units served: `unit_code,margin,category,month,served`."""

from collections.abc import Collection

from scoring.definitions.register import MARGINS, MarginCount
from scoring.figures import DecimalMark, Refusal, parse_number
from scoring.tables.csv_table import read_table, row_problem
from scoring.tables.register import month_of
from scoring.types import N_, Problem, ProblemsFound, Sentence, said

COLUMNS = ("unit_code", "margin", "category", "month", "served")
LONGEST_CATEGORY = 200


def read_margins(
    raw: bytes, *, file: str, units: Collection[str], mark: DecimalMark | None = None
) -> tuple[MarginCount, ...]:
    """Read how many people units served in each category of a margin and month.

    Raises ProblemsFound with every problem in the file: unknown units, margins and columns, numbers
    that are not whole, rows that stand twice.
    """
    table = read_table(raw, file=file, columns=COLUMNS, only_known=True)
    problems = list(table.problems)
    first: dict[tuple[str, ...], int] = {}
    rows: list[MarginCount] = []
    known = frozenset(units)
    for line, cells in table.rows_until(problems):
        unit, margin, category, typed, number = cells
        month = month_of(typed)
        served = _count(number, mark)
        found = [*_names(unit, margin, category, known=known)]
        if month is None:
            found.append(("month", _not(typed, N_("a month such as 2026-10 or 10/2026"))))
        if served is None:
            found.append(("served", _not(number, N_("a whole number from 0"))))
        key = (unit, margin, category, month or "")
        if not found and key in first:
            found.append(("", _twice(first[key])))
        first.setdefault(key, line)
        problems += [_problem(file, line, place=place, refusal=one) for place, one in found]
        if month is not None and served is not None:
            rows.append(MarginCount(unit, margin, category, month, served))
    if not table.rows and not problems:
        problems.append(_problem(file, 2, place="", refusal=_nothing()))
    if problems:
        raise ProblemsFound(problems)
    return tuple(rows)


def _names(
    unit: str, margin: str, category: str, *, known: Collection[str]
) -> list[tuple[str, Refusal]]:
    found: list[tuple[str, Refusal]] = []
    if unit not in known:
        expected = said(N_("the code of a stored unit"))
        remedy = said(N_("Correct the code, or bring the unit in with “thuocdo import units”."))
        found.append(("unit_code", Refusal("margins.unit", expected, _got(unit), remedy)))
    if margin not in MARGINS:
        expected = said(N_("one of {expected}"), expected=", ".join(MARGINS))
        remedy = said(N_("Correct the value."))
        found.append(("margin", Refusal("margins.margin", expected, _got(margin), remedy)))
    if not 0 < len(category) <= LONGEST_CATEGORY:
        expected = said(N_("the name of a category, at most {most} letters"), most=LONGEST_CATEGORY)
        remedy = said(N_("Fill in the value."))
        found.append(("category", Refusal("margins.category", expected, _got(category), remedy)))
    return found


def _count(text: str, mark: DecimalMark | None) -> int | None:
    number = parse_number(text, mark=mark) if text else None
    if number is None or isinstance(number, Refusal):
        return None
    return int(number) if number >= 0 and number == number.to_integral_value() else None


def _not(text: str, expected: str) -> Refusal:
    return Refusal("margins.cell", said(expected), _got(text), said(N_("Correct the value.")))


def _twice(first: int) -> Refusal:
    return Refusal(
        "margins.twice",
        said(N_("each unit, margin, category and month once")),
        said(N_("the same row again (first on line {first})"), first=first),
        said(N_("Delete one of the two.")),
    )


def _nothing() -> Refusal:
    return Refusal(
        "margins.none",
        said(N_("at least one row of counts")),
        said(N_("only the header")),
        said(N_("Add the counts.")),
    )


def _got(text: str) -> Sentence:
    return said(N_("“{text}”"), text=text[:60]) if text else said(N_("nothing"))


def _problem(file: str, line: int, *, place: str, refusal: Refusal) -> Problem:
    return row_problem(
        refusal.code,
        file,
        line,
        place=place,
        expected=refusal.expected,
        got=refusal.got,
        remedy=refusal.remedy,
    )
