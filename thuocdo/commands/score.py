"""This module holds `thuocdo score`: points and places from files, and the same once more."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.definitions import CriteriaSet
from scoring.types import N_, Problem, ProblemsFound, Unit, UnitFigures, said
from thuocdo import VERSION
from thuocdo.files import read_input
from thuocdo.tabular import read_rows
from thuocdo.voice import both, complain, refusal, tell

INPUTS = "inputs"
Name = Literal["set.yaml", "figures.csv", "units.csv"]
SET: Name = "set.yaml"
FIGURES: Name = "figures.csv"
UNITS: Name = "units.csv"
MOST_SAID = 20
MOST_RESULT_BYTES = 1024 * 1_048_576
SCORES, RANKING, RUN = "scores.csv", "ranking.csv", "run.json"


class Mark(StrEnum):
    """The decimal mark of the figures."""

    point = "point"
    comma = "comma"


class Language(StrEnum):
    """The language of the explanations."""

    vi = "vi"
    en = "en"


class Record(BaseModel):
    """What run.json says: what was scored, by what, and the hash of every digit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    set_id: str
    set_sha256: str
    data_sha256: str
    code_sha256: str
    code_version: str
    result_sha256: str
    inputs: dict[Name, str] = Field(min_length=3)
    decimal: Mark | None
    language: Language
    units: int


CriteriaOption = Annotated[
    Path | None,
    typer.Option("--criteria-dir", help=both(N_("An office's own sets (THUOCDO_CRITERIA_DIR)."))),
]


def register(root: typer.Typer) -> None:
    """Add `score` to the command tree."""
    group = typer.Typer(help=both(N_("Points and places from files.")), no_args_is_help=True)
    group.command("run", help=both(N_("Score units from declared figures.")))(run)
    group.command("replay", help=both(N_("Score again; tell whether every digit comes out.")))(
        replay
    )
    root.add_typer(group, name="score")


def directories(criteria_dir: Path | None) -> tuple[Path, ...]:
    """Name the folders that hold sets: the office's own (option or environment) first."""
    from scoring.definitions import criteria_directories

    named = os.environ.get("THUOCDO_CRITERIA_DIR")
    extra = criteria_dir or (Path(named) if named else None)
    if extra is not None and not extra.is_dir():
        raise refusal(
            "--criteria-dir",
            expected=N_("a directory"),
            got=str(extra),
            remedy=N_("Check the path, or leave it out."),
        )
    return criteria_directories(extra)


def run(
    *,
    set_: Annotated[str, typer.Option("--set", help=both(N_("A set's id, or its YAML file.")))],
    figures: Annotated[
        Path, typer.Option(help=both(N_("Declared figures: unit_code,criterion,input,value.")))
    ],
    units: Annotated[Path, typer.Option(help=both(N_("The units: unit_code,name,group.")))],
    out: Annotated[Path, typer.Option(help=both(N_("The directory to write into.")))],
    decimal: Annotated[
        Mark | None, typer.Option(help=both(N_("The decimal mark of the figures.")))
    ] = None,
    lang: Annotated[
        Language, typer.Option(help=both(N_("The language of the explanations.")))
    ] = Language.vi,
    replace: Annotated[
        bool,
        typer.Option("--replace", help=both(N_("Overwrite an earlier run in that directory."))),
    ] = False,
    criteria_dir: CriteriaOption = None,
) -> int:
    """Write scores.csv, ranking.csv, run.json and copies of the inputs into a directory.

    An earlier run of something else that lies there stays, unless it is to be replaced.
    """
    from scoring.definitions import find_set

    criteria_set = find_set(set_, directories=directories(criteria_dir))
    inputs: dict[Name, bytes] = {
        SET: criteria_set.raw,
        FIGURES: read_rows(figures, mark=None if decimal is None else decimal.value),
        UNITS: read_rows(units),
    }
    names: dict[Name, str] = {SET: set_, FIGURES: str(figures), UNITS: str(units)}
    results, record = _made(inputs, names, decimal=decimal, lang=lang)
    if not replace and (out / RUN).exists():
        _keep_earlier(out, record)
    _write(out, inputs, results=results, record=record)
    tell(
        N_("{units} units scored with {set}; the results are in {out}."),
        units=record.units,
        set=criteria_set.id,
        out=str(out),
    )
    return 0


