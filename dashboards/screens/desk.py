"""This module holds what every screen is given: who looks, in which language, at which database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from dashboards.style import Style
from storage import Database, Person
from ui import theme
from ui.words import Words


@dataclass(frozen=True, slots=True)
class Desk:
    """One rerun of one signed-in person; made anew each time, so a lost right is lost at once."""

    person: Person
    words: Words
    database: Database
    token: str
    open_pages: Mapping[str, st.Page] = field(default_factory=dict)

    def link(self, address: str, label: str, parameters: dict[str, str] | None = None) -> None:
        """Draw a link to another screen; nothing where the person may not open it."""
        page = self.open_pages.get(address)
        if page is not None:
            st.page_link(
                page, label=label, icon=":material/arrow_forward:", query_params=parameters
            )

    @property
    def language(self) -> str:
        """The language that the person reads."""
        return self.words.language

    @property
    def style(self) -> Style:
        """The colours of figures, with the decimal mark of the person's language."""
        return _STYLES[self.language]


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of the staff door: address, title (a msgid), icon and who may open it."""

    address: str
    title: str
    icon: str
    roles: frozenset[str]
    draw: Callable[[Desk], None]


def _style(separators: str) -> Style:
    colours = theme.LIGHT
    return Style(
        ink=colours.ink,
        muted=colours.muted,
        line=colours.line,
        surface=colours.surface,
        strong=theme.HIGHLIGHTS[0],
        accent=theme.HIGHLIGHTS[1],
        background_series=theme.BACKGROUND_SERIES,
        groups=theme.GROUPS,
        likert=theme.LIKERT,
        separators=separators,
    )


_STYLES: Final = {"vi": _style(",."), "en": _style(".,")}
