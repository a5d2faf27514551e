"""This module is the only reader of YAML: exact numbers, line numbers, nothing clever."""

import re
import unicodedata
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import yaml

from scoring.definitions.unreadable import (
    anchored,
    empty_file,
    key_not_text,
    not_utf8,
    not_yaml,
    several_documents,
    tagged,
    too_large,
    too_nested,
    unreadable,
    unseen_character,
)
from scoring.types import N_, Problem, ProblemsFound, Sentence, said

MAX_BYTES = 1_048_576
MAX_DEPTH = 30
MAX_DIGITS = 18

Value = bool | int | Decimal | str | list["Value"] | dict[str, "Value"] | None
Path_ = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_NUMBER_LIKE = re.compile(
    r"[-+]?(\.inf|\.nan|nan|inf(inity)?|\.[0-9]+|[0-9][0-9_]*\.?[0-9]*e[-+]?[0-9]+|[0-9]+\.|0[xo][0-9a-f]+)\Z",
    re.IGNORECASE,
)
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Located:
    """A YAML document as plain values, with the line on which each of them stands.

    ``value`` holds dict, list, str, int, Decimal, bool and None; ``lines`` maps a path of keys and
    positions to a line number from 1. Texts are in NFC.
    """

    value: Value
    file: str
    lines: Mapping[Path_, int]
    raw: bytes
    sha256: str

    def line_of(self, path: Sequence[Hashable]) -> int:
        """Find the line of a path, or of the nearest thing around it that exists.

        Parts of the path that name no key or position (a union's tag) are stepped over.
        """
        return self.lines.get(self.existing(path), 1)

    def existing(self, path: Sequence[Hashable]) -> Path_:
        """Keep the parts of a path that lead somewhere in the document."""
        here: Value = self.value
        kept: list[str | int] = []
        for part in path:
            if (isinstance(here, dict) and isinstance(part, str) and part in here) or (
                isinstance(here, list) and isinstance(part, int) and part < len(here)
            ):
                kept.append(part)
                here = here[part]  # type: ignore[index]
        return tuple(kept)

    def at(self, path: Sequence[Hashable]) -> Value:
        """Give the value at a path (of the parts of it that exist)."""
        here: Value = self.value
        for part in self.existing(path):
            here = here[part]  # type: ignore[index]
        return here

    def place(self, path: Sequence[Hashable]) -> str:
        """Write a path for a reader: items that carry a code or id are called by it."""
        here: Value = self.value
        words: list[str] = []
        for part in path:
            if isinstance(here, list) and isinstance(part, int) and part < len(here):
                here = here[part]
                words.append(_called(here, part))
            elif isinstance(here, dict) and isinstance(part, str) and part in here:
                here = here[part]
                words.append(part)
        return " › ".join(words)

    def problem(
        self,
        code: str,
        path: Sequence[Hashable],
        *,
        expected: Sentence,
        got: Sentence,
        remedy: Sentence,
    ) -> Problem:
        """Make a Problem that stands at a path of this document."""
        return Problem(
            code=code,
            file=self.file,
            line=self.line_of(path),
            place=self.place(path),
            expected=expected,
            got=got,
            remedy=remedy,
        )


def read_yaml(path: Path, *, name: str | None = None) -> Located:
    """Read one YAML document; raises ProblemsFound with everything wrong in it.

    Refused: files over 1 MiB, bytes that are not UTF-8, tabs, duplicate keys, anchors and aliases,
    explicit tags, several documents, numbers that are not plain decimals. ``true`` and ``false``
    are the only truth values (``yes`` and ``no`` are texts); a number with a leading zero is text.
    """
    located, problems = examine_yaml(path, name=name)
    if located is None or problems:
        raise ProblemsFound(problems)
    return located


def examine_yaml(path: Path, *, name: str | None = None) -> tuple[Located | None, list[Problem]]:
    """Read one YAML document as far as it goes: what could be read, and the problems found."""
    file = name or str(path)
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        return None, [unreadable(file, error)]
    if size > MAX_BYTES:
        return None, [too_large(file, size, most=MAX_BYTES)]
    return examine_bytes(raw, file=file)


