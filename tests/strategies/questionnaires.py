"""This module draws random questionnaires of every kind, and what people may send for them.

`questionnaires()` gives questionnaires that the loader takes, `documents()` the plain document
behind one, `forms(questionnaire)` fields as a page would send them: mostly valid, some refused.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from scoring.questions import (
    DateQuestion,
    LongTextQuestion,
    MatrixQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    SeveralChoicesQuestion,
    ShortTextQuestion,
)

Fields = dict[str, list[str]]

WORDS = st.sampled_from(
    [
        "Thái độ", "Giấy tờ", "Đúng hẹn", "Ê", "ghế & bàn", '<b>"hai"</b>', "{{ 7*7 }}", "%s {x}",
        "`dấu` *sao* _gạch_ ~ $x$", "a' or 1=1 --", "Một câu hỏi khá dài để xem dòng gãy thế nào",
    ]
)  # fmt: skip
KINDS = (
    "rating", "single_choice", "several_choices", "yes_no", "net_promoter", "matrix", "ranking",
    "number", "date", "short_text", "long_text", "note",
)  # fmt: skip


@st.composite
def _text(draw: st.DrawFn) -> dict[str, str]:
    return {"vi": draw(WORDS), "en": draw(WORDS)}


def _options(least: int, *, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    codes = st.lists(
        st.from_regex(r"[a-z][a-z0-9-]{0,5}", fullmatch=True),
        min_size=least, max_size=most, unique=True,
    )  # fmt: skip
    return codes.flatmap(
        lambda found: st.tuples(*[_text() for _ in found]).map(
            lambda texts: [
                {"code": code, "label": text} for code, text in zip(found, texts, strict=True)
            ]
        )
    )


_SCALE = st.lists(_text(), min_size=2, max_size=7)


@st.composite
def _kind(draw: st.DrawFn, kind: str) -> dict[str, Any]:  # noqa: C901, PLR0912
    extra: dict[str, Any] = {"type": kind, "label": draw(_text())}
    if draw(st.booleans()):
        extra["hint"] = draw(_text())
    if kind in {"rating", "matrix"}:
        extra["scale"] = draw(_SCALE)
        extra["satisfied_from"] = draw(st.integers(1, len(extra["scale"])))
    if kind in {"rating", "matrix", "yes_no"} and draw(st.booleans()):
        extra["not_applicable"] = draw(_text())
    if kind == "matrix":
        extra["rows"] = draw(_options(1, most=4))
    if kind in {"single_choice", "several_choices", "ranking"}:
        extra["options"] = draw(_options(2, most=6))
        size = len(extra["options"])
        if kind == "single_choice":
            extra["compact"] = draw(st.booleans())
        elif kind == "ranking" and draw(st.booleans()):
            extra["places"] = draw(st.integers(1, size))
        elif kind == "several_choices" and draw(st.booleans()):
            extra["at_most"] = draw(st.integers(1, size))
            extra["at_least"] = draw(st.integers(1, extra["at_most"]))
            if draw(st.booleans()):
                extra["alone"] = [extra["options"][-1]["code"]]
    if kind == "net_promoter":
        extra |= {"low": draw(_text()), "high": draw(_text())}
    if kind == "number":
        extra["decimals"] = draw(st.integers(0, 3))
        extra["decimal_mark"] = draw(st.sampled_from([",", "."]))
        if draw(st.booleans()):
            extra["lowest"] = draw(st.integers(-50, 50))
            extra["highest"] = extra["lowest"] + draw(st.integers(0, 5000))
        if draw(st.booleans()):
            extra["unit"] = draw(_text())
    if kind == "date" and draw(st.booleans()):
        extra["earliest"], extra["latest"] = "2025-07-01", "2027-12-31"
    if kind in {"short_text", "long_text"}:
        extra["longest"] = draw(st.integers(1, 120))
    return extra


def _test_of(question: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give tests of an earlier question; those of a rating treat both ends alike."""
    kind, code = question["type"], question["code"]
    tests = [st.booleans().map(lambda yes: {"question": code, "answered": yes})]
    if kind in {"rating", "net_promoter"}:
        ends = [1, len(question["scale"])] if kind == "rating" else [0, 10]
        tests.append(st.just({"question": code, "any_of": ends}))
    elif kind in {"single_choice", "several_choices"}:
        codes = [option["code"] for option in question["options"]]
        tests.append(
            st.lists(st.sampled_from(codes), min_size=1, max_size=2).map(
                lambda chosen: {"question": code, "any_of": chosen}
            )
        )
    elif kind == "yes_no":
        tests.append(st.just({"question": code, "any_of": ["no"]}))
    elif kind == "number":
        tests.append(st.integers(-5, 50).map(lambda least: {"question": code, "at_least": least}))
    elif kind in {"matrix", "ranking"}:
        rows = question["rows" if kind == "matrix" else "options"]
        row = rows[0]["code"]
        tests.append(st.just({"question": code, "row": row, "any_of": [1]}))
        tests.append(st.just({"question": code, "row": row, "at_most": 1}))
    return st.one_of(tests)


