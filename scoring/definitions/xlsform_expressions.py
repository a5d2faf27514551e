"""This module reads and writes the few XPath expressions of XLSForm that a questionnaire needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scoring.conditions import Condition, Point

LONGEST, DEEPEST = 4_000, 20

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<ref>[A-Za-z_][\w.-]*)\s*\}|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|'(?P<text>[^']*)'|\"(?P<text2>[^\"]*)\"|(?P<compare><=|>=|!=|=|<|>)|(?P<mark>[(),.])"
    r"|(?P<word>[a-z][a-z0-9-]*))",
    re.ASCII,
)
_FLIPPED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "=": "=", "!=": "!="}


class UnreadExpression(ValueError):
    """Says which part of an expression is outside the subset."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression: `or`, `and`, `call`, a comparison, or a leaf with its `text`."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    wrapped: bool = False  # it stood in parentheses of its own


@dataclass(frozen=True, slots=True)
class Asked:
    """What a name of the sheet stands for in conditions."""

    code: str
    row: str | None = None
    points: Mapping[str, Point] | None = None  # what the sheet calls a value -> the value
    rows: tuple[str, ...] = ()


def condition_xpath(
    condition: Condition, parts: Mapping[str, Sequence[str]], *, several: AbstractSet[str]
) -> str:
    """Write a condition as XPath.

    `parts` gives the rows of questions that have some, `several` the codes of those with several
    choices. Joined parts stand in parentheses of their own, so that reading gives the same again.
    """
    if condition.all is not None:
        inner = [f"({condition_xpath(one, parts, several=several)})" for one in condition.all]
        return " and ".join(inner if len(inner) > 1 else ["true()", *inner])
    if condition.any is not None:
        inner = [f"({condition_xpath(one, parts, several=several)})" for one in condition.any]
        return " or ".join(inner if len(inner) > 1 else ["false()", *inner])
    if condition.not_ is not None:
        return f"not({condition_xpath(condition.not_, parts, several=several)})"
    return _test_xpath(condition, parts, several=several)


def _test_xpath(
    condition: Condition, parts: Mapping[str, Sequence[str]], *, several: AbstractSet[str]
) -> str:
    code = condition.question or ""
    asked = f"${{{code if condition.row is None else f'{code}-{condition.row}'}}}"
    if condition.answered is not None:
        if condition.row is None and parts.get(code):
            asked = f"concat({', '.join(f'${{{code}-{row}}}' for row in parts[code])})"
        return f"{asked} {'!=' if condition.answered else '='} ''"
    if condition.at_least is not None:
        return f"{asked} >= {Decimal(condition.at_least):f}"
    if condition.at_most is not None:
        return f"{asked} <= {Decimal(condition.at_most):f}"
    form = "selected({asked}, '{value}')" if code in several else "{asked} = '{value}'"
    return " or ".join(form.format(asked=asked, value=one) for one in condition.any_of or ())


def parse(text: str) -> Node:
    """Read an expression; raises UnreadExpression at what is outside the subset."""
    if len(text) > LONGEST:
        raise UnreadExpression(f"{text[:40]}…")
    return _Parser(text).whole()


class _Parser:
    """Reads by descending: or, and, comparison, leaf."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise UnreadExpression(text[place:].strip()[:40])
            kind = str(found.lastgroup)
            self.tokens.append(("text" if kind == "text2" else kind, str(found[kind])))
            place = found.end()

    def whole(self) -> Node:
        node = self._joined("or", 0)
        if self.at < len(self.tokens):
            raise UnreadExpression(self.tokens[self.at][1])
        return node

    def _joined(self, word: str, depth: int) -> Node:
        if depth > DEEPEST:
            raise UnreadExpression("((((…")
        below: Callable[[], Node] = (
            (lambda: self._joined("and", depth))
            if word == "or"
            else (lambda: self._compared(depth))
        )
        parts = [below()]
        while self._is("word", word):
            parts.append(below())
        return parts[0] if len(parts) == 1 else Node(word, parts=tuple(parts))

    def _compared(self, depth: int) -> Node:
        left = self._leaf(depth)
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "compare":
            sign = self._next()[1]
            return Node("compare", sign, (left, self._leaf(depth)))
        return left

    def _leaf(self, depth: int) -> Node:
        kind, text = self._next()
        if (kind, text) == ("mark", "("):
            inner = self._joined("or", depth + 1)
            self._need(")")
            return replace(inner, wrapped=True)
        if (kind, text) == ("mark", "."):
            return Node("self", ".")
        if kind == "word":
            self._need("(")
            parts: list[Node] = []
            while not self._is("mark", ")"):
                if parts:
                    self._need(",")
                parts.append(self._joined("or", depth + 1))
            return Node("call", text, tuple(parts))
        if kind in {"ref", "number", "text"}:
            return Node(kind, text)
        raise UnreadExpression(text)

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise UnreadExpression("…")
        self.at += 1
        return self.tokens[self.at - 1]

    def _is(self, kind: str, text: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at] == (kind, text)
        self.at += found
        return found

    def _need(self, text: str) -> None:
        if not self._is("mark", text):
            raise UnreadExpression(self.tokens[self.at][1] if self.at < len(self.tokens) else "…")


Document = dict[str, Any]


def condition_document(
    node: Node, names: Mapping[str, Asked], calculated: Mapping[str, Node]
) -> Document:
    """Turn an expression into the condition that a questionnaire's file would hold."""
    if node.kind in {"or", "and"}:
        return _joined(node, names, calculated)
    if node.kind == "compare":
        return _compared(node, names, calculated)
    if node.kind == "call" and node.text == "not" and len(node.parts) == 1:
        return {"not": condition_document(node.parts[0], names, calculated)}
    if node.kind == "call" and node.text == "selected" and len(node.parts) == 2:
        asked = _asked(node.parts[0], names)
        return _test(asked, any_of=[_point(asked, _literal(node.parts[1]))])
    raise UnreadExpression(shown(node))


