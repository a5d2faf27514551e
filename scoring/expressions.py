"""This module reads and calculates formulas over named figures: exact, bounded, nothing of Python.

The language is a small part of what a spreadsheet knows: numbers, names, ``+ - * /``, comparisons,
parentheses, MIN, MAX, ABS, IF, AND, OR, NOT. There is no power, no text, no loop, so the cost of a
formula grows with its length, which is bounded.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from scoring.types import N_, Sentence, said

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 20
MAX_DIGITS: Final = 18

Values = Mapping[str, Fraction]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)(?![0-9A-Za-z_.])"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|<>|[-+*/(),;<>=]))"
)
_DECIMAL_COMMA = re.compile(r"(?<![0-9A-Za-z_.])[0-9]+,[0-9]")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-"})
_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
    "<>": operator.ne,
}
_SUMS: Mapping[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub}
_PRODUCTS: Mapping[str, Callable[[Any, Any], Any]] = {"*": operator.mul, "/": operator.truediv}
FUNCTIONS: Final = frozenset({"ABS", "AND", "IF", "MAX", "MIN", "NOT", "OR"})

_Kind = Literal["number", "condition"]


class FormulaFault(Exception):
    """Says at which character (from 1) a formula cannot be read, and why."""

    def __init__(self, at: int, *, expected: Sentence, got: Sentence, remedy: Sentence) -> None:
        super().__init__(f"{at}: {got}")
        self.at = at
        self.expected = expected
        self.got = got
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read: its names, whether it divides by a figure, and by which."""

    names: frozenset[str]
    divides: bool
    divisors: frozenset[str]
    _run: Callable[[Values], Fraction]

    def value(self, figures: Values) -> Fraction:
        """Calculate it, exactly; raises ZeroDivisionError where a divisor is 0."""
        return self._run(figures)


@dataclass(frozen=True, slots=True)
class _Node:
    kind: _Kind
    run: Callable[[Values], Any]
    literal: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def read_formula(text: str) -> Formula:
    """Read a formula; raises FormulaFault at the first character that does not fit.

    >>> read_formula("MIN(10, 10 * done / whole)").value(
    ...     {"done": Fraction(1), "whole": Fraction(3)}
    ... )
    Fraction(10, 3)
    """
    if len(text) > MAX_LENGTH:
        raise FormulaFault(
            MAX_LENGTH + 1,
            expected=said(N_("a formula of at most {most} characters"), most=MAX_LENGTH),
            got=said(N_("{size} characters"), size=len(text)),
            remedy=said(N_("Divide the criterion into components, each with a shorter formula.")),
        )
    reader = _Reader(_tokens(text.translate(_SIGNS)))
    node = reader.number(0)
    reader.end()
    return Formula(frozenset(reader.names), reader.divides, reader.divisors(), node.run)


def _tokens(text: str) -> list[_Token]:
    comma = _DECIMAL_COMMA.search(text)
    if comma is not None:
        raise FormulaFault(
            comma.start() + 1,
            expected=said(N_("a decimal point, or a space after the comma between two arguments")),
            got=said(N_("“{text}”, which can be read in two ways"), text=comma.group()),
            remedy=said(N_("Write 0.5 for a half; write MIN(1, 2) or MIN(1; 2) for two numbers.")),
        )
    found: list[_Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            at = position + len(text[position:]) - len(text[position:].lstrip()) + 1
            raise _unexpected(at, text[at - 1 : at + 9].split(" ", maxsplit=1)[0])
        token = _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1)
        if token.kind == "number" and len(token.text) > MAX_DIGITS:
            raise _unexpected(token.at, token.text[:40])
        found.append(token)
        position = match.end()
    return [*found, _Token("end", "", len(text) + 1)]


def _unexpected(at: int, text: str) -> FormulaFault:
    got = said(N_("“{text}”"), text=text) if text else said(N_("the end of the formula"))
    return FormulaFault(
        at,
        expected=said(N_("numbers, names of figures, + - * / ( ), comparisons, MIN, MAX, ABS, IF")),
        got=got,
        remedy=said(N_("Correct the formula at its character {at}."), at=at),
    )


