"""This module lays answers out in columns, one a question, a choice or a row, with their codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal

from scoring.definitions.questionnaire import Questionnaire
from scoring.question import NOT_APPLICABLE
from scoring.questions import (
    MatrixQuestion,
    NumberQuestion,
    Option,
    Question,
    RankingQuestion,
    SeveralChoicesQuestion,
)
from scoring.types import N_, Sentence, Text

Cell = int | str
Kind = Literal["category", "number", "text"]
Lack = Literal["not_in_version", "not_asked", "does_not_apply", "no_answer"]

LACKS: Final[Mapping[Lack, tuple[int, str]]] = MappingProxyType(
    {
        "not_in_version": (-96, N_("Not in this version of the questionnaire")),
        "not_asked": (-97, N_("Not asked, as an earlier answer made it needless")),
        "does_not_apply": (-98, N_("Does not apply, said so")),
        "no_answer": (-99, N_("No answer")),
    }
)
"""Why a cell holds no answer: its code, and what it means."""

# A number without a lowest limit may itself be -99; so long a number nobody can enter.
_BEYOND: Final = 10**15
_RESERVED: Final = frozenset(  # words of SPSS's own language
    ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
)


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a column: as CSV has it, as SPSS has it, and in words."""

    value: Cell
    number: int
    label: Sentence
    lack: bool = False


_TICKS: Final = (Code(0, 0, Sentence(N_("Not chosen"))), Code(1, 1, Sentence(N_("Chosen"))))
_PLACES: Final = (Code(0, 0, Sentence(N_("Not among the places given"))),)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what was asked, its codes, and which questionnaires have it."""

    name: str
    label: Sentence
    kind: Kind
    codes: tuple[Code, ...] = ()
    question: str = ""
    part: str = ""
    questionnaires: tuple[str, ...] = ()

    def lack(self, why: Lack) -> Cell:
        """Give what stands here in place of an answer; a text can only stay empty."""
        if self.kind == "text":
            return ""
        code = LACKS[why][0]
        return next((one.value for one in self.codes if one.label.template == LACKS[why][1]), code)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one question of one questionnaire fills its columns."""

    code: str
    places: tuple[int, ...]
    read: Callable[[object], Sequence[Cell]]
    not_asked: tuple[Cell, ...]
    no_answer: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns for the answers to some questionnaires, and how each of them fills them."""

    columns: tuple[Column, ...]
    questionnaires: Mapping[str, Questionnaire]
    _plans: Mapping[str, tuple[_Plan, ...]] = field(repr=False)
    _blank: tuple[Cell, ...] = field(repr=False)

    def cells(self, sha256: str, values: Mapping[str, object]) -> list[Cell]:
        """Write one answer as cells; KeyError for a questionnaire that the layout does not know."""
        questionnaire = self.questionnaires[sha256]
        row = list(self._blank)
        asked = None
        if any(question.show_when is not None for question in questionnaire.questions()):
            asked = {question.code for question in questionnaire.shown(values)}
        for plan in self._plans[sha256]:
            value = values.get(plan.code)
            if asked is not None and plan.code not in asked:
                found: Sequence[Cell] = plan.not_asked
            else:
                found = plan.no_answer if value is None else plan.read(value)
            for place, cell in zip(plan.places, found, strict=True):
                row[place] = cell
        return row


def make_layout(questionnaires: Iterable[Questionnaire], taken: Iterable[str] = ()) -> Layout:
    """Lay out the union of several questionnaires, in the order in which they are given.

    Versions of one questionnaire share a column where the question kept its code, kind and scale;
    the newest wording labels it. ``taken`` are names that other columns of the file have.
    """
    known = {questionnaire.sha256: questionnaire for questionnaire in questionnaires}
    columns: dict[tuple[object, ...], Column] = {}
    names = {name.casefold() for name in taken}
    keys: dict[str, list[tuple[Question, list[tuple[object, ...]]]]] = {}
    for sha256, questionnaire in known.items():
        for question in questionnaire.questions():
            mine = []
            for column in _columns_of(question):
                key = _key(questionnaire, question, column.part)
                columns[key] = _joined(columns.get(key), column, questionnaire.id, names=names)
                mine.append(key)
            keys.setdefault(sha256, []).append((question, mine))
    place = {key: number for number, key in enumerate(columns)}
    plans = {
        sha256: tuple(
            _plan(question, [columns[key] for key in mine], [place[key] for key in mine])
            for question, mine in asked
            if mine
        )
        for sha256, asked in keys.items()
    }
    all_columns = tuple(columns.values())
    blank = tuple(column.lack("not_in_version") for column in all_columns)
    return Layout(all_columns, MappingProxyType(known), MappingProxyType(plans), blank)


def _key(questionnaire: Questionnaire, question: Question, part: str) -> tuple[object, ...]:
    """Tell which questions of several versions are one and the same."""
    family = questionnaire.id.rsplit("/", 1)[0]
    scale = len(getattr(question, "scale", ()))
    return family, question.code, question.type, scale, part


def _joined(before: Column | None, now: Column, id_: str, *, names: set[str]) -> Column:
    """Add a version's column to what earlier versions made of it; a new one gets its own name."""
    if before is None:
        return replace(now, name=_free(now.name, names), questionnaires=(id_,))
    codes = {code.value: code for code in before.codes}
    for code in now.codes:
        kept = codes.get(code.value)
        new_number = code.number
        if kept is not None:
            new_number = kept.number
        elif not code.lack and any(code.number == one.number for one in codes.values()):
            new_number = 1 + max(one.number for one in codes.values())
        codes[code.value] = replace(code, number=new_number)
    ordered = sorted(codes.values(), key=lambda code: code.lack)
    seen = dict.fromkeys([*before.questionnaires, id_])
    return replace(before, label=now.label, codes=tuple(ordered), questionnaires=tuple(seen))


