"""Sets are compared, kept, issued and applied; a round is opened and published by the office."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dashboards.actions.criteria_sets import Decided, issue_draft, keep_draft
from dashboards.actions.rounds import Plan, close_round, open_round, publish
from dashboards.queries.criteria_sets import known_sets, reapply
from scoring.apply import apply_set
from scoring.definitions import CriteriaSet, criteria_set_from_bytes, find_set
from scoring.definitions.set_comparison import Change, compare_sets
from scoring.types import ProblemsFound
from storage import (
    Audit,
    CriteriaVersions,
    Database,
    Figures,
    NewFigure,
    Rounds,
    RoundStep,
    Runs,
    Settings,
    UnitRecord,
    Units,
    open_database,
    upgrade,
)
from thuocdo.cli import main
from ui.words import translator
from ui.workbooks.set_words import change_side

VI = translator("vi")
NOW = datetime(2026, 11, 5, 3, 30, tzinfo=UTC)
YAML = """id: so/2026
title: {vi: Bộ thử}
max_points: 10
rounding: {at: criterion}
areas:
  - code: A
    name: {vi: Một}
    max_points: 6
    criteria:
      - {code: A1, name: {vi: Kế hoạch}, max_points: 2, rule: {type: yes_no}}
      - {code: A2, name: {vi: Đúng hạn}, max_points: 4, rule: {type: linear, when_zero: zero}}
  - code: B
    name: {vi: Hai}
    max_points: 4
    criteria:
      - {code: B1, name: {vi: Tay}, max_points: 4, rule: {type: manual}}
