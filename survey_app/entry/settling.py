"""This module makes answers of papers: what was entered once or agrees goes in, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.entry_drafts import Draft, OutcomeResult
from storage.entry_drafts import Outcome as PaperOutcome
from storage.records import Conflict, Repeated, Stored
from storage.text import vietnam_day
from survey_app.actions import KEY_FIELD, Result, submit
from survey_app.entry.papers import Comparison, Entered, compare
from survey_app.entry.station import Station
from survey_app.guard.sealing import Unsealable
from survey_app.guard.watch import Arrival

ONCE = Comparison(0, ())


@dataclass(frozen=True)
class Paper:
    """One paper with its one or two entries, and how they compare."""

    serial: str
    entries: tuple[Entered, ...]
    comparison: Comparison


@dataclass(frozen=True)
class Papers:
    """The closed papers of a desk that are no answers yet."""

    agreed: tuple[Paper, ...]
    differing: tuple[Paper, ...]
    waiting: tuple[Draft, ...]  # entered by one of two
    unreadable: tuple[Draft, ...] = ()  # damaged or tampered with; to be entered again


@dataclass(frozen=True)
class Settled:
    """How many papers became answers, and which could not, for their number counts already."""

    counted: int
    conflicts: tuple[str, ...]
    left: int  # papers that agree and are not in yet, because the counter takes no answers


def papers_of(station: Station) -> Papers:
    """Read and compare the closed papers of a desk."""
    agreed: list[Paper] = []
    differing: list[Paper] = []
    waiting: list[Draft] = []
    unreadable = [
        draft
        for draft in station.drafts.open_batch(station.found.desk.id, station.found.place)
        if opened(station, draft) is None
    ]
    for serial, drafts in station.drafts.closed(station.found.desk.id).items():
        read = [(draft, opened(station, draft)) for draft in drafts]
        entries = tuple(entered for _, entered in read if entered is not None)
        if len(entries) < station.found.desk.entries:
            waiting.extend(draft for draft, entered in read if entered is not None)
            unreadable.extend(draft for draft, entered in read if entered is None)
            continue
        comparison = ONCE if len(entries) == 1 else compare(station.form, *entries)
        (differing if comparison.differing else agreed).append(Paper(serial, entries, comparison))
    return Papers(tuple(agreed), tuple(differing), tuple(waiting), tuple(unreadable))


def opened(station: Station, draft: Draft) -> Entered | None:
    """Open an entry; None for one that is not what was stored any more: the rest goes on."""
    try:
        return station.read(draft)
    except Unsealable:
        return None


def settle_agreed(station: Station) -> Settled:
    """Make answers of all papers that agree; whatever stops it, the rest is settled next time."""
    counted, conflicts, left = 0, list[str](), 0
    for paper in papers_of(station).agreed:
        result = settle(station, paper, paper.entries[0])
        if isinstance(result, Conflict):
            conflicts.append(paper.serial)
        elif isinstance(result, Stored | Repeated):
            counted += 1
        else:
            left += 1
    return Settled(counted, tuple(conflicts), left)


def settle(station: Station, paper: Paper, agreed: Entered) -> Result:
    """Make an answer of one paper and note how far its entries agreed.

    The answer's key is made from counter, form and serial number: entered by whomever and however
    often, the paper counts once. Where it cannot be stored nothing is noted. Raises StorageFault.
    """
    fields = fields_of(station, agreed)
    key = station.desk.passes.paper_key(
        station.counter.point.code, station.form.id, serial=paper.serial
    )
    result = submit(
        station.desk,
        station.counter,
        fields={**fields, KEY_FIELD: [key]},
        language=station.found.desk.language,
        channel="paper",
        arrival=Arrival(given_on=agreed.day),
    )
    if isinstance(result, Stored | Repeated | Conflict):
        _note(station, paper, "conflict" if isinstance(result, Conflict) else "counted")
    return result


def fields_of(station: Station, entered: Entered) -> dict[str, Sequence[str]]:
    """Write an entry as the fields of the form."""
    fields: dict[str, Sequence[str]] = {}
    for question in station.form.questions():
        if question.code in entered.values:
            fields |= question.fields_of(entered.values[question.code])
    return fields


def _note(station: Station, paper: Paper, result: OutcomeResult) -> None:
    station.drafts.settle(
        station.found.desk.id,
        PaperOutcome(
            paper.serial,
            result,
            compared=paper.comparison.compared,
            differed=len(paper.comparison.differing),
            settled_on=vietnam_day(station.desk.now()),
        ),
    )
