"""This module is the clerk's desk: one paper after another, the last one undone, batches closed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from scoring.definitions.questionnaire_answers import FieldErrors, parse_answers
from scoring.definitions.questionnaire_words import condition_sentence
from scoring.questions import DateQuestion, NoteQuestion
from scoring.types import N_, Sentence, Text, said
from storage.entry_drafts import DAMAGED, UNDO_REASONS
from storage.entry_unusable import UnusablePapers
from storage.faults import StorageFault
from storage.paper_serials import read_serial
from storage.text import vietnam_day
from survey_app.entry.drawing import desk_page
from survey_app.entry.papers import DAY, Entered
from survey_app.entry.settling import Settled, opened, papers_of, settle_agreed
from survey_app.entry.station import Station, open_station
from survey_app.entry.typed import fields_from, lines, typed_from
from survey_app.light.body import OtherType, TooLarge, Unreadable, read_fields
from survey_app.light.forms import language_of
from survey_app.light.rendering import message
from ui.words import Words, translator

SERIAL: Final = "so_phieu"
WHY_FIELD: Final = "vi_sao"
WHY: Final = MappingProxyType(
    {
        "blank": N_("nothing is filled in"),
        "torn": N_("torn, or a part is missing"),
        "repeated": N_("the same person filled in a second one"),
        "spoiled": N_("nobody can read it"),
    }
)
REASONS: Final = MappingProxyType(
    {
        "mistyped": N_("I mistyped something"),
        "wrong_paper": N_("it was the wrong paper"),
        "other": N_("another reason"),
    }
)
_OLDEST: Final = timedelta(days=366)
_log = logging.getLogger(__name__)

Fields = Mapping[str, Sequence[str]]
Work = Callable[[Station, str, Fields], Response]


@dataclass(frozen=True)
class Slip:
    """What was typed of one paper: read, or every reason why it cannot be kept."""

    serial: str
    entered: Entered
    wrong: Mapping[str, Sentence]
    whole: tuple[Sentence, ...]


def show(request: Request) -> Response:
    """Show the desk with an empty form: GET /nhap/{token}; an interviewer's pass leads on."""
    station = open_station(request, "paper")
    if isinstance(station, Response):
        token, query = request.path_params["token"], request.url.query
        interview = open_station(request, "interviewer")
        if isinstance(interview, Response):
            return interview if interview.status_code == 410 else station
        leads_to = f"/phong-van/{token}{'?' + query if query else ''}"
        return RedirectResponse(leads_to, status_code=303, headers={"Cache-Control": "no-store"})
    open_batch = station.drafts.open_batch(station.found.desk.id, station.found.place)
    # Papers of one day lie in one pile: the day of the last one stands there already.
    last = opened(station, open_batch[-1]) if open_batch else None
    typed = {} if last is None or last.day is None else {DAY: _written(last.day)}
    return draw_desk(station, language_of(request), typed=typed, done=_news(request))


def posted(work: Work, *, channel: str = "paper") -> Callable[[Request], Awaitable[Response]]:
    """Make a route of what is done with a clerk's form, once its pass has opened the desk."""

    async def route(request: Request) -> Response:
        language = language_of(request)
        try:
            fields = await read_fields(request)
        except TooLarge:
            return await run_in_threadpool(_refused, language, 413)
        except ClientDisconnect:
            return Response(status_code=400)
        except Unreadable as why:
            status = 415 if isinstance(why, OtherType) else 400
            return await run_in_threadpool(_refused, language, status)
        return await run_in_threadpool(_worked, request, language, fields)

    def _worked(request: Request, language: str, fields: Fields) -> Response:
        station = open_station(request, channel)
        return station if isinstance(station, Response) else work(station, language, fields)

    return route


def keep(station: Station, language: str, fields: Fields) -> Response:
    """Keep one paper's entry: POST /nhap/{token}."""
    slip = read_slip(station, fields)
    typed = {name: "".join(values[:1]) for name, values in fields.items()}
    if slip.wrong or slip.whole:
        return draw_desk(station, language, typed=typed, slip=slip)
    try:
        kept = station.keep(slip.serial, slip.entered)
    except StorageFault:
        _log.exception("an entry could not be kept")
        busy = Slip(slip.serial, slip.entered, {}, (said(_BUSY),))
        return draw_desk(station, language, typed=typed, slip=busy, status=503)
    if kept is None and not _same_as_kept(station, slip):
        taken = Slip(slip.serial, slip.entered, {SERIAL: said(_TAKEN)}, ())
        return draw_desk(station, language, typed=typed, slip=taken, status=409)
    return back(station, language, "da-ghi=1")


