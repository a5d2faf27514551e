"""This module reads the constraints of an XLSForm as the limits of a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.definitions.xlsform_expressions import Node, UnreadExpression, conjuncts, shown

_COUNT = Node("call", "count-selected", (Node("self", "."),))
_LENGTH = Node("call", "string-length", (Node("self", "."),))


def constraint_keys(node: Node, kind: str) -> dict[str, Any]:
    """Read a constraint as keys of a question's file; raises UnreadExpression.

    >>> from scoring.definitions.xlsform_expressions import parse
    >>> constraint_keys(parse(". >= 1 and . <= 365"), "number")
    {'lowest': 1, 'highest': 365}
    """
    read = _READERS.get(kind)
    keys: dict[str, Any] = {}
    for part in conjuncts(node):
        if read is None:
            raise UnreadExpression(shown(part))
        for key, value in read(part).items():
            if key == "alone":
                keys.setdefault("alone", []).append(value)
            elif key in keys:
                raise UnreadExpression(shown(part))
            else:
                keys[key] = value
    return keys


def range_keys(parameters: str) -> dict[str, Any] | None:
    """Read a range's parameters as a number's limits, or None where they are outside the subset."""
    given = [one.partition("=") for one in parameters.replace(";", " ").split()]
    numbers = {key: number_of(text) for key, _, text in given}
    step = numbers.get("step", 1)
    steps = {Decimal(1).scaleb(-places): places for places in range(7)}
    if set(numbers) - {"start", "end", "step"} or None in numbers.values():
        return None
    if "start" not in numbers or "end" not in numbers or step is None or Decimal(step) not in steps:
        return None
    decimals = steps[Decimal(step)]
    return {"lowest": numbers["start"], "highest": numbers["end"], "decimals": decimals}


def number_of(text: str) -> int | Decimal | None:
    """Read a plain number, or None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(text) > 20:
        return None
    return int(number) if number == number.to_integral_value() else number


def _number(part: Node) -> dict[str, Any]:
    sign, right = _about(part, Node("self", "."))
    number = number_of(right.text) if right.kind == "number" else None
    if number is None or sign not in {">=", "<="}:
        raise UnreadExpression(shown(part))
    return {"lowest" if sign == ">=" else "highest": number}


def _date(part: Node) -> dict[str, Any]:
    sign, right = _about(part, Node("self", "."))
    day = right.parts[0] if right.kind == "call" and len(right.parts) == 1 else None
    if day is None or right.text != "date" or day.kind != "text" or sign not in {">=", "<="}:
        raise UnreadExpression(shown(part))
    return {"earliest" if sign == ">=" else "latest": day.text}


def _length(part: Node) -> dict[str, Any]:
    return {"longest": _whole(part, _LENGTH, sign="<=")}


def _several(part: Node) -> dict[str, Any]:
    if part.kind == "or":
        return _either(part)
    sign, _ = _about(part, _COUNT)
    return {"at_least" if sign == ">=" else "at_most": _whole(part, _COUNT, sign=sign)}


def _either(part: Node) -> dict[str, Any]:
    """Read that an option stands alone, or that fewer are enough beside a lonely option."""
    first, *rest = part.parts
    lonely = [_chosen(one) for one in rest]
    turned = first.parts if first.kind == "call" and first.text == "not" else ()
    if len(turned) == 1 and len(rest) == 1 and _whole(rest[0], _COUNT, sign="=") == 1:
        return {"alone": _chosen(turned[0])}
    if all(lonely):
        return {"at_least": _whole(first, _COUNT, sign=">=")}
    raise UnreadExpression(shown(part))


def _chosen(node: Node) -> str:
    """Give the option in `selected(., 'option')`, or nothing."""
    if node.kind == "call" and node.text == "selected" and len(node.parts) == 2:
        where, option = node.parts
        return option.text if where.kind == "self" and option.kind == "text" else ""
    return ""


def _about(part: Node, what: Node) -> tuple[str, Node]:
    if part.kind != "compare" or part.parts[0] != what:
        raise UnreadExpression(shown(part))
    return part.text, part.parts[1]


def _whole(part: Node, what: Node, *, sign: str) -> int:
    found, right = _about(part, what)
    if found != sign or sign not in {">=", "<=", "="} or not right.text.isdecimal():
        raise UnreadExpression(shown(part))
    return int(right.text)


_READERS: Mapping[str, Callable[[Node], dict[str, Any]]] = {
    "number": _number,
    "date": _date,
    "short_text": _length,
    "long_text": _length,
    "several_choices": _several,
}
