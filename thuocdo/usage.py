"""This module says in the reader's language what is wrong with a command as it was typed."""

from __future__ import annotations

import re
from typing import Any, Final

from typer.exceptions import TyperException

from scoring.types import N_, Sentence, said

_SENTENCES: Final = (
    (re.compile(r"No such command ['\"](?P<what>.*?)['\"]"), N_("there is no command “{what}”")),
    (re.compile(r"unexpected extra argument\(?s?\)? \((?P<what>.*)\)"),
     N_("“{what}” is too much here")),
    (re.compile(r"Missing command"), N_("a command is missing after the name of its group")),
)  # fmt: skip
_KINDS: Final = {
    "valid integer": N_("a whole number"),
    "valid number": N_("a number"),
}


def wrong_usage(error: TyperException) -> Sentence:
    """Word an error of the command line; what we do not know keeps the library's own words."""
    told: Any = error
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_option(told)
    if kind == "MissingParameter":
        return said(N_("{name} is missing"), name=_name(told))
    if kind == "BadOptionUsage":
        return said(N_("the option {name} needs a value"), name=str(told.option_name))
    if kind == "BadParameter":
        return _bad_value(told)
    message = error.format_message()
    for pattern, sentence in _SENTENCES:
        found = pattern.search(message)
        if found:
            return said(sentence, **found.groupdict())
    return said(N_("{value}"), value=message)


def _no_option(error: Any) -> Sentence:
    if error.possibilities:
        near = ", ".join(sorted(error.possibilities))
        return said(
            N_("there is no option {name}; did you mean {near}?"), name=error.option_name, near=near
        )
    return said(N_("there is no option {name}"), name=error.option_name)


def _bad_value(error: Any) -> Sentence:
    taken = getattr(error.param, "type", None)
    choices = getattr(taken, "choices", None)
    low, high = getattr(taken, "min", None), getattr(taken, "max", None)
    message = str(error.message)
    kind = next((sentence for word, sentence in _KINDS.items() if word in message), None)
    if choices:
        expected = said(N_("one of {names}"), names=", ".join(map(str, choices)))
    elif kind is None:
        return said(N_("{name} cannot be this value: {detail}"), name=_name(error), detail=message)
    elif low is not None or high is not None:
        expected = said(
            N_("{kind} from {low} to {high}"), kind=said(kind), low=_bound(low), high=_bound(high)
        )
    else:
        expected = said(kind)
    return said(N_("{name} must be {expected}"), name=_name(error), expected=expected)


def _bound(bound: object) -> str:
    return "…" if bound is None else str(bound)


def _name(error: Any) -> str:
    """Name the option as it is typed, or the argument as the help calls it."""
    param = error.param
    if param is None:
        return str(error.param_hint or "?")
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name).strip("_").upper()
