"""This module reads declared figures: which a criterion takes, within which bounds."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.definitions.criteria_set import Area, CriteriaSet, Criterion
from scoring.rule import NOT_APPLICABLE, Input
from scoring.types import N_, Figure, Problem, Sentence, UnitFigures, said

DecimalMark = Literal["point", "comma"]

MAX_DIGITS = 18
LONGEST_TEXT = 1000
_PLAIN = re.compile(r"-?[0-9]+\Z")
_POINT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+\Z")
_GROUPED_BY_POINT = re.compile(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?\Z")
_GROUPED_BY_COMMA = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?\Z")
_YES = {"1": 1, "co": 1, "yes": 1, "0": 0, "khong": 0, "no": 0}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a figure is not taken."""

    code: str
    expected: Sentence
    got: Sentence
    remedy: Sentence


def inputs_of(part: Area | Criterion) -> Mapping[str, Input]:
    """Name the figures that a criterion, or an area given directly, takes."""
    own: Mapping[str, Input] = (
        {"points": Input("points")} if isinstance(part, Area) else part.scoring_rule.inputs()
    )
    return {**own, NOT_APPLICABLE: Input("yes", needed=False)}


def parse_figure(
    part: Area | Criterion, name: str, *, text: str, mark: DecimalMark | None = None
) -> Figure | Refusal:
    """Read one figure from text, with the bounds that its rule sets.

    Without a declared decimal ``mark`` the plain form of files holds (12.5), and everything that
    could be read two ways (6.909 or 6,9) is refused, never guessed; 88.467 % has one reading.
    """
    return read_value(part, inputs_of(part), name=name, text=text, mark=mark)


def read_value(
    part: Area | Criterion,
    inputs: Mapping[str, Input],
    *,
    name: str,
    text: str,
    mark: DecimalMark | None = None,
) -> Figure | Refusal:
    """Read one figure as ``parse_figure`` does, the inputs of its rule at hand."""
    taken = inputs.get(name)
    if taken is None:
        return Refusal(
            "figures.unknown-input",
            said(N_("one of the inputs {inputs}"), inputs=", ".join(inputs)),
            said(N_("“{text}”"), text=name),
            said(N_("Use the input that the criterion's rule takes.")),
        )
    value = unicodedata.normalize("NFC", text.strip())
    if taken.kind == "text":
        return _text(value)
    if taken.kind == "option":
        return _option(value, taken)
    if taken.kind == "yes":
        return _yes(value)
    number = parse_number(value, mark=mark)
    if isinstance(number, Refusal):
        settled = _settled_by_bound(value, taken, maximum=part.maximum) if mark is None else None
        return number if settled is None else settled
    return _bounded(number, taken, maximum=part.maximum)


def parse_number(text: str, *, mark: DecimalMark | None = None) -> Decimal | Refusal:
    """Read a number by the declared convention; refuse what it does not settle.

    ``point``: 1234.5 or 1,234.5; ``comma``: 1234,5 or 1.234,5; None: 1234.5 only, and not where
    exactly three digits after the point could mean thousands.
    """
    if sum(character.isdigit() for character in text) > MAX_DIGITS:
        return _not_a_number(text)
    if _PLAIN.match(text):
        return Decimal(text)
    if mark == "point":
        plain = text.replace(",", "") if _GROUPED_BY_COMMA.match(text) else text
    elif mark == "comma":
        grouped = _GROUPED_BY_POINT.match(text)
        whole = text.replace(".", "") if grouped else text
        if not grouped and not _COMMA.match(text):
            return _not_a_number(text)
        plain = whole.replace(",", ".")
    elif _GROUPED_BY_POINT.match(text) or _GROUPED_BY_COMMA.match(text) or _COMMA.match(text):
        return _ambiguous(text)
    else:
        plain = text
    if _PLAIN.match(plain) or _POINT.match(plain):
        return Decimal(plain)
    return _not_a_number(text)


