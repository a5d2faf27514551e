"""This module asks for a number, whole or with decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.conditions import Point
from scoring.question import Flaw, QuestionFields, Value, cleaned, not_above
from scoring.types import N_, Sentence, Text

MOST_DIGITS = 15
_SIGN = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " "})
# Whole digits, alone or in groups of three set apart by one and the same mark; then decimals.
_WHOLE = r"(?P<whole>[0-9]+|[0-9]{{1,3}}(?:(?P<mark>[{group} ])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*)"


class NumberQuestion(QuestionFields):
    """A number within limits, with at most `decimals` decimals.

    The convention is declared, not guessed: `decimal_mark` is the comma unless the question says
    the point; the other of the two may only set groups of three apart. A whole-number question
    gives an int; one with decimals the shortest plain text, such as "12.5", so that no binary
    fraction creeps in.

    >>> question = NumberQuestion(type="number", code="TRIPS", lowest=1, label={"vi": "Số lần"})
    >>> question.parse(["1.200"]), question.parse(["0"]).template
    (1200, 'Give a number of at least {lowest}.')
    >>> fee = NumberQuestion(type="number", code="FEE", decimals=2, label={"vi": "Lệ phí"})
    >>> fee.parse(["1.234,50"]), fee.parse(["12.5"]).template
    ('1234.5', 'Write the number in digits, decimals after a comma, for example 12,5.')
    """

    type: Literal["number"]
    decimals: int = Field(default=0, ge=0, le=6)
    decimal_mark: Literal[",", "."] = ","
    lowest: int | Decimal | None = None
    highest: int | Decimal | None = None
    unit: Text | None = None

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give the number, or None."""
        typed = cleaned(given[0]).translate(_SIGN).strip() if given else ""
        if not typed:
            return None
        group = "." if self.decimal_mark == "," else ","
        pattern = rf"(?P<sign>-?){_WHOLE.format(group=group)}(?:{re.escape(self.decimal_mark)}"
        read = re.fullmatch(rf"{pattern}(?P<part>[0-9]+))?", typed, re.ASCII)
        if read is None:
            return self._unreadable()
        whole = re.sub(r"[^0-9]", "", read["whole"])
        part = (read["part"] or "").rstrip("0")
        if len(whole.lstrip("0")) + len(part) > MOST_DIGITS:
            return Sentence(N_("This number has too many digits."), {})
        if len(part) > self.decimals:
            return self._too_exact()
        return self._within(Decimal(f"{read['sign']}{whole}.{part or 0}"))

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Write the number with the decimal mark that the question declares."""
        return {self.code: [str(value).replace(".", self.decimal_mark)]}

    def comparable(self) -> frozenset[Point] | None:
        """Numbers are compared by `at_least` and `at_most`."""
        return None

    def numeric(self) -> bool:
        """The answers are numbers."""
        return True

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Text]]:
        """Go through the label, the hint and the unit."""
        yield from super().texts()
        if self.unit:
            yield ("unit",), self.unit

    def flaws(self) -> Iterator[Flaw]:
        """Find limits that exclude each other."""
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            yield from not_above("highest", self.lowest, high=self.highest, path=("lowest",))

    def _within(self, number: Decimal) -> Value | Sentence:
        if self.lowest is not None and number < self.lowest:
            return Sentence(
                N_("Give a number of at least {lowest}."), {"lowest": Decimal(self.lowest)}
            )
        if self.highest is not None and number > self.highest:
            return Sentence(
                N_("Give a number of at most {highest}."), {"highest": Decimal(self.highest)}
            )
        if self.decimals == 0:
            return int(number)
        return f"{number.normalize() + 0:f}"  # + 0 takes the sign off a zero

    def _unreadable(self) -> Sentence:
        if self.decimals == 0:
            return Sentence(N_("Write a whole number in digits, for example 12."), {})
        if self.decimal_mark == ",":
            return Sentence(
                N_("Write the number in digits, decimals after a comma, for example 12,5."), {}
            )
        return Sentence(
            N_("Write the number in digits, decimals after a point, for example 12.5."), {}
        )

    def _too_exact(self) -> Sentence:
        if self.decimals == 0:
            return Sentence(N_("Write a whole number in digits, for example 12."), {})
        return Sentence(N_("Give at most {most} decimals."), {"most": self.decimals})