def _joined(test: dict[str, Any], other: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Join tests so that the ends of a rating stay alike."""
    return st.sampled_from([test, {"all": [test, other]}, {"any": [other, test]}, {"not": test}])


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Give the plain document of a questionnaire that the loader takes."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    asked: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    for number, kind in enumerate(["rating", *kinds]):
        question = {"code": f"Q{number}", **draw(_kind(kind))}
        if number == 0:
            question["required"] = True
        elif kind != "note":
            question["required"] = draw(st.booleans())
        if asked and draw(st.integers(0, 2)) == 0:
            tests = [draw(_test_of(draw(st.sampled_from(asked)))) for _ in range(2)]
            question["show_when"] = draw(_joined(*tests))
        questions.append(question)
        if kind != "note":
            asked.append(question)
    cut = draw(st.integers(1, len(questions)))
    sections = [
        {"code": f"SECTION_{place}", "title": draw(_text()), "questions": part}
        for place, part in enumerate([questions[:cut], questions[cut:]])
        if part
    ]
    return {
        "id": "ngau-nhien/v1",
        "title": draw(_text()),
        "languages": ["vi", "en"],
        "screens": draw(st.sampled_from(["whole", "single"])),
        "sections": sections,
    }


def loaded(document: dict[str, Any]) -> Questionnaire:
    """Load a document as the file that it would be; JSON is YAML."""
    raw = json.dumps(document, ensure_ascii=False).encode()
    return questionnaire_from_bytes(raw, file="ngau-nhien.yaml")


def questionnaires() -> st.SearchStrategy[Questionnaire]:
    """Give questionnaires that the loader takes."""
    return documents().map(loaded)


_NOISE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["0", "1", "11", "na", "yes", "-1", "1,5", "1.5", "1.000", "31/02/2026", "٣"]),
)


def forms(questionnaire: Questionnaire) -> st.SearchStrategy[Fields]:
    """Give fields that a page could send: each question valid, empty, or now and then refused."""
    return st.tuples(*[_sent(question) for question in questionnaire.questions()]).map(
        lambda parts: {name: given for part in parts for name, given in part.items()}
    )


def valid(question: Question) -> st.SearchStrategy[Fields]:
    """Give fields that the question takes; a required one has an answer."""

    def taken(fields: Fields) -> bool:
        value = question.parse_fields(fields)
        return not hasattr(value, "template") and not (question.required and value is None)

    return _likely(question).filter(taken)


def _sent(question: Question) -> st.SearchStrategy[Fields]:
    if isinstance(question, NoteQuestion):
        return st.just({})
    empty = st.just({})
    blank = st.just({name: [""] for name in question.field_names()})
    noise = st.fixed_dictionaries({name: st.lists(_NOISE, max_size=2)
                                   for name in question.field_names()})  # fmt: skip
    return st.one_of(*[_likely(question)] * 5, empty, blank, noise)


def _likely(question: Question) -> st.SearchStrategy[Fields]:
    """Give fields that are valid, or nearly."""
    match question:
        case NoteQuestion():
            return st.just({})
        case MatrixQuestion():
            values = [value for value, _ in question.choices()]
            return st.fixed_dictionaries(
                {name: st.sampled_from(values).map(_one) for name in question.field_names()}
            )
        case RankingQuestion():
            return st.permutations(list(question.field_names())).map(
                lambda names: {
                    name: [str(place)] for place, name in enumerate(names[: question.most()], 1)
                }
            )
        case _:
            return _in_one_field(question).map(lambda given: {question.code: given})


def _in_one_field(question: Question) -> st.SearchStrategy[list[str]]:
    match question:
        case SeveralChoicesQuestion():
            codes = [option.code for option in question.options]
            return st.lists(st.sampled_from(codes), unique=True)
        case NumberQuestion():
            low = int(question.lowest or 0)
            high = int(low + 100 if question.highest is None else question.highest)
            return st.integers(low, high).map(lambda number: [str(number)])
        case DateQuestion():
            return st.dates(date(2025, 7, 1), date(2027, 12, 31)).map(
                lambda day: [f"{day:%d/%m/%Y}"]
            )
        case ShortTextQuestion() | LongTextQuestion():
            letters = st.sampled_from("Chờ lâu<>&'\"\n{}%ế ")
            return st.text(letters, max_size=question.longest).map(_one)
        case _:
            return st.sampled_from([value for value, _ in question.choices()]).map(_one)


def _one(value: str) -> list[str]:
    return [value]
