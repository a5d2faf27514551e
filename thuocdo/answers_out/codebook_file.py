"""This module writes the codebook of a file of answers: every column and code in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scoring.tables.codebook import Cell, Code, Column
from thuocdo.answers_out.plain_table import write_csv
from thuocdo.answers_out.workbook import write_workbook
from ui.words import translator

HEADER = (
    "column", "kind", "question", "part", "label_vi", "label_en", "value", "number",
    "value_label_vi", "value_label_en", "missing", "questionnaires",
)  # fmt: skip


def codebook_rows(columns: tuple[Column, ...]) -> Iterator[list[Cell]]:
    """Give a row for every code of every column; a column without codes has one row.

    ``value`` is what CSV and Excel hold, ``number`` what SPSS holds.
    """
    vi, en = translator("vi"), translator("en")
    for column in columns:
        codes: tuple[Code | None, ...] = column.codes or (None,)
        for code in codes:
            yield [
                column.name,
                column.kind,
                column.question,
                column.part,
                vi.say(column.label),
                en.say(column.label),
                "" if code is None else code.value,
                "" if code is None else code.number,
                "" if code is None else vi.say(code.label),
                "" if code is None else en.say(code.label),
                "" if code is None else int(code.lack),
                " ".join(column.questionnaires),
            ]


def write_codebook(path: Path, columns: tuple[Column, ...]) -> None:
    """Write the codebook as CSV, or as a workbook where the name ends in .xlsx."""
    if path.suffix == ".xlsx":
        write_workbook(path, [("codebook", HEADER, codebook_rows(columns))])
    else:
        write_csv(path, HEADER, codebook_rows(columns))