def _joined(node: Node, names: Mapping[str, Asked], calculated: Mapping[str, Node]) -> Document:
    name, empty = ("any", "false") if node.kind == "or" else ("all", "true")
    kept = [one for one in node.parts if (one.kind, one.text) != ("call", empty)]
    parts = [condition_document(one, names, calculated) for one in kept]
    plain = node.kind == "or" and len(kept) == len(node.parts)
    same = {(part.get("question"), part.get("row")) for part in parts}
    bare = not any(one.wrapped for one in kept)
    if plain and bare and len(same) == 1 and all("any_of" in part for part in parts):
        return {**parts[0], "any_of": [point for part in parts for point in part["any_of"]]}
    return {name: parts}


def _compared(node: Node, names: Mapping[str, Asked], calculated: Mapping[str, Node]) -> Document:
    left, right = node.parts
    sign = node.text
    if left.kind in {"text", "number"}:
        left, right, sign = right, left, _FLIPPED[sign]
    if left.kind == "ref" and left.text in calculated and sign == "=":
        inner = condition_document(calculated[left.text], {**names}, {})
        wanted = right.text
        if wanted in {"true", "false"}:
            return inner if wanted == "true" else {"not": inner}
    asked = _asked(left, names)
    if sign in {"=", "!="}:
        test = _equal(asked, right)
        return test if sign == "=" else _turned(test)
    number = _number(right)
    least, most = _test(asked, at_least=number), _test(asked, at_most=number)
    # "more than" is "at least, and not at most": whoever did not answer meets neither
    strict = {">": {"all": [least, {"not": most}]}, "<": {"all": [most, {"not": least}]}}
    return {">=": least, "<=": most, **strict}[sign]


def _equal(asked: Asked, right: Node) -> Document:
    if right.kind not in {"text", "number"}:
        raise UnreadExpression(shown(right))
    if right.text == "":
        return _test(asked, answered=False)
    if asked.points is None and right.kind == "number":
        number = _number(right)
        return {"all": [_test(asked, at_least=number), _test(asked, at_most=number)]}
    return _test(asked, any_of=[_point(asked, right.text)])


def _turned(test: Document) -> Document:
    return {**test, "answered": True} if "answered" in test else {"not": test}


def _asked(node: Node, names: Mapping[str, Asked]) -> Asked:
    """Find what is asked: one name, or all rows of one question put together."""
    if node.kind == "ref" and node.text in names:
        found = names[node.text]
        if not found.rows:
            return found
    if node.kind == "call" and node.text == "concat":
        asked = [_asked(part, names) for part in node.parts]
        codes = {one.code for one in asked}
        whole = next((one for one in names.values() if {one.code} == codes and one.rows), None)
        if whole is not None and tuple(one.row for one in asked) == whole.rows:
            return whole
    raise UnreadExpression(shown(node))


def _test(asked: Asked, **said: object) -> Document:
    row = {} if asked.row is None else {"row": asked.row}
    return {"question": asked.code, **row, **said}


def _point(asked: Asked, text: str) -> Point:
    return (asked.points or {}).get(text, text)


def _literal(node: Node) -> str:
    if node.kind not in {"text", "number"}:
        raise UnreadExpression(shown(node))
    return node.text


def _number(node: Node) -> int | Decimal:
    try:
        number = Decimal(node.text) if node.kind in {"number", "text"} else None
    except ArithmeticError:
        number = None
    if number is None or not number.is_finite():
        raise UnreadExpression(shown(node))
    return int(number) if number == number.to_integral_value() and "." not in node.text else number


def shown(node: Node) -> str:
    """Write a node shortly for a reader."""
    if node.kind == "compare":
        return f"{shown(node.parts[0])} {node.text} {shown(node.parts[1])}"
    if node.kind == "call":
        return f"{node.text}({', '.join(map(shown, node.parts))})"
    if node.kind in {"or", "and"}:
        return f" {node.kind} ".join(map(shown, node.parts))
    return {"ref": f"${{{node.text}}}", "text": f"'{node.text}'"}.get(node.kind, node.text)


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Take an expression apart at its `and`s."""
    if node.kind != "and":
        return (node,)
    return tuple(one for part in node.parts for one in conjuncts(part))
