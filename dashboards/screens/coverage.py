"""This module draws how far answers stand for those served: coverage by unit, and weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards.queries.representation import Representation
from dashboards.screens.cards import share_with_interval
from dashboards.screens.desk import Desk
from dashboards.screens.index_words import as_estimate
from dashboards.screens.literal import literal
from ui import numbers
from ui.words import N_

_ROW_PIXELS: Final = 35
_TALLEST: Final = 620


def draw_coverage(desk: Desk, reach: Representation | None, names: Mapping[str, str]) -> None:
    """Set answers against those served by each unit; show estimates with and without weights."""
    words, language = desk.words, desk.language
    if reach is None:
        st.info(
            words(
                N_(
                    "Nobody has said how many were served: import the one-stop register, or declare"
                    " the dossiers settled."
                )
            )
        )
        return
    enough = sum(one.enough for one in reach.units.values())
    st.markdown(
        literal(
            words(
                N_("{enough} of {units} units have enough answers for an error of {margin}."),
                enough=enough,
                units=len(reach.units),
                margin=numbers.share(0.05, language, places=0),
            )
        )
    )
    st.caption(
        words(
            N_(
                "Needed: n = N ÷ (1 + N × 0.05²). A rate above 100 % means that the register is"
                " behind, or that answers are false."
            )
        )
    )
    _draw_units(desk, reach, names)
    _draw_weights(desk, reach)


def _draw_units(desk: Desk, reach: Representation, names: Mapping[str, str]) -> None:
    words, language = desk.words, desk.language
    unit, served, answered = words("Unit"), words(N_("Served")), words("Answers")
    rate, needed, state = words(N_("Rate")), words(N_("Needed")), words(N_("Sample"))
    ordered = sorted(reach.units.items(), key=lambda pair: (pair[1].rate or 0, pair[0]))
    st.dataframe(
        {
            unit: [names.get(code, code) for code, _ in ordered],
            state: [
                words(N_("enough")) if one.enough else words(N_("not enough")) for _, one in ordered
            ],
            rate: [numbers.share(one.rate, language) for _, one in ordered],
            answered: [numbers.count(one.answered, language) for _, one in ordered],
            needed: [numbers.count(one.required, language) for _, one in ordered],
            served: [numbers.count(one.served, language) for _, one in ordered],
        },
        hide_index=True,
        height=min(_TALLEST, _ROW_PIXELS * (len(ordered) + 1) + 3),
        key="coverage_table",
        alt=words(N_("Each unit's answers against those it served.")),
    )


def _draw_weights(desk: Desk, reach: Representation) -> None:
    words = desk.words
    if reach.plain is None or reach.weighted is None:
        return
    st.header(words(N_("With and without weights")), anchor=False)
    head = (words(N_("Estimate")), words("Satisfied, % (95 % interval)"))
    rows = [
        head,
        ("---", "---:"),
        (words(N_("as the answers came")), share_with_interval(desk, as_estimate(reach.plain))),
        (
            words(N_("every unit weighing what it served")),
            share_with_interval(desk, as_estimate(reach.weighted)),
        ),
    ]
    st.markdown(
        "\n".join(f"| {first if first == '---' else literal(first)} | {second} |"
                  for first, second in rows)
    )  # fmt: skip
    lines = [
        words(
            N_(
                "Weights remove what they explain and nothing else: volunteers weighted to the"
                " register stay volunteers."
            )
        )
    ]
    if reach.left_out:
        lines.append(
            words(N_("Units that served people and have no answer: {n}."), n=reach.left_out)
        )
    if reach.unknown:
        lines.append(
            words(
                N_(
                    "Units in neither number, as nobody has said how many they served: {n}."
                    " So the unweighted one may differ from that of the whole group."
                ),
                n=reach.unknown,
            )
        )
    st.caption(" ".join(lines))
