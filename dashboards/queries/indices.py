"""This module gives SIPAS indices by item, factor and overall of any cut, from the tallies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from dashboards.queries.questions import rating_words
from dashboards.queries.satisfaction import OVERALL
from scoring.disclosure import (
    Decision,
    Measure,
    Released,
    Shown,
    Withheld,
    cross_table,
    may_show,
    protect,
    release,
    release_parts,
    to_hide,
)
from scoring.inference.sipas import CONVENTIONS, Convention
from scoring.inference.tallied import Counted, TalliedIndex, tallied_index
from scoring.types import Text
from storage import ANSWER_ITEM, Answers, Database, Properties, Units

Cut = Literal["unit", "group", "month", "channel", "tier"]
CUTS: Final[tuple[Cut, ...]] = ("unit", "group", "month", "channel", "tier")
WHOLE: Final = ""
_SATISFIED: Final = frozenset({"4", "5"})
_RATINGS: Final = frozenset({"1", "2", "3", "4", "5"})
_FACTOR: Final = re.compile(r"S([1-5])\.")
_CONVENTION: Final = "sipas_convention"
_Places = frozenset[tuple[str, ...]]
_PROTECTED: Final = Withheld(Decision("not_publishable", ("protects_others",)))

FACTORS: Final[Mapping[str, Text]] = {
    "1": Text("Tiếp cận dịch vụ", "Access to the service"),
    "2": Text("Thủ tục hành chính", "Procedures"),
    "3": Text("Công chức giải quyết", "The officials"),
    "4": Text("Kết quả dịch vụ", "Results"),
    "5": Text("Tiếp nhận, xử lý góp ý", "Handling of feedback"),
}
"""The five factors of the Ministry's SIPAS index; an item is of a factor by its code, as S2.3."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """What one domain's tallies hold: forms, and satisfied among valid answers of each item."""

    forms: int
    items: Mapping[str, Counted]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One domain's overall index, without and with the answers that were set aside."""

    key: str
    answers: int
    set_aside: int
    index: Released[TalliedIndex]
    with_all: Released[TalliedIndex]


@dataclass(frozen=True, slots=True)
class PartRow:
    """The index of one item, or of one factor over its items; `code` names either."""

    code: str
    name: Text
    index: Released[TalliedIndex]
    is_factor: bool


@dataclass(frozen=True, slots=True)
class Indices:
    """All that a screen shows of one group of units under one cut."""

    convention: Convention
    whole: IndexRow
    rows: tuple[IndexRow, ...]
    parts: tuple[PartRow, ...]
    channels: Mapping[str, int]
    simulated: bool


def convention_of(database: Database) -> Convention:
    """Tell which published convention of the overall index the house has chosen."""
    kept = Properties(database).get(_CONVENTION)
    return next((known for known in CONVENTIONS if known == kept), CONVENTIONS[0])


def keep_convention(database: Database, convention: Convention) -> None:
    """Choose the convention for everybody; whoever calls writes the audit event."""
    Properties(database).put(_CONVENTION, convention)


def indices(
    database: Database, groups: Mapping[str, str], cut: Cut, *, convention: Convention
) -> Indices:
    """Read the tallies of some units (`groups`: unit to peer group); give indices by one cut."""
    labels = rating_words(database).labels
    kept = tallied(database, groups, cut, items=tuple(labels))
    aside = tallied(database, groups, cut, items=tuple(labels), flagged=True)
    known = [code for code in labels if any(code in one.items for one in kept.values())]
    items = overall_items(known, convention)
    used: Convention = convention if len(items) > 1 else "general"
    whole = added(kept.values())
    whole_aside = added(aside.values())
    found = {key: overall(one, items, used) for key, one in kept.items()}
    few = to_hide({key: one.forms for key, one in aside.items()}) & {
        key for key, one in aside.items() if one.forms
    }
    released = release_parts(found, {key: Measure.of_share(one) for key, one in found.items()})
    view, hidden, aside_hidden = _hidden_between_views(
        database, groups, cut, items=items, used=used
    )
    for key, one in released.items():
        if (view, key) in hidden and isinstance(one, Shown):
            released[key] = _PROTECTED
    rows = tuple(
        IndexRow(
            key,
            kept[key].forms,
            aside[key].forms if key in aside else 0,
            released[key],
            _with_all(
                kept[key],
                aside.get(key),
                items,
                used=used,
                # Where nothing is set aside the two are one; what is hidden is hidden in both.
                told_by_difference=key in few
                or (view, key) in aside_hidden
                or isinstance(released[key], Withheld),
            ),
        )
        for key in sorted(kept)
    )
    channels, simulated = _channels(database, groups)
    return Indices(
        convention=used,
        whole=_whole_row(
            whole,
            whole_aside,
            items,
            used=used,
            hidden=(view, WHOLE) in hidden,
            told_by_difference=(view, WHOLE) in hidden | aside_hidden,
        ),
        rows=rows,
        parts=_parts(whole, {code: labels[code] for code in known}),
        channels=channels,
        simulated=simulated,
    )


def _whole_row(
    kept: Tallied,
    aside: Tallied,
    items: Sequence[str],
    *,
    used: Convention,
    hidden: bool,
    told_by_difference: bool,
) -> IndexRow:
    total = overall(kept, items, used)
    return IndexRow(
        WHOLE,
        kept.forms,
        aside.forms,
        _PROTECTED if hidden else release(total, Measure.of_share(total)),
        _with_all(kept, aside, items, used=used, told_by_difference=told_by_difference),
    )


