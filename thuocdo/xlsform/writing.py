"""This module writes a questionnaire as an XLSForm workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.xlsform_rows import (
    PLAIN_CHOICES,
    PLAIN_SETTINGS,
    PLAIN_SURVEY,
    SURVEY_COLUMNS,
    TRANSLATED,
    Row,
)
from scoring.definitions.xlsform_write import to_sheets

_WIDE, _NARROW = 44, 18


def write_form(questionnaire: Questionnaire, out: Path) -> None:
    """Write a questionnaire to an .xlsx file; raises ProblemsFound and OSError.

    Every cell is text, marked as such, so that nothing is ever taken for a formula.
    """
    sheets = to_sheets(questionnaire)
    label = tuple(one for one, (name, _) in TRANSLATED.items() if name == "label")
    hint = tuple(one for one, (name, _) in TRANSLATED.items() if name == "hint")
    units = tuple(sorted(SURVEY_COLUMNS - {*PLAIN_SURVEY, *TRANSLATED, "label", "hint"}))
    survey = (*PLAIN_SURVEY[:2], *label, *hint, *PLAIN_SURVEY[2:], *units)
    with xlsxwriter.Workbook(str(out), {"strings_to_urls": False}) as book:
        _sheet(book, "survey", survey, rows=sheets.survey)
        _sheet(book, "choices", (*PLAIN_CHOICES, *label), rows=sheets.choices)
        _sheet(book, "settings", PLAIN_SETTINGS, rows=sheets.settings)


def _sheet(book: Any, name: str, columns: Sequence[str], *, rows: Sequence[Row]) -> None:
    used = [one for one in columns if any(row.get(one) for row in rows)]
    heading = book.add_format({"bold": True, "bg_color": "#E6F2F0", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2 if len(used) > 2 else 0)
    for place, one in enumerate(used):
        sheet.set_column(place, place, _WIDE if one in TRANSLATED else _NARROW)
        sheet.write_string(0, place, one, heading)
    for number, row in enumerate(rows, start=1):
        for place, one in enumerate(used):
            if row.get(one):
                sheet.write_string(number, place, row[one], text)