"""
LATER = (
    YAML.replace("so/2026", "so/2027")
    .replace("max_points: 6", "max_points: 5")
    .replace("max_points: 4\n    criteria:\n      - {code: B1, name: {vi: Tay}, max_points: 4",
             "max_points: 5\n    criteria:\n      - {code: B1, name: {vi: Tay}, max_points: 5")
    .replace("- {code: A1, name: {vi: Kế hoạch}, max_points: 2, rule: {type: yes_no}}",
             "- {code: K1, lineage: [A1], name: {vi: Kế hoạch}, max_points: 1,"
             " rule: {type: yes_no}}")
    .replace("when_zero: zero", "when_zero: zero, target: 98")
)  # fmt: skip


def read(text: str) -> CriteriaSet:
    return criteria_set_from_bytes(text.encode(), file="x.yaml")


def told(changes: tuple[Change, ...]) -> set[tuple[str, str, str, str]]:
    return {(one.kind, one.code, one.was, one.now) for one in changes}


def test_a_comparison_follows_codes_and_lineage() -> None:
    assert told(compare_sets(read(YAML), read(LATER))) == {
        ("maximum", "A", "6", "5"), ("maximum", "B", "4", "5"), ("renamed", "K1", "A1", "K1"),
        ("maximum", "K1", "2", "1"), ("rule", "A2", "100", "98"), ("maximum", "B1", "4", "5"),
    }  # fmt: skip
    assert compare_sets(read(YAML), read(YAML)) == ()


def test_numbers_of_a_difference_stand_as_the_reader_writes_them() -> None:
    halved = LATER.replace("max_points: 1,", "max_points: 1.5,").replace(
        "target: 98", "target: 97.5"
    )
    halved = halved.replace("max_points: 5\n", "max_points: 5.5\n", 1)
    found = {
        one.code: change_side(VI, one, "now")
        for one in compare_sets(
            read(YAML), read(halved.replace("max_points: 10", "max_points: 10.5"))
        )
        if one.kind in {"maximum", "rule"}
    }
    assert found["K1"] == "1,5"
    assert found["A2"] == "97,5"
    (target,) = (one for one in compare_sets(read(YAML), read(LATER)) if one.kind == "rule")
    assert change_side(VI, target, "was") == "100 (mặc định)"
    assert change_side(VI, Change("other", "A", None, "name.vi", "1.5", ""), "was") == "1.5"


def test_what_came_went_and_moved_is_told_as_such() -> None:
    moved = YAML.replace(
        "      - {code: A1, name: {vi: Kế hoạch}, max_points: 2, rule: {type: yes_no}}\n", ""
    )
    moved = moved.replace("max_points: 6", "max_points: 4").replace(
        "    max_points: 4\n    criteria:\n      - {code: B1",
        "    max_points: 6\n    criteria:\n"
        "      - {code: A1, name: {vi: Kế hoạch}, max_points: 2, rule: {type: yes_no}}\n"
        "      - {code: B1",
    )  # fmt: skip
    assert ("moved", "A1", "A", "B") in told(compare_sets(read(YAML), read(moved)))
    other = YAML.replace("B1", "B9")
    assert {("added", "B9", "", "4"), ("removed", "B1", "4", "")} <= told(
        compare_sets(read(YAML), read(other))
    )


def test_figures_are_applied_to_what_can_be_compared_only() -> None:
    figures = {"X1": {"A1": {"yes": Decimal(1)}, "B1": {"points": Decimal(3)},
                      "A2": {"numerator": Decimal(9), "denominator": Decimal(10)}}}  # fmt: skip
    found = apply_set(read(YAML), read(LATER), figures)
    assert found.compared == ("K1", "A2")
    assert [one.code for one in found.left_out] == ["B1"]
    assert found.figures["X1"]["K1"] == {"yes": Decimal(1)}
    assert found.figures["X1"]["B1"] == {"not_applicable": Decimal(1)}


def test_one_units_area_points_leave_the_criteria_of_the_others_in_the_comparison() -> None:
    yes = {"yes": Decimal(1)}
    b1 = {"points": Decimal(3)}
    half = {"numerator": Decimal(1), "denominator": Decimal(2)}
    left_out = {"not_applicable": Decimal(1)}
    figures = {
        "X1": {"A1": yes, "A2": half, "B1": b1},
        "X2": {"A": {"points": Decimal(5)}, "B1": b1},
        "X3": {"A": left_out, "B1": b1},
        "X4": {},
    }
    same = apply_set(read(YAML), read(YAML.replace("so/2026", "so/2027")), figures)
    assert same.left_out == ()
    assert same.figures == {
        **figures, "X3": {"A1": left_out, "A2": left_out, "B1": b1}
    }  # fmt: skip
    later = apply_set(read(YAML), read(LATER), figures).figures
    assert later["X1"] == {"K1": yes, "A2": half, "B1": left_out}
    assert later["X2"] == {}  # its points were out of another maximum; nothing is left to score


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made once, with two departments: migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("sets")
    database = open_database(Settings.from_environment(folder, environment={}))
    upgrade(database)
    Units(database).add_many(
        [UnitRecord(code, f"Sở {code}", "department", "SO", date(2025, 7, 1)) for code in "XY"]
    )
    database.close()
    return folder


@pytest.fixture
def house(tmp_path: Path, furnished: Path) -> Iterator[Database]:
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    database = open_database(Settings.from_environment(tmp_path, environment={}))
    yield database
    database.close()


def kept(database: Database, text: str) -> str:
    return keep_draft(database, known_sets(database, None), read(text), by="thuky", at=NOW)


def test_an_office_runs_a_year_from_a_draft_to_publication(house: Database) -> None:
    sha256 = kept(house, YAML)
    draft = known_sets(house, None).sets[sha256]
    with pytest.raises(ProblemsFound, match="issued"):
        open_round(house, Plan("Kỳ 2026", 2026, "SO", draft), by="thuky", at=NOW)
    issue_draft(house, sha256, by="thuky", at=NOW)
    chosen = known_sets(house, None).sets[sha256]
    plan = Plan("Kỳ 2026", 2026, "SO", chosen, deadlines={"appraisal": date(2026, 12, 20)})
    opened = open_round(house, plan, by="thuky", at=NOW)
    assert (opened.id, opened.set_sha256, opened.simulated) == ("so-2026-so", sha256, False)
    Figures(house).declare(
        NewFigure(round_id=opened.id, unit_code="X", criterion="A1", input="yes", value=Decimal(1),
                  step="declared", author="X", recorded_at=NOW, source="kê khai")
    )  # fmt: skip
    for action in (close_round, publish):
        with pytest.raises(ProblemsFound, match="no such round"):
            action(house, "khong-co", by="thuky", at=NOW)
    close_round(house, opened.id, by="thuky", at=NOW)
    run = publish(house, opened.id, by="thuky", at=NOW)
    assert run.set_sha256 == sha256
    stored = Rounds(house).by_id(opened.id)
    assert stored is not None
    assert stored.stage == "published"
    with pytest.raises(ProblemsFound, match="published"):
        close_round(house, opened.id, by="thuky", at=NOW)
    assert Rounds(house).by_id(opened.id) == stored
    assert Runs(house).latest(opened.id) is not None
    actions = [one.action for one in Audit(house).latest(10)]
    for action in (
        "criteria.draft",
        "criteria.issued",
        "round.open",
        "round.close",
        "round.publish",
    ):
        assert action in actions
    made = reapply(house, stored, read(LATER))
    assert [one.code for one in made.comparison.left_out] == ["A2", "B1"]
    assert made.applied["X"].rank == 1


def test_a_set_in_use_takes_no_other_content(house: Database) -> None:
    sha256 = kept(house, YAML)
    issue_draft(house, sha256, by="thuky", at=NOW)
    with pytest.raises(ProblemsFound, match=r"so/2026\.2"):
        kept(house, YAML.replace("Bộ thử", "Bộ khác"))
    assert kept(house, YAML) == sha256
    shipped = find_set("cchc-so/2026").raw.decode().replace("Bộ tiêu chí mẫu", "Bộ tiêu chí sửa", 1)
    with pytest.raises(ProblemsFound, match="comes with the program"):
        kept(house, shipped.replace("  vi: Bộ", "  vi:  Bộ"))


def test_a_template_is_issued_only_under_a_title_and_a_decision_of_the_office(
    house: Database,
) -> None:
    sha256 = kept(house, YAML.replace("title:", "template: true\nnote: {vi: Mẫu}\ntitle:"))
    with pytest.raises(ProblemsFound, match="template"):
        issue_draft(house, sha256, by="thuky", at=NOW)
    shipped = find_set("cchc-so/2026").title.vi
    day = date(2026, 1, 15)
    with pytest.raises(ProblemsFound) as found:
        issue_draft(house, sha256, by="thuky", at=NOW, decided=Decided(shipped, " ", None, ""))
    assert [one.place for one in found.value.problems] == ["title", "number", "day", "issuer"]
    assert CriteriaVersions(house).issued("so/2026") is None
    decided = Decided("Bộ của tỉnh", "12/2026/QĐ-UBND", day, "Ủy ban nhân dân tỉnh")
    issued = issue_draft(house, sha256, by="thuky", at=NOW, decided=decided)
    known = known_sets(house, None)
    assert sha256 not in known.sets  # overtaken by what was issued under its id
    one = known.sets[issued]
    made = one.criteria_set
    assert (one.origin, made.template, made.note, made.title.vi) == (
        "issued", False, None, "Bộ của tỉnh",
    )  # fmt: skip
    assert made.decision is not None
    assert (made.decision.number, made.decision.date) == ("12/2026/QĐ-UBND", day)
    assert {change.fact for change in compare_sets(read(YAML), made)} == {
        "title.vi", "decision.number", "decision.date", "decision.issuer.vi",
    }  # fmt: skip


def test_everything_wrong_with_a_plan_is_told_at_once(house: Database) -> None:
    sha256 = kept(house, YAML)
    draft = known_sets(house, None).sets[sha256]
    days: dict[RoundStep, date] = {"self_score": date(2026, 12, 2), "appraisal": date(2026, 12, 1)}
    plan = Plan(" ", 1999, "HUYEN", draft, id="Kỳ 1", deadlines=days)
    with pytest.raises(ProblemsFound) as found:
        open_round(house, plan, by="thuky", at=NOW)
    assert {one.place for one in found.value.problems} == {
        "title", "year", "group", "id", "set", "appraisal",
    }  # fmt: skip
    assert Rounds(house).all() == ()


@pytest.mark.slow  # a dozen commands
def test_the_commands_take_the_same_path(
    house: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, data = tmp_path / "so.yaml", str(tmp_path)
    file.write_text(YAML, encoding="utf-8")
    book, again = tmp_path / "so.xlsx", tmp_path / "lai.yaml"
    assert main(["criteria", "export", "cchc-so/2026", "--out", str(book)]) == 0
    renamed = openpyxl.load_workbook(book)
    renamed["Bộ tiêu chí"].cell(4, 4).value = "Bộ khác"
    renamed.save(book)
    assert main(["criteria", "import", str(book), "--out", str(again)]) == 2
    assert "Bộ tiêu chí › D (Giá trị)" in capsys.readouterr().err
    assert main(["criteria", "export", str(file), "--out", str(book)]) == 0
    assert main(["criteria", "import", str(book), "--out", str(again)]) == 0
    assert main(["criteria", "import", str(book), "--out", str(again)]) == 2
    assert main(["criteria", "diff", str(file), str(again)]) == 0
    assert main(["criteria", "keep", str(again), "--data", data]) == 0
    assert main(["criteria", "issue", "so/2026", "--data", data]) == 0
    opening = ["round", "open", "--set", "so/2026", "--year", "2026", "--group", "SO",
               "--title", "Kỳ 2026", "--data", data]  # fmt: skip
    assert main([*opening, "--deadline", "appraisal=2026-13-01"]) == 2
    assert main([*opening, "--deadline", "appraisal=2026-12-20"]) == 0
    assert main(opening) == 2
    assert main(["round", "close", "so-2026-so", "--data", data]) == 0
    assert main(["round", "publish", "so-2026-so", "--data", data]) == 0
    assert main(["round", "publish", "khong-co", "--data", data]) == 2
    assert main(["criteria", "apply", "so/2026", "--round", "so-2026-so", "--data", data]) == 0
    assert "Traceback" not in capsys.readouterr().err
    del house


def test_a_draft_comes_out_of_an_annex_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    annex, out = tmp_path / "pl.csv", tmp_path / "pl.yaml"
    annex.write_text("STT;Tiêu chí;Điểm tối đa\nI;Một;3\n1;Hai;3\n", encoding="utf-8")
    wanted = [
        "criteria",
        "draft",
        str(annex),
        "--id",
        "so/2027",
        "--title",
        "Thử",
        "--out",
        str(out),
    ]
    assert main([*wanted, "--columns", "1,2"]) == 2
    assert not out.exists()
    assert main(wanted) == 0
    assert main(["criteria", "check", str(out)]) == 0
    annex.write_text("STT;Tiêu chí;Điểm tối đa\nI;Một;4\n1;Hai;3\n", encoding="utf-8")
    capsys.readouterr()
    out.unlink()
    assert main(wanted) == 2
    assert "pl.csv:2" in capsys.readouterr().err
    assert not out.exists()


def test_the_rounds_are_listed_and_their_commands_told_in_vietnamese(
    house: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issue_draft(house, kept(house, YAML), by="thuky", at=NOW)
    (chosen,) = (one for one in known_sets(house, None).sets.values() if one.origin == "issued")
    open_round(house, Plan("Kỳ 2026", 2026, "SO", chosen), by="thuky", at=NOW)
    assert main(["round", "list", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.rstrip().endswith("đang mở")
    for command, told in {
        "round": "Kỳ đánh giá",
        "import": "Sổ một cửa",
        "figures": "Số liệu",
    }.items():
        main([command, "--help"])
        assert told in capsys.readouterr().out
