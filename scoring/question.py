"""This module says what every kind of question has in common."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from scoring.conditions import Condition, Point
from scoring.types import N_, Sentence, Text

CODE_PATTERN = r"^[A-Z][A-Z0-9_.]{0,31}$"
PART_PATTERN = r"^[a-z0-9][a-z0-9-]{0,31}$"
NOT_APPLICABLE = "na"
LONGEST_FIELD = 16_384

Value = int | str | list[str] | dict[str, int | str]
"""An answer's value, as JSON holds it: a point or whole number; the code of an option, `na`, a date
(2026-11-05), a decimal number (12.5) or words; the codes chosen; or a value for each row."""

Fields = Mapping[str, Sequence[str]]
"""What a form sent: for each field's name everything that came under it."""

CHOOSE_SHOWN = N_("Choose one of the answers shown.")

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a question means wrongly, at a path inside it."""

    code: str
    path: _Path
    expected: Sentence
    got: Sentence
    remedy: Sentence


class Option(BaseModel):
    """One option or one row: a stable code, and what people read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=PART_PATTERN)
    label: Text


# Marks that turn the reading direction; they can make a shown text lie about its own order.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class QuestionFields(BaseModel):
    """What every kind of question has; a kind adds its own fields and `parse`.

    Most kinds have one field in a form, named by the question's code. A kind with several parts
    (rows, places) names them `CODE/part` and overrides `field_names`, `parse_fields`, `fields_of`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tallied: ClassVar[bool] = False
    """Whether values may be counted: never words, numbers and dates, which may tell who spoke."""

    code: str = Field(pattern=CODE_PATTERN)
    label: Text
    hint: Text | None = None
    required: bool = False
    show_when: Condition | None = None
    factor: str | None = Field(default=None, pattern=CODE_PATTERN)
    """The factor of an index that the answers go into, for those who analyse them."""
    weight: int | Decimal | None = Field(default=None, gt=0)
    """How much the answers weigh in that factor; nothing here weighs by it."""

    def field_names(self) -> tuple[str, ...]:
        """Name the fields that a form sends for this question."""
        return (self.code,)

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Turn what was sent into a value, None for no answer, or the sentence that refuses it."""
        raise NotImplementedError

    def parse_fields(self, fields: Fields) -> Value | Sentence | None:
        """Find this question's fields in a form and parse them."""
        given = fields.get(self.code)
        return None if not given else refused(given) or self.parse(given)

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Write a value as the fields that a form would send: the way back from `parse_fields`."""
        return {self.code: [str(value)]}

    def values_are_valid(self, value: Value | None) -> bool:
        """Tell whether a stored value could have come out of `parse_fields`."""
        try:
            return value is not None and self.parse_fields(self.fields_of(value)) == value
        except (AttributeError, TypeError, ValueError):
            return False

    def comparable(self) -> frozenset[Point] | None:
        """Give the values that a condition may name in `any_of`; None where there are none."""
        return None

    def numeric(self) -> bool:
        """Tell whether a condition may ask for at least or at most a number."""
        return False

    def parts(self) -> tuple[str, ...]:
        """Give the codes of the rows that conditions may name; empty where there are none."""
        return ()

    def texts(self) -> Iterator[tuple[_Path, Text]]:
        """Go through every text that people read, with its path inside the question."""
        yield ("label",), self.label
        if self.hint:
            yield ("hint",), self.hint

    def flaws(self) -> Iterator[Flaw]:
        """Find what the question means wrongly by itself."""
        yield from ()


def refused(given: Sequence[str], *, most: int = 1) -> Sentence | None:
    """Refuse more values than a field takes, and values of a length that nobody types."""
    if len(given) > most:
        if most == 1:
            return Sentence(N_("Give one answer only."), {})
        return Sentence(N_("Choose at most {most} answers."), {"most": most})
    if any(len(one) > LONGEST_FIELD for one in given):
        return Sentence(N_("This answer is far too long."), {})
    return None


def twice(options: Sequence[Option], name: str) -> Iterator[Flaw]:
    """Find codes that stand twice in a list of options or rows."""
    for place, option in enumerate(options):
        if option.code in {earlier.code for earlier in options[:place]}:
            yield Flaw(
                "questionnaire.code-twice",
                (name, place, "code"),
                Sentence(N_("a code that is used once")),
                Sentence(N_("“{text}” again"), {"text": option.code}),
                Sentence(N_("Give one of the two another code.")),
            )


def not_above(name: str, low: object, *, high: object, path: _Path) -> Iterator[Flaw]:
    """Find a lowest or earliest bound that stands above the other one."""
    yield Flaw(
        "questionnaire.limits",
        path,
        Sentence(N_("at most “{high}”, as {name} says"), {"high": str(high), "name": name}),
        Sentence(N_("“{text}”"), {"text": str(low)}),
        Sentence(N_("Exchange the two limits, or correct one of them.")),
    )


def cleaned(text: str) -> str:
    r"""Give text in NFC without control characters, lone surrogates and direction marks.

    Line ends become \n; spaces at the ends go.

    >>> cleaned("  tô\u0301t\x00\r\nlắm ")
    'tốt\nlắm'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(
        letter
        for letter in lines
        if letter == "\n"
        or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _DIRECTION_MARKS)
    )
    return unicodedata.normalize("NFC", kept).strip()
