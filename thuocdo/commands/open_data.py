"""This module holds `thuocdo export open-data`: published results as a folder of files."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scoring.types import N_
from thuocdo.voice import both, refusal, tell

if TYPE_CHECKING:
    from storage.database import Database

DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]


def add_to(group: typer.Typer) -> None:
    """Add `open-data` to the commands of `export`."""
    group.command("open-data", help=both(N_("Write published results as CSV and JSON files.")))(
        open_data
    )


def open_data(
    *,
    out: Annotated[
        Path, typer.Option("--out", help=both(N_("The folder to make; it must not exist yet.")))
    ],
    data: DataOption = None,
) -> int:
    """Write a Frictionless data package of everything published; the folder is whole or absent."""
    from thuocdo.stored import stored_data

    if out.exists():
        raise refusal(
            "--out",
            expected=N_("a folder that does not exist yet"),
            got=str(out),
            remedy=N_("Choose another name; an earlier export is never mixed with a new one."),
        )
    with stored_data(data) as database:
        files = _files(database)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    for name, content in files.items():
        (draft / name).write_bytes(content)
    draft.chmod(0o755)
    os.rename(draft, out)
    tell(N_("Written: {number} files in {folder}."), number=len(files), folder=str(out))
    return 0


def _files(database: Database) -> dict[str, bytes]:
    from storage.runs import Runs
    from survey_app.open_data import documents

    pairs = documents.published_rounds(database)
    files: dict[str, bytes] = {}
    for number, (round_, run) in enumerate(pairs, 1):
        stem = "".join(one if one.isascii() and one.isalnum() else "-" for one in round_.id).lower()
        if any(name.startswith(f"{stem}-ranking") for name in files):
            stem = f"{stem}-{number}"
        lines = Runs(database).scores(run.id)
        files[f"{stem}-ranking.csv"] = documents.ranking_csv(run)
        files[f"{stem}-scores.csv"] = documents.scores_csv(lines)
    files["rounds.json"] = documents.rounds_document(pairs).model_dump_json(indent=1).encode()
    files["datapackage.json"] = json.dumps(_package(files), ensure_ascii=False, indent=1).encode()
    return files


def _package(files: dict[str, bytes]) -> dict[str, Any]:
    from survey_app.open_data.documents import RANKING_COLUMNS, SCORES_COLUMNS
    from survey_app.open_data.shapes import LICENCE

    return {
        "profile": "data-package",
        "name": "thuoc-do-open-data",
        "title": "Thước Đo: kết quả đã công bố / published results",
        "licenses": [{"name": LICENCE}],
        "resources": [
            _resource(name, content, RANKING_COLUMNS if "-ranking" in name else SCORES_COLUMNS)
            for name, content in files.items()
            if name.endswith(".csv")
        ],
    }


_NUMBERS = {"points": "number", "max_points": "number", "index": "number", "rank": "integer"}


def _resource(name: str, content: bytes, columns: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name.removesuffix(".csv"),
        "path": name,
        "format": "csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [{"name": one, "type": _NUMBERS.get(one, "string")} for one in columns]
        },
    }
