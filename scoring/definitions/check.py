"""This module finds what a criteria set means wrongly, even where its shape is wrong elsewhere.

It walks the plain values and skips what has no shape to speak of, so that one run names the wrong
kinds and the wrong sums together.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from scoring.definitions.criteria_set import TOTAL, CriteriaSetBody, Criterion
from scoring.definitions.load import Located
from scoring.definitions.shape import shape_problems
from scoring.rule import AreaKind
from scoring.types import N_, Problem, said

_Path = tuple[str | int, ...]


def check_criteria_set(located: Located) -> list[Problem]:
    """Find every problem of a criteria set: its shape, then its meaning."""
    problems: list[Problem] = []
    try:
        CriteriaSetBody.model_validate(located.value)
    except ValidationError as error:
        problems += shape_problems(located, error, model=CriteriaSetBody)
    if not isinstance(located.value, dict):
        return problems
    problems += _codes(located)
    problems += _sums(located)
    problems += _bands(located)
    problems += _rules(located)
    return problems


def _items(holder: Any, key: str) -> list[tuple[int, dict[str, Any]]]:
    """List the mappings in the list under a key, with their positions."""
    found = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(found, list):
        return []
    return [(position, item) for position, item in enumerate(found) if isinstance(item, dict)]


def _criteria(holder: Any, path: _Path, key: str) -> Iterator[tuple[_Path, dict[str, Any]]]:
    for position, item in _items(holder, key):
        here = (*path, key, position)
        yield here, item
        yield from _criteria(item, here, "components")


def _all_criteria(located: Located) -> Iterator[tuple[_Path, dict[str, Any]]]:
    for position, area in _items(located.value, "areas"):
        yield from _criteria(area, ("areas", position), "criteria")


def _number(holder: dict[str, Any], key: str) -> Decimal | None:
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def _codes(located: Located) -> Iterator[Problem]:
    """Areas and criteria share one space of codes; TOTAL is the sum's."""
    first: dict[str, int] = {TOTAL: 0}
    areas = [(("areas", i), area) for i, area in _items(located.value, "areas")]
    for path, item in [*areas, *_all_criteria(located)]:
        code = item.get("code")
        if not isinstance(code, str):
            continue
        here = (*path, "code")
        if code not in first:
            first[code] = located.line_of(here)
            continue
        yield located.problem(
            "set.duplicate-code",
            here,
            expected=said(N_("each code once")),
            got=said(N_("“{key}” again (first on line {first})"), key=code, first=first[code])
            if code != TOTAL
            else said(N_("“{key}”, which is kept for the sum"), key=code),
            remedy=said(N_("Give it a code of its own.")),
        )


def _sums(located: Located) -> Iterator[Problem]:
    """The maxima of parts add up to the maximum of the whole, at every level."""
    value = located.value
    assert isinstance(value, dict)  # noqa: S101  (the caller looked)
    areas = value.get("areas")
    counted = [area for area in areas if _kind(area) == "scored"] if isinstance(areas, list) else []
    yield from _sum(located, value, (), parts=counted)
    for position, area in _items(value, "areas"):
        check = _sum if _kind(area) == "scored" else _cap
        yield from check(located, area, ("areas", position), parts=area.get("criteria"))
    for path, criterion in _all_criteria(located):
        if criterion.get("components"):
            yield from _sum(located, criterion, path, parts=criterion["components"])


def _kind(area: Any) -> AreaKind:
    kind = area.get("kind") if isinstance(area, dict) else None
    return kind if kind in {"bonus", "penalty"} else "scored"


def _stated(holder: dict[str, Any], parts: Any) -> tuple[Decimal, Decimal] | None:
    """Give the stated maximum and the sum of the parts', where all of them are points at all."""
    stated = _number(holder, "max_points")
    if stated is None or stated < 0 or not isinstance(parts, list) or not parts:
        return None
    maxima = [_number(item, "max_points") if isinstance(item, dict) else None for item in parts]
    known = [one for one in maxima if one is not None and one >= 0]
    return (stated, sum(known, Decimal(0))) if len(known) == len(maxima) else None


def _sum(located: Located, holder: dict[str, Any], path: _Path, *, parts: Any) -> Iterator[Problem]:
    found = _stated(holder, parts)
    if found is not None and found[0] != found[1]:
        yield located.problem(
            "set.sum",
            (*path, "max_points"),
            expected=said(N_("the sum of its parts, {together} points"), together=found[1]),
            got=said(N_("{best} points"), best=found[0]),
            remedy=said(N_("Correct this maximum or those of its parts.")),
        )


def _cap(located: Located, holder: dict[str, Any], path: _Path, *, parts: Any) -> Iterator[Problem]:
    """An area of bonus or penalty has a cap that its criteria can reach."""
    found = _stated(holder, parts)
    if found is not None and found[0] > found[1]:
        yield located.problem(
            "set.cap",
            (*path, "max_points"),
            expected=said(N_("at most the sum of its parts, {together} points"), together=found[1]),
            got=said(N_("{best} points"), best=found[0]),
            remedy=said(N_("Lower the cap, or correct the maxima of the criteria.")),
        )


def _bands(located: Located) -> Iterator[Problem]:
    """Bands go down to 0, so that every index has one, and no code stands twice."""
    bands = _items(located.value, "bands")
    bounds = [(position, _number(band, "at_least")) for position, band in bands]
    seen: set[str] = set()
    for position, band in bands:
        code = band.get("code")
        if isinstance(code, str) and code in seen:
            yield located.problem(
                "set.duplicate-band",
                ("bands", position, "code"),
                expected=said(N_("each code once")),
                got=said(N_("“{code}” again"), code=code),
                remedy=said(N_("Give it a code of its own.")),
            )
        seen.add(str(code))
    for (_, higher), (position, lower) in pairwise(bounds):
        if higher is not None and lower is not None and lower >= higher:
            yield located.problem(
                "set.band-order",
                ("bands", position, "at_least"),
                expected=said(N_("a bound below {above}"), above=higher),
                got=said(N_("{threshold}"), threshold=lower),
                remedy=said(N_("Order the bands from the highest bound to the lowest.")),
            )
    if bounds and bounds[-1][1] is not None and bounds[-1][1] != 0:
        yield located.problem(
            "set.band-cover",
            ("bands", bounds[-1][0], "at_least"),
            expected=said(N_("0 in the last band, so that every index has a band")),
            got=said(N_("{threshold}"), threshold=bounds[-1][1]),
            remedy=said(N_("Add a last band from 0.")),
        )


def _rules(located: Located) -> Iterator[Problem]:
    """Each rule's own meaning, wherever the criterion has its shape."""
    for position, area in _items(located.value, "areas"):
        for path, raw in _criteria(area, ("areas", position), "criteria"):
            if raw.get("components"):
                continue
            try:
                criterion = Criterion.model_validate(raw)
            except ValidationError:
                continue  # its shape has been reported
            rule = criterion.scoring_rule
            for flaw in (*rule.flaws(criterion.maximum), *rule.place_flaws(_kind(area))):
                yield located.problem(
                    flaw.code,
                    (*path, "rule", *flaw.path),
                    expected=flaw.expected,
                    got=flaw.got,
                    remedy=flaw.remedy,
                )
