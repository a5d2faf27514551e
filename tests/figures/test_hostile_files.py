"""This module throws hostile files at the importers: clear messages only, nothing half-imported."""

from __future__ import annotations

import io
import random
import sqlite3
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from storage import Database, Register
from tests.figures.conftest import POINT
from thuocdo import tabular
from thuocdo.cli import main

pytestmark = pytest.mark.slow

Write = Callable[..., Path]
HEADS = {
    "register": "unit_code,field,month,received,early,on_time,late",
    "points": "unit_code,name,questionnaire",
    "answers": "key,point_code,day,OVERALL",
    "lineage": "before,after,day,kind",
    "figures": "unit_code,criterion,input,value",
    "units": "unit_code,name,group",
}
GOOD = {
    "register": "X1,Đất đai,2026-01,10,5,5,0",
    "points": "X1,Quầy 9,mot-cua/v1",
    "answers": f"A1,{POINT},2026-10-05,5",
    "lineage": "X1,X2,2026-01-01,merged",
    "figures": "X1,CLGQ,points,5",
    "units": "Z1,Xã mới,COMMUNE",
}
TABLES = (
    "register_row",
    "service_point",
    "answer",
    "unit_lineage",
    "figure",
    "unit",
    "audit_event",
)


def brought(data: Path, kind: str, file: Path) -> int:
    more = ["--collection", "z"] if kind == "answers" else []
    return main(["import", kind, str(file), "--data", str(data), *more])


def rows_in(data: Path) -> list[int]:
    with sqlite3.connect(data / "thuocdo.sqlite3") as connection:
        asked = [f"SELECT count(*) FROM {table}" for table in TABLES]
        return [connection.execute(one).fetchone()[0] for one in asked]


def refused(data: Path, kind: str, file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    before = rows_in(data)
    assert brought(data, kind, file) == 2
    said = capsys.readouterr().err
    assert rows_in(data) == before, "something of it came in"
    assert "Traceback" not in said
    lines = said.strip().splitlines()
    assert lines
    assert len(lines) <= tabular.MOST_PROBLEMS + 1
    assert all(file.name in line and line.endswith("]") for line in lines), said[:500]
    return said


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def with_member(raw: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def table(kind: str) -> list[list[object]]:
    return [list(HEADS[kind].split(",")), list(GOOD[kind].split(","))]


@pytest.mark.parametrize("kind", ["register", "lineage", "figures"])
def test_files_that_are_none_are_refused(
    kind: str, data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    good = f"{HEADS[kind]}\n{GOOD[kind]}\n"
    sheet = workbook(table(kind))
    hostile = [
        b"",
        b"\xef\xbb\xbf",
        good.encode("utf-16"),
        good.replace("X1", "Xã").encode("cp1258", errors="replace") + b"\xff\xfe\x80",
        b"\x00" * 2000,
        HEADS[kind].replace(",", "\t").encode(),
        (good + '"not closed\n').encode(),
        good.encode() + b"one,cell,too,many,cells,for,any,of,these,rows\n",
        b"PK\x03\x04" + b"\x00" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500,
        sheet[: len(sheet) // 2],
        with_member(sheet, "xl/vbaProject.bin", b"macro"),
        with_member(sheet, "xl/worksheets/sheet1.xml", b"<worksheet"),
        with_member(
            sheet,
            "xl/sharedStrings.xml",
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>',
        ),
        workbook([table(kind)[0], ["=1+1", *table(kind)[1][1:]]]),
    ]
    for number, raw in enumerate(hostile):
        refused(data, kind, written(raw, f"hostile-{number}.dat"), capsys)


@pytest.mark.parametrize("kind", ["points", "answers"])
def test_random_damage_never_brings_in_a_part(
    kind: str, data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(20261005)  # noqa: S311
    sheet = workbook(table(kind))
    text = f"{HEADS[kind]}\n{GOOD[kind]}\n".encode()
    for number in range(14):
        raw = bytearray(sheet if number % 2 else text)
        for _ in range(chance.randint(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        if number % 5 == 0:
            del raw[chance.randrange(len(raw)) :]
        file = written(bytes(raw), f"damaged-{number}.dat")
        before = rows_in(data)
        status = brought(data, kind, file)
        said = capsys.readouterr().err
        assert status in {0, 2}
        assert "Traceback" not in said
        if status:
            assert said.strip()
            assert rows_in(data) == before


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = with_member(
        workbook(table("register")), "xl/worksheets/sheet1.xml", b" " * (60 * 1_048_576)
    )
    file = written(bomb, "bomb.xlsx")
    tracemalloc.start()
    refused(data, "register", file, capsys)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 1_048_576


def test_a_file_of_fifty_megabytes_is_refused_by_its_size(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(HEADS["register"] + "\n", "big.csv")
    with file.open("ab") as opened:
        opened.truncate(50 * 1_048_576)
    tracemalloc.start()
    refused(data, "register", file, capsys)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1_048_576


def test_a_file_full_of_mistakes_is_answered_with_the_first_of_them(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(HEADS["register"] + "\n" + "Q,,x,-,-,-,-\n" * 3_000, "wrong.csv")
    lines = refused(data, "register", file, capsys).strip().splitlines()
    assert len(lines) == tabular.MOST_PROBLEMS + 1


def test_a_row_a_million_rows_below_is_refused_in_bounded_time(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = workbook(table("register"))
    with zipfile.ZipFile(io.BytesIO(sheet)) as container:
        xml = container.read("xl/worksheets/sheet1.xml").decode()
    far = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    wide = xml.replace("</sheetData>", far)
    raw = with_member(sheet, "xl/worksheets/sheet1.xml", wide.encode())
    said = refused(data, "register", written(raw, "far.xlsx"), capsys)
    assert "[workbook.rows]" in said  # the row far below is not left out in silence


def test_a_number_shown_as_a_percentage_is_refused_not_taken_for_a_hundredth(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(table("register"))))
    cell = book.worksheets[0]["D2"]
    cell.value, cell.number_format = 1, "0.00%"
    out = io.BytesIO()
    book.save(out)
    said = refused(data, "register", written(out.getvalue(), "percent.xlsx"), capsys)
    assert "100 %, mà Excel lưu là 1" in said


@pytest.mark.parametrize("column", ["DQ", "DR", "XFD"])
def test_a_cell_far_to_the_right_is_refused_not_left_out(
    data: Path, written: Write, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(table("register"))))
    book.worksheets[0][f"{column}2"] = "x"
    out = io.BytesIO()
    book.save(out)
    said = refused(data, "register", written(out.getvalue(), "wide.xlsx"), capsys)
    assert "[workbook.rows]" in said


def test_text_in_parts_and_odd_separators_mean_the_same(
    data: Path, database: Database, written: Write
) -> None:
    composed = "Đất đai, môi trường"
    rows = [HEADS["register"].replace(",", ";")]
    rows.append(f"X1;{unicodedata.normalize('NFD', composed)};2026-01;1.234;5;5;0")
    file = written("\ufeff" + "\r\n".join(rows), "semicolons.csv")
    assert main(["import", "register", str(file), "--decimal", "comma", "--data", str(data)]) == 0
    total = Register(database).totals(("field",))[0]
    assert (total.domain["field"], total.counts["received"]) == (composed, 1234)
