"""This module names how those served are cut for weighting, and which question tells of a cut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import Field, ValidationError

from scoring.definitions.criteria_set import Definition
from scoring.definitions.load import Located, examine_yaml
from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.register import MARGINS
from scoring.definitions.shape import shape_problems
from scoring.questions import SingleChoiceQuestion
from scoring.rule import Code
from scoring.types import N_, Problem, ProblemsFound, Text, said

ORDERED: Final = frozenset({"age"})
# How a dossier is filed, where a register tells only what came in online.
WAYS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "counter": Text("nộp tại quầy", "at the counter"),
        "online": Text("nộp trực tuyến", "online"),
        "post": Text("qua bưu chính", "by post"),
    }
)


class MarginQuestion(Definition):
    """The question that tells a margin; `counted_as`: what files call an option besides."""

    question: Code
    counted_as: Mapping[str, tuple[str, ...]] = {}


class MarginSourcesBody(Definition):
    """What the file says: of each margin, how an answer tells its category.

    `way_of_channel` says for channels of answers how whoever answers there has filed.
    """

    questionnaire: str
    margins: Annotated[Mapping[str, MarginQuestion], Field(min_length=1)]
    way_of_channel: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a margin: the option's code, its wording, and all names files may use."""

    code: str
    name: Text
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class MarginSource:
    """How answers tell a margin: by a question, or by the channel through which they came."""

    margin: str
    question: str | None
    categories: tuple[Category, ...]
    way_of_channel: Mapping[str, str]


def plain_name(text: str) -> str:
    """Make names comparable: small letters, single spaces.

    >>> plain_name(" Đất  ĐAI ")
    'đất đai'
    """
    return " ".join(text.casefold().split())


def find_margin_sources(
    questionnaire: Questionnaire, *, directories: Sequence[Path]
) -> tuple[MarginSource, ...]:
    """Load how a questionnaire tells margins, an office's own file first; none where none says.

    Raises ProblemsFound with everything wrong in the file.
    """
    for directory in directories:
        path = directory / "margins" / f"{questionnaire.id}.yaml"
        if path.resolve().is_relative_to(directory.resolve()) and path.is_file():
            return load_margin_sources(path, questionnaire)
    return ()


def load_margin_sources(path: Path, questionnaire: Questionnaire) -> tuple[MarginSource, ...]:
    """Load how a questionnaire tells margins from a file; raises ProblemsFound."""
    located, problems = examine_yaml(path)
    if located is None:
        raise ProblemsFound(problems)
    try:
        body = MarginSourcesBody.model_validate(located.value)
    except ValidationError as error:
        shape = shape_problems(located, error, model=MarginSourcesBody)
        raise ProblemsFound([*problems, *shape]) from error
    problems = [*problems, *_meaning(located, body, questionnaire)]
    if problems:
        raise ProblemsFound(problems)
    return tuple(_sources(body, questionnaire))


def _sources(body: MarginSourcesBody, questionnaire: Questionnaire) -> Iterator[MarginSource]:
    for margin in MARGINS:
        told = body.margins.get(margin)
        if told is not None:
            asked = _choices(questionnaire)[told.question]
            categories = tuple(
                _category(code, label, told.counted_as.get(code, ()))
                for code, label in asked.choices()
            )
            yield MarginSource(margin, told.question, categories, {})
        elif margin == "channel" and body.way_of_channel:
            ways = tuple(_category(code, name, ()) for code, name in WAYS.items())
            yield MarginSource(margin, None, ways, body.way_of_channel)


def _choices(questionnaire: Questionnaire) -> dict[str, SingleChoiceQuestion]:
    return {
        question.code: question
        for question in questionnaire.questions()
        if isinstance(question, SingleChoiceQuestion)
    }


def _category(code: str, name: Text, others: Sequence[str]) -> Category:
    # "Hộ tịch (khai sinh, kết hôn…)" is counted as "Hộ tịch" without being told so.
    short = name.vi.partition("(")[0]
    names = {code, name.vi, name.en, short, *others}
    return Category(code, name, frozenset(plain_name(one) for one in names if one.strip()))


def _meaning(
    located: Located, body: MarginSourcesBody, questionnaire: Questionnaire
) -> Iterator[Problem]:
    if body.questionnaire != questionnaire.id:
        yield _wrong(located, ("questionnaire",), expected=questionnaire.id, got=body.questionnaire)
    choices = _choices(questionnaire)
    for margin, told in body.margins.items():
        if margin not in MARGINS:
            expected = ", ".join(MARGINS)
            yield _wrong(located, ("margins", margin), expected=expected, got=margin)
        asked = choices.get(told.question)
        if asked is None:
            yield _wrong(
                located,
                ("margins", margin, "question"),
                expected=", ".join(choices),
                got=told.question,
            )
            continue
        yield from _options(located, margin, told=told, codes=[code for code, _ in asked.choices()])
    for channel, way in body.way_of_channel.items():
        if way not in WAYS:
            yield _wrong(located, ("way_of_channel", channel), expected=", ".join(WAYS), got=way)


def _options(
    located: Located, margin: str, *, told: MarginQuestion, codes: Sequence[str]
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for option, names in told.counted_as.items():
        place = ("margins", margin, "counted_as", option)
        if option not in codes:
            yield _wrong(located, place, expected=", ".join(codes), got=option)
        for name in names:
            before = seen.setdefault(plain_name(name), option)
            if before != option:
                yield located.problem(
                    "margins.twice",
                    place,
                    expected=said(N_("each name under one option only")),
                    got=said(N_("“{text}” again"), text=name),
                    remedy=said(N_("Delete one of the two.")),
                )


def _wrong(located: Located, path: tuple[str | int, ...], *, expected: str, got: str) -> Problem:
    return located.problem(
        "margins.name",
        path,
        expected=said(N_("one of {expected}"), expected=expected),
        got=said(N_("“{text}”"), text=got),
        remedy=said(N_("Correct the value.")),
    )
