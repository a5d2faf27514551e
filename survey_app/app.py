"""This module is the full survey page: the script that Streamlit runs for each person."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from scoring.definitions.questionnaire_answers import FieldErrors
from scoring.types import Sentence
from storage.faults import StorageFault
from storage.receipts import grouped
from storage.records import Conflict, Repeated, Stored
from survey_app import codes, wiring
from survey_app.actions import KEY_FIELD, Closed, Result, new_key, submit
from survey_app.widgets import ask, fields_of
from survey_app.wiring import Counter
from ui import theme
from ui.words import N_, Words, known, translator

_BUSY = Sentence(
    N_("We could not save your answers just now. Please press the button again in a moment."), {}
)
_STYLE = Markup(
    "<style>.stMainBlockContainer{{padding:0 1rem 3rem}}"
    ".band{{background:{band};color:#fff;margin:0 -1rem;padding:.7rem 1rem 2rem;"
    "position:relative}}"
    '.band::after{{content:"";position:absolute;inset:auto 0 0 0;height:9px;background:'
    "repeating-linear-gradient(90deg,#e3b567 0 2px,transparent 2px 12px) 0 100%/100% 5px no-repeat,"
    "repeating-linear-gradient(90deg,#e3b567 0 2px,transparent 2px 60px)}}"
    ".band div{{display:flex;justify-content:space-between;align-items:center;min-height:44px}}"
    ".band a,.band a:visited{{color:#fff;display:inline-flex;align-items:center;min-height:44px}}"
    "@media(min-width:46rem){{.band{{border-radius:0 0 14px 14px;overflow:clip}}}}"
    ".band p{{margin:0;color:#d5e9e8}}.band .unit{{color:#fff;font-size:1.375rem;font-weight:700}}"
    ".stButtonGroup button{{min-height:44px}}"
    ".stButtonGroup [aria-checked=false]{{background:{surface};border-color:{field}}}"
    "[data-testid=stWidgetLabel] p{{font-size:1.0625rem;font-weight:600;line-height:1.4}}"
    "[data-testid=stCaptionContainer],[data-testid=stCaptionContainer] *"
    "{{color:{muted};opacity:1}}"
    "[data-testid=stLayoutWrapper]>.stVerticalBlock{{background:{surface}}}"
    ".stForm,.stForm [data-testid=stLayoutWrapper]{{background:transparent}}"
    ".stCode code{{font-size:1.375rem;font-weight:600;letter-spacing:.06em}}"
    ".stFormSubmitButton button,.stButton button{{min-height:52px}}"
    ".stFormSubmitButton button p{{font-size:1.125rem;font-weight:600}}</style>"
).format(
    band=theme.LIGHT.teal_strong,
    muted=theme.LIGHT.muted,
    field=theme.LIGHT.field,
    surface=theme.LIGHT.surface,
)


def main() -> None:
    """Draw the survey of the point in the address, its receipt, or the way to a code."""
    words = translator(known(st.query_params.get("lang")))
    st.set_page_config(page_title=words(N_("Your view of public services")), page_icon=theme.ICON)
    st.html(_STYLE)
    typed = st.query_params.get("ma", "")
    code = codes.read(typed) if typed else None
    point = wiring.desk().point(code) if code else None
    if point is None:
        _band(words, unit=words("Your view of public services"), place="", code=None)
        _ask_for_code(words, typed)
        return
    counter = wiring.desk().counter(point)
    _band(words, unit=counter.unit_name, place=words.text(point.name), code=point.code)
    if not point.active:
        _closed(words)
        return
    if st.session_state.get("point") != point.code:
        _start_afresh(point.code)
    result = st.session_state.get("result")
    match result:
        case Stored() | Repeated() | Conflict():
            _receipt(words, result)
        case Closed():
            _closed(words)
        case _:
            _form(counter, words, errors=result)


def _band(words: Words, *, unit: str, place: str, code: str | None) -> None:
    english = words.language == "en"
    address = "?" + "&".join(
        [f"ma={code}"] * (code is not None) + ["lang=vi" if english else "lang=en"]
    )
    other, name = ("vi", "Tiếng Việt") if english else ("en", "English")
    st.html(
        Markup(
            '<div class="band"><div><b>Thước Đo</b>'
            '<a href="{}" lang="{}" hreflang="{}">{}</a></div>'
            '<p class="unit">{}</p><p>{}</p></div>'
        ).format(address, other, other, name, unit, place)
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


def _form(counter: Counter, words: Words, *, errors: FieldErrors | None) -> None:
    st.title(words.text(counter.questionnaire.title), anchor=False)
    if counter.questionnaire.intro:
        st.write(words.text(counter.questionnaire.intro))
    if errors is not None:
        st.error(
            "**{}** {}".format(
                words(N_("Not sent yet")), words(N_("Everything that you entered is still here."))
            ),
            icon=":material/error:",
        )
        for sentence in errors.whole:
            st.error(words.say(sentence))
    with st.form("survey", enter_to_submit=False, border=False):
        for section in counter.questionnaire.sections:
            with st.container(border=True, gap="medium"):
                st.header(words.text(section.title), anchor=False)
                if section.hint:
                    st.caption(words.text(section.hint))
                for question in section.questions:
                    if errors is not None and question.code in errors.fields:
                        st.error(words.say(errors.fields[question.code]))
                    ask(question, words, key=_widget_key(question.code))
        st.form_submit_button(
            words(N_("Send my answers")),
            type="primary",
            width="stretch",
            on_click=_send,
            args=(counter, words.language),
        )
    st.caption(
        words(
            N_(
                "Anonymous: we keep no name, no phone number and no network address. Staff at the "
                "counter cannot see who answered what."
            )
        )
    )


def _send(counter: Counter, language: str) -> None:
    """Send what stands in the widgets; the script then draws the receipt or what was wrong."""
    fields = fields_of(counter.questionnaire, lambda code: st.session_state.get(_widget_key(code)))
    fields[KEY_FIELD] = [st.session_state["form_key"]]
    result: Result
    try:
        result = submit(
            wiring.desk(), counter, fields=fields, language=language, channel="streamlit"
        )
    except StorageFault:
        result = FieldErrors({}, (_BUSY,))
    st.session_state["result"] = result


def _receipt(words: Words, result: Stored | Repeated | Conflict) -> None:
    with st.container(border=True):
        if isinstance(result, Conflict):
            st.warning(words(N_("This form was sent before")), icon=":material/info:")
        else:
            st.success(
                words(N_("Thank you, your answers have been received.")),
                icon=":material/check_circle:",
            )
            st.write(words(N_("Every answer counts towards the result of this office.")))
        st.caption(words(N_("Receipt")))
        st.code(grouped(result.receipt), language=None)
        st.caption(
            words(
                N_(
                    "Keep this code if you would like to check later that your answers are here. "
                    "It does not say what you answered."
                )
            )
        )
    st.button(
        words(N_("Answer about another procedure")),
        width="stretch",
        on_click=_start_afresh,
        args=(st.session_state["point"],),
    )


def _closed(words: Words) -> None:
    st.info(words(N_("This service point takes no answers any more")))
    st.write(
        words(N_("Thank you for wanting to tell us. Please use the QR picture at an open counter."))
    )


def _start_afresh(point_code: str) -> None:
    """Begin a new form: a new key, and widgets that remember nothing of the one before."""
    st.session_state["point"] = point_code
    st.session_state["form_key"] = new_key()
    st.session_state.pop("result", None)


def _widget_key(question_code: str) -> str:
    return f"{st.session_state['form_key']}/{question_code}"


main()
