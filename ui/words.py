"""This module says everything that a person reads, from the gettext catalogues."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from io import BytesIO
from string import Formatter
from types import MappingProxyType, UnionType
from typing import Any

from babel.messages.pofile import read_po

from scoring.types import LANGUAGE_NAMES, N_, Percent, RoundedPoints, Sentence, Text
from ui import numbers

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
DOMAINS = (
    "public",
    "staff",
    "scoring",
    "entry",
    "command",
    "statistics",
    "channels",
    "disclosure",
    "whatif",
    "sets",
    "figures",
)

__all__ = ["DEFAULT_LANGUAGE", "DOMAINS", "LANGUAGES", "N_", "Words", "known", "translator"]


@functools.lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Take a template apart, once: literals and {named} fields; nothing else is a field."""
    pieces: list[tuple[str, str | None]] = []
    for literal, name, spec, conversion in Formatter().parse(template):
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise ValueError(f"{name!r} in {template!r} is not a plain field name")
        pieces.append((literal, name))
    return tuple(pieces)


class Words:
    """Says sentences in one language; made by `translator`."""

    def __init__(self, language: str, catalogue: Mapping[str, str]) -> None:
        """Keep the language and its catalogue (msgid to translation)."""
        self.language = language
        # Numbers and dates follow the language in which the sentences round them are said.
        self.speech = known(language)
        self._catalogue = catalogue

    def __call__(self, msgid: str, /, **values: object) -> str:
        """Say a msgid, its {named} fields filled; numbers are written as the language does."""
        template = self._catalogue.get(msgid, msgid)
        if not values:
            return template
        return "".join(
            literal if name is None else literal + self._say(values[name])
            for literal, name in _pieces(template)
        )

    def say(self, sentence: Sentence) -> str:
        """Say a sentence with its values; a value may be a sentence itself."""
        return self(sentence.template, **sentence.values)

    def text(self, text: Text) -> str:
        """Give the wording of a text in this language."""
        return text.in_language(self.language)

    def _say(self, value: object) -> str:
        write = _writer(type(value))
        return write(self, value) if write else numbers.ABSENT if value is None else str(value)


# The first kind that fits counts: bool before int, datetime before date.
_WRITERS: tuple[tuple[type | UnionType, Callable[[Words, Any], str]], ...] = (
    (Sentence, Words.say),
    (Text, Words.text),
    (RoundedPoints, lambda words, v: numbers.number(v.value, words.speech, places=v.places)),
    (Percent, lambda words, value: numbers.percent(value.value, words.speech)),
    (bool, lambda words, value: words("Yes") if value else words("No")),
    (int, lambda words, value: numbers.count(value, words.speech)),
    (Decimal, lambda words, value: numbers.exact(value, words.speech)),
    (Fraction | float, lambda words, value: numbers.points(value, words.speech)),
    (datetime, lambda words, value: numbers.moment(value, words.speech)),
    (date, lambda words, value: numbers.date(value, words.speech)),
)


_WRITER_OF: dict[type, Callable[[Words, Any], str] | None] = {}


def _writer(kind: type) -> Callable[[Words, Any], str] | None:
    """Find, once for a kind of value, who writes it."""
    if kind not in _WRITER_OF:
        _WRITER_OF[kind] = next((write for one, write in _WRITERS if issubclass(kind, one)), None)
    return _WRITER_OF[kind]


def catalogue(language: str, domain: str) -> Mapping[str, str]:
    """Read one catalogue, msgid to translation; fuzzy and empty entries count as absent."""
    source = resources.files("ui") / "catalogues" / language / f"{domain}.po"
    if not source.is_file():
        return MappingProxyType({})
    entries = read_po(BytesIO(source.read_bytes()), locale=language, abort_invalid=True)
    return MappingProxyType(
        {
            entry.id: entry.string
            for entry in entries
            if isinstance(entry.id, str) and entry.id and entry.string and not entry.fuzzy
            if isinstance(entry.string, str)
        }
    )


def known(language: str | None) -> str:
    """Give the language if the house speaks it, otherwise Vietnamese."""
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


@functools.cache
def translator(language: str) -> Words:
    """Give the words of one language, read once; an unknown language falls back to Vietnamese.

    A language that only questionnaires speak says its own texts and, until the house has a
    catalogue for it, everything else in Vietnamese.
    """
    if language not in LANGUAGES:
        vietnamese = translator(DEFAULT_LANGUAGE)
        if language not in LANGUAGE_NAMES:
            return vietnamese
        return Words(language, vietnamese._catalogue)
    together: dict[str, str] = {}
    for domain in reversed(DOMAINS):  # earlier domains win where two say the same msgid
        together.update(catalogue(language, domain))
    return Words(language, MappingProxyType(together))
