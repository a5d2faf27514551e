"""This module holds the plain values that the heart and everyone above it share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Literal

Case = Literal["full", "zero", "not_applicable", "missing"]
Status = Literal["scored", "not_applicable", "missing"]
Level = Literal["criterion", "group", "area", "total"]
Figure = Decimal | str
CriterionFigures = Mapping[str, Figure]
UnitFigures = Mapping[str, CriterionFigures]


def N_(msgid: str) -> str:
    """Mark an English sentence for extraction into the catalogues and return it unchanged."""
    return msgid


LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "vi": "Tiếng Việt",
        "en": "English",
        "jra": "Jrai",
        "bdq": "Bahnar",
        "rad": "Êđê",
        "sed": "Xơ Đăng",
        "cjm": "Chăm",
        "km": "ខ្មែរ",
        "tyz": "Tày",
        "mtq": "Mường",
        "hmn": "Hmông",
    }
)
"""The languages that a text may be given in, each by its own name; codes are those of BCP 47."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a definition file gives in Vietnamese and, if it can, in other languages."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    vi: str
    en: str = ""
    jra: str = ""
    bdq: str = ""
    rad: str = ""
    sed: str = ""
    cjm: str = ""
    km: str = ""
    tyz: str = ""
    mtq: str = ""
    hmn: str = ""

    def speaks(self, language: str) -> bool:
        """Tell whether the text is given in a language, Vietnamese included."""
        return language in LANGUAGE_NAMES and bool(getattr(self, language).strip())

    def in_language(self, language: str) -> str:
        """Give the text in a language; without a translation, in Vietnamese."""
        return str(getattr(self, language)) if self.speaks(language) else self.vi

    def __str__(self) -> str:
        return self.en or self.vi


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in per cent (97.06 means 97.06 %), exact; who shows it rounds it."""

    value: Fraction

    def __str__(self) -> str:
        return f"{_plain(self.value)} %"


@dataclass(frozen=True, slots=True)
class RoundedPoints:
    """Points that a set has rounded to a number of places, all of which are shown: 1.50."""

    value: Fraction
    places: int

    def __str__(self) -> str:
        return f"{Decimal(self.value.numerator) / Decimal(self.value.denominator):.{self.places}f}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence not yet said: an English gettext msgid with {named} fields, and their values.

    Numbers in the values stay exact; ``ui.words`` says the sentence in a language and formats them.
    An ``int`` is a count, a ``Decimal`` a declared figure (all its digits are shown), a
    ``Fraction`` a number of points; ``str`` is said as it is.
    """

    template: str
    values: Mapping[str, "SentenceValue"] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in English with plain numbers: for logs, tests and exceptions, not for people."""
        shown = {
            name: _plain(value) if isinstance(value, Fraction) else value
            for name, value in self.values.items()
        }
        return self.template.format_map(shown)


SentenceValue = str | int | Decimal | Fraction | RoundedPoints | Text | Percent | Sentence


def said(template: str, /, **values: SentenceValue) -> Sentence:
    """Make a Sentence from an English template and its values."""
    return Sentence(template, values)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what someone gave us: where, what was expected, what stood there."""

    code: str
    file: str
    line: int | None
    place: str
    expected: Sentence
    got: Sentence
    remedy: Sentence
    sheet: str | None = None
    column: str | None = None

    def sentence(self) -> Sentence:
        """Put the whole problem into one line that can be said in any language."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        place = " › ".join(part for part in (self.sheet, self.column, self.place) if part)
        parts: dict[str, SentenceValue] = {
            "where": where,
            "place": place,
            "expected": self.expected,
            "got": self.got,
            "remedy": self.remedy,
            "code": self.code,
        }
        if not place:
            return Sentence(
                N_("{where}: expected {expected}, got {got}. {remedy} [{code}]"),
                parts,
            )
        return Sentence(
            N_("{where}: {place}: expected {expected}, got {got}. {remedy} [{code}]"), parts
        )


class ProblemsFound(Exception):
    """Carries every problem found in one go, in the order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(problems, key=lambda problem: (problem.file, problem.line or 0))
        )
        super().__init__("\n".join(str(problem.sentence()) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to be scored and the peer group that it is ranked in; the code is opaque text.

    ``kind`` is a word of the office's own (``phuong``, ``so``), by which a set may say to whom a
    criterion applies.
    """

    code: str
    name: str
    group: str
    kind: str = ""


def _plain(value: Fraction) -> str:
    """Write a fraction with at most six decimals, without trailing zeros."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.6f}".rstrip("0").rstrip(".")
