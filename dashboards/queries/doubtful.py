"""This module lays answers before the forensic signals, when asked, and keeps what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np

from dashboards.queries.made import Made, made
from dashboards.queries.questions import rating_words, text_items
from dashboards.queries.served import served
from dashboards.queries.signal_inputs import BY_STAFF, KIOSK, hasty, judged, places_open
from scoring.forensics.answers import Answers as Columns
from scoring.forensics.review import WEAK, Review, review
from scoring.types import Sentence
from storage import ANSWER_ITEM, Analyses, Answers, Database
from ui.words import translator

KIND: Final = "forensics"
_METHOD: Final = 2
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(hours=7)  # Viet Nam has one time zone and no summer time
_MOST_ANSWERS: Final = 5_000


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit that a signal named, why in both languages, and how likely that is by chance."""

    unit: str
    signal: str
    q_value: float
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An answer that is proposed to be set aside: its number, unit and day, and why."""

    number: int
    unit: str
    day: str
    signals: tuple[str, ...]
    vi: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a review of all answers of a group found; `proposed` counts also what is not listed.

    `judged` says how much those signals had to look at that need more than the answers themselves.
    """

    answers: int
    units: tuple[NamedUnit, ...]
    doubtful: tuple[Doubtful, ...]
    proposed: int
    marked: Mapping[str, int]
    late_rates: int
    judged: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that stands aside or was cleared, with the intake's marks."""

    number: int
    day: date
    flags: tuple[str, ...]


def kept_findings(database: Database, group: str) -> tuple[Findings, Made] | None:
    """Find the newest review of a group; its answers may have grown since."""
    kept = Analyses(database).latest(KIND, group)
    if kept is None:
        return None
    content: Mapping[str, Any] = kept.content
    return (
        Findings(
            content["answers"],
            tuple(NamedUnit(**one) for one in content["units"]),
            tuple(_kept_answer(one) for one in content["doubtful"]),
            content["proposed"],
            content["marked"],
            content["late_rates"],
            content.get("judged", {}),
        ),
        made(kept),
    )


def _kept_answer(one: Mapping[str, Any]) -> Doubtful:
    return Doubtful(
        one["number"],
        one["unit"],
        one["day"],
        tuple(one["signals"]),
        tuple(one["vi"]),
        tuple(one["en"]),
    )


def look_through(
    database: Database, group: str, units: Sequence[str], *, made_by: str, at: datetime
) -> Findings:
    """Run every signal over all answers of some units, and keep what they say.

    Reads every answer, so it is done when a person asks. Nothing is set aside by it.
    """
    items = (*rating_words(database).labels, *text_items(database))
    columns = Answers(database).columns(items, flagged=None)
    mine = _rows_of(columns, frozenset(units))
    found = _findings(database, columns, mine, units=tuple(sorted(units)))
    Analyses(database).keep(
        KIND,
        group,
        made_from={
            "method": _METHOD,
            "units": sorted(units),
            "answers": len(mine),
            "at": at.isoformat(),
        },
        content=asdict(found),
        made_at=at,
        made_by=made_by,
    )
    return found


def new_answers(database: Database, units: frozenset[str]) -> int:
    """Count all answers of some units from the tallies, to tell how many came since a review."""
    forms = Answers(database).tallies(("unit",), item=ANSWER_ITEM, flagged=None)
    return sum(tally.n for tally in forms if tally.domain["unit"] in units)


def marked_or_decided(
    database: Database, unit: str, standing: Mapping[int, bool]
) -> tuple[Marked, ...]:
    """List a unit's answers that are set aside now, and those that a person cleared."""
    cleared = {number for number, aside in standing.items() if not aside}
    columns = Answers(database).columns([], unit=unit, flagged=None if cleared else True)
    aside = columns if not cleared else Answers(database).columns([], unit=unit, flagged=True)
    wanted = cleared | {int(str(number)) for number in aside["number"]}
    return tuple(
        Marked(int(str(number)), day, tuple(str(flags).split()))
        for number, day, flags in zip(
            columns["number"], columns["day"], columns["flags"], strict=True
        )
        if number in wanted and isinstance(day, date)
    )