def replay(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="RUN",
            help=both(N_("The directory of a “score run”, or the number of a published run.")),
        ),
    ],
    data: Annotated[
        Path | None,
        typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR)."))),
    ] = None,
) -> int:
    """Return 0 when every digit comes out again, 1 when one does not."""
    number = str(run)
    if number.isascii() and number.isdigit() and not run.exists():
        return _replay_stored(int(number), data)
    return _replay_directory(run)


def _replay_stored(number: int, data: Path | None) -> int:
    from dashboards.actions.publication import replay_run
    from thuocdo.stored import stored_data

    with stored_data(data) as database:
        again = replay_run(database, number)
    if again is None:
        raise refusal(
            "RUN",
            expected=N_("the number of a published run"),
            got=str(number),
            remedy=N_("Check the number; the page of published results names it."),
        )
    for difference in again.differences[:MOST_SAID]:
        complain(N_("{place}: what was published does not come out again."), place=difference)
    if again.differences:
        return 1
    tell(
        N_("Every digit comes out again ({units} units, {set})."),
        units=again.units,
        set=again.set_id,
    )
    return 0


def _replay_directory(run_directory: Path) -> int:
    record = _record(run_directory)
    inputs = {name: read_input(run_directory / INPUTS / name) for name in (SET, FIGURES, UNITS)}
    changed = [
        name for name, raw in inputs.items() if sha256(raw).hexdigest() != record.inputs[name]
    ]
    for name in changed:
        complain(
            N_("{file}: this is not the file that was scored (SHA-256 differs)."),
            file=str(run_directory / INPUTS / name),
        )
    if changed:
        return 1
    names = {name: str(run_directory / INPUTS / name) for name in inputs}
    results, again = _made(inputs, names, decimal=record.decimal, lang=record.language)
    differences = _differences(run_directory, results)
    if again.result_sha256 != record.result_sha256:
        differences += 1
        complain(N_("The result differs from the one recorded in {file}."), file=RUN)
    if differences:
        return 1
    if again.code_sha256 != record.code_sha256:
        tell(N_("The program has changed since; its result has not."))
    tell(
        N_("Every digit comes out again ({units} units, {set})."),
        units=again.units,
        set=again.set_id,
    )
    return 0


def _made(
    inputs: dict[Name, bytes],
    names: dict[Name, str],
    *,
    decimal: Mark | None,
    lang: Language,
) -> tuple[dict[str, str], Record]:
    """Score, and write the results as text; every problem of both files at once."""
    from scoring.definitions import criteria_set_from_bytes
    from scoring.runs import make_run
    from scoring.tables.results import ranking_csv, scores_csv
    from ui.words import translator

    criteria_set = criteria_set_from_bytes(inputs[SET], file=names[SET])
    units, figures = understood(criteria_set, inputs, names=names, decimal=decimal)
    made = make_run(criteria_set, units, figures)
    results = {
        SCORES: scores_csv(made.scores, translator(lang.value).say),
        RANKING: ranking_csv(made.places),
    }
    record = Record(
        set_id=made.set_id,
        set_sha256=made.set_sha256,
        data_sha256=made.data_sha256,
        code_sha256=made.code_sha256,
        code_version=VERSION,
        result_sha256=made.result_sha256,
        inputs={name: sha256(raw).hexdigest() for name, raw in inputs.items()},
        decimal=decimal,
        language=lang,
        units=len(units),
    )
    return results, record


