"""This module holds `thuocdo export answers`: stored answers as a file for those who analyse."""

from __future__ import annotations

import enum
import getpass
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.types import N_, said
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from scoring.tables.codebook import Cell
    from storage.database import Database
    from thuocdo.answers_out.frame import Frame, Wanted
    from ui.words import Words

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
_FORMATS = (".csv", ".xlsx", ".sav")
_BOOKS = (".csv", ".xlsx")


class Language(enum.StrEnum):
    """The language of the labels in a file."""

    vi = "vi"
    en = "en"


def add_to(group: typer.Typer) -> None:
    """Add `answers` to the commands of `export`."""
    group.command(
        "answers",
        help=both(N_("Write every answer, one row each; for operators.")),
    )(answers)


def answers(  # noqa: PLR0913  # one a flag
    *,
    out: Annotated[
        Path, typer.Option("--out", help=both(N_("The file to write: .csv, .xlsx or .sav.")))
    ],
    codebook: Annotated[
        Path | None,
        typer.Option("--codebook", help=both(N_("Write what columns and codes mean, too."))),
    ] = None,
    ddi: Annotated[
        Path | None,
        typer.Option("--ddi", help=both(N_("Describe the file in DDI-Codebook XML, too."))),
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", help=both(N_("Language of the labels in .sav.")))
    ] = Language.vi,
    unit: Annotated[
        str | None, typer.Option("--unit", help=both(N_("Only the answers to this unit.")))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help=both(N_("First day, such as 2026-01-31.")))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help=both(N_("Last day, such as 2026-01-31.")))
    ] = None,
    mask: Annotated[
        bool,
        typer.Option("--mask", help=both(N_("Mask numbers and addresses of people in comments."))),
    ] = False,
    data: DataOption = None,
) -> int:
    """Write the file whole or not at all; who took it stands in the audit log."""
    from thuocdo.answers_out.frame import Wanted, frame_of
    from thuocdo.stored import stored_data
    from ui.words import translator

    _require(out, "--out", _FORMATS)
    _require(codebook, "--codebook", _BOOKS)
    _require(ddi, "--ddi", (".xml",))
    wanted = Wanted(unit, _day(since, "--since"), _day(until, "--until"), mask)
    with stored_data(data) as database:
        _require_unit(unit, database)
        words = translator(language.value)
        seen = _Seen(frame_of(database, wanted, words))
        _write_all(seen, out, codebook=codebook, ddi=ddi, words=words)
        _record(database, out, seen, wanted=wanted)
    tell(N_("{count} answers are in {file}."), count=seen.count, file=str(out))
    if seen.simulated:
        tell(N_("Contains simulated data."))
    return 0


def _write_all(
    seen: _Seen, out: Path, *, codebook: Path | None, ddi: Path | None, words: Words
) -> None:
    """Write the answers, and beside them what was asked for; nothing takes its place before."""
    from thuocdo.answers_out.codebook_file import write_codebook
    from thuocdo.answers_out.ddi import DataFile, write_ddi
    from thuocdo.answers_out.safely import written

    columns = seen.frame.columns
    with written(out, option="--out") as path:
        _write(path, seen, words=words)
        if codebook is not None:
            with written(codebook, option="--codebook") as book:
                write_codebook(book, columns)
        if ddi is not None:
            with written(ddi, option="--ddi") as xml:
                day = datetime.now(UTC).date().isoformat()
                write_ddi(xml, columns, DataFile(out.name, seen.count, day, seen.simulated))


def _record(database: Database, out: Path, seen: _Seen, *, wanted: Wanted) -> None:
    from storage.audit import Audit

    details = {"answers": seen.count, "masked": wanted.masked, "unit": wanted.unit or ""}
    Audit(database).record(
        getpass.getuser(), "answers.exported", out.name, at=datetime.now(UTC), details=details
    )


class _Seen:
    """Passes the rows on and counts them."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._simulated = [column.name for column in frame.columns].index("simulated")
        self.count = 0
        self.simulated = False

    def rows(self) -> Iterator[list[Cell]]:
        for row in self.frame.rows():
            self.count += 1
            self.simulated = self.simulated or row[self._simulated] == 1
            yield row


def _write(path: Path, seen: _Seen, *, words: Words) -> None:
    frame = seen.frame
    names = [column.name for column in frame.columns]
    if path.suffix == ".csv":
        from thuocdo.answers_out.plain_table import write_csv

        write_csv(path, names, seen.rows())
    elif path.suffix == ".xlsx":
        from thuocdo.answers_out.codebook_file import HEADER, codebook_rows
        from thuocdo.answers_out.workbook import write_workbook

        book = ("codebook", HEADER, codebook_rows(frame.columns))
        write_workbook(path, [("answers", names, seen.rows()), book])
    else:
        from thuocdo.answers_out.spss import write_spss

        write_spss(path, frame.columns, seen.rows(), words=words)


def _require(path: Path | None, option: str, endings: tuple[str, ...]) -> None:
    if path is not None and path.suffix not in endings:
        raise refusal(
            option,
            expected=N_("a file name with the ending of a format that is written"),
            got=str(path),
            remedy=said(N_("Let it end in one of: {endings}."), endings=", ".join(endings)),
        )


def _require_unit(code: str | None, database: Database) -> None:
    from storage.units import Units

    if code is not None and Units(database).by_code(code) is None:
        raise refusal(
            "--unit",
            expected=N_("the code of a unit that is stored"),
            got=code,
            remedy=N_("Check the code."),
        )


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refusal(
            option,
            expected=N_("a day such as 2025-07-01"),
            got=text,
            remedy=N_("Write year, month, day."),
        ) from error
