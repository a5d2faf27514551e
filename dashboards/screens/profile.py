"""This module draws a unit's profile: every point with its reason, what was lost first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboards.access.roles import (
    INSPECTOR,
    LEADER,
    SECRETARIAT,
    UNIT_OFFICER,
)
from dashboards.figures.area_profile import AreaBar, area_profile
from dashboards.queries.profile import AreaView, CriterionView, Profile, profile
from dashboards.queries.published import Published, published
from dashboards.queries.results import Results
from dashboards.queries.satisfaction import satisfaction
from dashboards.screens.cards import CARD_PIXELS, card, satisfied_card, say_nature
from dashboards.screens.choosing import choose_readable, say_basis, say_published
from dashboards.screens.comparison import draw_comparison
from dashboards.screens.desk import Desk, Screen
from dashboards.screens.evidence_files import draw_evidence, evidence_files, say_closed
from dashboards.screens.figure_words import draw_figures, out_of, status_word
from dashboards.screens.literal import literal
from dashboards.screens.origin import fold_origin, official_basis, origin_of
from dashboards.style import CHART_CONFIG
from storage import EvidenceRecord, Round
from ui import numbers
from ui.words import N_

_ADDRESS: Final = "ho-so"
_MOST_LOSSES: Final = 5


def draw(desk: Desk) -> None:
    """Draw the profile of one unit in one round."""
    words = desk.words
    st.title(words("Unit profile"))
    chosen = choose_readable(desk, _ADDRESS)
    if chosen is None:
        return
    found, unit_code, _readable = chosen
    shown = profile(desk.database, found, unit_code)
    st.header(shown.name, anchor=False)
    kept = published(desk.database, found)
    say_published(desk, found, kept)
    _draw_numbers(desk, found, shown, kept=kept)
    say_basis(desk, found)
    draw_comparison(desk, found, unit_code)
    st.subheader(words(N_("Areas against the group")), anchor=False)
    _draw_areas(desk, shown)
    _draw_losses(desk, shown)
    desk.link(
        "gia-dinh",
        words(N_("What if: try other figures for this unit")),
        {"don-vi": unit_code, "ky": found.round.id},
    )
    st.subheader(words(N_("Every point and its reason")), anchor=False)
    say_closed(desk, found.round, unit_code)
    files = _Files.of(found.round, unit_code)
    for area in shown.areas:
        _draw_area(desk, area, files)


def _draw_numbers(desk: Desk, found: Results, shown: Profile, *, kept: Published | None) -> None:
    words, language = desk.words, desk.language
    place = shown.place
    with st.grid(4, min_column_width=CARD_PIXELS):
        if place is None or place.rank is None:
            card(words("Rank"), "–")
        else:
            card(
                words("Rank"),
                f"{numbers.count(place.rank, language)}/{numbers.count(shown.placed, language)}",
            )
            moved = kept is not None and shown.unit_code in kept.differing
            before = kept.differing[shown.unit_code] if kept is not None and moved else None
            note = words(N_("published: {index}"), index=numbers.percent(before, language))
            index = numbers.percent(place.index, language)
            card(words("Index"), index, *((note,) if moved else ()))
            points = numbers.number(place.points, language)
            most = numbers.points(place.max_points, language)
            card(words("Points"), f"{points}/{most}")
        # Asked for the whole group: what is hidden there to protect a neighbour is hidden here too.
        opinion = satisfaction(desk.database, frozenset(found.scores))
        mine = next(unit for unit in opinion.units if unit.unit_code == shown.unit_code)
        satisfied_card(desk, mine)
    say_nature(desk, mine)
    origin = origin_of(
        desk,
        mine,
        opinion.channels_of.get(shown.unit_code, {}),
        groups={shown.unit_code: found.round.group},
        official=official_basis(found),
    )
    fold_origin(desk, origin, key="profile_origin")
    if not shown.complete:
        st.warning(
            words(N_("Figures are absent: they count 0 until they are declared.")),
            icon=":material/pending:",
        )


def _draw_areas(desk: Desk, shown: Profile) -> None:
    words, language = desk.words, desk.language
    bars = [
        AreaBar(
            name=words.text(area.name),
            reached=area.reached,
            median=area.median,
            label=out_of(desk, area.line.points, area.line.max_points),
            detail=words(
                N_("{area}: {share} of the maximum"),
                area=words.text(area.name),
                share=numbers.percent(area.reached, language, places=1),
            ),
        )
        for area in shown.areas
        if area.reached is not None
    ]
    figure = area_profile(
        bars,
        desk.style,
        title=words(N_("Share of the maximum, %")),
        unit_label=words(N_("this unit")),
        median_label=words("Median of the group"),
    )
    st.plotly_chart(
        figure, theme=None, config=CHART_CONFIG, key="areas",
        alt=words(N_("Share of each area's maximum that the unit and the group's median reach.")),
    )  # fmt: skip


def _draw_losses(desk: Desk, shown: Profile) -> None:
    words, language = desk.words, desk.language
    losses = shown.losses()[:_MOST_LOSSES]
    if not losses:
        return
    with st.container(border=True):
        st.subheader(words(N_("Where points were lost")), anchor=False)
        st.markdown(
            "\n".join(
                words(
                    N_("{place}. **−{points}** {criterion}: {why}"),
                    place=str(number),
                    points=literal(numbers.number(loss.lost, language)),
                    criterion=literal(words.text(loss.name)),
                    why=literal(words.say(loss.line.explanation)),
                )
                for number, loss in enumerate(losses, 1)
            )
        )


@dataclass(frozen=True, slots=True)
class _Files:
    """The evidence files of one unit in one round, by criterion."""

    round: Round
    unit_code: str
    by_code: Mapping[str, tuple[EvidenceRecord, ...]]

    @classmethod
    def of(cls, round_: Round, unit_code: str) -> _Files:
        """Read them all at once."""
        by_code: dict[str, tuple[EvidenceRecord, ...]] = {}
        for record in evidence_files().of_unit(round_.id, unit_code):
            by_code[record.criterion] = (*by_code.get(record.criterion, ()), record)
        return cls(round_, unit_code, by_code)

    def draw(self, desk: Desk, code: str) -> None:
        """Draw those of one criterion, or of an area given as a whole."""
        records = self.by_code.get(code, ())
        draw_evidence(desk, self.round, self.unit_code, code=code, records=records)


def _draw_area(desk: Desk, area: AreaView, files: _Files) -> None:
    words = desk.words
    reached = out_of(desk, area.line.points, area.line.max_points)
    title = f"{literal(words.text(area.name))} · **{literal(reached)}**"
    with st.expander(title):
        st.markdown(literal(words.say(area.line.explanation)))
        if area.given:
            draw_figures(desk, area.given, {})
            files.draw(desk, area.line.code)
        for criterion in _lost_first(area.criteria):
            _draw_criterion(desk, criterion, files)


def _lost_first(criteria: Sequence[CriterionView]) -> list[CriterionView]:
    return sorted(criteria, key=lambda criterion: -criterion.lost)


def _draw_criterion(desk: Desk, criterion: CriterionView, files: _Files) -> None:
    words = desk.words
    line = criterion.line
    with st.container(border=True):
        points = literal(out_of(desk, line.points, line.max_points))
        status = status_word(desk, line.status)
        st.markdown(f"**{literal(words.text(criterion.name))}** · {points}{status}")
        st.markdown(literal(words.say(line.explanation)))
        if criterion.legal:
            st.caption(literal(criterion.legal))
        draw_figures(desk, criterion.figures, criterion.inputs)
        files.draw(desk, line.code)


SCREEN: Final = Screen(
    address=_ADDRESS,
    title=N_("Unit profile"),
    icon=":material/account_balance:",
    roles=frozenset({LEADER, SECRETARIAT, INSPECTOR, UNIT_OFFICER}),
    draw=draw,
)