def examine_bytes(raw: bytes, *, file: str) -> tuple[Located | None, list[Problem]]:
    """Read YAML from bytes as far as it goes: what could be read, and the problems found."""
    if len(raw) > MAX_BYTES:
        return None, [too_large(file, len(raw), most=MAX_BYTES)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [not_utf8(file, raw, error=error)]
    problems = list(_forbidden_tokens(text, file))
    if problems:
        return None, problems
    try:
        node = yaml.compose(text, Loader=_SAFE_LOADER)
    except yaml.YAMLError as error:
        return None, [_syntax(file, text, error)]
    reader = _Reader(file)
    value = None if node is None else reader.value(node, ())
    if node is None:
        reader.problems.append(empty_file(file))
        return None, reader.problems
    located = Located(value, file, reader.lines, raw, sha256(raw).hexdigest())
    return located, reader.problems


class _Reader:
    """Turns nodes into values and remembers lines and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, path: Path_) -> Value:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> Value:
        values: dict[str, Value] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(key_not_text(self.file, line, place=_joined(path)))
                continue
            key = unicodedata.normalize("NFC", key_node.value)
            if key in values:
                first = self.lines[(*path, key)]
                self.problems.append(
                    Problem(
                        "yaml.duplicate-key",
                        self.file,
                        line,
                        _joined(path),
                        said(N_("each key once")),
                        said(N_("“{key}” again (first on line {first})"), key=key, first=first),
                        said(N_("Delete one of the two.")),
                    )
                )
                continue
            self.lines[(*path, key)] = line
            values[key] = self.value(value_node, (*path, key))
        return values

    def _scalar(self, node: yaml.Node, path: Path_) -> Value:
        text: str = unicodedata.normalize("NFC", node.value)
        if getattr(node, "style", None):
            return text
        if text in {"", "~", "null"}:
            return None
        if text in {"true", "false"}:
            return text == "true"
        if _NUMBER_LIKE.match(text) or self._too_long(text):
            self.problems.append(
                Problem(
                    "yaml.number",
                    self.file,
                    node.start_mark.line + 1,
                    _joined(path),
                    said(N_("a plain number such as 12 or 12.5, at most 18 digits")),
                    said(N_("“{text}”"), text=text[:40]),
                    said(
                        N_("Write the number in plain digits; put quotes around it if it is text.")
                    ),
                )
            )
            return None
        if _INT.match(text):
            return int(text)
        return Decimal(text) if _DECIMAL.match(text) else text

    @staticmethod
    def _too_long(text: str) -> bool:
        return len(text) > MAX_DIGITS and bool(_INT.match(text) or _DECIMAL.match(text))


def _forbidden_tokens(text: str, file: str) -> Iterator[Problem]:
    """Refuse what a definition never needs, before anything is built from it."""
    depth = 0
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_SAFE_LOADER):
            line = getattr(event.start_mark, "line", 0) + 1
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth == MAX_DEPTH + 1:
                    yield too_nested(file, line, most=MAX_DEPTH)
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    yield several_documents(file, line)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                yield anchored(file, line, name=str(getattr(event, "anchor", "")))
            if getattr(event, "tag", None):
                yield tagged(file, line, tag=str(getattr(event, "tag", "")))
    except yaml.YAMLError as error:
        yield _syntax(file, text, error)


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    unseen = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if unseen is not None:  # the reader stops before it has counted lines
        return unseen_character(file, text, at=unseen.start())
    mark = getattr(error, "problem_mark", None)
    line = None if mark is None else mark.line + 1
    detail = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "?")
    return not_yaml(file, text, line=line, detail=detail)


def _called(item: Value, position: int) -> str:
    if isinstance(item, dict):
        for name in ("code", "id"):
            if isinstance(item.get(name), (str, int)) and item[name] != "":
                return str(item[name])
    return f"#{position + 1}"


def _joined(path: Path_) -> str:
    return " › ".join(f"#{part + 1}" if isinstance(part, int) else part for part in path)
