"""This module tells whom each unit served, by margin: from files of margins, else the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from scoring.definitions.margins import (
    ORDERED,
    Category,
    MarginSource,
    find_margin_sources,
    plain_name,
)
from scoring.definitions.questionnaire_load import questionnaire_from_bytes
from scoring.definitions.register import MARGINS
from scoring.types import Text
from storage import Answers, Database, Margins, Questionnaires, Register

Source = Literal["margins", "register"]
_Counts = Mapping[str, Mapping[str, int]]
_ONLINE: Final = "online"
_COUNTER: Final = "counter"


@dataclass(frozen=True, slots=True)
class ServedBy:
    """Those served by one margin: categories with their names, counts by unit and category.

    `items` are the questions that tell it; without one, the channel of the answer does.
    """

    margin: str
    source: Source
    names: tuple[Text, ...]
    served: Mapping[str, Mapping[int, int]]
    items: tuple[str, ...]
    places: Mapping[str, int]
    simulated: bool

    @property
    def ordered(self) -> bool:
        """Tell whether neighbouring categories are alike, as ages are."""
        return self.margin in ORDERED

    def totals(self, units: Sequence[str]) -> list[int]:
        """Add those served by some units up, by category."""
        return [
            sum(self.served[unit].get(at, 0) for unit in units) for at in range(len(self.names))
        ]

    def category(self, values: Sequence[object], channel: str) -> int:
        """Give the category of an answer; -1 where it was not stated."""
        if not self.items:
            return self.places.get(channel, -1)
        told = next((value for value in values if value is not None), None)
        return self.places.get(str(told), -1)


def whom(database: Database, *, directories: Sequence[Path]) -> tuple[ServedBy, ...]:
    """Give every margin that answers tell and somebody counts, in the order of MARGINS.

    Raises ProblemsFound where a file that says which question tells a margin is wrong.
    """
    sources = _sources(database, directories)
    from_files, simulated = _from_files(database)
    found: list[ServedBy] = []
    for margin in MARGINS:
        told = [one for one in sources if one.margin == margin]
        if not told:
            continue
        source: Source = "margins" if margin in from_files else "register"
        counts = from_files.get(margin) or _from_register(database, margin)
        made_up = margin in simulated if source == "margins" else _register_made_up(database)
        if counts:
            found.append(_served_by(margin, told, counts, source=source, simulated=made_up))
    return tuple(found)


def _sources(database: Database, directories: Sequence[Path]) -> list[MarginSource]:
    """Read how the forms that were answered tell margins."""
    store = Questionnaires(database)
    found: list[MarginSource] = []
    for sha256 in Answers(database).questionnaires():
        kept = store.by_hash(sha256)
        if kept is not None:
            form = questionnaire_from_bytes(kept.content, file=kept.id)
            found += find_margin_sources(form, directories=directories)
    return found


def _served_by(
    margin: str,
    told: Sequence[MarginSource],
    counts: _Counts,
    *,
    source: Source,
    simulated: bool,
) -> ServedBy:
    """Bring the options of forms and the names of files to one list of categories."""
    categories: dict[str, Category] = {}
    for one in told:
        for category in one.categories:
            categories.setdefault(category.code, category)
    order = list(categories)
    by_name = {name: at for at, code in enumerate(order) for name in sorted(categories[code].names)}
    names = [categories[code].name for code in order]
    served: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for unit, by_category in counts.items():
        for category_name, n in by_category.items():
            key = plain_name(category_name)
            if key not in by_name:  # nobody can answer so: it will be named as without answers
                by_name[key] = len(names)
                names.append(Text(category_name, category_name))
            served[unit][by_name[key]] += n
    items = tuple(dict.fromkeys(one.question for one in told if one.question is not None))
    places = {code: at for at, code in enumerate(order)}
    if not items:
        ways = {channel: way for one in told for channel, way in one.way_of_channel.items()}
        places = {channel: places[way] for channel, way in ways.items()}
    return ServedBy(margin, source, tuple(names), served, items, places, simulated)


def _from_files(database: Database) -> tuple[dict[str, _Counts], frozenset[str]]:
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    simulated: set[str] = set()
    for total in Margins(database).totals():
        found[total.margin][total.unit_code][total.category] = total.served
        if total.simulated:
            simulated.add(total.margin)
    return dict(found), frozenset(simulated)


def _from_register(database: Database, margin: str) -> _Counts:
    """Take from the register what it tells: received by field, and how many came in online."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    if margin == "field":
        for total in Register(database).totals(("unit", "field")):
            received = total.counts["received"]
            if received is not None:
                found[total.domain["unit"]][total.domain["field"]] = received
    elif margin == "channel":
        for total in Register(database).totals(("unit",)):
            received, online = total.counts["received"], total.counts[_ONLINE]
            if received is not None and online is not None:
                # A register does not part the counter from the post; few dossiers come by post.
                found[total.domain["unit"]] = {_ONLINE: online, _COUNTER: received - online}
    return found


def _register_made_up(database: Database) -> bool:
    return any(total.simulated for total in Register(database).totals(()))
