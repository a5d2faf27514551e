"""This module tests files that come in whole or not at all: registers, points, answers, lineage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.definitions.register import MEASURES
from storage import (
    Answers,
    Audit,
    Database,
    Figures,
    Kiosks,
    Margins,
    Register,
    ServicePoints,
    Units,
    read_hours,
)
from storage.records import UnitRecord
from storage.tables import RegisterRow
from tests.figures.conftest import POINT, ROUND
from thuocdo.cli import main

Write = Callable[..., Path]
HEAD = "unit_code,field,month,received,early,on_time,late,online\n"
ROWS = (
    "X1,Đất đai,2026-01,100,30,50,20,40\n"
    "X1,Hộ tịch,01/2026,10,10,0,0,5\n"
    "X1,Đất đai,2026-02,50,20,20,10,25\n"
    "X2,Đất đai,2026-01,8,4,4,0,\n"
)


def brought(data: Path, kind: str, file: Path, *more: str) -> int:
    return main(["import", kind, str(file), "--data", str(data), *more])


def test_storage_keeps_every_measure_that_a_register_counts() -> None:
    keys = {"file_id", "unit_code", "field", "month"}
    assert set(RegisterRow.__table__.columns.keys()) - keys == set(MEASURES)


def test_a_register_is_summed_by_unit_and_what_is_not_counted_has_no_sum(
    data: Path, database: Database, written: Write
) -> None:
    assert brought(data, "register", written(HEAD + ROWS)) == 0
    totals = {total.domain["unit"]: total.counts for total in Register(database).totals()}
    assert (totals["X1"]["received"], totals["X1"]["online"]) == (160, 70)
    assert (totals["X2"]["received"], totals["X2"]["online"]) == (8, None)
    by_month = Register(database).totals(("month",), unit="X1")
    assert [(one.domain["month"], one.counts["received"]) for one in by_month] == [
        ("2026-01", 110),
        ("2026-02", 50),
    ]
    assert Audit(database).latest(1)[0].action == "import.register"


def test_a_later_file_supersedes_a_units_month_and_nothing_else(
    data: Path, database: Database, written: Write
) -> None:
    brought(data, "register", written(HEAD + ROWS))
    brought(data, "register", written(HEAD + "X1,Đất đai,2026-01,90,90,0,0,1\n", "b.csv"))
    by_month = Register(database).totals(("unit", "month"))
    assert [(*one.domain.values(), one.counts["received"]) for one in by_month] == [
        ("X1", "2026-01", 90),
        ("X1", "2026-02", 50),
        ("X2", "2026-01", 8),
    ]  # fmt: skip
    assert [file.rows for file in Register(database).files()] == [1, 4]


def test_the_same_file_again_adds_nothing(data: Path, database: Database, written: Write) -> None:
    file = written(HEAD + ROWS)
    assert [brought(data, "register", file), brought(data, "register", file)] == [0, 0]
    assert len(Register(database).files()) == 1


def test_a_workbook_says_the_same_as_a_csv(data: Path, database: Database, written: Write) -> None:
    rows = [line.split(",") for line in (HEAD + ROWS).splitlines()]
    typed: list[list[object]] = [
        [int(cell) if cell.isdigit() else cell or None for cell in row] for row in rows
    ]
    typed[2][2] = date(2026, 1, 1)
    assert brought(data, "register", written(typed)) == 0
    totals = {
        total.domain["unit"]: total.counts["received"] for total in Register(database).totals()
    }
    assert totals == {"X1": 160, "X2": 8}


def test_every_problem_of_a_register_is_named_with_line_and_column(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = (
        "X9,Đất đai,2026-01,1,1,0,0,0\n"
        "X1,,2026-01,1,1,0,0,0\n"
        "X1,Đất đai,2026-13,1,1,0,0,0\n"
        "X1,Đất đai,2026-01,6.909,1,0,0,0\n"
        "X1,Y tế,2026-01,1,1,0,,0\n"
        "X1,Thuế,2026-01,5,1,0,0,6\n"
        "X1,Thuế,2026-01,5,-1,0,0,0\n"
        "X1,Thuế,2026-01,5,1,0.5,0,0\n"
    )
    assert brought(data, "register", written(HEAD + wrong)) == 2
    lines = capsys.readouterr().err.splitlines()
    places = [(int(line.split(":")[1]), line.split(": ")[1]) for line in lines]
    assert places[:6] == [
        (2, "unit_code"), (3, "field"), (4, "month"), (5, "received"), (6, "late"), (7, "online"),
    ]  # fmt: skip
    assert {(8, "early"), (9, "on_time")} <= set(places)
    assert Register(database).files() == ()


@pytest.mark.parametrize(
    ("mark", "text", "count"), [("comma", "6.909", 6909), ("point", "6,909", 6909)]
)
def test_grouped_numbers_are_read_by_the_declared_mark(
    data: Path, database: Database, written: Write, mark: str, text: str, count: int
) -> None:
    file = written(
        f"unit_code;field;month;received;early;on_time;late\nX1;A;2026-01;{text};0;0;0\n"
    )
    assert brought(data, "register", file, "--decimal", mark) == 0
    assert Register(database).totals()[0].counts["received"] == count


def test_a_mistyped_column_is_not_passed_over(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert brought(data, "register", written(HEAD.replace("online", "on_line") + ROWS)) == 2
    assert "on_line" in capsys.readouterr().err


def test_points_come_in_with_their_codes_or_get_one(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written("unit_code,name,questionnaire,code\nX1,Quầy 2,mot-cua/v1,\n"
                   "X2,Quầy 1,mot-cua/v1,000-G40M\n")  # fmt: skip
    assert brought(data, "points", file) == 0
    stored = {point.code: point.unit_code for point in ServicePoints(database).all()}
    assert stored.pop("000G40M") == "X2"
    assert sorted(stored.values()) == ["X1", "X1"]
    assert "000G40M\tX2\tQuầy 1" in capsys.readouterr().out
    assert brought(data, "points", file) == 2, "a code that may hang somewhere was taken again"
    assert len(ServicePoints(database).all()) == 3


def test_every_problem_of_points_is_named(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written("unit_code,name,questionnaire,code,opens\nX9,,nothing/v1,ABC,window\n")
    assert brought(data, "points", file) == 2
    said = capsys.readouterr().err
    assert all(
        f"points.{place}]" in said
        for place in ("unit_code", "name", "questionnaire", "code", "opens")
    )
    assert len(ServicePoints(database).all()) == 1


ANSWERS = f"key,point_code,day,OVERALL\nA1,{POINT},2026-10-05,5\nA2,{POINT},2026-10-06,3\n"


def test_answers_from_elsewhere_are_marked_and_come_in_once(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(ANSWERS)
    for _ in range(2):
        assert brought(data, "answers", file, "--collection", "zalo-2026") == 0
    cells = Answers(database).tallies(by=("channel", "tier", "day"), item="OVERALL")
    assert [(*cell.domain.values(), cell.value, cell.n) for cell in cells] == [
        ("imported", "imported", "2026-10-05", "5", 1),
        ("imported", "imported", "2026-10-06", "3", 1),
    ]
    assert "0 phiếu, 2 phiếu đã có" in capsys.readouterr().out
    assert brought(data, "answers", file, "--collection", "other") == 0
    assert Answers(database).count() == 4


def test_an_answer_is_never_changed_by_a_second_file(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    brought(data, "answers", written(ANSWERS), "--collection", "zalo")
    changed = written(
        f"key,point_code,day,OVERALL\nA3,{POINT},2026-10-05,1\nA1,{POINT},2026-10-05,1\n"
    )
    assert brought(data, "answers", changed, "--collection", "zalo") == 2
    assert ":3:" in capsys.readouterr().err
    assert Answers(database).count() == 2, "half of the file came in"


def test_every_problem_of_answers_is_named(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(
        "key,point_code,day,language,OVERALL\n"
        f",NOPE,2031-01-01,xx,5\nA1,{POINT},2026-10-05,vi,9\nA1,{POINT},2026-10-05,vi,\n"
    )
    assert brought(data, "answers", file, "--collection", "z") == 2
    places = [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()]
    assert sorted(places) == ["OVERALL", "OVERALL", "day", "key", "key", "language", "point_code"]
    assert Answers(database).count() == 0


def test_margins_come_in_whole_and_a_later_file_counts_for_its_months(
    data: Path, database: Database, written: Write
) -> None:
    head = "unit_code,margin,category,month,served\n"
    rows = (
        "X1,sex,nu,2026-01,60\nX1,sex,nam,01/2026,40\nX1,sex,nu,2026-02,5\nX2,age,25-34,2026-01,7\n"
    )
    file = written(head + rows)
    assert [brought(data, "margins", file), brought(data, "margins", file)] == [0, 0]
    brought(data, "margins", written(head + "X1,sex,nu,2026-01,90\n", "b.csv"), "--simulated")
    found = Margins(database).totals()
    assert [
        (one.unit_code, one.margin, one.category, one.served, one.simulated) for one in found
    ] == [
        ("X1", "sex", "nu", 95, True),
        ("X2", "age", "25-34", 7, False),
    ]
    assert len(Register(database).files()) == 0  # the register's own files are others
    actions = [event.action for event in Audit(database).latest(5)]
    assert actions.count("import.margins") == 2


def test_every_problem_of_margins_is_named_with_line_and_column(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = "ZZ,income,,2026-13,4.5\nX1,sex,nu,2026-01,3\nX1,sex,nu,2026-01,3\n"
    head = "unit_code,margin,category,month,served\n"
    assert brought(data, "margins", written(head + wrong)) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 6
    for line, place in (
        (2, "unit_code"),
        (2, "margin"),
        (2, "category"),
        (2, "month"),
        (2, "served"),
    ):
        assert f":{line}: {place}: " in said
    assert "margins.twice" in said
    assert Margins(database).totals() == ()


def test_hours_of_a_unit_hold_for_its_points_and_a_points_own_come_first(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = ServicePoints(database).by_code(POINT)
    assert unit is not None
    head = "code,hours\n"
    assert brought(data, "hours", written(f"{head}{unit.unit_code},1-5 07:00-11:00\n")) == 0
    assert Kiosks(database).all_hours() == {POINT: read_hours("1-5 07:00-11:00")}
    both = f"{head}{POINT},6 08:00-10:00\n{unit.unit_code},1-5 07:00-11:00\n"
    assert brought(data, "hours", written(both)) == 0
    assert Kiosks(database).all_hours() == {POINT: read_hours("6 08:00-10:00")}
    wrong = f"{head}{POINT},8 07:00-11:00\nNOPE,-\n{POINT},-\n"
    assert brought(data, "hours", written(wrong)) == 2
    said = capsys.readouterr().err
    assert all(f"[hours.{code}]" in said for code in ("hours", "code", "twice"))
    assert Kiosks(database).all_hours() == {POINT: read_hours("6 08:00-10:00")}


def test_lineage_ends_who_merged_away_and_leaves_who_goes_on(
    data: Path, database: Database, written: Write
) -> None:
    first = date(2011, 1, 1)
    old = UnitRecord("OLD", "Xã cũ", "commune", "COMMUNE", first)
    Units(database).add_many([old, UnitRecord("BIG", "Xã lớn", "commune", "COMMUNE", first)])
    file = written("before,after,day,kind\nOLD,X1,2025-07-01,merged\nBIG,X2,2025-07-01,split\n")
    assert [brought(data, "lineage", file), brought(data, "lineage", file)] == [0, 0]
    assert len(Units(database).links()) == 2
    ends = {unit.code: unit.valid_to for unit in Units(database).all()}
    assert (ends["OLD"], ends["BIG"], ends["X1"]) == (date(2025, 6, 30), None, None)


def test_every_problem_of_lineage_is_named(
    data: Path, database: Database, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written("before,after,day,kind\nX1,X1,2025-07-01,grown\nZZ,X2,hôm qua,merged\n")
    assert brought(data, "lineage", file) == 2
    said = capsys.readouterr().err
    assert all(f"lineage.{place}]" in said for place in ("before", "after", "day", "kind"))
    assert Units(database).links() == ()


def test_figures_from_a_workbook_are_exact(data: Path, database: Database, written: Write) -> None:
    file = written(
        [
            ["unit_code", "criterion", "input", "value"],
            ["X1", "CLGQ", "points", 6.909],
            ["X1", "DOSSIER_ON_TIME", "numerator", 0.1 + 0.2],
            ["X1", "DOSSIER_ON_TIME", "denominator", "12"],
        ]
    )
    assert brought(data, "figures", file) == 0
    stored = Figures(database).effective(ROUND)["X1"]
    assert stored["CLGQ"]["points"] == Decimal("6.909")
    assert stored["DOSSIER_ON_TIME"] == {"numerator": Decimal("0.3"), "denominator": Decimal(12)}
    assert {record.origin for record in Figures(database).history(ROUND, "X1")} == {"imported"}


def test_an_area_given_as_a_whole_and_figures_below_it_do_not_come_in_together(
    data: Path, database: Database, written: Write
) -> None:
    head = "unit_code,criterion,input,value\n"
    assert brought(data, "figures", written(head + "X1,CLGQ,points,5\n")) == 0
    below = head + "X1,ONLINE_DOSSIER,numerator,1\nX1,ONLINE_DOSSIER,denominator,2\n"
    assert brought(data, "figures", written(below)) == 2
    assert list(Figures(database).effective(ROUND)["X1"]) == ["CLGQ"]
