"""This module finds what a questionnaire means wrongly, question by question and together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.conditions import Condition
from scoring.definitions.load import Located
from scoring.definitions.questionnaire import QuestionnaireBody
from scoring.questions import NetPromoterQuestion, Question, RatingQuestion
from scoring.types import LANGUAGE_NAMES, N_, Problem, Sentence, Text, said

MOST_FORM_FIELDS = 180  # room for the key and a door's own fields below the parser's limit of 200
MOST_TESTS = 12  # what a condition may ask of one question is tried out in every combination

_Path = tuple[str | int, ...]
_Placed = tuple[_Path, Question]


def meaning_problems(located: Located, body: QuestionnaireBody) -> Iterator[Problem]:
    """Find every problem of a questionnaire whose shape is right."""
    questions = [
        (("sections", s, "questions", q), question)
        for s, section in enumerate(body.sections)
        for q, question in enumerate(section.questions)
    ]
    yield from _languages(located, body)
    yield from _codes(located, body)
    for path, question in questions:
        for flaw in question.flaws():
            yield located.problem(
                flaw.code,
                (*path, *flaw.path),
                expected=flaw.expected,
                got=flaw.got,
                remedy=flaw.remedy,
            )
    yield from _size(located, questions)
    yield from _conditions(located, questions)
    yield from _symmetry(located, questions)
    if not any(question.required for _, question in questions if question.show_when is None):
        yield located.problem(
            "questionnaire.required",
            ("sections",),
            expected=said(N_("at least one required question")),
            got=said(N_("none")),
            remedy=said(N_("Mark the question that no answer can do without: required: true.")),
        )


def _languages(located: Located, body: QuestionnaireBody) -> Iterator[Problem]:
    spoken = body.languages
    unknown = not set(spoken) <= set(LANGUAGE_NAMES)
    if spoken[0] != "vi" or unknown or len(set(spoken)) < len(spoken):
        yield located.problem(
            "questionnaire.languages",
            ("languages",),
            expected=said(
                N_("vi first, then other known languages ({known})"),
                known=", ".join(LANGUAGE_NAMES),
            ),
            got=said(N_("“{text}”"), text=", ".join(spoken)),
            remedy=said(N_("List vi first.")),
        )
    if "en" not in spoken:
        return
    for path, text in texts(body):
        if not text.en.strip():
            yield located.problem(
                "questionnaire.translation",
                path,
                expected=said(N_("an English wording (en), as the languages promise")),
                got=said(N_("nothing")),
                remedy=said(N_("Translate the text, or take en out of the languages.")),
            )


def _codes(located: Located, body: QuestionnaireBody) -> Iterator[Problem]:
    seen: set[str] = set()
    for s, section in enumerate(body.sections):
        if section.code in seen:
            yield _twice(located, ("sections", s, "code"), section.code)
        seen.add(section.code)
        for q, question in enumerate(section.questions):
            if question.code in seen:
                yield _twice(located, ("sections", s, "questions", q, "code"), question.code)
            seen.add(question.code)


def _twice(located: Located, path: _Path, code: str) -> Problem:
    return located.problem(
        "questionnaire.code-twice",
        path,
        expected=said(N_("a code that is used once")),
        got=said(N_("“{text}” again"), text=code),
        remedy=said(N_("Give one of the two another code.")),
    )


def _size(located: Located, questions: Sequence[_Placed]) -> Iterator[Problem]:
    fields = sum(len(question.field_names()) for _, question in questions)
    if fields > MOST_FORM_FIELDS:
        yield located.problem(
            "questionnaire.size",
            ("sections",),
            expected=said(N_("at most {most} fields in a form"), most=MOST_FORM_FIELDS),
            got=said(N_("{fields} fields"), fields=fields),
            remedy=said(N_("Ask fewer questions, or split the questionnaire.")),
        )


def _conditions(located: Located, questions: Sequence[_Placed]) -> Iterator[Problem]:
    earlier: dict[str, Question] = {}
    for path, question in questions:
        if question.show_when is not None:
            here = (*path, "show_when")
            tests = list(question.show_when.tests())
            if len(tests) > MOST_TESTS:
                yield located.problem(
                    "questionnaire.condition-size",
                    here,
                    expected=said(N_("at most {most} tests in a condition"), most=MOST_TESTS),
                    got=said(N_("{tests} tests"), tests=len(tests)),
                    remedy=said(N_("Ask by any_of for several values at once.")),
                )
            for inside, test in tests:
                yield from _test(located, (*here, *inside), test=test, earlier=earlier)
        earlier[question.code] = question


def _test(
    located: Located, path: _Path, *, test: Condition, earlier: dict[str, Question]
) -> Iterator[Problem]:
    code = test.question or ""
    asked = earlier.get(code)
    if asked is None or not asked.field_names():
        yield _wrong(
            located,
            (*path, "question"),
            expected=said(N_("the code of an earlier question that is answered")),
            got=code,
            remedy=said(N_("Name an earlier question, or move this one below it.")),
        )
        return
    needs_row = test.answered is None or test.row is not None
    if asked.parts() and needs_row and test.row not in asked.parts():
        yield _wrong(
            located,
            (*path, "row"),
            expected=said(N_("one of the rows {rows}"), rows=", ".join(asked.parts())),
            got=test.row or "",
            remedy=said(N_("Name the row that the condition asks for.")),
        )
    if test.row is not None and test.row not in asked.parts() and not asked.parts():
        yield _wrong(
            located,
            (*path, "row"),
            expected=said(N_("no row, for this question has none")),
            got=test.row,
            remedy=said(N_("Delete the key or correct its name.")),
        )
    yield from _values(located, path, test=test, asked=asked)


def _values(
    located: Located, path: _Path, *, test: Condition, asked: Question
) -> Iterator[Problem]:
    possible = asked.comparable()
    if test.any_of is not None and possible is None:
        yield _wrong(
            located,
            (*path, "any_of"),
            expected=said(N_("answered, or for numbers at_least or at_most")),
            got="any_of",
            remedy=said(N_("Ask for what this kind of question can answer.")),
        )
    for place, value in enumerate(test.any_of or ()):
        if possible is not None and value not in possible:
            yield _wrong(
                located,
                (*path, "any_of", place),
                expected=said(
                    N_("one of {expected}"), expected=", ".join(sorted(map(str, possible)))
                ),
                got=str(value),
                remedy=said(N_("Choose one of these values.")),
            )
    if (test.at_least is not None or test.at_most is not None) and not asked.numeric():
        yield _wrong(
            located,
            path,
            expected=said(N_("any_of or answered, for the answers are no numbers")),
            got="at_most" if test.at_least is None else "at_least",
            remedy=said(N_("Ask for what this kind of question can answer.")),
        )


def _wrong(
    located: Located, path: _Path, *, expected: Sentence, got: str, remedy: Sentence
) -> Problem:
    stood = said(N_("“{text}”"), text=got) if got else said(N_("nothing"))
    return located.problem(
        "questionnaire.condition", path, expected=expected, got=stood, remedy=remedy
    )


def _symmetry(located: Located, questions: Sequence[_Placed]) -> Iterator[Problem]:
    """The worst and the best answer cost the same effort: as many questions follow either."""
    for path, rated in questions:
        if not isinstance(rated, RatingQuestion | NetPromoterQuestion):
            continue
        worst, best = (_follow(rated, end, questions=questions) for end in rated.ends())
        if len(worst) != len(best):
            more, fewer = (worst, best) if len(worst) > len(best) else (best, worst)
            only = [code for code in more if code not in fewer]
            yield located.problem(
                "questionnaire.symmetry",
                path,
                expected=said(N_("as many questions after the worst answer as after the best one")),
                got=said(
                    N_("{worst} after the worst, {best} after the best ({codes})"),
                    worst=len(worst),
                    best=len(best),
                    codes=", ".join(only),
                ),
                remedy=said(
                    N_("Ask for reasons at both ends or neither, so that effort sways nobody.")
                ),
            )


def _follow(
    rated: RatingQuestion | NetPromoterQuestion, value: int, *, questions: Sequence[_Placed]
) -> list[str]:
    """Give the questions about a rating that an answer to it can bring up."""
    return [
        question.code
        for _, question in questions
        if question.show_when is not None
        and question.field_names()
        and any(test.question == rated.code for _, test in question.show_when.tests())
        and True in question.show_when.outcomes(rated.code, value)
    ]


def texts(body: QuestionnaireBody) -> Iterator[tuple[_Path, Text]]:
    """Go through every text that people read, with its path."""
    yield ("title",), body.title
    if body.intro:
        yield ("intro",), body.intro
    for s, section in enumerate(body.sections):
        yield ("sections", s, "title"), section.title
        if section.hint:
            yield ("sections", s, "hint"), section.hint
        for q, question in enumerate(section.questions):
            for path, text in question.texts():
                yield ("sections", s, "questions", q, *path), text
