"""This module puts stored answers into rows: where, when and how each came, then its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from scoring.disclosure import MASKS, mask
from scoring.tables.codebook import Cell, Code, Column, Layout, make_layout
from scoring.types import N_, Sentence
from storage.answers import Answers
from storage.database import Database
from storage.questionnaires import Questionnaires
from storage.records import StoredAnswer
from storage.units import Units
from ui.words import Words

_YES_NO: Final = (Code(0, 0, Sentence(N_("No"))), Code(1, 1, Sentence(N_("Yes"))))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers go into a file, and whether comments are masked in it."""

    unit: str | None = None
    since: date | None = None
    until: date | None = None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The columns of a file of answers and what fills them; rows are made one at a time."""

    columns: tuple[Column, ...]
    layout: Layout
    rows: Callable[[], Iterator[list[Cell]]]


def _about(name: str, label: str, *codes: Code, text: bool = True) -> Column:
    return Column(name, Sentence(label), "text" if text else "category", codes)


ABOUT: Final = (
    Column("answer", Sentence(N_("Number of the answer, in order of arrival")), "number"),
    _about("day", N_("Day in Viet Nam on which it came in")),
    _about("unit", N_("Code of the unit")),
    _about("unit_name", N_("Name of the unit")),
    _about("point", N_("Code of the service point")),
    _about("channel", N_("Channel: how the answer came in")),
    _about("tier", N_("Tier: how well it is known that one person gave one answer")),
    _about("language", N_("Language in which the form was read")),
    _about("simulated", N_("Simulated data"), *_YES_NO, text=False),
    _about("set_aside", N_("Set aside: in none of the published numbers"), *_YES_NO, text=False),
    _about("marks", N_("Marks that the answer was given on its way in")),
    _about("questionnaire", N_("Questionnaire and version")),
    _about("questionnaire_sha256", N_("Fingerprint of the questionnaire (SHA-256)")),
)  # fmt: skip
"""The columns of every file of answers, before those of the questions."""


def frame_of(database: Database, wanted: Wanted, words: Words) -> Frame:
    """Lay out the stored answers: the union of all questionnaires that were answered.

    Masked comments say in the language of ``words`` what was masked.
    """
    answers = Answers(database)
    kept = (Questionnaires(database).by_hash(sha256) for sha256 in answers.questionnaires())
    layout = make_layout(
        [questionnaire_from_bytes(one.content, file=one.id) for one in kept if one is not None],
        taken=[column.name for column in ABOUT],
    )
    names = {unit.code: unit.name for unit in Units(database).all()}
    texts = [number for number, column in enumerate(layout.columns) if column.kind == "text"]
    labels = {kind: words(msgid) for kind, msgid in MASKS.items()}

    def rows() -> Iterator[list[Cell]]:
        stream = answers.stream(unit=wanted.unit, since=wanted.since, until=wanted.until)
        for one in stream:
            cells = layout.cells(one.questionnaire_sha256, one.values)
            for number in texts if wanted.masked else ():
                cells[number] = mask(str(cells[number]), labels).text
            yield [*_about_cells(one, names, layout), *cells]

    return Frame((*ABOUT, *layout.columns), layout, rows)


def _about_cells(one: StoredAnswer, names: dict[str, str], layout: Layout) -> list[Cell]:
    sha256 = one.questionnaire_sha256
    return [
        one.number,
        one.local_day.isoformat(),
        one.unit_code,
        names.get(one.unit_code, ""),
        one.point_code,
        one.channel,
        one.tier,
        one.language,
        int(one.simulated),
        int(one.set_aside),
        one.flags,
        layout.questionnaires[sha256].id,
        sha256,
    ]
