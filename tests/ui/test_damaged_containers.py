"""This module damages workbooks and documents byte by byte: every reader answers with problems."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from scoring.types import Problem, ProblemsFound
from thuocdo.tabular import read_rows
from thuocdo.xlsform.reading import read_sheets
from ui.workbooks.reading import read_workbook
from ui.workbooks.tables import read_tables

Reader = Callable[[Path], object]
MARKS = (0x00, 0xFF)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "survey"
    for number in range(1, 6):
        sheet.append([f"tên {number}", number, "Sở Tư pháp"])
    book.create_sheet("choices")
    book.create_sheet("settings")
    book.save(path)
    return path


def document(path: Path) -> Path:
    rows = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{n}</w:t></w:r></w:p></w:tc></w:tr>" for n in range(9)
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:tbl>{rows}</w:tbl></w:document>'
        )
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize(
    ("made", "name", "read"),
    [
        (workbook, "rows.xlsx", read_rows),
        (workbook, "form.xlsx", read_sheets),
        (workbook, "set.xlsx", lambda path: read_workbook(path.read_bytes(), file=path.name)),
        (workbook, "annex.xlsx", lambda path: read_tables(path.read_bytes(), file=path.name)),
        (document, "annex.docx", lambda path: read_tables(path.read_bytes(), file=path.name)),
    ],
)
def test_a_damaged_byte_is_read_or_refused_with_a_problem(
    tmp_path: Path, made: Callable[[Path], Path], name: str, read: Reader
) -> None:
    whole = made(tmp_path / name)
    read(whole)
    raw = whole.read_bytes()
    told: list[Problem] = []
    step = max(1, len(raw) // 150)
    for number, place in enumerate(range(0, len(raw), step)):
        broken = tmp_path / f"broken-{name}"
        broken.write_bytes(
            raw[:place] + bytes([raw[place] ^ MARKS[number % 2] ^ 0x5A]) + raw[place + 1 :]
        )
        try:
            read(broken)
        except ProblemsFound as found:
            told.extend(found.problems)
    assert len(told) > 20
    assert all(problem.expected and problem.remedy for problem in told)
