"""This module writes a questionnaire as the rows of an XLSForm that other programs read, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from scoring.conditions import Condition
from scoring.definitions.questionnaire import Questionnaire, Section
from scoring.definitions.questionnaire_check import texts
from scoring.definitions.xlsform_expressions import condition_xpath
from scoring.definitions.xlsform_rows import (
    DECIMALS,
    DEFAULT_LANGUAGE,
    FACTOR,
    HINT,
    INTRO,
    KIND,
    LANGUAGES,
    MARK,
    NAMESPACE,
    PLACES,
    SATISFIED,
    SCREENS,
    TITLE,
    UNIT,
    WEIGHT,
    Row,
    Sheets,
    column,
)
from scoring.questions import (
    DateQuestion,
    LongTextQuestion,
    MatrixQuestion,
    NetPromoterQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    RatingQuestion,
    SeveralChoicesQuestion,
    ShortTextQuestion,
    SingleChoiceQuestion,
    YesNoQuestion,
)
from scoring.types import LANGUAGE_NAMES, N_, Problem, ProblemsFound, Text, said

_Choices = tuple[tuple[str, Text], ...]


def to_sheets(questionnaire: Questionnaire) -> Sheets:
    """Write a questionnaire as an XLSForm; raises ProblemsFound where a text would be read wrongly.

    The first survey row is a note with the title, so that its translations are kept.
    """
    problems = [
        Problem(
            "xlsform.reference",
            questionnaire.id,
            None,
            " › ".join(map(str, path)),
            said(N_("a text without “$” before a brace, which an XLSForm takes for a reference")),
            said(N_("“{text}”"), text=text.vi[:60]),
            said(N_("Write the text without a dollar sign before a brace.")),
        )
        for path, text in texts(questionnaire)
        if any("${" in getattr(text, language) for language in LANGUAGE_NAMES)
    ]
    if problems:
        raise ProblemsFound(problems)
    return _Writer(questionnaire).sheets()


class _Writer:
    """Goes through a questionnaire once and names each list of choices on its first use."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.lists: dict[_Choices, str] = {}
        questions = questionnaire.questions()
        self.parts = {one.code: one.parts() for one in questions if one.parts()}
        self.several = {one.code for one in questions if isinstance(one, SeveralChoicesQuestion)}

    def sheets(self) -> Sheets:
        form = self.questionnaire
        name, version = form.id.split("/")
        survey = tuple({key: cell for key, cell in row.items() if cell} for row in self._survey())
        choices = tuple(
            {"list_name": listed, "name": code, **_texts("label", text)}
            for pairs, listed in self.lists.items()
            for code, text in pairs
        )
        settings: Row = {
            "form_title": form.title.vi,
            "form_id": name,
            "version": version,
            "default_language": DEFAULT_LANGUAGE,
            "namespaces": NAMESPACE,
            SCREENS: form.screens,
            LANGUAGES: " ".join(form.languages),
        }
        return Sheets(survey, choices, (settings,))

    def _survey(self) -> Iterator[Row]:
        form = self.questionnaire
        yield {"type": "note", "name": TITLE, **_texts("label", form.title), KIND: "title"}
        if form.intro is not None:
            yield {"type": "note", "name": INTRO, **_texts("label", form.intro), KIND: "intro"}
        for section in form.sections:
            yield {
                "type": "begin_group",
                "name": section.code,
                **_texts("label", section.title),
                KIND: "section",
            }
            yield from self._section(section)
            yield {"type": "end_group"}

    def _section(self, section: Section) -> Iterator[Row]:
        if section.hint is not None:
            yield {
                "type": "note",
                "name": f"{section.code}{HINT}",
                **_texts("label", section.hint),
                KIND: "hint",
            }
        for question in section.questions:
            if isinstance(question, MatrixQuestion):
                yield from self._matrix(question)
            elif isinstance(question, RankingQuestion):
                yield from self._ranking(question)
            else:
                yield {**self._asked(question), **self._kind(question)}

    def _asked(self, question: Question) -> dict[str, str]:
        condition = question.show_when
        relevant = "" if condition is None else self._when(condition)
        return {
            "name": question.code,
            **_texts("label", question.label),
            **({} if question.hint is None else _texts("hint", question.hint)),
            "required": "yes" if question.required else "",
            "relevant": relevant,
            KIND: question.type,
            FACTOR: question.factor or "",
            WEIGHT: "" if question.weight is None else f"{Decimal(question.weight):f}",
        }

    def _when(self, condition: Condition) -> str:
        return condition_xpath(condition, self.parts, several=self.several)

    def _list(self, choices: _Choices) -> str:
        return self.lists.setdefault(choices, f"list{len(self.lists) + 1}")

    def _kind(self, question: Question) -> dict[str, str]:
        write = _WRITERS.get(type(question))
        return {"type": "note"} if write is None else write(self, question)

    def _rating(self, question: RatingQuestion) -> dict[str, str]:
        return {
            "type": f"select_one {self._list(question.choices())}",
            "appearance": "likert",
            SATISFIED: str(question.satisfied_from),
        }

    def _single(self, question: SingleChoiceQuestion) -> dict[str, str]:
        return {
            "type": f"select_one {self._list(question.choices())}",
            "appearance": "minimal" if question.compact else "",
        }

    def _one_of(self, question: YesNoQuestion | NetPromoterQuestion) -> dict[str, str]:
        return {"type": f"select_one {self._list(question.choices())}"}

    def _several(self, question: SeveralChoicesQuestion) -> dict[str, str]:
        alone = [f"selected(., '{code}')" for code in question.alone]
        rules = []
        if question.at_least > 1:
            least = [f"count-selected(.) >= {question.at_least}", *alone]
            rules.append(f"({' or '.join(least)})")
        if question.at_most is not None:
            rules.append(f"count-selected(.) <= {question.at_most}")
        rules += [f"(not({one}) or count-selected(.) = 1)" for one in alone]
        return {
            "type": f"select_multiple {self._list(question.choices())}",
            "constraint": " and ".join(rules),
        }

    @staticmethod
    def _number(question: NumberQuestion) -> dict[str, str]:
        unit = {} if question.unit is None else _units(question.unit)
        return {
            "type": "decimal" if question.decimals else "integer",
            "constraint": _within(_exact(question.lowest), _exact(question.highest), form="{:f}"),
            DECIMALS: str(question.decimals),
            MARK: question.decimal_mark,
            **unit,
        }

    @staticmethod
    def _date(question: DateQuestion) -> dict[str, str]:
        limits = _within(question.earliest, question.latest, form="date('{:%Y-%m-%d}')")
        return {"type": "date", "constraint": limits}

    @staticmethod
    def _words(question: ShortTextQuestion | LongTextQuestion) -> dict[str, str]:
        return {
            "type": "text",
            "appearance": "multiline" if isinstance(question, LongTextQuestion) else "",
            "constraint": f"string-length(.) <= {question.longest}",
        }

    def _matrix(self, question: MatrixQuestion) -> Iterator[Row]:
        head = self._asked(question)
        required = head.pop("required")
        satisfied = str(question.satisfied_from)
        yield {"type": "begin_group", **head, "appearance": "table-list", SATISFIED: satisfied}
        for row in question.rows:
            yield {
                "type": f"select_one {self._list(question.choices())}",
                "name": f"{question.code}-{row.code}",
                **_texts("label", row.label),
                "required": required,
            }
        yield {"type": "end_group"}

    def _ranking(self, question: RankingQuestion) -> Iterator[Row]:
        head = self._asked(question)
        required = head.pop("required")
        places = "" if question.places is None else str(question.places)
        numbers = range(1, question.most() + 1)
        listed = self._list(tuple((str(one), _in_every_language(str(one))) for one in numbers))
        names = [f"{question.code}-{option.code}" for option in question.options]
        yield {"type": "begin_group", **head, "appearance": "table-list", PLACES: places}
        for place, option in enumerate(question.options):
            last = place == len(names) - 1
            yield {
                "type": f"select_one {listed}",
                "name": names[place],
                **_texts("label", option.label),
                # An order needs at least one place: the last line asks where all others are empty.
                "required": nothing_ranked(names[:-1]) if required and last else "",
                "constraint": " and ".join(f". != ${{{name}}}" for name in names[:place]),
            }
        yield {"type": "end_group"}


