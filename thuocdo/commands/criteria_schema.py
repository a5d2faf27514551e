"""This module holds `thuocdo criteria schema`: the JSON Schema by which an editor helps."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scoring.types import N_
from thuocdo.voice import both, tell


class Kind(StrEnum):
    """What is described: a criteria set, or a survey."""

    criteria_set = "criteria-set"
    survey = "survey"


def register(root: typer.Typer) -> None:
    """Add the command to `criteria`, which is registered before."""
    found = (one.typer_instance for one in root.registered_groups if one.name == "criteria")
    group = next(one for one in found if one is not None)
    group.command(
        "schema", help=both(N_("Print the JSON Schema of sets or surveys, for text editors."))
    )(schema)


def schema(
    kind: Annotated[
        Kind, typer.Argument(help=both(N_("What is described: criteria-set or survey.")))
    ] = Kind.criteria_set,
    *,
    out: Annotated[
        Path | None, typer.Option(help=both(N_("The file to write, instead of printing.")))
    ] = None,
) -> int:
    """Print or write the schema."""
    from scoring.definitions.schema import schema_text

    text = schema_text(kind.value)
    if out is None:
        sys.stdout.write(text)
        return 0
    out.write_text(text, encoding="utf-8", newline="")
    tell(N_("{file}: written."), file=str(out))
    return 0
