"""Files in: numbers are never guessed, and every problem comes with its line."""

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.figures import Refusal, parse_figure, parse_number
from scoring.tables import csv_table
from scoring.tables.figures import read_figures
from scoring.tables.units import read_units
from scoring.types import ProblemsFound
from tests.scoring.making import definition, made

UNITS = "unit_code,name,group\nH21.01,Sở Dân tộc,so\nH21.02,Sở Y tế,so\n"
SET = made(
    definition(
        [(2, {"type": "linear", "when_zero": "zero"}), (2, {"type": "yes_no"})],
        [(3, {"type": "tiers", "by": "count", "tiers": [{"at_least": 1, "points": 3}]})],
        [(5, {"type": "survey", "asked": "citizens"}), (5, {"type": "manual"})],
        [
            (
                1,
                {
                    "type": "options",
                    "options": [
                        {"code": "x", "label": {"vi": "x"}, "points": 1},
                        {"code": "y", "label": {"vi": "y"}, "points": 0},
                    ],
                },
            )
        ],
    )
)


def codes(text: str | bytes, mark: object = None) -> list[str]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ProblemsFound) as found:
        read_figures(raw, file="f.csv", criteria_set=SET, units={"U", "V"}, mark=mark)  # type: ignore[arg-type]
    return [f"{problem.line} {problem.code}" for problem in found.value.problems]


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("12", None, "12"),
        ("12.5", None, "12.5"),
        ("0.125", None, "0.125"),
        ("97.0588", None, "97.0588"),
        ("6.909", "comma", "6909"),
        ("6,9", "comma", "6.9"),
        ("1.234.567,5", "comma", "1234567.5"),
        ("6.909", "point", "6.909"),
        ("6,909", "point", "6909"),
        ("1,234.5", "point", "1234.5"),
        ("-3", None, "-3"),
    ],
)
def test_a_number_is_read_by_the_declared_convention(text: str, mark: object, number: str) -> None:
    assert parse_number(text, mark=mark) == Decimal(number)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["6.909", "6,909", "6,9", "1.234,5", "1,234.5", "12.345.678"])
def test_what_could_be_read_in_two_ways_is_refused_with_the_way_out(text: str) -> None:
    refusal = parse_number(text)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "figures.ambiguous"
    assert "--decimal" in str(refusal.remedy)


@pytest.mark.parametrize(
    "text", ["", "abc", "1e5", "NaN", "Infinity", "1_000", "٣", "--1", "9" * 19]
)
@pytest.mark.parametrize("mark", [None, "point", "comma"])
def test_what_is_no_number_is_refused(text: str, mark: object) -> None:
    assert isinstance(parse_number(text, mark=mark), Refusal)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "mark"), [("12.5", "comma"), ("6.9,0", "point"), ("12,5,0", "comma")]
)
def test_a_number_against_the_declared_convention_is_refused(text: str, mark: object) -> None:
    assert isinstance(parse_number(text, mark=mark), Refusal)  # type: ignore[arg-type]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_figures_are_read_whatever_the_spreadsheet_wrote(
    separator: str, start: bytes, end: str
) -> None:
    lines = [
        "value,input,criterion,unit_code,note",
        "3,numerator,A1,U,",
        "4.50,denominator,A1,U,x",
        ",yes,A2,U,",
        "",
        "Có,yes,A2,V,",
        "x,option,D1,V,",
    ]
    raw = start + end.join(lines).replace(",", separator).encode()
    figures = read_figures(raw, file="f.csv", criteria_set=SET, units={"U", "V"})
    assert figures == {
        "U": {"A1": {"numerator": Decimal(3), "denominator": Decimal("4.50")}},
        "V": {"A2": {"yes": Decimal(1)}, "D1": {"option": "x"}},
    }


def test_every_problem_of_a_file_comes_at_once_with_its_line() -> None:
    text = (
        "unit_code,criterion,input,value\n"
        "U,A1,numerator,6.909\n"
        "W,A1,numerator,1\n"
        "U,Z9,numerator,1\n"
        "U,A1,count,1\n"
        "U,A2,yes,maybe\n"
        "U,B1,count,1.5\n"
        "U,C1,index,101\n"
        "U,C2,points,6\n"
        "U,C2,reason\n"
        "V,A1,numerator,-1\n"
        "V,A1,numerator,2\n"
        "U,D1,option,z\n"
        "V,A,points,1\n"
        "V,A2,yes,1\n"
        "U,A1,not_applicable,2\n"
    )
    assert codes(text) == [
        "2 figures.ambiguous",
        "3 figures.unknown-unit",
        "4 figures.unknown-criterion",
        "5 figures.unknown-input",
        "6 figures.yes",
        "7 figures.whole",
        "8 figures.range",
        "9 figures.range",
        "10 csv.cells",
        "11 figures.range",
        "12 figures.twice",
        "13 figures.option",
        "14 figures.area-and-criteria",
        "16 figures.yes",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ["1 file.empty"]),
        (b"\n \n", ["1 file.empty"]),
        (b",,\n,,\n", ["1 file.empty"]),
        (b"unit_code,criterion\n", ["1 csv.column", "1 csv.column"]),
        (b"unit_code,criterion,input,value,value\n", ["1 csv.column-twice"]),
        ("unit_code,criterion,input,value\nU,Sở".encode("cp1258", "replace") + b"\xf0", None),
        (b'unit_code,criterion,input,value\nU,A1,numerator,"1\n', ["None csv.syntax"]),
        (b"\xff\xfeu\0n\0", ["1 file.encoding"]),
    ],
)
def test_a_file_that_is_no_table_is_refused_kindly(raw: bytes, expected: list[str] | None) -> None:
    found = codes(raw)
    assert found == (expected or ["2 file.encoding"])