def conflicts(
    criteria_set: CriteriaSet, unit_code: str, figures: Mapping[str, UnitFigures]
) -> Iterator[Problem]:
    """Find areas that are given directly (points, or not applicable) beside figures below them."""
    own = figures.get(unit_code, {})
    for area in criteria_set.areas:
        direct = own.get(area.code, {})
        if "points" not in direct and direct.get(NOT_APPLICABLE) != 1:
            continue
        below = [criterion.code for criterion in area.scored if own.get(criterion.code)]
        if below:
            yield Problem(
                "figures.area-and-criteria",
                unit_code,
                None,
                area.code,
                said(N_("either points for the area or figures for its criteria")),
                said(N_("both (criteria {codes})"), codes=", ".join(below)),
                said(N_("Delete the one or the other.")),
            )


def _settled_by_bound(text: str, taken: Input, *, maximum: Fraction) -> Decimal | None:
    """Read 88.467 where only one reading is possible: as thousands it would break the bound.

    This is no guess: a share above 100 % and points above the maximum are refused in any reading.
    """
    bound = {"percent": Fraction(100), "points": maximum}.get(taken.kind)
    if bound is None or not _POINT.match(text) or text.startswith("-"):
        return None
    if Fraction(text.replace(".", "")) <= bound or Fraction(text) > bound:
        return None
    return Decimal(text)


def _bounded(number: Decimal, taken: Input, *, maximum: Fraction) -> Decimal | Refusal:
    got = said(N_("“{text}”"), text=str(number))
    if number < 0:
        return Refusal(
            "figures.range", said(N_("a number from 0")), got, said(N_("Correct the figure."))
        )
    if taken.kind == "count" and number != number.to_integral_value():
        return Refusal(
            "figures.whole", said(N_("a whole number")), got, said(N_("Correct the figure."))
        )
    if taken.kind == "percent" and number > 100:
        return Refusal(
            "figures.range",
            said(N_("a share of at most {most} %"), most=100),
            got,
            said(N_("Correct the figure.")),
        )
    if taken.kind == "points" and Fraction(number) > maximum:
        return Refusal(
            "figures.range",
            said(N_("at most {max_points} points"), max_points=maximum),
            got,
            said(N_("Correct the figure.")),
        )
    return number


def _text(value: str) -> str | Refusal:
    if len(value) <= LONGEST_TEXT:
        return value
    return Refusal(
        "figures.text",
        said(N_("at most {most} characters"), most=LONGEST_TEXT),
        said(N_("{size} characters"), size=len(value)),
        said(N_("Shorten the text.")),
    )


def _option(value: str, taken: Input) -> str | Refusal:
    if value in taken.options:
        return value
    return Refusal(
        "figures.option",
        said(N_("one of the options {options}"), options=", ".join(taken.options)),
        said(N_("“{text}”"), text=value),
        said(N_("Choose one of these.")),
    )


def _yes(value: str) -> Decimal | Refusal:
    plain = unicodedata.normalize("NFD", value.casefold())
    found = _YES.get("".join(c for c in plain if not unicodedata.combining(c)))
    if found is not None:
        return Decimal(found)
    return Refusal(
        "figures.yes",
        said(N_("1 (yes) or 0 (no)")),
        said(N_("“{text}”"), text=value),
        said(N_("Write 1 or 0.")),
    )


def _ambiguous(text: str) -> Refusal:
    return Refusal(
        "figures.ambiguous",
        said(N_("a number whose decimal mark is certain, such as 12.5")),
        said(N_("“{text}”, which can be read in two ways"), text=text),
        said(N_("Write 6909 or 6.9, or declare the mark: --decimal comma or --decimal point.")),
    )


def _not_a_number(text: str) -> Refusal:
    return Refusal(
        "figures.number",
        said(N_("a number such as 12 or 12.5, at most 18 digits")),
        said(N_("“{text}”"), text=text[:60]),
        said(N_("Correct the figure, or declare the decimal mark with --decimal.")),
    )
