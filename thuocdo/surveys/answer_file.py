"""This module reads chosen columns of a file of answers, a million rows in seconds.

A well-formed file is read by pandas. Where anything looks odd it is read again row by row, by the
strict reader of all other tables, which knows the line of every cell and says every problem.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.inference.arrays import Bools, Floats, Ints
from scoring.tables.csv_table import read_table, row_problem
from scoring.types import N_, Problem, ProblemsFound, Sentence, said

MISSING = ("", "NA", "NaN")
# So many wrong cells of one column are told one by one; the rest are counted.
MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """The chosen columns of a file: texts as numbers of distinct texts, numbers as floats.

    ``lines`` has each row's line, or is empty where the file was read in the fast way. A number
    that cannot be read is infinite, and told in ``problems``.
    """

    file: str
    rows: int
    lines: Ints
    text: dict[str, tuple[Ints, tuple[str, ...]]]
    number: dict[str, Floats]
    problems: tuple[Problem, ...] = ()

    def line(self, row: int) -> int | None:
        """Give the line on which a row begins."""
        return int(self.lines[row]) if self.lines.size else None


def read_answers(path: Path, *, text: Sequence[str], number: Sequence[str]) -> AnswerFile:
    """Read columns of texts and of numbers (NaN where missing).

    Raises ProblemsFound where there are no such columns or no rows, and OSError.
    """
    fast = _fast(path, text=text, number=number)
    return read_strictly(path, text=text, number=number) if fast is None else fast


def read_strictly(path: Path, *, text: Sequence[str], number: Sequence[str]) -> AnswerFile:
    """Read row by row, with the line of every row; raises ProblemsFound."""
    wanted = list(dict.fromkeys([*text, *number]))
    table = read_table(path.read_bytes(), file=str(path), columns=wanted)
    problems = list(table.problems)
    columns = list(zip(*(row for _, row in table.rows), strict=True)) or [()] * len(wanted)
    lines = np.array([line for line, _ in table.rows], dtype=np.int64)
    numbers: dict[str, Floats] = {}
    for name in dict.fromkeys(number):
        cells = columns[wanted.index(name)]
        values, wrong = _numbers(cells)
        got = [said(N_("“{value}”"), value=cells[row]) for row in wrong]
        problems += cell_problems(
            str(path),
            name,
            [int(lines[row]) for row in wrong],
            got=got,
            expected=said(N_("a number with a decimal point, or an empty cell")),
            remedy=said(N_("Correct the cell, or empty it where there is no answer.")),
        )
        numbers[name] = values
    if not table.rows:
        raise ProblemsFound(problems or [_no_rows(path)])
    texts = {name: _coded(columns[wanted.index(name)]) for name in dict.fromkeys(text)}
    return AnswerFile(str(path), len(table.rows), lines, texts, numbers, tuple(problems))


def cell_problems(
    file: str,
    column: str,
    lines: Sequence[int],
    *,
    got: Iterable[Sentence],
    expected: Sentence,
    remedy: Sentence,
) -> list[Problem]:
    """Say what is wrong with the cells of a column: the first ones each, the others in one line."""
    told = [
        row_problem(
            "answers.cell", file, line, place=column, expected=expected, got=each, remedy=remedy
        )
        for line, each in zip(lines[:MOST_SAID], got, strict=False)
    ]
    if len(lines) > MOST_SAID:
        more = said(N_("{count} more cells of this kind"), count=len(lines) - MOST_SAID)
        last = lines[MOST_SAID]
        told.append(
            row_problem(
                "answers.cells",
                file,
                last,
                place=column,
                expected=expected,
                got=more,
                remedy=remedy,
            )
        )
    return told


def _fast(path: Path, *, text: Sequence[str], number: Sequence[str]) -> AnswerFile | None:
    """Read with pandas; None where the strict reader has to look."""
    raw = path.read_bytes()
    layout = _layout(raw)
    if layout is None:
        return None
    names, separator = layout
    wanted = set(text) | set(number)
    if set(text) & set(number) or not wanted <= set(names):
        return None
    kinds = dict.fromkeys(text, "category") | dict.fromkeys(number, "float64")
    try:
        frame = pd.read_csv(
            io.BytesIO(raw),
            sep=separator,
            usecols=lambda name: name in wanted,
            dtype=kinds,
            na_values={name: list(MISSING) for name in number},
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except (ValueError, OverflowError):  # a cell that is no number, a broken row, not UTF-8
        return None
    numbers = {name: frame[name].to_numpy(dtype=np.float64) for name in number}
    if frame.empty or any(np.isinf(values).any() for values in numbers.values()):
        return None
    texts = {name: _recoded(pd.Categorical(frame[name])) for name in text}
    nowhere = np.zeros(0, np.int64)
    return AnswerFile(str(path), len(frame), nowhere, texts, numbers)


def _layout(raw: bytes) -> tuple[list[str], str] | None:
    """Give the header and the separator of a file whose rows are surely whole, else None."""
    if b'"' in raw or b"\r" in raw.replace(b"\r\n", b""):
        return None
    end = raw.find(b"\n")
    head = raw[: end if end >= 0 else None].removeprefix(b"\xef\xbb\xbf").rstrip(b"\r")
    try:
        header = head.decode("utf-8")
    except UnicodeDecodeError:
        return None
    separator = _separator(header)
    names = header.split(separator)
    mark = separator.encode()
    empty = mark * (len(names) - 1)
    rows = raw.count(b"\n") + (not raw.endswith(b"\n"))
    whole = raw.count(mark) == rows * (len(names) - 1)
    blank = any(b"\n" + empty + end in raw for end in (b"\n", b"\r\n"))
    clean = len(set(names)) == len(names) and all(name == _clean(name) and name for name in names)
    return (names, separator) if whole and not blank and clean else None


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())


def _recoded(column: pd.Categorical) -> tuple[Ints, tuple[str, ...]]:
    """Merge texts that differ only by blanks or by how an accent is encoded."""
    cleaned = [_clean(str(each)) for each in column.categories]
    names = sorted(set(cleaned))
    place = {name: at for at, name in enumerate(names)}
    lead = np.array([place[each] for each in cleaned], dtype=np.int64)
    return lead[np.asarray(column.codes)], tuple(names)


def _coded(cells: Collection[str]) -> tuple[Ints, tuple[str, ...]]:
    names = sorted(set(cells))
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[each] for each in cells], dtype=np.int64), tuple(names)


def _numbers(cells: Sequence[str]) -> tuple[Floats, list[int]]:
    """Turn cells into numbers; give the rows of those that are none."""
    values = np.full(len(cells), np.nan)
    wrong = []
    for row, cell in enumerate(cells):
        if cell in MISSING:
            continue
        try:
            values[row] = float(cell) if "_" not in cell else np.inf
        except ValueError:
            values[row] = np.inf
        if not np.isfinite(values[row]):
            wrong.append(row)
    return values, wrong


def _no_rows(path: Path) -> Problem:
    return row_problem(
        "answers.none",
        str(path),
        None,
        expected=said(N_("at least one row of answers")),
        got=said(N_("only the header")),
        remedy=said(N_("Export the answers again.")),
    )


def column_names(path: Path) -> list[str]:
    """Give the names in a file's header; none where it has no readable one."""
    with path.open("rb") as file:
        head = file.readline().decode("utf-8-sig", errors="replace").strip("\r\n")
    separator = _separator(head)
    return [_clean(name) for row in csv.reader([head], delimiter=separator) for name in row]


