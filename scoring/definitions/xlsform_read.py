"""This module reads the rows of an XLSForm as the document of a questionnaire's file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from scoring.definitions.xlsform_cells import Cells, SheetDocument, SheetPath
from scoring.definitions.xlsform_constraints import constraint_keys, number_of, range_keys
from scoring.definitions.xlsform_expressions import (
    Asked,
    Node,
    UnreadExpression,
    condition_document,
    parse,
)
from scoring.definitions.xlsform_rows import (
    DECIMALS,
    FACTOR,
    HINT,
    INTRO,
    KIND,
    LANGUAGES,
    MARK,
    PLACES,
    SATISFIED,
    SCREENS,
    TITLE,
    UNIT,
    WEIGHT,
    PlacedRow,
    PlacedSheets,
    column,
)
from scoring.definitions.xlsform_write import nothing_ranked
from scoring.question import NOT_APPLICABLE
from scoring.types import LANGUAGE_NAMES, ProblemsFound

_NUMBERS: Final = {
    WEIGHT: "weight", SATISFIED: "satisfied_from", PLACES: "places", DECIMALS: "decimals",
}  # fmt: skip
_KEYS: Final = {FACTOR: "factor", MARK: "decimal_mark", **_NUMBERS}
_CAME_FROM: Final = {
    "code": "name", "label": column("label", "vi"), "hint": column("hint", "vi"),
    "show_when": "relevant", "required": "required", "scale": "type", "options": "type",
    "lowest": "constraint", "highest": "constraint", "earliest": "constraint",
    "latest": "constraint", "longest": "constraint", "at_least": "constraint",
    "at_most": "constraint", "alone": "constraint", **{key: one for one, key in _KEYS.items()},
}  # fmt: skip
_TRUE, _FALSE = frozenset({"yes", "true", "true()", "TRUE"}), frozenset({"no", "false", "false()"})
_LIKELY: Final = {
    "select_one": "single_choice", "select_multiple": "several_choices", "text": "short_text",
    "integer": "number", "decimal": "number", "range": "number", "date": "date", "note": "note",
}  # fmt: skip
_SAID_BY_APPEARANCE: Final = {
    ("select_one", "likert"): "rating",
    ("select_one", "minimal"): "single_choice",
    ("text", "multiline"): "long_text",
}
_POSSIBLE: Final = {"select_one": ("rating", "single_choice", "yes_no", "net_promoter")}
TYPES: Final = ", ".join(("begin_group", "calculate", *_LIKELY))
_GROUP = re.compile(r"(begin|end)[ _]group\Z")


def document_of(sheets: PlacedSheets) -> SheetDocument:
    """Put a questionnaire's document together; raises ProblemsFound with everything unread."""
    reader = _Reader(sheets)
    value = reader.document()
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return SheetDocument(value, sheets.file, {}, b"", "", cells=reader.places)


@dataclass
class _Group:
    """A group that stands open: a section, or a table that is one question."""

    row: PlacedRow
    question: dict[str, Any] | None = None
    path: SheetPath = ()
    lines: list[PlacedRow] = field(default_factory=list)


