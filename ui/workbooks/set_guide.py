"""This module writes the guide that stands first in the workbook of a criteria set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scoring.definitions.set_columns import Layout
from ui.words import N_, Words
from ui.workbooks.set_words import SHEETS, choice, heading, label, parameters

_STEPS: Final = (
    N_(
        "Give the set an id of its own on the sheet “Set”, such as so-noi-vu/2027: a set that has"
        " been issued never changes."
    ),
    N_(
        "If you began with a template: on the same sheet write your own title and your decision's"
        " number, date and issuer, set “Template, not official” to FALSE and delete the note; only"
        " then can the set be issued."
    ),
    N_(
        "On the sheet “Criteria” each row is an area, a criterion or a component. The column"
        " “Belongs to (code)” names the row that it is part of; for an area it is empty."
    ),
    N_(
        "Only rows without rows below them have a kind of rule. Choose it from the list, and fill"
        " in the columns that this kind reads (table below; * must be filled in)."
    ),
    N_("Options, tiers and the figures of a formula stand row by row on the sheet “Levels”."),
    N_(
        "The columns “Sum of the rows below” and “Check” add the points up while you work. They"
        " and the column “No.” are for the reader and are not read back."
    ),
    N_(
        "Please leave the second row of each sheet, with the technical names in small print, where"
        " it is. Columns may be moved or hidden, rows added and deleted."
    ),
    N_(
        "Then import the file: every mistake is named with its sheet, row and column, and nothing"
        " is taken in before all are corrected."
    ),
)


def guide_lines(words: Words, layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the lines of the guide: the style of each, and its cells."""
    yield "title", (words(N_("How to edit this criteria set")),)
    yield "plain", ("",)
    for number, step in enumerate(_STEPS, start=1):
        yield "plain", (f"{number}.", words(step))
    yield "plain", ("",)
    yield "strong", (words(N_("Kind of rule")), words(N_("Columns that it reads")))
    headings = layout.headings()
    kinds = next(one.choices for one in headings if one.path == "rule.type")
    for kind in kinds:
        read = [parameters(words, kind, headings)]
        read += [
            f"{label(words, one.path)} ({words(SHEETS['levels'])}: "
            + ", ".join(heading(words, column.path) for column in one.columns if _vi(column.path))
            + ")"
            for one in layout.entries
            if kind in one.rules
        ]
        yield "text", (choice(words, kind), "; ".join(part for part in read if part))


def _vi(path: str) -> bool:
    return "." not in path or path.endswith(".vi")
