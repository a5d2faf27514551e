"""This module reads plain tables of texts: from Excel, Word, CSV or what somebody pasted."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import PurePath
from typing import Final
from xml.etree import ElementTree

from scoring.annex.table import LONGEST_CELL, AnnexRow, AnnexTable, table_of
from scoring.definitions.unreadable import not_utf8, too_large
from scoring.types import N_, Problem, ProblemsFound, said
from ui.workbooks.container import UNSOUND, container_problems
from ui.workbooks.reading import MOST_BYTES, MOST_COLUMNS, read_workbook

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_SPAN: Final = 60


def read_tables(raw: bytes, *, file: str) -> tuple[AnnexTable, ...]:
    """Read the tables of an .xlsx, .docx, .csv, .tsv or .txt file, the largest first.

    Raises ProblemsFound for what cannot be read, is too large or not safe.
    """
    suffix = PurePath(file).suffix.lower()
    if len(raw) > MOST_BYTES:
        raise ProblemsFound([too_large(file, len(raw), most=MOST_BYTES)])
    if suffix == ".docx" or (suffix != ".xlsx" and raw.startswith(b"PK\x03\x04")):
        found = tuple(_word_tables(raw, file=file))
    elif suffix == ".xlsx":
        found = tuple(_sheet_tables(raw, file=file))
    else:
        found = (pasted_table(_decoded(raw, file=file), file=file),)
    found = tuple(one for one in found if one.rows)
    if not found:
        raise ProblemsFound([_no_table(file)])
    return tuple(sorted(found, key=lambda one: -len(one.rows)))


def pasted_table(text: str, *, file: str) -> AnnexTable:
    """Read text copied out of Word or Excel (cells apart by tabs), or CSV with , or ;.

    Raises ProblemsFound where it is far too long or no table.
    """
    delimiter = _delimiter(text)
    try:
        csv.field_size_limit(4 * LONGEST_CELL)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return table_of(_narrow(reader, file=file), file=file)
    except csv.Error as error:
        raise ProblemsFound([_no_table(file)]) from error


def _narrow(rows: Iterable[list[str]], *, file: str) -> Iterator[list[str]]:
    for row in rows:
        if len(row) > MOST_COLUMNS:
            raise ProblemsFound([_no_table(file)])
        yield row


def _delimiter(text: str) -> str:
    head = text[:20_000]
    if "\t" in head:
        return "\t"
    return ";" if head.count(";") > head.count(",") else ","


def _decoded(raw: bytes, *, file: str) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:  # Excel's “Unicode text”
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ProblemsFound([not_utf8(file, raw, error=error)]) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemsFound([not_utf8(file, raw, error=error)]) from error


def _sheet_tables(raw: bytes, *, file: str) -> Iterator[AnnexTable]:
    for sheet in read_workbook(raw, file=file):
        rows = []
        for row in sheet.rows:
            width = max(row.cells) + 1
            cells = [_shown(row.cells[at].value) if at in row.cells else "" for at in range(width)]
            rows.append(AnnexRow(row.number, tuple(cells)))
        named = table_of([row.cells for row in rows], file=file, name=sheet.name)
        kept = (row for row in rows if any(cell.strip() for cell in row.cells))
        # The number is that of the sheet, where empty rows count.
        yield AnnexTable(
            file,
            sheet.name,
            tuple(
                AnnexRow(row.number, read.cells) for row, read in zip(kept, named.rows, strict=True)
            ),
        )


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)


def _word_tables(raw: bytes, *, file: str) -> Iterator[AnnexTable]:
    problems = list(container_problems(raw, file=file))
    if problems:
        raise ProblemsFound(problems)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as container:
            document = container.read("word/document.xml")
        root = ElementTree.fromstring(document)  # noqa: S314  # no entities in it
    except UNSOUND as error:
        raise ProblemsFound([_no_table(file)]) from error
    for table in root.iter(f"{_WORD}tbl"):
        rows = (list(_word_cells(row)) for row in table.findall(f"{_WORD}tr"))
        yield table_of(rows, file=file)


def _word_cells(row: ElementTree.Element) -> Iterator[str]:
    for cell in row.findall(f"{_WORD}tc"):
        span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
        wide = "1" if span is None else span.get(f"{_WORD}val", "1")
        paragraphs = [
            "".join(_word_text(part) for part in paragraph.iter())
            for paragraph in cell.findall(f"{_WORD}p")
        ]
        yield "\n".join(one for one in paragraphs if one.strip())
        for _ in range(min(int(wide) if wide.isdigit() else 1, _MOST_SPAN) - 1):
            yield ""


def _word_text(part: ElementTree.Element) -> str:
    if part.tag == f"{_WORD}t":
        return part.text or ""
    return "\n" if part.tag == f"{_WORD}br" else " " if part.tag == f"{_WORD}tab" else ""


def _no_table(file: str) -> Problem:
    return Problem(
        "annex.file",
        file,
        None,
        "",
        said(N_("a table: .xlsx, .docx, .csv, or cells pasted from Word or Excel")),
        said(N_("no table that can be read")),
        said(N_("Save an old .doc or .xls anew as .docx or .xlsx, or copy the table's cells.")),
    )