class _Reader:
    """Reads tokens by descent: a comparison of sums of products of signed things."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.names: list[str] = []
        self.divides = False
        self._divisors: set[str] = set()

    def number(self, depth: int) -> _Node:
        """Read something that gives a number."""
        start = self._here()
        return self._wanted(self._comparison(depth), "number", start)

    def condition(self, depth: int) -> _Node:
        """Read something that holds or does not."""
        start = self._here()
        return self._wanted(self._comparison(depth), "condition", start)

    def divisors(self) -> frozenset[str]:
        """Name the figures that stand in a divisor."""
        return frozenset(self._divisors)

    def end(self) -> None:
        """See that nothing is left."""
        if self._here().kind != "end":
            raise _unexpected(self._here().at, self._here().text)

    def _comparison(self, depth: int) -> _Node:
        start = self._here()
        left = self._chain(_SUMS, depth)
        sign = self._here().text
        if sign not in _COMPARISONS:
            return left
        self._next()
        at = self._here()
        right = self._wanted(self._chain(_SUMS, depth), "number", at)
        left = self._wanted(left, "number", start)
        return _joined("condition", _COMPARISONS[sign], left=left, right=right)

    def _chain(self, signs: Mapping[str, Callable[[Any, Any], Any]], depth: int) -> _Node:
        def part() -> _Node:
            return self._chain(_PRODUCTS, depth) if signs is _SUMS else self._signed(depth)

        start = self._here()
        left = part()
        while self._here().text in signs:
            left = self._wanted(left, "number", start)
            sign = self._next().text
            at = self._here()
            before = len(self.names)
            right = self._wanted(part(), "number", at)
            if sign == "/":
                self.divides = self.divides or not right.literal
                self._divisors.update(self.names[before:])
            left = _joined("number", signs[sign], left=left, right=right)
        return left

    def _signed(self, depth: int) -> _Node:
        if self._here().text not in _SUMS:
            return self._single(depth)
        sign = self._next().text
        at = self._here()
        node = self._wanted(self._signed(self._deeper(depth, at)), "number", at)
        return node if sign == "+" else _Node("number", lambda values: -node.run(values))

    def _single(self, depth: int) -> _Node:
        token = self._next()
        if token.kind == "number":
            literal = Fraction(token.text)
            return _Node("number", lambda _: literal, literal)
        if token.kind == "name":
            if self._here().text == "(":
                return self._call(token, self._deeper(depth, token))
            name = token.text
            self.names.append(name)
            return _Node("number", lambda values: values[name])
        if token.text == "(":
            inner = self._comparison(self._deeper(depth, token))
            self._expect(")")
            return inner
        raise _unexpected(token.at, token.text)

    def _call(self, token: _Token, depth: int) -> _Node:
        name = token.text.upper()
        if name not in FUNCTIONS:
            raise _unexpected(token.at, token.text)
        self._next()
        if name == "IF":
            return self._if(depth)
        wants_conditions = name in {"AND", "OR", "NOT"}
        read = self.condition if wants_conditions else self.number
        parts = [read(depth)]
        while name not in {"ABS", "NOT"} and self._here().text in {",", ";"}:
            self._next()
            parts.append(read(depth))
        self._expect(")")
        runs = tuple(part.run for part in parts)
        kind: _Kind = "condition" if wants_conditions else "number"
        return _Node(kind, _function(name, runs))

    def _if(self, depth: int) -> _Node:
        test = self.condition(depth)
        self._expect(",", ";")
        then = self.number(depth)
        self._expect(",", ";")
        otherwise = self.number(depth)
        self._expect(")")
        return _Node(
            "number",
            lambda values: then.run(values) if test.run(values) else otherwise.run(values),
        )

    def _deeper(self, depth: int, token: _Token) -> int:
        if depth < MAX_DEPTH:
            return depth + 1
        raise FormulaFault(
            token.at,
            expected=said(N_("at most {most} levels"), most=MAX_DEPTH),
            got=said(N_("more levels")),
            remedy=said(N_("Write the formula flatter, or divide the criterion.")),
        )

    def _wanted(self, node: _Node, kind: _Kind, at: _Token) -> _Node:
        if node.kind == kind:
            return node
        number, condition = said(N_("a number")), said(N_("a comparison such as done >= 3"))
        wants_number = kind == "number"
        raise FormulaFault(
            at.at,
            expected=number if wants_number else condition,
            got=condition if wants_number else number,
            remedy=said(N_("A comparison stands in IF, AND, OR and NOT, and nowhere else.")),
        )

    def _here(self) -> _Token:
        return self.tokens[self.position]

    def _next(self) -> _Token:
        token = self._here()
        self.position += token.kind != "end"
        return token

    def _expect(self, *signs: str) -> None:
        token = self._next()
        if token.text not in signs:
            raise _unexpected(token.at, token.text)


def _joined(kind: _Kind, join: Callable[[Any, Any], Any], *, left: _Node, right: _Node) -> _Node:
    first, second = left.run, right.run
    return _Node(kind, lambda values: join(first(values), second(values)))


def _function(name: str, runs: tuple[Callable[[Values], Any], ...]) -> Callable[[Values], Any]:
    """Pick what a function does; AND and OR stop at the first part that settles them."""
    if name == "ABS":
        return lambda values: abs(runs[0](values))
    if name == "NOT":
        return lambda values: not runs[0](values)
    if name == "AND":
        return lambda values: all(run(values) for run in runs)
    if name == "OR":
        return lambda values: any(run(values) for run in runs)
    pick = min if name == "MIN" else max
    return lambda values: pick(run(values) for run in runs)
