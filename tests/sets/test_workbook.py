"""A set goes out to Excel and comes back the same; every mistake is named at its cell."""

from __future__ import annotations

import io
import tracemalloc
import unicodedata
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.queries.criteria_sets import known_sets
from scoring.definitions import criteria_set_from_bytes, find_set
from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.definitions.criteria_set_file import criteria_set_yaml
from scoring.definitions.set_cells import called
from scoring.definitions.set_read import set_of_sheets
from scoring.types import Problem, ProblemsFound
from tests.scoring.making import definitions, made
from ui.words import translator
from ui.workbooks.set_reading import read_set_workbook
from ui.workbooks.set_writing import set_workbook

pytestmark = pytest.mark.slow  # each writes and reads workbooks of a hundred rows

SHIPPED = ("vn-766/2022", "cchc-so/2026", "cchc-xa/2026")
NASTY = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    max_size=40,
).map(lambda text: unicodedata.normalize("NFC", text)) | st.sampled_from(
    ["=1+1", '""', '"', "", " ", ' "', "+84", "@x", " hai đầu ", "true", "1.10",
     "2026-11-05", "a\nb", "x; y"]
)  # fmt: skip


def meaning(one: CriteriaSetBody) -> dict[str, Any]:
    return {name: getattr(one, name) for name in CriteriaSetBody.model_fields}


def back(raw: bytes) -> CriteriaSet:
    return read_set_workbook(raw, file="bo.xlsx")


def problems_of(raw: bytes, file: str = "bo.xlsx") -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        read_set_workbook(raw, file=file)
    return found.value.problems


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("id_", SHIPPED)
def test_a_shipped_set_comes_back_the_same(id_: str, language: str) -> None:
    one = find_set(id_)
    assert meaning(back(set_workbook(one, translator(language)))) == meaning(one)


@given(definition=definitions(), text=NASTY, legal=st.none() | NASTY, english=NASTY)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_sets_come_back_the_same(
    definition: dict[str, Any], text: str, legal: str | None, english: str
) -> None:
    definition["title"] = {"vi": text, "en": english}
    definition["areas"][0]["name"] = {"vi": text}
    definition["areas"][0]["legal"] = legal
    one = made(definition)
    assert meaning(back(set_workbook(one, translator("vi")))) == meaning(one)
    assert meaning(criteria_set_from_bytes(criteria_set_yaml(one).encode(), file="x")) == meaning(
        one
    )


@pytest.fixture(scope="module")
def exported() -> bytes:
    return set_workbook(find_set("cchc-so/2026"), translator("vi"))


