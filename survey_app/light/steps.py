"""This module asks one question a screen, without a script and without keeping anything.

What was answered travels in hidden fields of the form and is parsed anew at every step; only the
last screen posts to an address that stores (`gui=1`), through the same `submit` as every face.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import FieldErrors, parse_question, values_so_far
from scoring.questions import NoteQuestion, Question
from scoring.types import Sentence
from survey_app.actions import Opening
from survey_app.light.audio import recordings
from survey_app.light.form_page import FOR_BACK, Fields, around
from survey_app.light.kind_styles import steps_style
from survey_app.light.rendering import answer, render
from survey_app.wiring import Counter, Desk
from ui.words import translator

MODE: Final = "che-do"
SINGLE: Final = "tung-cau"
WHOLE: Final = "ca-phieu"
FORWARD, BACK, AGAIN = "buoc", "lui", "doi"
READY: Final = "xong"  # in the place of a question's code: all is answered, only sending is left


@dataclass(frozen=True)
class Screen:
    """One question with the notes that stand before it; without a question, the last screen."""

    question: Question | None
    notes: tuple[Question, ...] = ()

    @property
    def code(self) -> str:
        """Give the word by which addresses name the screen."""
        return READY if self.question is None else self.question.code


def wanted(request: Request, questionnaire: Questionnaire) -> bool:
    """Tell whether to ask one question a screen: the address decides, then the questionnaire."""
    asked = request.query_params.get(MODE)
    return asked == SINGLE or (questionnaire.screens == "single" and asked != WHOLE)


def is_on_the_way(request: Request) -> bool:
    """Tell whether what was sent is a step or a change of language, not a finished form."""
    return any(name in request.query_params for name in (FORWARD, BACK, AGAIN))


def screens(questionnaire: Questionnaire, values: Mapping[str, object]) -> tuple[Screen, ...]:
    """Give the screens that somebody with these answers goes through, the sending one last."""
    found: list[Screen] = []
    notes: list[Question] = []
    for question in questionnaire.shown(values):
        if isinstance(question, NoteQuestion):
            notes.append(question)
        else:
            found.append(Screen(question, tuple(notes)))
            notes.clear()
    return (*found, Screen(None, tuple(notes)))


def first(desk: Desk, counter: Counter, *, language: str, opening: Opening) -> Response:
    """Show the first question of a fresh form."""
    way = screens(counter.questionnaire, {})
    return _shown(desk, counter, language=language, opening=opening, screen=way[0], given={})


def moved(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    opening: Opening,
    fields: Fields,
    query: Mapping[str, str],
) -> Response:
    """Go a step on if the question is answered as it should be, a step back, or stay."""
    questionnaire = counter.questionnaire
    way = screens(questionnaire, values_so_far(questionnaire, fields))
    code = next((query[name] for name in (FORWARD, BACK, AGAIN) if name in query), "")
    place = next((number for number, screen in enumerate(way) if screen.code == code), 0)
    here = way[place].question
    wrong: dict[str, Sentence] = {}
    if FORWARD in query and here is not None:
        parsed = parse_question(questionnaire, here, fields=fields)
        if isinstance(parsed, Sentence):
            wrong[here.code] = parsed
    if BACK in query:
        place = max(0, place - 1)
    elif FORWARD in query and not wrong:
        place = min(place + 1, len(way) - 1)
    return _shown(
        desk,
        counter,
        language=language,
        opening=opening,
        screen=way[place],
        given=fields,
        errors=FieldErrors(wrong) if wrong else None,
        status=422 if wrong else 200,
    )


def once_more(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    opening: Opening,
    fields: Fields,
    errors: FieldErrors,
    status: int,
) -> Response:
    """Show the first screen on which something is wrong, or the last one."""
    way = screens(counter.questionnaire, values_so_far(counter.questionnaire, fields))
    screen = next((one for one in way if one.code in errors.fields), way[-1])
    return _shown(
        desk,
        counter,
        language=language,
        opening=opening,
        screen=screen,
        given=fields,
        errors=errors,
        status=status,
    )


def _shown(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    opening: Opening,
    screen: Screen,
    given: Fields,
    errors: FieldErrors | None = None,
    status: int = 200,
) -> Response:
    questionnaire, words = counter.questionnaire, translator(language)
    way = screens(questionnaire, values_so_far(questionnaire, given))
    codes = [one.code for one in way]
    place = codes.index(screen.code) if screen.code in codes else 0
    is_last = screen.question is None or _is_last(questionnaire, screen.question, way=way)
    style = steps_style(questionnaire)
    own = set() if screen.question is None else set(screen.question.field_names())
    drawn = render(
        "steps.html",
        language,
        **{**around(counter, language), "form_style": style},
        title=questionnaire.title,
        intro=questionnaire.intro if place == 0 else None,
        screen=screen,
        number=place + 1,
        total=len(way) - 1,
        before=way[place - 1].code if place else "",
        is_last=is_last,
        switching=f"{MODE}={SINGLE}&{AGAIN}={screen.code}",
        opening=opening,
        work=desk.settings.proof_of_work,
        audio=dict(recordings(desk.settings.data_dir, questionnaire.id, language)),
        given=given,
        carried=_carried(questionnaire, given, own),
        wrong={} if errors is None else {c: words.say(s) for c, s in errors.fields.items()},
        whole=() if errors is None else tuple(words.say(s) for s in errors.whole),
    )
    # Kept for Back only: a browser asks for nothing and shows the screen as it was.
    return answer(drawn, language, status=status, cache=FOR_BACK, style=style)


def _is_last(questionnaire: Questionnaire, question: Question, *, way: Sequence[Screen]) -> bool:
    """Tell whether nothing can follow, whatever is answered here."""
    if way[-2].code != question.code or way[-1].notes:
        return False
    asked = questionnaire.questions()
    later = asked[asked.index(question) + 1 :]
    return not any(
        test.question == question.code
        for one in later
        if one.show_when is not None
        for _, test in one.show_when.tests()
    )


def _carried(questionnaire: Questionnaire, given: Fields, own: set[str]) -> list[tuple[str, str]]:
    """Give what the hidden fields hold: all that was sent but for the screen's own fields."""
    names = [name for name in questionnaire.field_names() if name not in own]
    return [(name, value) for name in names for value in given.get(name, ()) if value]