def _free(name: str, names: set[str]) -> str:
    """Make a name that SPSS, R and a spreadsheet take, and that no other column has."""
    plain = re.sub(r"[^A-Za-z0-9_.]", "_", name).rstrip(".") or "column"
    if plain.casefold() in _RESERVED:
        plain += "_"
    free, number = plain, 2
    while free.casefold() in names:
        free, number = f"{plain}_{number}", number + 1
    names.add(free.casefold())
    return free


def _columns_of(question: Question) -> tuple[Column, ...]:
    """Make the columns of one question; a note has none, as nothing is answered to it."""
    if question.type == "note":
        return ()
    if isinstance(question, SeveralChoicesQuestion):
        return _parts(question, question.options, codes=_TICKS)
    if isinstance(question, RankingQuestion):
        return _parts(question, question.options, codes=_PLACES)
    if isinstance(question, MatrixQuestion):
        return _parts(question, question.rows, codes=_choices(question.choices()))
    return (_column_of(question),)


def _column_of(question: Question) -> Column:
    """Make the one column of a question without parts."""
    label = _said(question.label)
    if isinstance(question, NumberQuestion):
        far = question.lowest is None or question.lowest <= LACKS["not_in_version"][0]
        lacks = _lacks(-_BEYOND if far else 0)
        return Column(question.code, label, "number", lacks, question.code)
    choices = getattr(question, "choices", None)
    if choices is None:
        return Column(question.code, label, "text", (), question.code)
    codes = (*_choices(choices()), *_lacks())
    return Column(question.code, label, "category", codes, question.code)


def _parts(
    question: Question, parts: Sequence[Option], *, codes: tuple[Code, ...]
) -> tuple[Column, ...]:
    """Make one column for each option or row of a question."""
    return tuple(
        Column(
            f"{question.code}_{part.code}",
            Sentence("{question} – {part}", {"question": question.label, "part": part.label}),
            "category",
            (*codes, *_lacks()),
            question.code,
            part.code,
        )
        for part in parts
    )


def _choices(choices: Sequence[tuple[str, Text]]) -> tuple[Code, ...]:
    """Number the answers: points by themselves, yes 1 and no 0, options in their order."""
    known = {"yes": 1, "no": 0}
    found = []
    for place, (value, label) in enumerate(choices, start=1):
        if value != NOT_APPLICABLE:
            digits = value.isascii() and value.isdecimal()
            number = int(value) if digits else known.get(value, place)
            found.append(Code(number if digits else value, number, _said(label)))
    return tuple(found)


def _lacks(shift: int = 0) -> tuple[Code, ...]:
    return tuple(
        Code(shift + code, shift + code, Sentence(words), lack=True)
        for code, words in LACKS.values()
    )


def _said(text: Text) -> Sentence:
    return Sentence("{text}", {"text": text})


def _plan(question: Question, columns: Sequence[Column], places: Sequence[int]) -> _Plan:
    parts = [column.part for column in columns]
    no_answer = tuple(column.lack("no_answer") for column in columns)
    does_not_apply = columns[0].lack("does_not_apply")

    def one(value: object) -> Sequence[Cell]:
        if columns[0].kind != "text" and value == NOT_APPLICABLE:
            return (does_not_apply,)
        return (value if isinstance(value, int) else str(value),)

    def ticked(value: object) -> Sequence[Cell]:
        chosen = set(value) if isinstance(value, list) else set()
        return [int(part in chosen) for part in parts]

    def by_part(value: object) -> Sequence[Cell]:
        given = value if isinstance(value, dict) else {}
        absent: Cell = 0 if isinstance(question, RankingQuestion) else no_answer[0]
        return [one(given[part])[0] if part in given else absent for part in parts]

    read = one
    if isinstance(question, SeveralChoicesQuestion):
        read = ticked
    elif isinstance(question, MatrixQuestion | RankingQuestion):
        read = by_part
    return _Plan(
        question.code,
        tuple(places),
        read,
        tuple(column.lack("not_asked") for column in columns),
        no_answer,
    )
