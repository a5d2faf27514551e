"""This module writes answers as an SPSS file with labels, measures and missing values."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import pyreadstat

from scoring.tables.codebook import Cell, Column
from ui.words import Words

# What the format allows, in bytes.
_COLUMN_LABEL: Final = 255
_VALUE_LABEL: Final = 119


def write_spss(
    path: Path, columns: tuple[Column, ...], rows: Iterable[list[Cell]], *, words: Words
) -> int:
    """Write a .sav file, labelled in the language of ``words``; give the number of rows.

    The format is written as a whole, so all cells are in memory, numbers as small as they can be
    and equal texts once. Choices are their numbers; what is missing is declared as missing.
    """
    stores = [_Store(column) for column in columns]
    for row in rows:
        for store, cell in zip(stores, row, strict=True):
            store.add(cell)
    frame = pd.DataFrame(
        {store.column.name: store.series() for store in stores},
        columns=[column.name for column in columns],
    )
    count = len(frame)
    coded = [column for column in columns if column.codes]
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={
            column.name: _short(words.say(column.label), _COLUMN_LABEL) for column in columns
        },
        variable_value_labels={column.name: _labels(column, words) for column in coded},
        missing_ranges={column.name: _missing(column) for column in coded if _missing(column)},
        variable_measure={column.name: _measure(column) for column in columns},
        row_compress=True,
    )
    return count


class _Store:
    """Gathers one column as compactly as it can."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._numbers: Mapping[Cell, int] = {code.value: code.number for code in column.codes}
        self._cells = array("d")
        self._texts: list[str] = []
        self._known: dict[str, str] = {}

    def add(self, cell: Cell) -> None:
        if self.column.kind == "text":
            text = str(cell)
            self._texts.append(self._known.setdefault(text, text) if len(text) < 80 else text)
        else:
            self._cells.append(float(self._numbers.get(cell, cell)))

    def series(self) -> pd.Series:
        if self.column.kind == "text":
            series = pd.Series(self._texts, dtype=object)
            self._texts = []
            return series
        cells = np.frombuffer(self._cells, dtype=np.float64) if self._cells else np.zeros(0)
        whole = self.column.kind == "category" and np.all(np.abs(cells) < 32_000)
        return pd.Series(cells.astype(np.int16) if whole else cells.copy())


def _labels(column: Column, words: Words) -> dict[int | float, str]:
    return {code.number: _short(words.say(code.label), _VALUE_LABEL) for code in column.codes}


def _missing(column: Column) -> list[Any]:
    lacks = [code.number for code in column.codes if code.lack]
    return [{"lo": min(lacks), "hi": max(lacks)}] if lacks else []


def _measure(column: Column) -> Literal["nominal", "ordinal", "scale"]:
    if column.kind == "number":
        return "scale"
    told = [code for code in column.codes if not code.lack]
    return "ordinal" if told and all(code.value == code.number for code in told) else "nominal"


def _short(text: str, most: int) -> str:
    """Cut a label to so many bytes, between letters; the codebook has it whole."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"
