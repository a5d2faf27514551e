"""This module proves that forms of other programs are read, or refused cell by cell."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.questions import NumberQuestion, RatingQuestion, SingleChoiceQuestion
from scoring.types import Problem, ProblemsFound
from thuocdo.xlsform.reading import MOST_BYTES, read_form

_CHOICES = [
    ["list_name", "name", "label"],
    ["diem", "1", "Kém"],
    ["diem", "2", "Tốt"],
    ["co", "co_1", "Có"],
    ["co", "khong", "Không"],
]
_SETTINGS = [["form_title", "form_id", "version"], ["Phiếu", "phieu", "3"]]
_HEAD = ["type", "name", "label", "required", "relevant", "constraint", "appearance", "calculation"]
_FIRST = ["select_one diem", "overall", "Hài lòng?", "yes", "", "", "likert"]


def _form(tmp_path: Path, *rows: list[Any], head: list[str] = _HEAD, **sheets: Any) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    content = {"survey": [head, _FIRST, *rows], "choices": _CHOICES, "settings": _SETTINGS}
    for name, lines in {**content, **sheets}.items():
        sheet = book.create_sheet(name)
        for line in lines or []:
            sheet.append(line)
    out = tmp_path / "form.xlsx"
    book.save(out)
    return out


def _problems(path: Path) -> list[tuple[str | None, int | None, str | None]]:
    with pytest.raises(ProblemsFound) as caught:
        read_form(path)
    return [(one.sheet, one.line, one.column) for one in caught.value.problems]


def test_a_plain_form_of_another_program_is_read(tmp_path: Path) -> None:
    form = _form(
        tmp_path,
        ["calculate", "buon", "", "", "", "", "", "${overall} <= 1 or ${overall} = '2'"],
        ["begin group", "them", "Thêm", "", "${overall} != ''"],
        ["range", "ngay", "Ngày", "", "${buon} = 'true'", "", "", "", "start=0 end=10 step=0.5"],
        ["select_one co", "tre", "Trễ?", "no", "${ngay} > 3", "", "minimal"],
        ["end group"],
        head=[*_HEAD, "parameters"],
    )
    assert _problems(form) == [("survey", 5, "parameters")]  # half steps cannot be said
    form = _form(
        tmp_path,
        ["calculate", "buon", "", "", "", "", "", "${overall} = '1' or ${overall} = '2'"],
        ["begin group", "them", "Thêm", "", "${overall} != ''"],
        ["range", "ngay", "Ngày", "", "${buon} = 'true'", "", "", "", "start=0 end=10 step=0.1"],
        ["select_one co", "tre", "Trễ?", "no", "${ngay} > 3", "", "minimal"],
        ["end group"],
        head=[*_HEAD, "parameters"],
    )
    found, _ = read_form(form)
    assert found.id == "phieu/v3"
    assert [one.code for one in found.sections] == ["MAIN", "THEM"]
    rating, number, late = found.questions()
    assert isinstance(rating, RatingQuestion)
    assert rating.required
    assert rating.satisfied_from == 2
    assert isinstance(number, NumberQuestion)
    assert (number.highest, number.decimals) == (10, 1)
    assert isinstance(late, SingleChoiceQuestion)
    assert late.compact
    assert [option.code for option in late.options] == ["co-1", "khong"]
    assert number.show_when is not None
    assert number.show_when.holds({"OVERALL": 1})
    assert late.show_when is not None
    assert not late.show_when.holds({"OVERALL": 1, "NGAY": "3"})
    assert late.show_when.holds({"OVERALL": 1, "NGAY": "3.1"})


def test_everything_outside_the_subset_is_refused_at_once_with_its_cell(tmp_path: Path) -> None:
    form = _form(
        tmp_path,
        ["deviceid", "may"],
        ["geopoint", "noi", "Ở đâu"],
        ["select_one khac", "a", "A"],
        ["text", "b", "B", "", "regex(${overall}, 'x')"],
        ["text", "c", "C", "", "", "regex(., 'x')"],
        ["integer", "d", "D", "perhaps"],
        ["integer", "e", "", "", "", "", "thermometer"],
        ["text", "f", "F", "", "${nobody} = '1'"],
        ["begin_repeat", "g", "G"],
        ["begin_group", "h", "H"],
    )
    assert _problems(form) == [
        ("survey", 3, "type"),
        ("survey", 4, "type"),
        ("survey", 5, "type"),
        ("survey", 6, "relevant"),
        ("survey", 7, "constraint"),
        ("survey", 8, "required"),
        ("survey", 9, "appearance"),
        ("survey", 9, "label::Tiếng Việt (vi)"),
        ("survey", 10, "relevant"),
        ("survey", 11, "type"),
        ("survey", 12, "type"),
    ]


def test_what_the_questionnaire_means_wrongly_names_sheet_row_and_column(tmp_path: Path) -> None:
    row = ["select_one co", "tre", "Trễ?", "", "${overall} = '7'"]
    twice = ["text", "overall", "Lần nữa"]
    assert _problems(_form(tmp_path, row, twice)) == [
        ("survey", 3, "relevant"),
        ("survey", 4, "name"),
    ]
    choices = [*_CHOICES, ["co", "khong", "Không nữa"]]
    assert _problems(_form(tmp_path, ["select_one co", "a", "A"], choices=choices)) == [
        ("choices", 6, "name")
    ]


def test_formulas_merged_cells_and_wrong_headings_are_refused(tmp_path: Path) -> None:
    form = _form(
        tmp_path, ["text", "a", "=1+1"], ["geopoint", "b", "B"], head=[*_HEAD[:-1], "caculation"]
    )
    book = openpyxl.load_workbook(form)
    book["survey"].merge_cells("A8:B9")
    book["choices"]["E2"] = "lạc"
    book.save(form)
    assert set(_problems(form)) == {
        ("survey", 8, None),
        ("survey", 1, "H"),
        ("survey", 3, "C"),
        ("survey", 4, "type"),
        ("choices", 2, "E"),
    }


@pytest.mark.parametrize("cell", ["A3001", "A3002", "A9000", "CC2", "CD2", "XFD2", "XFD9000"])
def test_what_lies_far_below_or_to_the_right_is_refused_and_never_left_out(
    tmp_path: Path, cell: str
) -> None:
    form = _form(tmp_path)
    book = openpyxl.load_workbook(form)
    book["survey"][cell] = "note"
    book.save(form)
    assert [(sheet, line) for sheet, line, _ in _problems(form)] == [
        ("survey", book["survey"][cell].row)
    ]


def test_a_workbook_without_its_sheets_or_columns_is_refused(tmp_path: Path) -> None:
    form = _form(tmp_path, settings=[["form_title"], ["Phiếu"]])
    assert _problems(form) == [("settings", 1, None)] * 2
    book = openpyxl.load_workbook(form)
    del book["settings"]
    book.save(form)
    assert _problems(form) == [("settings", None, None)]


@pytest.mark.parametrize("raw", [b"", b"name,label\n", b"PK\x03\x04 broken", b"\x00" * 4000])
def test_what_is_no_workbook_is_refused(raw: bytes, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    form.write_bytes(raw)
    assert [one.code for one in _found(form)] == ["workbook.kind"]


def test_macros_entities_and_a_file_that_is_too_large_are_refused(tmp_path: Path) -> None:
    form = _form(tmp_path)
    with zipfile.ZipFile(form, "a") as container:
        container.writestr("xl/vbaProject.bin", b"x")
        container.writestr("xl/more.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
        container.writestr("xl/other.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"))
    codes = [one.code for one in _found(form)]
    assert codes == ["workbook.macros", "workbook.entities", "workbook.entities"]
    form.write_bytes(b"PK" + b"\x00" * MOST_BYTES)
    assert [one.code for one in _found(form)] == ["file.too-large"]


def test_a_bomb_is_refused_before_it_is_unpacked_even_where_it_lies(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    with zipfile.ZipFile(form, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    assert form.stat().st_size < MOST_BYTES
    assert [one.code for one in _found(form)] == ["workbook.size"]
    raw = form.read_bytes().replace(struct.pack("<I", 60_000_000), struct.pack("<I", 10))
    form.write_bytes(raw)
    assert [one.code for one in _found(form)] in (["workbook.size"], ["workbook.kind"])


def test_deep_and_long_expressions_are_refused(tmp_path: Path) -> None:
    for relevant in (
        "(" * 500 + "${overall} = '1'" + ")" * 500,
        "not(" * 500,
        "${overall} =" * 300,
    ):
        assert _problems(_form(tmp_path, ["text", "a", "A", "", relevant])) == [
            ("survey", 3, "relevant")
        ]


def _found(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as caught:
        read_form(path)
    return caught.value.problems
