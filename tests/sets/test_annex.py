"""An annex becomes a draft whose points add up; what does not is named by row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from scoring.annex.draft import Draft, draft_set
from scoring.annex.proposals import propose_rule
from scoring.annex.table import Columns, guess_columns
from scoring.definitions.set_comparison import Change
from scoring.types import ProblemsFound
from ui.words import translator
from ui.workbooks.set_words import change_side
from ui.workbooks.tables import pasted_table, read_tables

ANNEX = """STT\tTiêu chí, tiêu chí thành phần\tĐiểm tối đa\tCách tính điểm
(1)\t(2)\t(3)\t(4)
I\tChỉ đạo, điều hành CCHC\t8\t
1\tKế hoạch CCHC\t3\t
1.1\tBan hành kế hoạch\t1\t"- Ban hành kịp thời: 1 điểm
- Ban hành không kịp thời: 0,5 điểm
- Không ban hành: 0 điểm"
1.2\tMức độ thực hiện\t2\tTrên 90%: 2 điểm; từ 70% đến 90%: 1 điểm; dưới 70%: 0 điểm
2\tBáo cáo định kỳ\t2,5\tMỗi báo cáo gửi muộn trừ 0,25 điểm
3\tSáng kiến\t2,5\tHội đồng xem xét, quyết định
II\tĐánh giá của người dân\t20\tĐiều tra xã hội học người dân, tổ chức
\tTổng cộng\t28\t
"""


def drafted(text: str, **more: object) -> Draft:
    table = pasted_table(text, file="phụ lục")
    return draft_set(table, guess_columns(table), id="so-noi-vu/2027", title="Thử", **more)  # type: ignore[arg-type]


def refused(text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(ProblemsFound) as found:
        drafted(text)
    return [(one.code, one.line, one.column) for one in found.value.problems]


def test_numbering_makes_areas_criteria_and_components() -> None:
    made = drafted(ANNEX).criteria_set
    assert [(one.code, one.name.vi) for one in made.areas] == [
        ("TC1", "Chỉ đạo, điều hành CCHC"), ("TC2", "Đánh giá của người dân"),
    ]  # fmt: skip
    assert [one.code for one in made.criteria()] == [
        "TC1.1.1",
        "TC1.1.2",
        "TC1.2",
        "TC1.3",
        "TC2.1",
    ]
    assert {one.scoring_rule.type for one in made.criteria()} == {"manual"}
    assert made.max_points == 28


def test_proposals_count_only_where_they_are_taken() -> None:
    made = drafted(ANNEX)
    kinds = {one.code: one.kind for one in made.proposals}
    assert kinds == {"TC1.1.1": "options", "TC1.1.2": "tiers", "TC1.2": "deduction",
                     "TC2.1": "survey"}  # fmt: skip
    some = drafted(ANNEX, take_proposals=frozenset({"TC1.2"})).criteria_set
    assert some.criterion("TC1.2").scoring_rule.type == "deduction"
    assert some.criterion("TC1.1.2").scoring_rule.type == "manual"
    everything = drafted(ANNEX, take_proposals=True).criteria_set
    note = everything.criterion("TC1.1.2").note
    assert note is not None
    assert note.vi.startswith("[Đề xuất]")


def test_arabic_numbers_alone_are_a_tree_as_well() -> None:
    made = drafted(
        "STT\tNội dung\tĐiểm\n1\tChỉ đạo\t3\n1.1\tKế hoạch\t3\na\tBan hành\t1\nb\tThực hiện\t2\n"
        "2\tThể chế\t2\n"
    ).criteria_set
    assert [one.code for one in made.criteria()] == ["TC1.1.1", "TC1.1.2", "TC2.1"]


def test_every_sum_that_does_not_fit_is_named_at_its_row() -> None:
    wrong = ANNEX.replace("CCHC\t8", "CCHC\t10").replace("Kế hoạch CCHC\t3", "Kế hoạch CCHC\t4")
    assert refused(wrong) == [
        ("annex.sum", 3, "3 (Điểm tối đa)"), ("annex.sum", 4, "3 (Điểm tối đa)"),
    ]  # fmt: skip
    assert refused(ANNEX.replace("cộng\t28", "cộng\t30")) == [
        ("annex.total", 10, "3 (Điểm tối đa)")
    ]


def test_every_row_that_cannot_be_understood_is_named() -> None:
    assert ("annex.points", 7, "3 (Điểm tối đa)") in refused(ANNEX.replace("2,5\tMỗi", "hai\tMỗi"))
    assert ("annex.points", 7, "3 (Điểm tối đa)") in refused(ANNEX.replace("2,5\tMỗi", "\tMỗi"))
    assert ("annex.number", 7, "1 (STT)") in refused(ANNEX.replace("2\tBáo", "*?\tBáo"))
    assert ("annex.level", 4, "1 (STT)") in refused(ANNEX.replace("1\tKế hoạch", "1.1.1\tKế hoạch"))


@pytest.mark.parametrize("text", ["", "một dòng chữ", "a\tb\n", "x;y;z\n;;\n", "1\t2\t3\n" * 4_000])
def test_what_is_no_annex_is_refused_in_words(text: str) -> None:
    with pytest.raises(ProblemsFound):
        drafted(text)


def test_columns_are_guessed_without_headings_and_can_be_named() -> None:
    table = pasted_table("I;Chỉ đạo;;3\n1;Kế hoạch;theo quyết định;3\n", file="x")
    assert guess_columns(table) == Columns(0, 1, points=3, how=2)


def test_excel_and_word_give_the_same_draft_as_the_paste() -> None:
    rows = [row.cells for row in pasted_table(ANNEX, file="x").rows]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    sheet = io.BytesIO()
    book.save(sheet)
    word = _word(rows)
    expected = drafted(ANNEX).criteria_set.sha256
    for raw, name in ((sheet.getvalue(), "pl.xlsx"), (word, "pl.docx")):
        (table, *_) = read_tables(raw, file=name)
        made = draft_set(table, guess_columns(table), id="so-noi-vu/2027", title="Thử")
        assert made.criteria_set.max_points == 28
        if name == "pl.xlsx":
            assert made.criteria_set.sha256 == expected


def test_a_proposal_whose_points_do_not_fit_is_not_made() -> None:
    from decimal import Decimal

    assert propose_rule("Trên 90%: 3 điểm; từ 70%: 1 điểm", Decimal(2)) is None
    assert propose_rule("", Decimal(2)) is None
    assert propose_rule("Tỷ lệ hồ sơ đúng hạn x 2 điểm", Decimal(2)) == {
        "type": "linear", "when_zero": "not_applicable",
    }  # fmt: skip
    assert propose_rule("Mỗi sáng kiến được cộng 0,5 điểm", Decimal(2)) == {
        "type": "per_item", "points_each": Decimal("0.5"),
    }  # fmt: skip


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ; ")


def test_an_annex_that_is_too_long_is_refused_and_never_cut_off_unsaid() -> None:
    rows = [["STT", "Tiêu chí", "Điểm"], ["", "", ""]]
    rows += [[str(number), f"Tiêu chí {number}", "1"] for number in range(1, 3000)]
    whole = "\n".join("\t".join(row) for row in rows)
    assert len(pasted_table(whole, file="x").rows) == 3000
    assert len(read_tables(_word(rows), file="x.docx")[0].rows) == 3000
    rows += [["", "", ""], ["3000", "Tiêu chí cuối", "1"]]
    too_long = "\n".join("\t".join(row) for row in rows)
    for read in (
        lambda: pasted_table(too_long, file="x"),
        lambda: read_tables(too_long.encode(), file="x.txt"),
        lambda: read_tables(_word(rows), file="x.docx"),
    ):
        with pytest.raises(ProblemsFound) as found:
            read()
        (problem,) = found.value.problems
        assert (problem.code, problem.expected.values["most"]) == ("annex.rows", 3000)


def _word(rows: Sequence[Sequence[str]]) -> bytes:
    """A Word document whose body is one table."""
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{_escaped(cell)}</w:t></w:r></w:p></w:tc>"
                           for cell in row) + "</w:tr>" for row in rows
    )  # fmt: skip
    word = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(word, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body><w:tbl>{cells}</w:tbl></w:body></w:document>',
        )
    return word.getvalue()


def test_a_difference_names_peer_groups_as_officials_do() -> None:
    change = Change("other", "C", None, "applies_to.groups.#1", "COMMUNE", "KHOI-1")
    assert change_side(translator("vi"), change, "was") == "Xã, phường"
    assert change_side(translator("vi"), change, "now") == "KHOI-1"