def undo(station: Station, language: str, fields: Fields) -> Response:
    """Set the last entry aside and give it back to be corrected: POST /nhap/{token}/hoan-tac."""
    batch = station.drafts.open_batch(station.found.desk.id, station.found.place)
    last = batch[-1] if batch else None
    if last is None or str(last.number) != _one(fields, "so"):
        return back(station, language, "")
    entered = opened(station, last)
    if entered is None:
        station.drafts.undo(last, DAMAGED)
        again = translator(language)(_AGAIN, serial=last.serial)
        return draw_desk(station, language, typed={SERIAL: last.serial}, done=again)
    station.drafts.undo(last, reason_of(fields))
    typed = typed_from(station.form, entered.values)
    day = "" if entered.day is None else _written(entered.day)
    done = translator(language)(
        N_("Form {serial} was set aside. Correct it here and keep it again, or type another one."),
        serial=last.serial,
    )
    typed |= {SERIAL: last.serial, DAY: day}
    return draw_desk(station, language, typed=typed, done=done, status=200)


def close(station: Station, language: str, fields: Fields) -> Response:
    """Close the batch and count what agrees: POST /nhap/{token}/khep-lo."""
    del fields
    number = station.drafts.close_batch(station.found.desk.id, station.found.place)
    settled = settle_agreed(station)
    return back(station, language, _told(number, settled), where="/doi-chieu")


def back(station: Station, language: str, query: str, *, where: str = "") -> Response:
    """Lead back to the desk, or to another of its pages, by a redirect that may be reloaded."""
    parts = "&".join(part for part in (query, "lang=en" if language == "en" else "") if part)
    address = f"/nhap/{station.token}{where}{'?' + parts if parts else ''}"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def reason_of(fields: Fields) -> str:
    """Give the reason chosen for undoing an entry."""
    chosen = _one(fields, "ly_do")
    return chosen if chosen in UNDO_REASONS else "other"


def read_slip(station: Station, fields: Fields) -> Slip:
    """Read what was typed of a paper, with everything that is wrong with it at once."""
    serial = read_serial(_one(fields, SERIAL), handwritten=station.found.desk.handwritten)
    day = read_day(_one(fields, DAY), today=vietnam_day(station.desk.now()))
    answers = parse_answers(station.form, fields_from(station.form, fields), "vi")
    wrong: dict[str, Sentence] = {}
    if serial is None:
        wrong[SERIAL] = said(_WRITTEN_NUMBER if station.found.desk.handwritten else _NO_SERIAL)
    if isinstance(day, Sentence):
        wrong[DAY] = day
    if isinstance(answers, FieldErrors):
        return Slip(serial or "", Entered({}), {**wrong, **answers.fields}, answers.whole)
    given = None if isinstance(day, Sentence) else day
    return Slip(serial or "", Entered(answers.values, given), wrong, ())


def read_day(typed: str, *, today: date) -> date | Sentence | None:
    """Read the day on a paper: none, one within the last year, or what is wrong with it."""
    question = DateQuestion(
        type="date", code="DAY", label=Text("-"), earliest=today - _OLDEST, latest=today
    )
    read = question.parse([typed])
    return date.fromisoformat(read) if isinstance(read, str) else _checked(read)


def surroundings(station: Station, language: str) -> dict[str, Any]:
    """Give what every page of a desk shows round its work."""
    return {
        "home": f"/nhap/{station.token}",
        "suffix": "?lang=en" if language == "en" else "",
        "form": station.form,
        "unit_name": station.counter.unit_name,
        "counter_name": station.counter.point.name,
        "label": station.found.desk.label,
        "entries": station.found.desk.entries,
        "place": station.found.place,
        "handwritten": station.found.desk.handwritten,
        "reasons": tuple(REASONS.items()),
        "other_language": None,
    }


