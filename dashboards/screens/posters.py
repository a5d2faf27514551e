"""This module offers the posters of the counters for printing, a unit's or everyone's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import OPERATOR, SECRETARIAT
from dashboards.queries.posters import poster_label, posters
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.nothing_yet import say_no_points
from scoring.types import ProblemsFound
from storage import ServicePoints, Units
from ui.printing.posters import PER_PAGE, SIZES, Poster, Size, poster_pdf, typed_code
from ui.words import N_, translator

_EVERYONE: Final = ""
_SIZE_NAMES: Final[dict[Size, str]] = {
    "a4": N_("Poster A4"),
    "a5": N_("Poster A5"),
    "a5x2": N_("Two A5 on A4"),
    "sticker": N_("Stickers, eight on A4"),
}


def draw(desk: Desk) -> None:
    """Let units, size and language be chosen, list what will be printed, and hand the PDF out."""
    words = desk.words
    st.title(words(N_("QR codes")))
    st.caption(
        words(
            N_(
                "Print these and hang them where people wait. Each poster carries the code of one "
                "counter; people without a camera type it."
            )
        )
    )
    if not any(one.active for one in ServicePoints(desk.database).all()):
        say_no_points(desk)
        return
    unit = _choose_unit(desk)
    language = _choose_language(desk)
    try:
        found = posters(
            desk.database,
            public_url=wiring.house().settings.public_url,
            words=translator(language),
            unit=unit or None,
        )
    except ProblemsFound as problems:
        for problem in problems.problems:
            st.error(words.say(problem.sentence()), icon=":material/link_off:")
        return
    if not found:
        st.info(words(N_("This unit has no open service point.")))
        return
    _offer(desk, found, language=language, unit=unit)
    _list(desk, found)


def _choose_unit(desk: Desk) -> str:
    names = {one.code: one.name for one in Units(desk.database).all(None)}
    everyone = desk.words(N_("All units"))
    chosen: str = st.selectbox(
        desk.words(N_("Unit")),
        [_EVERYONE, *sorted(names, key=lambda code: names[code])],
        format_func=lambda code: names.get(code, everyone),
        key="posters_unit",
    )
    return chosen


def _choose_language(desk: Desk) -> str:
    chosen: str = st.segmented_control(
        desk.words(N_("Language on the poster")),
        ["vi", "en"],
        format_func={"vi": "Tiếng Việt", "en": "English"}.__getitem__,
        default="vi",
        required=True,
        key="posters_language",
    )
    return chosen


def _offer(desk: Desk, found: Sequence[Poster], *, language: str, unit: str) -> None:
    words = desk.words
    size: Size = st.segmented_control(
        words(N_("Size")),
        list(SIZES),
        format_func=lambda one: words(_SIZE_NAMES[one]),
        default="a4",
        required=True,
        key="posters_size",
    )
    spoken = translator(language)
    label = poster_label(desk.database, spoken)

    def printed() -> bytes:
        return poster_pdf(found, size, words=spoken, label=label)

    st.download_button(
        words(N_("Download PDF: {count} posters"), count=len(found)),
        printed,
        file_name=f"ma-qr-{unit.replace(':', '-').replace('/', '-') or 'tat-ca'}-{size}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        type="primary",
        on_click="ignore",
    )
    pages = -(-len(found) // PER_PAGE[size])
    st.caption(words(N_("{pages} pages. Print at 100 %, not fitted to the page."), pages=pages))


def _list(desk: Desk, found: Sequence[Poster]) -> None:
    words = desk.words
    st.dataframe(
        {
            words(N_("Unit")): [one.unit for one in found],
            words(N_("Counter")): [one.counter for one in found],
            words(N_("Code")): [typed_code(one.code) for one in found],
            words(N_("Address")): [one.address for one in found],
        },
        hide_index=True,
        width="stretch",
    )


SCREEN: Final = Screen(
    address="ma-qr",
    title=N_("QR codes"),
    icon=":material/qr_code_2:",
    roles=frozenset({SECRETARIAT, OPERATOR}),
    draw=draw,
)
