"""This module tests `thuocdo export answers`: what is in the files, and what they do not do."""

from __future__ import annotations

import csv
import json
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import openpyxl
import pyreadstat
import pytest

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from scoring.questions import Question
from scoring.tables.codebook import LACKS, Code, Column, make_layout
from scoring.types import Sentence, Text
from storage.answers import Answers
from storage.audit import Audit
from storage.database import Database, open_database
from storage.questionnaires import Questionnaires
from storage.records import NewAnswer, ServicePoint, UnitRecord
from storage.service_points import ServicePoints
from storage.submissions import Submissions
from storage.units import Units
from thuocdo.answers_out import spss
from thuocdo.answers_out.ddi import NAMESPACE
from thuocdo.cli import main
from ui.words import translator

NOW = datetime(2026, 11, 2, 20, tzinfo=UTC)  # the 3rd in Viet Nam
FIRST = """
id: thu/v1
title: {vi: Thử, en: Trial}
languages: [vi]
sections:
  - code: A
    title: {vi: Phần, en: Part}
    questions:
      - {type: rating, code: OVERALL, required: true, label: {vi: "Hài lòng?", en: "Satisfied?"},
         scale: [{vi: Kém}, {vi: Vừa}, {vi: Tốt, en: Good}], satisfied_from: 3,
         not_applicable: {vi: Không áp dụng, en: Not applicable}}
      - {type: single_choice, code: FIELD, label: {vi: Lĩnh vực, en: Field},
         options: [{code: dat-dai, label: {vi: Đất đai, en: Land}},
                   {code: khac, label: {vi: Khác}}]}
      - {type: several_choices, code: WHY, label: {vi: Vì sao?},
         options: [{code: lau, label: {vi: Lâu}}, {code: phi, label: {vi: Phí}}],
         show_when: {question: FIELD, any_of: [khac]}}
      - {type: matrix, code: ALL, label: {vi: Các mặt}, satisfied_from: 2,
         scale: [{vi: Kém}, {vi: Tốt}],
         rows: [{code: thai-do, label: {vi: Thái độ}}, {code: gio, label: {vi: Giờ}}]}
      - {type: ranking, code: FIRST, label: {vi: Ưu tiên}, places: 1,
         options: [{code: phi, label: {vi: Phí}}, {code: gio, label: {vi: Giờ}}]}
      - {type: yes_no, code: LATE, label: {vi: Trễ hẹn?}}
      - {type: number, code: FEE, decimals: 1, label: {vi: Lệ phí}}
      - {type: date, code: DAY, label: {vi: Ngày nộp}}
      - {type: note, code: NOTE, label: {vi: Cảm ơn}}
      - {type: long_text, code: SAY, label: {vi: Góp ý}}
"""
SECOND = FIRST.replace("thu/v1", "thu/v2").replace("Hài lòng?", "Ông/bà hài lòng?").replace(
    "{code: dat-dai,", "{code: ho-tich, label: {vi: Hộ tịch}}, {code: dat-dai,"
)  # fmt: skip
FULL = {
    "OVERALL": 2, "FIELD": "khac", "WHY": ["phi"], "ALL": {"thai-do": 2}, "FIRST": {"gio": 1},
    "LATE": "yes", "FEE": "12.5", "DAY": "2026-11-01", "SAY": "=1+1 gọi 0905123456",
}  # fmt: skip