def understood(
    criteria_set: CriteriaSet,
    inputs: dict[Name, bytes],
    *,
    names: dict[Name, str],
    decimal: Mark | None,
) -> tuple[tuple[Unit, ...], Mapping[str, UnitFigures]]:
    """Read both tables; the problems of both come together."""
    from scoring.tables.figures import read_figures
    from scoring.tables.units import read_units

    problems: list[Problem] = []
    units: tuple[Unit, ...] = ()
    figures: Mapping[str, UnitFigures] = {}
    codes: set[str] | None = None
    try:
        units = read_units(inputs[UNITS], file=names[UNITS])
        codes = {unit.code for unit in units}
    except ProblemsFound as found:
        problems += found.problems
    try:
        figures = read_figures(
            inputs[FIGURES],
            file=names[FIGURES],
            criteria_set=criteria_set,
            units=codes,
            mark=None if decimal is None else decimal.value,
        )
    except ProblemsFound as found:
        problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return units, figures


def _keep_earlier(out: Path, record: Record) -> None:
    """Refuse to overwrite a run of other inputs; the same inputs give the same files again."""
    earlier = _record(out)
    if (earlier.inputs, earlier.decimal, earlier.language) == (
        record.inputs,
        record.decimal,
        record.language,
    ):
        return
    if earlier.set_id == record.set_id and earlier.set_sha256 != record.set_sha256:
        raise refusal(
            "--set",
            expected=N_("the set that the run in this directory used, unchanged"),
            got=f"{record.set_id}, SHA-256 {record.set_sha256[:12]}… ≠ {earlier.set_sha256[:12]}…",
            remedy=N_(
                "A set in use is not changed: give the changed one an id of its own, or name"
                " another directory; --replace overwrites the earlier run."
            ),
        )
    raise refusal(
        "--out",
        expected=N_("a directory without the run of other inputs"),
        got=f"{out / RUN} ({earlier.set_id})",
        remedy=N_("Name another directory, or overwrite the earlier run with --replace."),
    )


def _record(run_directory: Path) -> Record:
    """Read run.json; raises ProblemsFound where it is none of ours."""
    path = run_directory / RUN
    try:
        record = Record.model_validate_json(read_input(path))
    except ValidationError as error:
        raise ProblemsFound(
            [
                Problem(
                    "run.record",
                    str(path),
                    None,
                    "",
                    said(N_("the record of a “score run”")),
                    said(N_("something else ({count} faults)"), count=error.error_count()),
                    said(N_("Name the directory that “thuocdo score run” wrote.")),
                )
            ]
        ) from error
    return record


def _write(
    out: Path, inputs: dict[Name, bytes], *, results: dict[str, str], record: Record
) -> None:
    """Write everything; run.json last, so that a directory with it is whole."""
    (out / INPUTS).mkdir(parents=True, exist_ok=True)
    (out / RUN).unlink(missing_ok=True)
    for name, raw in inputs.items():
        (out / INPUTS / name).write_bytes(raw)
    for file, text in results.items():
        (out / file).write_text(text, encoding="utf-8", newline="")
    (out / RUN).write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8", newline="")


def _differences(run_directory: Path, results: dict[str, str]) -> int:
    """Say where the files written then and the results now differ; sentences may be reworded."""
    count = 0
    for name, text in results.items():
        written = read_input(run_directory / name, most=MOST_RESULT_BYTES)
        then = _digits(written.decode("utf-8", errors="replace"), name)
        now = _digits(text, name)
        for line in range(max(len(then), len(now))):
            was = then[line] if line < len(then) else []
            comes = now[line] if line < len(now) else []
            if was == comes:
                continue
            count += 1
            if count <= MOST_SAID:
                complain(
                    N_("{file}, row {row}: {then} was written, {now} comes out."),
                    file=str(run_directory / name),
                    row=line + 1,
                    then=",".join(was) or "–",
                    now=",".join(comes) or "–",
                )
    return count


def _digits(text: str, name: str) -> list[list[str]]:
    """Split a result into rows, without the explanations."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return [row[:5] for row in rows] if name == SCORES else rows
