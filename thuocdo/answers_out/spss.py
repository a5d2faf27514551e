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
_SMALL: Final = 127  # numbers of one byte
_FEW_TEXTS: Final = 10_000  # more different ones than these are kept as runs of so many
_RUN: Final = pd.StringDtype(storage="pyarrow", na_value=np.nan)


def write_spss(
    path: Path, columns: tuple[Column, ...], rows: Iterable[list[Cell]], *, words: Words
) -> int:
    """Write a .sav file, labelled in the language of ``words``; give the number of rows.

    The format is written as a whole, so all cells are in memory: codes in a byte each, a text that
    comes again once. Choices are their numbers; what is missing is declared as missing.
    """
    stores = {
        column.name: _Texts() if column.kind == "text" else _Numbers(column) for column in columns
    }
    gathering = list(stores.values())
    for row in rows:
        for store, cell in zip(gathering, row, strict=True):
            store.add(cell)
    # A copy would hold everything a second time.
    frame = pd.DataFrame({name: store.series() for name, store in stores.items()}, copy=False)
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


class _Numbers:
    """Gathers a column of numbers: codes in a byte each, others in eight."""

    def __init__(self, column: Column) -> None:
        self._numbers: Mapping[Cell, int] = {code.value: code.number for code in column.codes}
        coded = [abs(number) <= _SMALL for number in self._numbers.values()]
        self._whole = column.kind == "category" and all(coded)
        self._cells: array[Any] = array("b" if self._whole else "d")
        self._as: type[int] | type[float] = int if self._whole else float

    def add(self, cell: Cell) -> None:
        """Take the next row's number, or the number of its code."""
        self._cells.append(self._as(self._numbers.get(cell, cell)))

    def series(self) -> pd.Series:
        """Give the column, without a copy of it."""
        kind = np.int8 if self._whole else np.float64
        return pd.Series(np.frombuffer(self._cells, dtype=kind) if self._cells else [], dtype=kind)


class _Texts:
    """Gathers a column of texts: few that come again as places in a list, many as runs of bytes."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._places = array("H")
        self._many = False
        self._runs: list[Any] = []
        self._latest: list[str] = []

    def add(self, cell: Cell) -> None:
        """Take the next row's text."""
        text = str(cell)
        if self._many:
            self._put(text)
            return
        self._places.append(self._known.setdefault(text, len(self._known)))
        if len(self._known) > _FEW_TEXTS:
            self._many = True
            known, places = list(self._known), self._places
            self._known, self._places = {}, array("H")
            for place in places:
                self._put(known[place])

    def series(self) -> pd.Series:
        """Give the column; the store is empty afterwards."""
        if not self._many:
            known = np.array([*self._known, ""], dtype=object)
            places, self._places = np.array(self._places, dtype=np.uint16), array("H")
            return pd.Series(known[places], dtype=object)  # else pandas writes each out
        runs = [pd.Series(run) for run in (*self._runs, pd.array(self._latest, dtype=_RUN))]
        return pd.concat(runs, ignore_index=True)

    def _put(self, text: str) -> None:
        self._latest.append(text)
        if len(self._latest) == _FEW_TEXTS:
            self._runs.append(pd.array(self._latest, dtype=_RUN))
            self._latest = []


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