def with_column(path: Path, name: str, values: Floats) -> str:
    """Give the text of a file that could be read, with one more column at the end."""
    raw = path.read_bytes().decode("utf-8-sig")
    raw = raw.replace("\r\n", "\n")
    separator = _separator(raw.lstrip("\n").split("\n", 1)[0])
    added = [name, *map(repr, values.tolist())]
    if not set(f'"{separator}\r\n') & set(name) and '"' not in raw and "\r" not in raw:
        lines = (line for line in raw.split("\n") if line.strip(f"{separator} \t"))
        joined = (f"{line}{separator}{new}\n" for line, new in zip(lines, added, strict=True))
        return "".join(joined)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    rows = csv.reader(io.StringIO(raw, newline=""), delimiter=separator)
    kept = (row for row in rows if any(cell.strip() for cell in row))
    writer.writerows([*row, new] for row, new in zip(kept, added, strict=True))
    return out.getvalue()


def _separator(header: str) -> str:
    return ";" if ";" in header and "," not in header else ","


def refuse_rows(
    answers: AnswerFile, column: str, wrong: Bools, *, expected: Sentence, remedy: Sentence
) -> list[Problem]:
    """Refuse the marked rows of a number column, showing what stood there."""
    values = answers.number[column]
    rows = np.flatnonzero(wrong & ~np.isinf(values))
    got = [
        said(N_("an empty cell"))
        if np.isnan(values[row])
        else said(N_("“{value}”"), value=f"{values[row]:.15g}")
        for row in rows[:MOST_SAID]
    ]
    lines = [answers.line(int(row)) or 0 for row in rows]
    return cell_problems(answers.file, column, lines, got=got, expected=expected, remedy=remedy)