def test_a_file_full_of_mistakes_is_read_no_further_than_anybody_reads() -> None:
    found = codes("unit_code,criterion,input,value\n" + "U,?,x,1\n" * 5_000)
    assert len(found) == csv_table.MAX_PROBLEMS + 1
    assert found[-1] == f"{csv_table.MAX_PROBLEMS + 2} file.more"
    ragged = codes("unit_code,criterion,input,value\n" + "U\n" * 5_000)
    assert [found[-1], len(found)] == [ragged[-1], len(ragged)]


def test_more_rows_than_a_country_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MAX_ROWS", 2)
    rows = [f"U,A1,{name},1\n" for name in ("numerator", "denominator", "not_applicable")]
    head = "unit_code,criterion,input,value\n"
    assert codes(head + "".join(rows)) == ["4 csv.rows"]
    read_figures((head + rows[0] + rows[1]).encode(), file="f", criteria_set=SET, units=None)


def test_of_thousands_of_columns_the_first_are_named() -> None:
    raw = ",".join(f"c{number}" for number in range(16_384)).encode()
    with pytest.raises(ProblemsFound) as found:
        read_figures(raw, file="f.csv", criteria_set=SET, units=None)
    assert len(found.value.problems) == 4
    assert all(len(str(problem.got)) < 400 for problem in found.value.problems)


def test_a_line_number_counts_lines_inside_quotes_too() -> None:
    text = 'unit_code,criterion,input,value\nU,C2,reason,"một\nhai"\nU,A1,numerator,x\n'
    assert codes(text) == ["4 figures.number"]


def test_units_are_read_and_their_problems_found() -> None:
    assert [unit.code for unit in read_units(UNITS.encode(), file="u.csv")] == ["H21.01", "H21.02"]
    with pytest.raises(ProblemsFound) as found:
        read_units(b"unit_code,name,group\nA,A,\n,B,x\nA,C,x\n", file="u.csv")
    assert [f"{problem.line} {problem.code}" for problem in found.value.problems] == [
        "2 units.empty",
        "3 units.empty",
        "4 units.twice",
    ]
    with pytest.raises(ProblemsFound):
        read_units(b"unit_code,name,group\n", file="u.csv")


def test_the_demonstrations_figures_are_valid() -> None:
    from scoring.definitions import criteria_directories, find_set

    (ours,) = criteria_directories()
    folder: Path = ours / "demo" / "gia-lai"
    units = read_units((folder / "units.csv").read_bytes(), file="units.csv")
    figures = read_figures(
        (folder / "figures_766.csv").read_bytes(),
        file="figures_766.csv",
        criteria_set=find_set("vn-766/2022"),
        units={unit.code for unit in units},
    )
    assert len(figures) == len(units) == 149


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("index", "83.942", "83.942"),  # 83,942 per cent cannot be
        ("index", "1.234", "1.234"),
        ("respondents", "6.909", None),  # 6,909 people can
        ("index", "123.456", None),  # too large in any reading
    ],
)
def test_a_bound_settles_a_number_that_has_only_one_possible_reading(
    name: str, text: str, taken: str | None
) -> None:
    survey = next(part for part in SET.criteria() if part.scoring_rule.type == "survey")
    figure = parse_figure(survey, name, text=text)
    if taken is None:
        assert isinstance(figure, Refusal)
    else:
        assert figure == Decimal(taken)


def test_a_numerator_above_its_denominator_is_refused_where_the_set_says_so() -> None:
    linear = {"type": "linear", "when_zero": "zero", "when_over": "refuse"}
    text = "unit_code,criterion,input,value\nU,A1,denominator,10\nU,A1,numerator,12\n"
    with pytest.raises(ProblemsFound) as found:
        read_figures(
            text.encode(), file="f.csv", criteria_set=made(definition([(2, linear)])), units={"U"}
        )
    (problem,) = found.value.problems
    assert (problem.line, problem.code) == (3, "figures.over")


def test_units_may_have_a_kind() -> None:
    plain = read_units(UNITS.encode(), file="u.csv")
    assert {unit.kind for unit in plain} == {""}
    kinds = "kind,unit_code,name,group\nphuong,P1,Phường Một,xa\n"
    assert [unit.kind for unit in read_units(kinds.encode(), file="u.csv")] == ["phuong"]