def per_day(doubtful: Sequence[Doubtful]) -> tuple[tuple[str, int], ...]:
    """Count proposed answers by day, in the order of days."""
    return tuple(sorted(Counter(one.day for one in doubtful).items()))


def _rows_of(columns: Mapping[str, list[object]], units: frozenset[str]) -> list[int]:
    return [row for row, unit in enumerate(columns["unit"]) if unit in units]


def _findings(
    database: Database,
    columns: Mapping[str, list[object]],
    rows: list[int],
    *,
    units: tuple[str, ...],
) -> Findings:
    ratings = rating_words(database).labels
    place_of = {unit: place for place, unit in enumerate(units)}
    comments = text_items(database)
    known = served(database, units)
    late = known.late if known is not None else {}
    answers = Columns(
        units=units,
        unit=np.array([place_of[str(columns["unit"][row])] for row in rows], dtype=np.int64),
        at=np.array([_wall_clock(columns["received_at"][row]) for row in rows], dtype=np.int64),
        counter=np.array([columns["channel"][row] == KIOSK for row in rows], dtype=np.bool_),
        seconds=np.full(len(rows), np.nan),
        ratings=np.array(
            [[_mark(columns[item][row]) for item in ratings] for row in rows], dtype=np.float64
        ).reshape(len(rows), len(ratings)),
        comments=tuple(
            " ".join(str(columns[item][row] or "") for item in comments).strip() for row in rows
        ),
        device=(None,) * len(rows),
        clerk=np.array([columns["channel"][row] in BY_STAFF for row in rows], dtype=np.bool_),
        late_rate=np.array([late.get(unit, np.nan) for unit in units]),
        hasty=np.array(
            [
                hasty(str(columns["channel"][row]), str(columns["flags"][row]).split())
                for row in rows
            ],
            dtype=np.int64,
        ),
        place_open=places_open(database, columns, rows),
    )
    found = review(answers) if rows else None
    if found is None:
        return Findings(0, (), (), 0, {}, len(late), {})
    proposed = np.flatnonzero(found.proposed)
    return Findings(
        answers=len(rows),
        units=tuple(
            NamedUnit(one.unit, signal, one.q_value, _vi(one.reason), _en(one.reason))
            for signal, one in found.units_found()
        ),
        doubtful=tuple(
            _doubtful(columns, rows[place], found, place=int(place))
            for place in proposed[:_MOST_ANSWERS]
        ),
        proposed=len(proposed),
        marked={signal: int(one.flagged.sum()) for signal, one in found.findings.items()},
        late_rates=len(late),
        judged=judged(answers),
    )


def _doubtful(
    columns: Mapping[str, list[object]],
    row: int,
    found: Review,
    *,
    place: int,
) -> Doubtful:
    # A weak signal proposes nothing, and its reason would tell what was answered.
    strong = {code: one for code, one in found.findings.items() if code not in WEAK}
    reasons = [one.reasons[place] for one in strong.values() if place in one.reasons]
    return Doubtful(
        number=int(str(columns["number"][row])),
        unit=str(columns["unit"][row]),
        day=str(columns["day"][row]),
        signals=tuple(code for code, one in strong.items() if place in one.reasons),
        vi=tuple(_vi(reason) for reason in reasons),
        en=tuple(_en(reason) for reason in reasons),
    )


def _wall_clock(moment: object) -> int:
    if not isinstance(moment, datetime):
        raise TypeError("an answer has a moment")
    return int((moment - _EPOCH + _AHEAD).total_seconds())


def _mark(value: object) -> float:
    return float(value) if isinstance(value, int) else float("nan")


def _vi(sentence: Sentence) -> str:
    return translator("vi").say(sentence)


def _en(sentence: Sentence) -> str:
    return translator("en").say(sentence)
