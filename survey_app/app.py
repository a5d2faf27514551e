"""This module is the full survey page: the script that Streamlit runs for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from scoring.definitions.questionnaire import Questionnaire
from scoring.definitions.questionnaire_answers import FieldErrors, parse_answers, values_so_far
from scoring.questions import NoteQuestion, Question
from scoring.types import LANGUAGE_NAMES, N_, Sentence
from storage.faults import StorageFault
from storage.records import Conflict, Repeated, ServicePoint, Stored, TicketRefused
from survey_app import codes, endings, look, wiring
from survey_app.actions import (
    KEY_FIELD,
    TICKET_FIELD,
    Closed,
    Result,
    TooMany,
    is_key,
    new_key,
    submit,
)
from survey_app.drafts import Draft
from survey_app.guard.watch import Arrival
from survey_app.light.form_page import other_languages, untranslated
from survey_app.light.steps import MODE, SINGLE, WHOLE, Screen, screens
from survey_app.widgets import Sheet, ask, fields_of, plain
from survey_app.wiring import Counter
from ui import theme
from ui.words import Words, known, translator

_KEY: Final = "phieu"  # in the address, so that a reload and a lost connection find the form again
_BUSY = Sentence(
    N_("We could not save your answers just now. Please press the button again in a moment."), {}
)
_WAIT = Sentence(
    N_(
        "More forms came from this network within a minute than any counter has visitors. "
        "Your answers have not been stored yet. Please press the button again in a minute."
    ),
    {},
)
_TICKET = Sentence(N_("This ticket cannot be used"), {})


def main() -> None:
    """Draw the survey of the point in the address, its receipt, or the way to a code."""
    asked = st.query_params.get("lang")
    words = translator(known(asked))
    st.set_page_config(page_title=words(N_("Your view of public services")), page_icon=theme.ICON)
    st.html(look.style())
    typed = st.query_params.get("ma", "")
    code = codes.read(typed) if typed else None
    point = wiring.desk().point(code) if code else None
    if point is None:
        _band(words, unit=words("Your view of public services"), place="", others=())
        _ask_for_code(words, typed)
        return
    counter = wiring.desk().counter(point)
    questionnaire = counter.questionnaire
    if asked in questionnaire.languages:
        words = translator(asked)
    _open_form(point, questionnaire)
    others = other_languages(questionnaire, words.language)
    _band(words, unit=counter.unit_name, place=words.text(point.name), others=others)
    result = st.session_state.get("result")
    if not point.active or isinstance(result, Closed):
        endings.closed(words, point)
    elif isinstance(result, Stored | Repeated | Conflict):
        endings.receipt(counter, words, result, again=_start_afresh)
    elif st.session_state.get("sent_before"):
        endings.sent_before(words, again=_start_afresh)
    else:
        _form(counter, words)


def _band(words: Words, *, unit: str, place: str, others: tuple[tuple[str, str], ...]) -> None:
    if not others:
        others = tuple((one, LANGUAGE_NAMES[one]) for one in ("vi", "en") if one != words.language)
    kept = {name: st.query_params[name] for name in ("ma", _KEY, MODE) if name in st.query_params}
    links = Markup("").join(
        Markup('<a href="?{}" lang="{}" hreflang="{}" target="_self">{}</a>').format(
            "&".join(f"{name}={value}" for name, value in {**kept, "lang": other}.items()),
            other,
            other,
            name,
        )
        for other, name in others
    )
    st.html(
        Markup(
            '<div class="band"><div><b>Thước Đo</b><nav>{}</nav></div>'
            '<p class="unit">{}</p><p>{}</p></div>'
        ).format(links, unit, place)
    )


def _ask_for_code(words: Words, typed: str) -> None:
    if typed:
        st.warning(words(N_("We do not know this code")), icon=":material/search_off:")
        st.write(
            words(N_("Please scan the QR picture again, or type the code that stands under it."))
        )
    else:
        st.header(words(N_("Scan the QR picture at the counter, or type its code")))
    with st.form("code"):
        st.text_input(words(N_("Code printed under the QR picture")), value=typed, key="typed")
        st.form_submit_button(
            words(N_("Open the survey")), type="primary", width="stretch", on_click=_open_code
        )


def _open_code() -> None:
    st.query_params["ma"] = codes.tidied(st.session_state["typed"])[:40]


def _open_form(point: ServicePoint, questionnaire: Questionnaire) -> None:
    """Find the form that the address names, or begin one; what was typed on this page comes in."""
    state, desk = st.session_state, wiring.desk()
    named = st.query_params.get(_KEY, "")
    if state.get("point") != point.code or (is_key(named) and named != state.get("key")):
        _start(point.code, named if is_key(named) else new_key())
    if named != state["key"]:
        st.query_params[_KEY] = state["key"]
    if isinstance(state.get("result"), FieldErrors | None) and not state["sent_before"]:
        state["given"] = fields_of(questionnaire, _sheet(translator("vi")))
        desk.drafts.keep(
            Draft(state["key"], point.code, state["drawn_at"], state["given"]), now=desk.now()
        )


def _start(point_code: str, key: str) -> None:
    """Begin with a key: with its draft, with its receipt if it was sent, or with nothing."""
    state, desk = st.session_state, wiring.desk()
    now = desk.now()
    draft = desk.drafts.find(key, point_code, now=now)
    state.update(
        point=point_code,
        key=key,
        drawn_at=draft.drawn_at if draft else now,
        given=dict(draft.fields) if draft else {},
        tried=frozenset(),
        screen="",
        sent_before=draft is None and desk.submissions.is_known(key),
    )
    state.pop("result", None)
    if draft is not None and draft.receipt:
        state["result"] = Repeated(draft.receipt)


def _start_afresh() -> None:
    key = new_key()
    st.query_params[_KEY] = key
    _start(st.session_state["point"], key)


def _sheet(words: Words) -> Sheet:
    return Sheet(st.session_state["key"], words, st.session_state["given"])


def _form(counter: Counter, words: Words) -> None:
    questionnaire, state = counter.questionnaire, st.session_state
    values = values_so_far(questionnaire, state["given"])
    wrong = _wrong(questionnaire, words)
    single = _is_single(questionnaire)
    way = screens(questionnaire, values)
    place = next((n for n, one in enumerate(way) if one.code == state["screen"]), 0)
    if not single or place == 0:
        st.title(words.text(questionnaire.title), anchor=False)
        if questionnaire.intro:
            st.write(plain(words.text(questionnaire.intro)))
    if lacking := untranslated(questionnaire, words.language):
        st.info(
            words(
                N_(
                    "Not everything has been translated into {language} yet; the rest is in "
                    "Vietnamese."
                ),
                language=lacking,
            )
        )
    if single:
        _one_screen(counter, words, way=way, place=place, wrong=wrong)
    else:
        _all_questions(counter, words, wrong=wrong)
    _foot(words, single=single)


def _is_single(questionnaire: Questionnaire) -> bool:
    asked = st.query_params.get(MODE)
    return asked == SINGLE or (questionnaire.screens == "single" and asked != WHOLE)


def _wrong(questionnaire: Questionnaire, words: Words) -> Mapping[str, str]:
    """Say what is wrong with the questions that somebody tried to get past, as they stand now."""
    state = st.session_state
    parsed = parse_answers(questionnaire, state["given"], words.language)
    errors = parsed.fields if isinstance(parsed, FieldErrors) else {}
    return {code: words.say(one) for code, one in errors.items() if code in state["tried"]}


def _all_questions(counter: Counter, words: Words, *, wrong: Mapping[str, str]) -> None:
    questionnaire, sheet = counter.questionnaire, _sheet(words)
    values = values_so_far(questionnaire, sheet.given)
    shown = {question.code for question in questionnaire.shown(values)}
    for section in questionnaire.sections:
        here = [question for question in section.questions if question.code in shown]
        if not here:
            continue
        with st.container(border=True, gap="medium", key=f"part-{section.code}"):
            st.header(words.text(section.title), anchor=False)
            if section.hint:
                st.caption(plain(words.text(section.hint)))
            for question in here:
                ask(question, sheet, wrong=wrong.get(question.code, ""))
    asked = [one for one in questionnaire.shown(values) if not isinstance(one, NoteQuestion)]
    st.progress(
        min(1.0, len(values) / max(1, len(asked))),
        text=words(N_("{done} of {total} answered"), done=len(values), total=len(asked)),
    )
    _refusal(questionnaire, words, wrong)
    _send_button(counter, words)


def _one_screen(
    counter: Counter,
    words: Words,
    *,
    way: tuple[Screen, ...],
    place: int,
    wrong: Mapping[str, str],
) -> None:
    questionnaire, sheet, screen = counter.questionnaire, _sheet(words), way[place]
    number, total = min(place + 1, len(way) - 1), len(way) - 1
    st.progress(
        place / total if total else 1.0,
        text=words(N_("Question {number}/{total}"), number=number, total=total),
    )
    with st.container(border=True, gap="medium", key=f"part-{screen.code}"):
        for note in screen.notes:
            ask(note, sheet)
        if screen.question is None:
            st.header(words(N_("That was the last question.")), anchor=False)
            st.write(
                words(N_("Nothing has been sent yet. You can go back and change your answers."))
            )
        else:
            ask(screen.question, sheet, wrong=wrong.get(screen.code, ""))
    if screen.question is None:
        _refusal(questionnaire, words, wrong)
        _send_button(counter, words)
    else:
        _refusal(questionnaire, words, {c: one for c, one in wrong.items() if c == screen.code})
        st.button(
            words(N_("Next")),
            type="primary",
            width="stretch",
            on_click=_go_on,
            args=(questionnaire, screen.question, words.language),
        )
    if place:
        st.button(words(N_("Back")), width="stretch", on_click=_go_to, args=(way[place - 1].code,))


def _go_on(questionnaire: Questionnaire, here: Question, language: str) -> None:
    """Go to the next screen if this question is answered as it should be; say so otherwise."""
    state = st.session_state
    state["given"] = fields_of(questionnaire, _sheet(translator(language)))
    state["tried"] = state["tried"] | {here.code}
    parsed = parse_answers(questionnaire, state["given"], language)
    if isinstance(parsed, FieldErrors) and here.code in parsed.fields:
        return
    way = screens(questionnaire, values_so_far(questionnaire, state["given"]))
    place = next((n for n, one in enumerate(way) if one.code == here.code), 0)
    _go_to(way[min(place + 1, len(way) - 1)].code)


def _go_to(code: str) -> None:
    st.session_state["screen"] = code


def _refusal(questionnaire: Questionnaire, words: Words, wrong: Mapping[str, str]) -> None:
    """Say beside the button why nothing was sent: that is where the person is looking."""
    result = st.session_state.get("result")
    whole = [words.say(one) for one in result.whole] if isinstance(result, FieldErrors) else []
    if not wrong and not whole:
        return
    links = [
        Markup('<li><a href="#w-{}">{} – {}</a></li>').format(
            code, words.text(questionnaire.question(code).label), line
        )
        for code, line in wrong.items()
    ]
    lines = [Markup("<li>{}</li>").format(line) for line in whole]
    st.html(
        Markup('<div class="wrong" role="alert"><b>{}</b> {}<ul>{}</ul></div>').format(
            words(N_("Not sent yet")),
            words(N_("Everything that you entered is still here.")),
            Markup("").join([*lines, *links]),
        )
    )


def _send_button(counter: Counter, words: Words) -> None:
    st.button(
        words(N_("Send my answers")),
        type="primary",
        width="stretch",
        on_click=_send,
        args=(counter, words.language),
    )


def _send(counter: Counter, language: str) -> None:
    """Send what stands in the widgets; the script then draws the receipt or what was wrong."""
    state, desk, questionnaire = st.session_state, wiring.desk(), counter.questionnaire
    # The counter is the one that was drawn, perhaps an hour ago; its code may be closed since.
    counter = replace(counter, point=desk.point(counter.point.code) or counter.point)
    state["given"] = fields_of(questionnaire, _sheet(translator(language)))
    fields = {**state["given"], KEY_FIELD: [state["key"]]}
    if ticket := st.query_params.get(TICKET_FIELD):
        fields[TICKET_FIELD] = [ticket]
    arrival = Arrival(
        st.context.ip_address or "", st.context.headers.get("User-Agent", ""), state["drawn_at"]
    )
    result: Result
    try:
        result = submit(
            desk, counter, fields=fields, language=language, channel="streamlit", arrival=arrival
        )
    except StorageFault:
        result = FieldErrors({}, (_BUSY,))
    match result:
        case TooMany():
            result = FieldErrors({}, (_WAIT,))
        case TicketRefused():
            result = FieldErrors({}, (_TICKET,))
        case Stored(receipt) | Repeated(receipt) | Conflict(receipt):
            desk.drafts.finish(state["key"], receipt)
            state["given"] = {}
    if isinstance(result, FieldErrors):
        state["tried"] = frozenset(question.code for question in questionnaire.questions())
        state["screen"] = next(iter(result.fields), state["screen"])
    state["result"] = result


def _foot(words: Words, *, single: bool) -> None:
    st.button(
        words(N_("All questions on one page") if single else N_("One question at a time")),
        type="tertiary",
        on_click=_change_mode,
        args=(WHOLE if single else SINGLE,),
    )
    st.caption(
        words(
            N_(
                "Anonymous: we keep no name, no phone number and no network address. Staff at the "
                "counter cannot see who answered what."
            )
        )
    )
    address = f"{wiring.desk().settings.public_url}/quyen-rieng-tu"
    st.markdown(f"[{words(N_('How your answers are kept'))}]({address})")


def _change_mode(mode: str) -> None:
    st.query_params[MODE] = mode


main()