class _Reader(Cells):
    """Goes down the survey sheet once and notes every cell that it cannot take."""

    def __init__(self, sheets: PlacedSheets) -> None:
        super().__init__(sheets)
        self.sections: list[dict[str, Any]] = []
        self.names: dict[str, Asked] = {}
        self.calculated: dict[str, Node] = {}
        self.open: list[_Group] = []
        self.notes: dict[str, dict[str, str]] = {}

    def document(self) -> dict[str, Any]:
        for row in self.sheets.survey:
            self._row(row)
        for group in self.open:
            self.refuse(group.row, "type", "end-missing")
        return {**self._settings(), "sections": self.sections}

    def _settings(self) -> dict[str, Any]:
        row = self.settings
        headings = {"id": "form_id", "title": "form_title", "languages": LANGUAGES}
        for key, heading in {**headings, "screens": SCREENS}.items():
            self.place((key,), row, heading=heading, sheet="settings")
        version = row.get("version")
        used = {language for text in _all_texts(self.sections) for language in text}
        spoken = row.get(LANGUAGES).split() or [one for one in LANGUAGE_NAMES if one in used]
        return {
            "id": f"{row.get('form_id')}/{version if version.startswith('v') else f'v{version}'}",
            "title": self.notes.pop("title", None) or {"vi": row.get("form_title")},
            "languages": spoken,
            **self.notes,
            **({"screens": row.get(SCREENS)} if row.get(SCREENS) else {}),
        }

    def _row(self, row: PlacedRow) -> None:
        kind, _, listed = row.get("type").strip().partition(" ")
        group = _GROUP.match(row.get("type").strip())
        if group and group[1] == "begin":
            self._begin(row)
        elif group and not self.open:
            self.refuse(row, "type", "begin-missing")
        elif group:
            self._end(self.open.pop())
        elif kind == "calculate":
            self._calculation(row)
        elif kind == "note" and self._helping_note(row):
            return
        elif self.open and self.open[-1].question is not None:
            self._line(row, kind, listed=listed.strip())
        else:
            self._question(row, kind, listed=listed.strip())

    def _helping_note(self, row: PlacedRow) -> bool:
        """Take the notes that hold the form's title and intro, and a section's hint."""
        heading = column("label", "vi")
        known = {TITLE: "title", INTRO: "intro"}.get(row.get("name"))
        if known is not None and known == row.get(KIND):
            self.notes[known] = self.text(row, "label")
            self.place((known,), row, heading=heading)
            return True
        section = self.open[-1].row.get("name") if self.open else ""
        if row.get(KIND) == "hint" and row.get("name") == f"{section}{HINT}":
            self.sections[-1]["hint"] = self.text(row, "label")
            self.place((*self._here(), "hint"), row, heading=heading)
            return True
        return False

    def _begin(self, row: PlacedRow) -> None:
        if row.get("appearance") == "table-list":
            self._table(row)
            return
        if row.get("appearance") not in {"", "field-list"}:
            self.refuse(row, "appearance", "group-appearance")
        if self.open:
            self.refuse(row, "type", "nested")
        if row.get("required"):
            self.refuse(row, "required", "empty")
        self._section(row, row.get("name"), title=self.text(row, "label"))
        self.open.append(_Group(row))

    def _section(self, row: PlacedRow, name: str, *, title: dict[str, str]) -> None:
        self.sections.append({"code": _code(name), "title": title, "questions": []})
        self.place((*self._here(), "title"), row, heading=column("label", "vi"))
        for path in (self._here(), (*self._here(), "code")):
            self.place(path, row, heading="name")

    def _stand_in_section(self, row: PlacedRow) -> None:
        """Open a section for questions that stand in no group."""
        if not self.open and not (self.sections and self.sections[-1]["code"].startswith("MAIN")):
            count = sum(one["code"].startswith("MAIN") for one in self.sections)
            title = {"vi": self.settings.get("form_title") or "–"}
            self._section(row, f"MAIN_{count + 1}" if count else "MAIN", title=title)

    def _question(self, row: PlacedRow, kind: str, *, listed: str) -> None:
        name = self._kind(row, kind)
        if name is None:
            return
        self._stand_in_section(row)
        path = (*self._here(), "questions", len(self.sections[-1]["questions"]))
        choices = self.choices(row, listed) if kind.startswith("select_") else []
        question = {"type": name, **self._asked(row, path)}
        if name in {"single_choice", "several_choices"}:
            question["options"] = self._options(choices, path)
        elif choices:
            question |= self._scale(row, name, choices=choices)
        if row.get("appearance") == "minimal":
            question["compact"] = True
        question |= self._limits(row, kind, name=name)
        self.sections[-1]["questions"].append(question)
        points = {one.get("name"): _value(one.get("name"), name) for one in choices}
        self.names[row.get("name")] = Asked(question["code"], points=points or None)

    def _asked(self, row: PlacedRow, path: SheetPath) -> dict[str, Any]:
        """Read what every kind of question has."""
        self.place(path, row, heading="type")
        for key, heading in _CAME_FROM.items():
            self.place((*path, key), row, heading=heading)
        if row.get("required") not in {"", *_TRUE, *_FALSE}:
            self.refuse(row, "required", "required")
        unit = {one: row.get(f"{UNIT}{one}") for one in LANGUAGE_NAMES if row.get(f"{UNIT}{one}")}
        found: dict[str, Any] = {
            "hint": self.text(row, "hint", needed=False),
            "required": row.get("required") in _TRUE,
            "show_when": self._when(row),
            "unit": unit,
            **{key: row.get(heading) for heading, key in _KEYS.items()},
        }
        for heading, key in _NUMBERS.items():
            number = number_of(row.get(heading))
            found[key] = row.get(heading) if number is None else number
        kept = {key: value for key, value in found.items() if value not in ("", {}, None, False)}
        return {"code": _code(row.get("name")), "label": self.text(row, "label"), **kept}

    def _when(self, row: PlacedRow) -> dict[str, Any] | None:
        """Read when a question is shown: its group's condition and its own."""
        conditions = []
        for one in (*(group.row for group in self.open if group.question is None), row):
            if one.get("relevant"):
                try:
                    node = parse(one.get("relevant"))
                    conditions.append(condition_document(node, self.names, self.calculated))
                except UnreadExpression as error:
                    self.unread(one, "relevant", part=str(error))
        if len(conditions) > 1:
            return {"all": conditions}
        return conditions[0] if conditions else None

    def _kind(self, row: PlacedRow, kind: str) -> str | None:
        given, appearance = row.get(KIND), row.get("appearance")
        if kind not in _LIKELY:
            self.refuse(row, "type", "type", types=TYPES)
            return None
        likely = _SAID_BY_APPEARANCE.get((kind, appearance), _LIKELY[kind])
        if appearance and (kind, appearance) not in _SAID_BY_APPEARANCE:
            self.refuse(row, "appearance", "appearance")
        allowed = _POSSIBLE.get(kind, (likely,))
        if given and given not in allowed:
            self.refuse(row, KIND, "kind", expected=", ".join(allowed))
        return given if given in allowed else likely

    def _scale(self, row: PlacedRow, name: str, *, choices: list[PlacedRow]) -> dict[str, Any]:
        labels = {one.get("name"): self.text(one, "label", sheet="choices") for one in choices}
        third = None if name == "net_promoter" else labels.pop(NOT_APPLICABLE, None)
        numbers = range(11) if name == "net_promoter" else range(1, len(labels) + 1)
        wanted = ["yes", "no"] if name == "yes_no" else [str(number) for number in numbers]
        if list(labels) != wanted:
            self.refuse(row, "type", "scale", names=", ".join(wanted))
            labels = {key: {"vi": "–"} for key in wanted}
        more = {} if third is None else {"not_applicable": third}
        if name == "yes_no":
            return {**labels, **more}
        if name == "net_promoter":
            return {"low": labels["0"], "high": labels["10"]}
        least = {} if row.get(SATISFIED) else {"satisfied_from": min(4, len(labels))}
        return {"scale": list(labels.values()), **more, **least}

    def _limits(self, row: PlacedRow, kind: str, *, name: str) -> dict[str, Any]:
        exact = kind == "decimal" and not row.get(DECIMALS)
        found: dict[str, Any] = {"decimals": 6} if exact else {}
        if kind == "range" or row.get("parameters"):
            keys = range_keys(row.get("parameters")) if kind == "range" else None
            if keys is None:
                self.refuse(row, "parameters", "range")
            found |= keys or {}
        if row.get("constraint"):
            try:
                found |= constraint_keys(parse(row.get("constraint")), name)
            except UnreadExpression as error:
                self.unread(row, "constraint", part=str(error))
        return found

    # -------------------------------------------------------- tables: matrix and ranking
    def _table(self, row: PlacedRow) -> None:
        self._stand_in_section(row)
        path = (*self._here(), "questions", len(self.sections[-1]["questions"]))
        question = self._asked(row, path)
        if row.get(KIND) not in {"", "matrix", "ranking"}:
            self.refuse(row, KIND, "kind", expected="matrix, ranking")
        question["type"] = row.get(KIND) or "matrix"
        question[_lines(question)] = []
        self.sections[-1]["questions"].append(question)
        self.open.append(_Group(row, question, path))

    def _line(self, row: PlacedRow, kind: str, *, listed: str) -> None:
        group = self.open[-1]
        question = group.question or {}
        if kind != "select_one" or row.get("relevant") or self.text(row, "hint", needed=False):
            self.refuse(row, "type", "table-row")
            return
        choices = self.choices(row, listed)
        ranking = question["type"] == "ranking"
        given = self._scale(group.row, "rating", choices=choices)
        if ranking:
            if len(choices) != question.get("places", len(choices)):
                self.refuse(row, "type", "table-places")
        elif question.get("scale", given["scale"]) != given["scale"]:
            self.refuse(row, "type", "table-list")
        else:
            question |= given
        wanted = " and ".join(f". != ${{{one.get('name')}}}" for one in group.lines)
        if row.get("constraint") != (wanted if ranking else ""):
            self.unread(row, "constraint", part=row.get("constraint") or "∅")
        code = _part(row.get("name").removeprefix(f"{group.row.get('name')}-"))
        lines = question[_lines(question)]
        self.place((*group.path, _lines(question), len(lines)), row, heading="name")
        lines.append({"code": code, "label": self.text(row, "label")})
        group.lines.append(row)
        points = {one.get("name"): _value(one.get("name"), "rating") for one in choices}
        self.names[row.get("name")] = Asked(question["code"], row=code, points=points)

    def _end(self, group: _Group) -> None:
        question = group.question
        if question is None:
            return
        if not group.lines:
            self.refuse(group.row, "type", "table-empty")
            return
        codes = tuple(line["code"] for line in question[_lines(question)])
        self.names[group.row.get("name")] = Asked(question["code"], rows=codes)
        demanded = [line.get("required") for line in group.lines]
        wanted = ["yes"] * len(demanded)
        if question["type"] == "ranking":
            names = [line.get("name") for line in group.lines]
            wanted = [""] * (len(names) - 1) + [nothing_ranked(names[:-1])]
        if any(one not in {"", *_FALSE} for one in demanded):
            question["required"] = True
            if ["yes" if one in _TRUE else one for one in demanded] != wanted:
                self.refuse(group.row, "required", "table-required", got=", ".join(demanded))

    # -------------------------------------------------------- parts
    def _calculation(self, row: PlacedRow) -> None:
        """Keep a calculation for conditions that ask whether it is 'true'."""
        try:
            node = parse(row.get("calculation"))
            condition_document(node, self.names, {})
            self.calculated[row.get("name")] = node
        except UnreadExpression as error:
            self.unread(row, "calculation", part=str(error))

    def _options(self, choices: list[PlacedRow], path: SheetPath) -> list[dict[str, Any]]:
        for place, one in enumerate(choices):
            self.place((*path, "options", place), one, heading="name", sheet="choices")
        return [
            {"code": _part(one.get("name")), "label": self.text(one, "label", sheet="choices")}
            for one in choices
        ]

    def _here(self) -> SheetPath:
        return ("sections", len(self.sections) - 1)


def _lines(question: dict[str, Any]) -> str:
    return "options" if question["type"] == "ranking" else "rows"


def _code(name: str) -> str:
    return name.upper().replace("-", "_")


def _part(name: str) -> str:
    return name.lower().replace("_", "-")


def _value(name: str, kind: str) -> int | str:
    if kind in {"rating", "net_promoter"} and name.isascii() and name.isdigit():
        return int(name)
    return _part(name)


def _all_texts(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        if "vi" in value:
            return [value]
        return [text for one in value.values() for text in _all_texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _all_texts(one)]
    return []