def _channels(database: Database, groups: Mapping[str, str]) -> tuple[dict[str, int], bool]:
    """Count the answers to some units by channel; tell whether any of them is simulated."""
    forms = Answers(database).tallies(("unit", "channel", "simulated"), item=ANSWER_ITEM)
    mine = [tally for tally in forms if tally.domain["unit"] in groups]
    channels: dict[str, int] = defaultdict(int)
    for tally in mine:
        channels[str(tally.domain["channel"])] += tally.n
    return dict(channels), any(tally.domain["simulated"] for tally in mine)


def _hidden_between_views(
    database: Database,
    groups: Mapping[str, str],
    cut: Cut,
    *,
    items: Sequence[str],
    used: Convention,
) -> tuple[str, _Places, _Places]:
    """Name what a reader could take apart who looks at every group and at the province.

    Gives the view that `groups` are (a peer group, or `WHOLE`), the (view, key) to hide, and those
    whose index with the answers set aside would tell of the few that are set aside in one group.
    """
    of_unit = {unit.code: unit.group for unit in Units(database).all()}
    views = set(groups.values())
    view = next(iter(views)) if len(views) == 1 else WHOLE
    peers = sorted(set(of_unit.values()))
    if len(peers) < 2:  # there is one view only
        return view, frozenset(), frozenset()
    people: dict[tuple[str, ...], int] = {}
    aside: dict[tuple[str, ...], int] = {}
    for group in peers:
        own = {unit: group for unit, theirs in of_unit.items() if theirs == group}
        for key, one in tallied(database, own, cut, items=items).items():
            people[group, key] = overall(one, items, used).n
        for key, one in tallied(database, own, cut, items=items, flagged=True).items():
            aside[group, key] = one.forms
    return view, _protected(people), _protected(aside)


def _protected(counts: Mapping[tuple[str, ...], int]) -> _Places:
    table = cross_table(counts)
    return protect(table.counts, table.sums)


def tallied(
    database: Database,
    groups: Mapping[str, str],
    cut: Cut,
    *,
    items: Sequence[str],
    flagged: bool | None = False,
    since: date | None = None,
    until: date | None = None,
) -> dict[str, Tallied]:
    """Add the tallies of some units up by one cut; nothing in them is estimated or hidden yet."""
    by = ("unit",) if cut in {"unit", "group"} else ("unit", cut)
    forms: dict[str, int] = defaultdict(int)
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for tally in Answers(database).tallies(
        by, item=(ANSWER_ITEM, *items), since=since, until=until, flagged=flagged
    ):
        unit = str(tally.domain["unit"])
        if unit not in groups:
            continue
        key = groups[unit] if cut == "group" else str(tally.domain[cut])
        if tally.item == ANSWER_ITEM:
            forms[key] += tally.n
        elif tally.value in _RATINGS:
            pair = counts[key][tally.item]
            pair[0] += tally.n if tally.value in _SATISFIED else 0
            pair[1] += tally.n
    return {
        key: Tallied(n, {item: Counted(*pair) for item, pair in counts[key].items()})
        for key, n in forms.items()
    }


def overall_items(known: Sequence[str], convention: Convention) -> tuple[str, ...]:
    """Name the items of the overall index: those of factors, or the one general question."""
    of_factors = tuple(code for code in known if _FACTOR.match(code))
    if convention == "general" or not of_factors:
        return (OVERALL,)
    return of_factors


def factor_of(code: str) -> str | None:
    """Tell which factor an item belongs to; None for a general question."""
    found = _FACTOR.match(code)
    return found.group(1) if found else None


def overall(one: Tallied, items: Sequence[str], convention: Convention) -> TalliedIndex:
    """Give one domain's index of some items; NaN where nobody answered."""
    counted = [one.items.get(code, Counted(0, 0)) for code in items]
    return tallied_index(counted, forms=one.forms, convention=convention)


def added(several: Collection[Tallied]) -> Tallied:
    """Add domains up that have no answer in common."""
    pairs: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in several:
        for code, counted in one.items.items():
            pairs[code][0] += counted.satisfied
            pairs[code][1] += counted.valid
    return Tallied(
        sum(one.forms for one in several),
        {code: Counted(*pair) for code, pair in pairs.items()},
    )


def _with_all(
    kept: Tallied,
    aside: Tallied | None,
    items: Sequence[str],
    *,
    used: Convention,
    told_by_difference: bool = False,
) -> Released[TalliedIndex]:
    """Give the index with what was set aside; held back where the difference would tell of few."""
    if told_by_difference:
        return _PROTECTED
    if aside is None or not aside.forms:
        together = overall(kept, items, used)
        return release(together, Measure.of_share(together))
    if not may_show(aside.forms):
        return _PROTECTED
    together = overall(added([kept, aside]), items, used)
    return release(together, Measure.of_share(together))


def _parts(whole: Tallied, labels: Mapping[str, Text]) -> tuple[PartRow, ...]:
    rows: list[PartRow] = []
    for code, label in labels.items():
        if factor_of(code) is None:
            rows.append(_part(whole, (code,), code, name=label, is_factor=False))
    for factor, name in FACTORS.items():
        inside = [code for code in labels if factor_of(code) == factor]
        if inside:
            rows.append(_part(whole, inside, f"S{factor}", name=name, is_factor=True))
            rows += [
                _part(whole, (code,), code, name=labels[code], is_factor=False) for code in inside
            ]
    return tuple(rows)


def _part(
    whole: Tallied, codes: Sequence[str], code: str, *, name: Text, is_factor: bool
) -> PartRow:
    index = overall(whole, codes, "pooled")
    return PartRow(code, name, release(index, Measure.of_share(index)), is_factor)
