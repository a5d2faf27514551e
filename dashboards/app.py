"""This module is the script that Streamlit runs: it finds out who looks and draws one screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import streamlit as st

from dashboards import wiring
from dashboards.access.roles import may_open
from dashboards.access.words import ROLE_NAMES
from dashboards.screens.census import SCREENS
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.visitor import choose_language, language, person_of, session_token
from storage import Audit, Sessions
from ui.words import N_, Words, translator

# A picture of our own: a Material icon here would be fetched from another host.
_FIRST_PAGES: Final = ("tong-quan", "ban-lam-viec")
_ICON: Final = Path(__file__).with_name("icon.png")
_LOGO: Final = Path(__file__).with_name("logo.png")


def main() -> None:
    """Draw the page asked for, or the way back to sign-in."""
    words = translator(language())
    st.set_page_config(
        page_title=words("Thước Đo: staff desk"), page_icon=str(_ICON), layout="wide"
    )
    house = wiring.house()
    token = session_token(house)
    person = person_of(house, token)
    if person is None or token is None:
        _draw_signed_out(words)
        return
    pages_by_address: dict[str, st.Page] = {}
    desk = Desk(
        person=person,
        words=words,
        database=house.database,
        token=token,
        open_pages=pages_by_address,
    )
    pages: list[st.Page] = []
    for screen in SCREENS:
        is_open = may_open(person.role, screen.address)
        page = _page(screen, desk, is_open=is_open)
        pages.append(page)
        if is_open:
            pages_by_address[screen.address] = page
    # Folded, Streamlit would name what is left in English only.
    chosen = st.navigation([_home(words, pages_by_address), *pages], expanded=True)
    _draw_sidebar(desk)
    chosen.run()


def _home(words: Words, open_pages: Mapping[str, st.Page]) -> st.Page:
    """Make the page at "/": it leads to the person's first screen, which has an address too."""
    first = next((address for address in _FIRST_PAGES if address in open_pages), None)

    def lead() -> None:
        if first is not None:
            st.switch_page(open_pages[first])

    return st.Page(
        lead, title=words("Thước Đo: staff desk"), default=True, visibility="hidden", url_path="dau"
    )


def _page(screen: Screen, desk: Desk, *, is_open: bool) -> st.Page:
    """Make a screen's page; a screen that is not open to the person says so at its address."""
    return st.Page(
        _drawing(screen, desk) if is_open else _refusing(desk),
        title=desk.words(screen.title),
        icon=screen.icon,
        url_path=screen.address,
        visibility="visible" if is_open else "hidden",
    )


def _drawing(screen: Screen, desk: Desk) -> Callable[[], None]:
    def draw() -> None:
        screen.draw(desk)

    return draw


def _refusing(desk: Desk) -> Callable[[], None]:
    def refuse() -> None:
        words = desk.words
        st.title(words(N_("You may not open this page")))
        st.markdown(
            words(
                N_("It is not part of your role ({role})."),
                role=words(ROLE_NAMES[desk.person.role]),
            )
        )
        first = next(address for address in _FIRST_PAGES if address in desk.open_pages)
        desk.link(first, words("To the first page"))

    return refuse


def _draw_sidebar(desk: Desk) -> None:
    words = desk.words
    st.logo(str(_LOGO), size="large", icon_image=str(_ICON))
    with st.sidebar:
        st.text(desk.person.display_name)
        st.caption(words(ROLE_NAMES[desk.person.role]))
        names = {"vi": "Tiếng Việt", "en": "English"}
        chosen = st.segmented_control(
            words(N_("Language")),
            list(names),
            format_func=names.__getitem__,
            default=desk.language,
            required=True,
            key="language_choice",
        )
        if chosen and chosen != desk.language:
            choose_language(chosen)
            st.rerun()
        if st.button(words("Sign out"), icon=":material/logout:", width="stretch"):
            Sessions(desk.database).end(desk.token)
            Audit(desk.database).record(desk.person.username, "sign_out", at=wiring.now())
            st.rerun()


def _draw_signed_out(words: Words) -> None:
    st.navigation([st.Page(lambda: None, title=words("Sign in"), default=True)], position="hidden")
    st.title(words(N_("You are signed out")))
    st.write(words(N_("Your session has ended, on this machine or by itself after a quiet time.")))
    # Plain words, for a page without a session should ask for as little as can be.
    st.markdown(words(N_("[**Sign in again**](/dang-nhap), or load this page once more.")))


main()
