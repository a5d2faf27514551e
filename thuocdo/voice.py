"""This module speaks to the person at the terminal, Vietnamese first."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from scoring.types import N_, Problem, ProblemsFound, Sentence, said
from ui.words import Words, catalogue, known, translator

MOST_PROBLEMS = 2_000
# Where the help texts stand; the other catalogues are not read for --help.
_HELP = ("command", "scoring", "disclosure", "entry", "whatif", "sets", "figures", "channels")


def words() -> Words:
    """Return the words of the terminal's language: Vietnamese, or what THUOCDO_LANGUAGE names."""
    return translator(known(os.environ.get("THUOCDO_LANGUAGE")))


def both(msgid: str) -> str:
    """Return a help text in Vietnamese with the English beside it."""
    known = (_vietnamese(domain).get(msgid) for domain in _HELP)
    vietnamese = next((text for text in known if text), None)
    return f"{vietnamese} / {msgid}" if vietnamese else msgid


@functools.cache
def _vietnamese(domain: str) -> Mapping[str, str]:
    """Read one catalogue of those that hold help texts."""
    return catalogue("vi", domain)


def tell(msgid: str, /, **values: object) -> None:
    """Print a sentence on standard output at once, also into a pipe."""
    _write(sys.stdout, words()(msgid, **values))


def complain(msgid: str, /, **values: object) -> None:
    """Print a sentence on standard error."""
    _write(sys.stderr, words()(msgid, **values))


def report(found: ProblemsFound) -> None:
    """Print every problem, one line each, on standard error; of thousands the first and a count."""
    speak = words()
    for problem in found.problems[:MOST_PROBLEMS]:
        _write(sys.stderr, " ".join(speak.say(problem.sentence()).split()))
    more = len(found.problems) - MOST_PROBLEMS
    if more > 0:
        complain(N_("{count} more problems"), count=more)


def _write(stream: TextIO, line: str) -> None:
    stream.write(f"{line}\n")
    stream.flush()


def refusal(option: str, *, expected: str, got: str, remedy: str | Sentence) -> ProblemsFound:
    """Return a problem with what was typed; `expected` and `remedy` are msgids, `got` is shown."""
    return ProblemsFound(
        [
            Problem(
                code="command_line",
                file="thuocdo",
                line=None,
                place=option,
                expected=said(expected),
                got=said(N_("{value}"), value=got),
                remedy=said(remedy) if isinstance(remedy, str) else remedy,
            )
        ]
    )