def names(station: Station, words: Words) -> dict[str, str]:
    """Name everything that can be wrong with a paper: questions, number, day, why unusable."""
    return {
        SERIAL: words(N_("Serial number")),
        DAY: words(N_("Day on the paper")),
        WHY_FIELD: words(N_("Why it cannot be entered")),
        **{question.code: words.text(question.label) for question in station.form.questions()},
    }


def draw_desk(
    station: Station,
    language: str,
    *,
    typed: Mapping[str, str],
    slip: Slip | None = None,
    done: str = "",
    status: int = 422,
) -> Response:
    """Draw the desk with what was typed, what is wrong with it, and how the work stands."""
    words = translator(language)
    papers = papers_of(station)
    wrong = {} if slip is None else {code: words.say(why) for code, why in slip.wrong.items()}
    desk_id, place = station.found.desk.id, station.found.place
    return desk_page(
        "desk.html",
        language,
        status=200 if slip is None else status,
        **surroundings(station, language),
        asked=_asked(station),
        anchors={code: _anchor(station, code) for code in wrong},
        named=names(station, words),
        leads=_leads(station, words),
        typed=dict(typed),
        wrong=wrong,
        whole=() if slip is None else tuple(words.say(why) for why in slip.whole),
        focus=next(iter(wrong), SERIAL),
        done=done,
        open=station.drafts.open_batch(desk_id, place),
        batch=station.drafts.batch_number(desk_id, place),
        differing=len(papers.differing),
        waiting=len(papers.waiting),
        unreadable=len(papers.unreadable),
        back=UnusablePapers(station.desk.database).of_one(desk_id),
        why=WHY,
    )


def _asked(station: Station) -> list[tuple[Any, int, Any]]:
    """Number the questions as the printed form does."""
    asked = [one for one in station.form.questions() if not isinstance(one, NoteQuestion)]
    return [(question, number, lines(question)) for number, question in enumerate(asked, start=1)]


def _anchor(station: Station, code: str) -> str:
    if code in (SERIAL, DAY, WHY_FIELD):
        return code
    return next(line.name for line in lines(station.form.question(code)))


def _leads(station: Station, words: Words) -> dict[str, str]:
    return {
        question.code: words(
            N_("Only if {condition}:"),
            condition=condition_sentence(station.form, question.show_when),
        )
        for question in station.form.questions()
        if question.show_when is not None
    }


def _same_as_kept(station: Station, slip: Slip) -> bool:
    """Tell whether the very same entry was kept a moment ago: a button pressed twice."""
    batch = station.drafts.open_batch(station.found.desk.id, station.found.place)
    return any(
        draft.serial == slip.serial and opened(station, draft) == slip.entered for draft in batch
    )


def _news(request: Request) -> str:
    words = translator(language_of(request))
    if request.query_params.get("hong") == "1":
        return words(N_("Recorded as unusable. Next paper, please."))
    kept = request.query_params.get("da-ghi") == "1"
    return words(N_("The form is kept. Next paper, please.")) if kept else ""


def _told(number: int, settled: Settled) -> str:
    return f"khep={number}&ghi={settled.counted}&trung={len(settled.conflicts)}&con={settled.left}"


def _written(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _checked(read: object) -> Sentence | None:
    return read if isinstance(read, Sentence) else None


def _one(fields: Fields, name: str) -> str:
    return "".join(fields.get(name, ())[:1])[:200]


def _refused(language: str, status: int) -> Response:
    words = translator(language)
    refused = message(
        language,
        words("We could not read what was sent"),
        words(N_("Please go back and send the form again.")),
        status=status,
    )
    refused.headers["Connection"] = "close"
    return refused


_AGAIN: Final = N_(
    "What was entered of form {serial} cannot be read any more. Please enter it again from the "
    "paper."
)
_NO_SERIAL: Final = N_(
    "This serial number is not right: it has six digits and a check character, for example "
    "000123-T. Please compare it with the paper."
)
_WRITTEN_NUMBER: Final = N_("Type the number on the paper: one to six digits.")
_TAKEN: Final = N_("You have entered this form before. Please look at the number on the paper.")
_BUSY: Final = N_("The form could not be kept just now. Please press the button again in a moment.")