def edited(raw: bytes, *edits: tuple[str, str, object]) -> bytes:
    """Change cells, named by sheet, code (or key) of the row and technical name of the column."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for sheet_name, row_name, value in edits:
        sheet = book[sheet_name]
        code, column = row_name.split(" ")
        names = [cell.value for cell in sheet[2]]
        rows = {
            sheet.cell(row, names.index("code" if "code" in names else "key") + 1).value: row
            for row in range(3, sheet.max_row + 1)
        }
        sheet.cell(rows[code], names.index(column) + 1).value = value  # type: ignore[arg-type]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_edited_workbook_is_the_edited_set(exported: bytes) -> None:
    before = find_set("cchc-so/2026")
    leaf = next(one for one in before.criteria() if one.scoring_rule.type == "linear")
    after = back(
        edited(
            exported,
            ("Bộ tiêu chí", "id value", "so-noi-vu/2027"),
            ("Tiêu chí", f"{leaf.code} rule.target", 87.5),
            ("Tiêu chí", f"{leaf.code} legal", "Quyết định 12/QĐ-UBND"),
        )
    )
    assert after.id == "so-noi-vu/2027"
    changed = after.criterion(leaf.code)
    assert getattr(changed.scoring_rule, "target", None) == Decimal("87.5")
    assert changed.legal == "Quyết định 12/QĐ-UBND"
    assert len(after.criteria()) == len(before.criteria())


def test_mistakes_are_named_by_sheet_row_and_column_all_at_once(exported: bytes) -> None:
    leaf = next(one for one in find_set("cchc-so/2026").criteria()
                if one.scoring_rule.type == "linear")  # fmt: skip
    found = problems_of(
        edited(
            exported,
            ("Tiêu chí", f"{leaf.code} max_points", "6.909"),
            ("Tiêu chí", f"{leaf.code} rule.type", "lienar"),
            ("Tiêu chí", f"{leaf.code} parent", "KHONG_CO"),
            ("Bộ tiêu chí", "id value", "Sở Nội vụ"),
        )
    )
    told = {(one.sheet, (one.column or "").split(" ")[0], str(one.got)) for one in found}
    assert ("Bộ tiêu chí", "D", "“Sở Nội vụ”") in told
    assert any(got == "“KHONG_CO”" for _, _, got in told)
    assert all(one.line and one.line > 2 for one in found)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("6.909", "sheet.cell"), ("hai", "sheet.cell"), ("2 điểm", "sheet.cell"),
     ("=1+1", "sheet.cell"),
     (True, "sheet.cell"), ("1.234,5", "sheet.cell"), ("-1", "shape.range")],
)  # fmt: skip
def test_a_number_that_is_none_is_refused_once(exported: bytes, typed: object, code: str) -> None:
    leaf = find_set("cchc-so/2026").criteria()[0]
    found = [
        one
        for one in problems_of(edited(exported, ("Tiêu chí", f"{leaf.code} max_points", typed)))
        if (one.column or "").endswith("(Điểm tối đa)") and leaf.code in one.place
    ]
    assert [one.code for one in found][:1] == [code]


def test_a_forgotten_new_id_is_told_at_its_cell_beside_all_else_and_an_unedited_set_passes(
    exported: bytes,
) -> None:
    taken = known_sets(None, None).taken()
    assert meaning(read_set_workbook(exported, file="bo.xlsx", taken=taken))
    code = find_set("cchc-so/2026").criteria()[0].code
    renamed = edited(exported, ("Tiêu chí", f"{code} name.vi", "Tên khác"))
    wrong = edited(exported, ("Tiêu chí", f"{code} max_points", "6.909"))
    for raw, number in ((renamed, 1), (wrong, 2)):
        with pytest.raises(ProblemsFound) as found:
            read_set_workbook(raw, file="bo.xlsx", taken=taken)
        told = found.value.problems[0]
        assert (told.sheet, told.line, told.column) == ("Bộ tiêu chí", 3, "D (Giá trị)")
        assert "cchc-so/2026.2" in str(told.remedy)
        assert len({one.line for one in found.value.problems}) >= number


def test_the_place_is_the_criterion_and_choices_are_named_as_the_list_names_them(
    exported: bytes,
) -> None:
    leaf = next(one for one in find_set("cchc-so/2026").criteria()
                if one.scoring_rule.type == "linear")  # fmt: skip
    raw = edited(
        exported,
        ("Tiêu chí", f"{leaf.code} rule.when_zero", "xyz"),
        ("Tiêu chí", f"{leaf.code} rule.points_each", 2),
    )
    say = translator("vi").say
    told = {one.code: (one.place, say(one.expected), say(one.got)) for one in problems_of(raw)}
    place = called(leaf.code, leaf.name.vi)
    assert {place for place, _, _ in told.values()} == {place}
    assert "zero (không có điểm)" in told["shape.choice"][1]
    assert told["shape.unknown-key"][1:] == (
        "ô để trống: kiểu chấm điểm này không dùng cột này",
        "“2”",
    )


def test_a_number_shown_as_a_percentage_is_refused_not_taken_for_a_hundredth(
    exported: bytes,
) -> None:
    leaf = next(one for one in find_set("cchc-so/2026").criteria()
                if one.scoring_rule.type == "linear")  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(exported))
    sheet = book["Tiêu chí"]
    names = [cell.value for cell in sheet[2]]
    row = next(one for one in range(3, 99)
               if sheet.cell(one, names.index("code") + 1).value == leaf.code)  # fmt: skip
    cell = sheet.cell(row, names.index("rule.target") + 1)
    cell.value, cell.number_format = 0.98, "0%"
    out = io.BytesIO()
    book.save(out)
    (problem,) = [one for one in problems_of(out.getvalue()) if one.code == "sheet.cell"]
    assert problem.line == row
    assert translator("vi").say(problem.got) == "98 %, mà Excel lưu là 0.98"


def test_an_empty_kind_a_lost_heading_and_a_lost_parent_are_told_once_and_as_what_they_are(
    exported: bytes,
) -> None:
    say = translator("vi").say
    first = next(one for one in find_set("cchc-so/2026").criteria()
                 if one.scoring_rule.type == "options")  # fmt: skip
    (empty,) = problems_of(edited(exported, ("Tiêu chí", f"{first.code} rule.measure.vi", None),
                                  ("Tiêu chí", f"{first.code} rule.type", None)))[:1]  # fmt: skip
    assert say(empty.expected) == "một kiểu chấm điểm trong danh sách của ô"
    book = openpyxl.load_workbook(io.BytesIO(exported))
    sheet = book["Tiêu chí"]
    heading = next(cell for cell in sheet[2] if cell.value == "rule.type")
    heading.value = None
    out = io.BytesIO()
    book.save(out)
    assert [(one.line, one.code) for one in problems_of(out.getvalue())] == [(2, "sheet.table")]
    lost = problems_of(edited(exported, ("Tiêu chí", f"{first.code} parent", "KHONG_CO")))
    assert {one.code for one in lost} == {"sheet.parent", "set.sum"}  # no word of its options


def test_every_heading_and_every_list_is_in_the_readers_words(exported: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported))
    tables = [sheet for sheet in book if str(sheet["A2"].value).startswith("#")]
    assert {sheet["A1"].value for sheet in tables} == {"STT"}
    assert book["Mức điểm"]["C3"].value == "rule.options · Phương án"


def test_a_decimal_comma_is_read_and_a_missing_name_is_asked_for(exported: bytes) -> None:
    leaf = next(one for one in find_set("cchc-so/2026").criteria()
                if one.scoring_rule.type == "linear")  # fmt: skip
    after = back(
        edited(
            exported,
            ("Tiêu chí", f"{leaf.code} rule.target", "87,5"),
            ("Bộ tiêu chí", "id value", "a/2027"),
        )
    )
    assert getattr(after.criterion(leaf.code).scoring_rule, "target", None) == Decimal("87.5")
    (missing,) = problems_of(edited(exported, ("Tiêu chí", f"{leaf.code} name.vi", None)))
    assert (missing.code, missing.column) == ("shape.missing", "D (Tên)")


def test_text_typed_without_precomposed_letters_is_read_in_nfc(exported: bytes) -> None:
    leaf = find_set("cchc-so/2026").criteria()[0]
    decomposed = "Tie\u0302u chi\u0301"
    after = back(edited(exported, ("Tiêu chí", f"{leaf.code} name.vi", decomposed)))
    assert after.criterion(leaf.code).name.vi == "Tiêu chí"


def test_what_is_no_workbook_is_refused_with_one_clear_problem(exported: bytes) -> None:
    for raw in (b"", b"PK\x03\x04", b"\x00" * 9_000, exported[: len(exported) // 2],
                "mã;tên\n".encode("utf-16")):  # fmt: skip
        (problem,) = problems_of(raw)
        assert problem.code.startswith(("workbook.", "file."))
    (problem,) = problems_of(bytes(6 * 1_048_576))
    assert problem.code == "file.too-large"


def test_a_bomb_and_macros_are_refused_in_bounded_memory(exported: bytes) -> None:
    bomb = _with_member(exported, "xl/media/x.xml", b" " * 60 * 1_048_576)
    macros = _with_member(exported, "xl/vbaProject.bin", b"x")
    tracemalloc.start()
    codes = [problems_of(raw)[0].code for raw in (bomb, macros)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert codes == ["workbook.size", "workbook.macros"]
    assert most < 30 * 1_048_576


@pytest.mark.parametrize("place", ["A5001", "A5002", "A9000", "DQ3", "DR3", "XFD3"])
def test_what_lies_far_below_or_far_to_the_right_is_refused_not_left_out(
    exported: bytes, place: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported))
    book.worksheets[0][place] = "x"
    out = io.BytesIO()
    book.save(out)
    (problem,) = problems_of(out.getvalue())
    assert (problem.code, problem.line) == ("workbook.size", int(place.lstrip("ADFQRX")))


@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_workbook_is_read_or_refused_in_words(
    exported: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(exported) - 1))
    damaged = bytearray(exported)
    damaged[place : place + data.draw(st.integers(1, 64))] = data.draw(st.binary(max_size=64))
    try:
        read_set_workbook(bytes(damaged), file="hỏng.xlsx")
    except ProblemsFound as found:
        for one in found.problems:
            assert translator("vi").say(one.sentence())


def test_a_workbook_without_our_tables_says_what_is_lacking() -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    assert [one.code for one in problems_of(out.getvalue())] == ["sheet.table", "sheet.table"]


def test_reading_tables_alone_needs_no_workbook() -> None:
    from scoring.definitions.set_sheets import PlacedSheets

    with pytest.raises(ProblemsFound):
        set_of_sheets(PlacedSheets("không có gì"))


def _with_member(raw: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr(name, content)
    return out.getvalue()