def form(text: str) -> Questionnaire:
    return questionnaire_from_bytes(text.encode(), file="thu.yaml")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with three answers to two versions of one questionnaire."""
    directory = tmp_path_factory.mktemp("data")
    assert main(["db", "upgrade", "--data", str(directory)]) == 0
    database = open_database(f"sqlite:///{directory}/thuocdo.sqlite3")
    Units(database).add_many(
        [UnitRecord("H1", "Xã Ia Băng", "commune", "COMMUNE", NOW.date() - timedelta(days=400))]
    )
    ServicePoints(database).add_many([ServicePoint("P1", "H1", Text("Quầy 1"), "thu/v1")])
    put(database, FIRST, FULL)
    put(database, FIRST, {"OVERALL": 3}, flags=("too_fast_but_odd",))
    put(database, SECOND, {"OVERALL": "na", "FIELD": "ho-tich"}, simulated=True)
    database.close()
    return directory


def put(database: Database, text: str, values: dict[str, Any], **changes: Any) -> None:
    questionnaire = form(text)
    Questionnaires(database).keep(
        questionnaire.raw, questionnaire.sha256, id=questionnaire.id,
        counted=questionnaire.counted(), kept_at=NOW,
    )  # fmt: skip
    number = Answers(database).count(flagged=None)
    given = {
        "key": f"key-{number:020d}",
        "content_hash": f"{number:064x}",
        "point_code": "P1",
        "unit_code": "H1",
        "questionnaire_sha256": questionnaire.sha256,
        "received_at": NOW,
        "language": "vi",
        "content": json.dumps(values, ensure_ascii=False),
    }
    Submissions(database).add(NewAnswer(**{**given, **changes}))


def export(made: Path, *names: Path | str) -> int:
    return main(["export", "answers", "--data", str(made), *map(str, names)])


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_every_answer_is_one_row_with_its_codes(made: Path, tmp_path: Path) -> None:
    assert export(made, "--out", tmp_path / "a.csv", "--codebook", tmp_path / "book.csv") == 0
    full, flagged, other = read(tmp_path / "a.csv")
    assert (full["answer"], full["day"], full["unit_name"]) == ("1", "2026-11-03", "Xã Ia Băng")
    assert {key: full[key] for key in list(full)[13:]} == {
        "OVERALL": "2", "FIELD": "khac", "WHY_lau": "0", "WHY_phi": "1", "ALL_thai_do": "2",
        "ALL_gio": "-99", "FIRST_phi": "0", "FIRST_gio": "1", "LATE": "yes", "FEE": "12.5",
        "DAY_2": "2026-11-01", "SAY": "'=1+1 gọi 0905123456",
    }  # fmt: skip
    # Flagged answers are there, and marked; what was not asked differs from what was not answered.
    assert (flagged["set_aside"], flagged["marks"]) == ("1", "too_fast_but_odd")
    assert (flagged["WHY_lau"], flagged["LATE"], flagged["SAY"]) == ("-97", "-99", "")
    assert (other["OVERALL"], other["simulated"], other["questionnaire"]) == ("-98", "1", "thu/v2")
    assert other["questionnaire_sha256"] == form(SECOND).sha256
    book = read(tmp_path / "book.csv")
    codes = {(row["column"], row["value"]): row for row in book}
    assert codes["OVERALL", "3"]["value_label_en"] == "Good"
    assert codes["OVERALL", "-98"]["missing"] == "1"
    assert codes["OVERALL", "1"]["label_vi"] == "Ông/bà hài lòng?"  # the newest wording
    assert codes["FIELD", "ho-tich"]["number"] == "3"  # a version's new option has a new number
    assert codes["FIELD", "dat-dai"]["number"] == "1"
    assert {row["column"] for row in book} == set(full)


def test_no_receipt_key_or_hour_leaves_the_house(made: Path, tmp_path: Path) -> None:
    export(made, "--out", tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    database = open_database(f"sqlite:///{made}/thuocdo.sqlite3")
    with database.read() as connection:
        kept = connection.exec_driver_sql("SELECT key, receipt FROM submission").all()
    database.close()
    assert len(kept) == 3
    assert not any(secret in text for row in kept for secret in row)
    assert "20:00" not in text


def test_spss_reads_labels_and_missing_values(made: Path, tmp_path: Path) -> None:
    assert export(made, "--out", tmp_path / "a.sav", "--language", "en") == 0
    frame, about = pyreadstat.read_sav(str(tmp_path / "a.sav"), user_missing=True)
    assert about.number_rows == 3
    assert about.column_names_to_labels["OVERALL"] == "Satisfied?"
    assert about.column_names_to_labels["WHY_phi"] == "Vì sao? – Phí"
    assert about.variable_value_labels["OVERALL"][3] == "Good"
    assert about.variable_value_labels["FIELD"] == {
        1: "Land", 2: "Khác", 3: "Hộ tịch", **dict(LACKS.values()),
    }  # fmt: skip
    assert list(frame["FIELD"]) == [2, -99, 3]
    assert frame["FEE"][0] == 12.5
    assert frame["SAY"][0] == "=1+1 gọi 0905123456"
    assert about.variable_measure["OVERALL"] == "ordinal"
    assert about.variable_measure["FEE"] == "scale"
    ranges = about.missing_ranges
    assert (ranges["OVERALL"][0]["lo"], ranges["OVERALL"][0]["hi"]) == (-99, -96)
    without, _ = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    assert without["OVERALL"].isna().tolist() == [False, False, True]
    # A fee could be -99, so its missing codes lie where no fee can.
    assert ranges["FEE"][0]["hi"] < -(10**14)
    assert without["FEE"].isna().tolist() == [False, True, True]


def test_many_different_texts_stay_in_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spss, "_FEW_TEXTS", 3)
    columns = tuple(Column(name, Sentence(name), "text") for name in ("few", "many"))
    many = ["", "một", "hai", "ba", "", "bốn", "năm", "một", "sáu", "bảy", "tám", "chín", ""]
    rows = [["x" if number % 2 else "", text] for number, text in enumerate(many)]
    out = tmp_path / "a.sav"
    assert spss.write_spss(out, columns, iter(rows), words=translator("vi")) == len(rows)
    frame, _ = pyreadstat.read_sav(str(out))
    assert list(frame["many"]) == many
    assert list(frame["few"]) == [row[0] for row in rows]


def test_a_code_takes_a_byte_and_a_large_one_what_it_needs() -> None:
    def column(number: int) -> Column:
        return Column("C", Sentence("C"), "category", (Code("a", number, Sentence("A")),))

    for number, size in ((5, 1), (-99, 1), (1000, 8)):
        store = spss._Numbers(column(number))
        store.add("a")
        series = store.series()
        assert (series.tolist(), series.dtype.itemsize) == ([number], size)


def test_a_workbook_holds_texts_and_no_formula(made: Path, tmp_path: Path) -> None:
    assert export(made, "--out", tmp_path / "a.xlsx", "--codebook", tmp_path / "book.xlsx") == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["answers", "codebook"]
    cells = [cell for row in book["answers"].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    say = next(cell for cell in cells if str(cell.value).startswith("=1+1"))
    assert say.data_type == "s"
    assert openpyxl.load_workbook(tmp_path / "book.xlsx")["codebook"].max_row > 40


STANDARD = json.loads((Path(__file__).parent / "ddi_order.json").read_text(encoding="utf-8"))
ANYWHERE = {"ID", "{http://www.w3.org/XML/1998/namespace}lang"}


@pytest.mark.parametrize("name", ["a.csv", "a.sav"])
def test_the_description_keeps_to_the_standard(made: Path, tmp_path: Path, name: str) -> None:
    assert export(made, "--out", tmp_path / name, "--ddi", tmp_path / "ddi.xml") == 0
    root = ElementTree.parse(tmp_path / "ddi.xml").getroot()  # noqa: S314  # our own file
    spaced = f"{{{NAMESPACE}}}"
    assert root.tag == f"{spaced}codeBook"
    for element in root.iter():
        children = [child.tag.removeprefix(spaced) for child in element]
        name_ = element.tag.removeprefix(spaced)
        allowed = STANDARD["order"].get(name_, [])
        assert set(children) <= set(allowed), name_
        assert children == sorted(children, key=allowed.index)
        assert set(STANDARD["needed"].get(name_, [])) <= set(children), name_
        assert all(children.count(one) <= 1 for one in STANDARD["once"].get(name_, [])), name_
        assert set(element.attrib) - ANYWHERE <= set(STANDARD["attributes"].get(name_, [])), name_
        for attribute, values in STANDARD["values"].get(name_, {}).items():
            assert element.get(attribute, values[0]) in values, name_
        if element.get("files"):  # a reference must point to an element
            assert root.find(f".//*[@ID='{element.get('files')}']") is not None
    assert root.get("version") == "2.5"
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))
    assert root.findtext(f".//{spaced}caseQnty") == "3"
    variables = {one.get("name"): one for one in root.iter(f"{spaced}var")}
    assert len(variables) == int(root.findtext(f".//{spaced}varQnty") or 0) == 25
    late = variables["LATE"]
    values = [one.text for one in late.iter(f"{spaced}catValu")]
    assert values[:2] == (["1", "0"] if name == "a.sav" else ["yes", "no"])
    assert [one.get("missing") for one in late.iter(f"{spaced}catgry")][-1] == "Y"
    assert any("mô phỏng" in (one.text or "") for one in root.iter(f"{spaced}abstract"))


def test_comments_can_be_masked_and_days_and_units_chosen(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert export(made, "--out", out, "--mask", "--unit", "H1", "--since", "2026-11-03") == 0
    assert read(out)[0]["SAY"] == "'=1+1 gọi [đã che số điện thoại]"
    assert export(made, "--out", out, "--until", "2026-11-02") == 0
    assert read(out) == []


def test_taking_answers_is_written_into_the_audit_log(made: Path, tmp_path: Path) -> None:
    export(made, "--out", tmp_path / "a.csv", "--mask")
    database = open_database(f"sqlite:///{made}/thuocdo.sqlite3")
    event = Audit(database).latest(1)[0]
    database.close()
    assert (event.action, event.subject) == ("answers.exported", "a.csv")
    assert event.details["answers"] == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "a.doc"], ".csv, .xlsx, .sav"),
        (["--out", "a.csv", "--codebook", "b.sav"], ".csv, .xlsx"),
        (["--out", "a.csv", "--ddi", "b.txt"], ".xml"),
        (["--out", "a.csv", "--since", "hôm qua"], "--since"),
        (["--out", "a.csv", "--unit", "H9"], "H9"),
        (["--out", "not-there/a.csv"], "not-there"),
        (["--out", "a.csv", "--ddi", "not-there/b.xml"], "not-there"),
    ],
)
def test_bad_input_is_named_and_nothing_is_left(
    made: Path,
    tmp_path: Path,
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export(made, *arguments) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


def test_every_kind_of_question_has_its_columns() -> None:
    kinds = {kind.model_fields["type"].annotation for kind in get_args(get_args(Question)[0])}
    names = {get_args(kind)[0] for kind in kinds}
    asked = form(FIRST).questions()
    alike = {"net_promoter": "rating", "short_text": "long_text"}
    assert {alike.get(name, name) for name in names} == {question.type for question in asked}
    layout = make_layout([form(FIRST)])
    with_columns = {column.question for column in layout.columns}
    assert with_columns == {question.code for question in asked} - {"NOTE"}


def test_names_are_free_for_spss_whatever_case_they_are_in() -> None:
    layout = make_layout([form(FIRST.replace("code: FEE", "code: NOT"))], taken=["day", "late"])
    names = [column.name for column in layout.columns]
    assert {"NOT_", "DAY_2", "LATE_2"} <= set(names)
    assert len({name.casefold() for name in names}) == len(names)


def test_another_scale_under_the_same_code_is_another_column() -> None:
    longer = FIRST.replace("thu/v1", "thu/v3").replace("{vi: Vừa}", "{vi: Vừa}, {vi: Khá}")
    layout = make_layout([form(FIRST), form(longer)])
    overall = [column for column in layout.columns if column.question == "OVERALL"]
    assert [(column.name, column.questionnaires) for column in overall] == [
        ("OVERALL", ("thu/v1",)), ("OVERALL_2", ("thu/v3",)),
    ]  # fmt: skip
    row = layout.cells(form(longer).sha256, {"OVERALL": 4})
    assert row[0] == -96
    assert row[layout.columns.index(overall[1])] == 4


def rows_of(number: int) -> Iterator[list[int | str]]:
    layout = make_layout([form(FIRST)])
    sha256 = form(FIRST).sha256
    for _ in range(number):
        yield layout.cells(sha256, FULL)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_answers(tmp_path: Path) -> None:
    from thuocdo.answers_out.plain_table import write_csv
    from thuocdo.answers_out.workbook import write_workbook

    header = [column.name for column in make_layout([form(FIRST)]).columns]
    write_csv(tmp_path / "warm.csv", header, rows_of(1000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    assert write_csv(tmp_path / "a.csv", header, rows_of(40_000)) == 40_000
    assert write_workbook(tmp_path / "a.xlsx", [("a", header, rows_of(8_000))]) == [8_000]
    assert time.process_time() - started < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes
