"""This module draws the form of a point: blank and quick for everyone, or with what was typed."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import FieldErrors
from scoring.definitions.questionnaire_check import texts
from scoring.definitions.questionnaire_words import condition_sentence
from scoring.types import LANGUAGE_NAMES
from storage.records import ServicePoint
from survey_app.actions import Opening
from survey_app.light.audio import recordings
from survey_app.light.kind_styles import form_style
from survey_app.light.pressed import DRAWING, Pressed, PressedResponse, mark, press
from survey_app.light.rendering import answer, headers, render
from survey_app.wiring import Counter, Desk
from ui.words import known, translator

Fields = Mapping[str, Sequence[str]]

# Back has to show the very form that was sent, with its key, so that sending it again is known for
# what it is; any other way to the page asks the server and gets a new key. The form posts to an
# address of its own (?gui=1), because a browser forgets its copy of an address that it posted to.
FOR_BACK = "private, no-cache"

# Drawing takes milliseconds of processor time, putting the key and the seal in takes microseconds.
_KEY_PLACE = mark(1, 22)
_SEAL_PLACE = mark(2, 28)


def language_for(request: Request, questionnaire: Questionnaire) -> str:
    """Give the language asked for if the form speaks it, or one of the house's own."""
    asked = request.query_params.get("lang")
    return asked if asked in questionnaire.languages else known(asked)


def form(
    desk: Desk,
    counter: Counter,
    *,
    language: str,
    opening: Opening,
    given: Fields | None = None,
    errors: FieldErrors | None = None,
    status: int = 200,
) -> Response:
    """Draw the form, with everything that was typed and what was wrong with it."""
    link = survey_address(desk, counter.point, language)
    work = desk.settings.proof_of_work
    audio = recordings(desk.settings.data_dir, counter.questionnaire.id, language)
    style = form_style(counter.questionnaire)
    if given is None and errors is None and not opening.ticket:
        with DRAWING:
            blank = _blank(counter, language, link=link, work=work, audio=audio)
        return PressedResponse(
            blank,
            {_KEY_PLACE: opening.key, _SEAL_PLACE: opening.seal},
            status_code=status,
            headers=headers(language, cache=FOR_BACK, style=style),
        )
    words = translator(language)
    drawn = _drawn(
        counter,
        language,
        opening=opening,
        work=work,
        audio=dict(audio),
        given=given or {},
        wrong={} if errors is None else {c: words.say(s) for c, s in errors.fields.items()},
        whole=() if errors is None else tuple(words.say(s) for s in errors.whole),
        survey_link=link,
    )
    return answer(drawn, language, status=status, cache=FOR_BACK, style=style)


@functools.lru_cache(maxsize=1024)
def _blank(
    counter: Counter, language: str, *, link: str, work: int, audio: tuple[tuple[str, str], ...]
) -> Pressed:
    drawn = _drawn(
        counter,
        language,
        opening=Opening(_KEY_PLACE, _SEAL_PLACE),
        work=work,
        audio=dict(audio),
        given={},
        wrong={},
        whole=(),
        survey_link=link,
    )
    return press(drawn)


def _drawn(counter: Counter, language: str, **context: Any) -> str:
    return render(
        "form.html",
        language,
        questionnaire=counter.questionnaire,
        **around(counter, language),
        **context,
    )


def around(counter: Counter, language: str) -> dict[str, Any]:
    """Give what every page of a form needs beside its questions."""
    return {
        "point": counter.point,
        "unit_name": counter.unit_name,
        "other_language": None,
        "others": other_languages(counter.questionnaire, language),
        "untranslated": untranslated(counter.questionnaire, language),
        "leads": _leads(counter.questionnaire, language),
        "form_style": form_style(counter.questionnaire),
        "unknown_kind": unknown_kind,
    }


def other_languages(questionnaire: Questionnaire, language: str) -> tuple[tuple[str, str], ...]:
    """Give the other languages of a form: code and own name."""
    return tuple((one, LANGUAGE_NAMES[one]) for one in questionnaire.languages if one != language)


def untranslated(questionnaire: Questionnaire, language: str) -> str:
    """Name the language that the form lacks words in, or say nothing."""
    missing = language != "vi" and any(
        not text.speaks(language) for _, text in texts(questionnaire)
    )
    return LANGUAGE_NAMES[language] if missing else ""


@functools.lru_cache(maxsize=256)
def _leads(questionnaire: Questionnaire, language: str) -> Mapping[str, str]:
    words = translator(language)
    return {
        question.code: words(
            "Please answer if {condition}.",
            condition=condition_sentence(questionnaire, question.show_when),
        )
        for question in questionnaire.questions()
        if question.show_when is not None
    }


def survey_address(desk: Desk, point: ServicePoint, language: str) -> str:
    """Give the address of the full survey page for a point."""
    suffix = "" if language == "vi" else f"&lang={language}"
    return f"{desk.settings.survey_url}/?ma={point.code}{suffix}"


def unknown_kind(kind: str) -> str:
    """Refuse to draw a form with a kind of question that no template knows."""
    raise LookupError(f"the light page has no way to ask a question of type {kind}")