def nothing_ranked(names: list[str]) -> str:
    """Write that none of the lines of a ranking was given a place."""
    return " and ".join(f"${{{name}}} = ''" for name in names)


_WRITERS: Mapping[type, Callable[[_Writer, Any], dict[str, str]]] = {
    RatingQuestion: _Writer._rating,
    SingleChoiceQuestion: _Writer._single,
    YesNoQuestion: _Writer._one_of,
    NetPromoterQuestion: _Writer._one_of,
    SeveralChoicesQuestion: _Writer._several,
    NumberQuestion: lambda _, question: _Writer._number(question),
    DateQuestion: lambda _, question: _Writer._date(question),
    ShortTextQuestion: lambda _, question: _Writer._words(question),
    LongTextQuestion: lambda _, question: _Writer._words(question),
}


def _texts(name: str, text: Text) -> dict[str, str]:
    return {
        column(name, language): getattr(text, language)
        for language in LANGUAGE_NAMES
        if getattr(text, language)
    }


def _units(text: Text) -> dict[str, str]:
    return {
        f"{UNIT}{language}": getattr(text, language)
        for language in LANGUAGE_NAMES
        if getattr(text, language)
    }


def _in_every_language(text: str) -> Text:
    return Text(**dict.fromkeys(LANGUAGE_NAMES, text))


def _exact(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _within(low: object, high: object, *, form: str) -> str:
    limits = ((">=", low), ("<=", high))
    return " and ".join(f". {sign} {form.format(one)}" for sign, one in limits if one is not None)
