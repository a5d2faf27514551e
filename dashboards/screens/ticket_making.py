"""This module makes tickets on the screen and hands them out once, as slips to print."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.actions.tickets import draw_tickets, ticket_slips
from dashboards.screens.desk import Desk
from storage import Audit, ServicePoints, Sessions, Units
from storage.text import vietnam_day
from storage.tickets import NewTicketBatch
from ui.words import N_, translator

_MOST: Final = 1_000
_LONGEST_NAME: Final = 60
_MONTH: Final = timedelta(days=30)


def draw_making(desk: Desk) -> None:
    """Draw the form that makes a batch for one counter, and its slips once they are made."""
    words = desk.words
    st.header(words(N_("Make tickets and print slips")), anchor=False)
    st.write(
        words(
            N_(
                "Hand a slip to each person when their result is returned. Only hashes are kept, "
                "so the file that you download is the only place where these codes stand."
            )
        )
    )
    names = {one.code: one.name for one in Units(desk.database).all(None)}
    unit = st.selectbox(
        words(N_("Unit that hands the slips out")),
        sorted(names, key=lambda code: names[code]),
        format_func=names.__getitem__,
        index=None,
        placeholder=words(N_("Choose a unit")),
        key="tickets_unit",
    )
    if unit is not None:
        _draw_form(desk, unit)


def _draw_form(desk: Desk, unit: str) -> None:
    words = desk.words
    points = {
        one.code: words.text(one.name)
        for one in ServicePoints(desk.database).for_unit(unit)
        if one.active
    }
    every = words(N_("Every counter of the unit"))
    today = vietnam_day(wiring.now())
    with st.form("tickets_form", border=True):
        point = st.selectbox(
            words(N_("Counter")),
            ["", *points],
            format_func=lambda code: f"{points[code]} ({code})" if code else every,
            key="tickets_point",
        )
        name = st.text_input(
            words(N_("Heading on the slips")), max_chars=_LONGEST_NAME, key="tickets_name"
        )
        number = st.number_input(
            words(N_("How many")), min_value=1, max_value=_MOST, value=100, key="tickets_number"
        )
        until = st.date_input(
            words(N_("Last day")),
            value=today + _MONTH,
            min_value=today,
            format="DD/MM/YYYY",
            key="tickets_until",
        )
        pressed = st.form_submit_button(words(N_("Make slips")), type="primary")
    if pressed and not name.strip():
        st.error(words(N_("Please write what stands on the slips, such as the month.")))
    elif pressed and isinstance(until, date):
        batch = NewTicketBatch(
            name=name.strip(),
            made_at=wiring.now(),
            made_by=desk.person.username,
            unit_code=None if point else unit,
            point_code=point or None,
            expires_on=until,
        )
        _make(desk, batch, int(number))


def _make(desk: Desk, batch: NewTicketBatch, number: int) -> None:
    words, house = desk.words, wiring.house()
    if Sessions(desk.database).person_for(desk.token, now=wiring.now()) is None:
        st.error(words(N_("You are signed out")))
        return
    with desk.database.write():
        batch_id, drawn = draw_tickets(
            desk.database,
            house.settings.secret,
            batch,
            references=(),
            number=number,
            public_url=house.settings.public_url,
        )
        Audit(desk.database).record(
            desk.person.username,
            "tickets.made",
            str(batch_id),
            at=wiring.now(),
            details={"number": number, "name": batch.name},
        )
        printed = ticket_slips(desk.database, batch, drawn, words=translator("vi"))
    st.success(words(N_("{count} slips are ready. Download them now."), count=number))
    st.download_button(
        words(N_("Download PDF: {count} slips"), count=number),
        printed,
        file_name=f"phieu-ma-{batch_id}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        type="primary",
        on_click="ignore",
    )
