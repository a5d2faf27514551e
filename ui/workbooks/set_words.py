"""This module names, for a reader, the columns, kinds and choices of a criteria set's workbook.

What has no name here is called by its technical one, so that a new kind of rule needs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from scoring.definitions.set_cells import MARK
from scoring.definitions.set_columns import Column, tree_layout, whole_layout
from scoring.definitions.set_comparison import Change, ChangeKind
from scoring.types import LANGUAGE_NAMES
from ui import numbers
from ui.peer_groups import group_words
from ui.words import N_, Words

SHEETS: Final[Mapping[str, str]] = {
    "guide": N_("Guide"),
    "set": N_("Set"),
    "criteria": N_("Criteria"),
    "levels": N_("Levels"),
    "bands": N_("Bands"),
    "sources": N_("Sources"),
    "choices": N_("Choices"),
}

_LABELS: Final[Mapping[str, str]] = {
    "parent": N_("Belongs to (code)"),
    "of": N_("Criterion (code)"),
    "field": N_("List"),
    "key": N_("Technical name"),
    "value": N_("Value"),
    "code": N_("Code"),
    "name": N_("Name"),
    "max_points": N_("Maximum points"),
    "kind": N_("Kind"),
    "legal": N_("Legal reference"),
    "evidence": N_("Evidence asked for"),
    "note": N_("Note"),
    "applies_to.units": N_("Only these units"),
    "applies_to.groups": N_("Only these groups"),
    "applies_to.kinds": N_("Only these kinds of unit"),
    "applies_to.except_units": N_("Not these units"),
    "applies_to.except_kinds": N_("Not these kinds of unit"),
    "lineage": N_("Earlier codes"),
    "predecessor": N_("Earlier set (id)"),
    "decision.number": N_("Decision number"),
    "decision.date": N_("Decision date"),
    "decision.issuer": N_("Decided by"),
    "beyond_maximum": N_("Bonus may pass the maximum"),
    "rule.type": N_("Kind of rule"),
    "rule.when_missing": N_("When no figure is there"),
    "rule.when_zero": N_("When the denominator is 0"),
    "rule.when_over": N_("When the numerator is larger"),
    "rule.when_not_held": N_("When no survey was held"),
    "rule.measure": N_("What the figure says"),
    "rule.counted": N_("What is counted"),
    "rule.by": N_("Figure is a"),
    "rule.target": N_("Target (%)"),
    "rule.floor": N_("Floor (%)"),
    "rule.points_each": N_("Points each"),
    "rule.cap": N_("At most (points)"),
    "rule.best_is": N_("Best is the"),
    "rule.asked": N_("Who is asked"),
    "rule.expression": N_("Formula"),
    "rule.full_at": N_("Value for full points"),
    "rule.default": N_("Points if none are given"),
    "rule.reason_required": N_("Reason required"),
    "rule.guidance": N_("Guidance for the appraiser"),
    "rule.options": N_("Options"),
    "rule.tiers": N_("Tiers"),
    "rule.variables": N_("Figures of the formula"),
    "label": N_("Wording"),
    "points": N_("Points"),
    "at_least": N_("From (inclusive)"),
    "above": N_("Over (exclusive)"),
    "id": N_("Id of the set"),
    "title": N_("Title"),
    "template": N_("Template, not official"),
    "reference": N_("Number and date"),
    "ranking": N_("Equal places"),
    "rounding.at": N_("Round at"),
    "rounding.places": N_("Decimal places"),
    "rounding.mode": N_("A half is rounded"),
}

MEANINGS: Final[Mapping[str, str]] = {
    "yes_no": N_("done or not done"),
    "options": N_("one of several outcomes"),
    "tiers": N_("points by thresholds"),
    "linear": N_("in proportion to a ratio"),
    "per_item": N_("points for each item"),
    "deduction": N_("points off for each failing"),
    "relative": N_("compared with the best unit"),
    "survey": N_("an index from a survey"),
    "formula": N_("a formula of named figures"),
    "manual": N_("given by the appraiser"),
    "full": N_("full points"),
    "zero": N_("no points"),
    "not_applicable": N_("left out, rescaled"),
    "missing": N_("counts as missing"),
    "percent": N_("share in per cent"),
    "count": N_("number of things"),
    "number": N_("number"),
    "yes": N_("yes or no"),
    "highest": N_("highest"),
    "lowest": N_("lowest"),
    "citizens": N_("citizens, organisations"),
    "officials": N_("leaders, officials"),
    "cap": N_("full points, with a remark"),
    "refuse": N_("refused until corrected"),
    "allow": N_("allowed"),
    "criterion": N_("each criterion"),
    "area": N_("each area"),
    "total": N_("the total"),
    "none": N_("nowhere"),
    "half_up": N_("up"),
    "half_even": N_("to the even digit"),
    "competition": "1-2-2-4",
    "dense": "1-2-2-3",
    "scored": N_("counts in the maximum"),
    "bonus": N_("bonus points"),
    "penalty": N_("penalty points"),
}

_LISTS: Final = {one: _LABELS[one] for one in ("rule.options", "rule.tiers", "rule.variables")}


def heading(words: Words, path: str) -> str:
    """Name a column: its meaning, and the language where it is not Vietnamese."""
    stem, _, last = path.rpartition(".")
    if last in LANGUAGE_NAMES and stem:
        name = label(words, stem)
        return name if last == "vi" else f"{name} ({LANGUAGE_NAMES[last]})"
    return label(words, path)


def label(words: Words, path: str) -> str:
    """Name what a path leads to; its technical name where there is none."""
    found = _LABELS.get(path) or _LABELS.get(path.rpartition(".")[2])
    return words(found) if found else path


def choice(words: Words, value: object) -> str:
    """Write a choice with what it means, as a drop-down shows it."""
    meaning = MEANINGS.get(str(value)) or _LISTS.get(str(value))
    return f"{value}{MARK}{words(meaning)}" if meaning else str(value)


def parameters(words: Words, rule: str, headings: tuple[Column, ...]) -> str:
    """List the columns that a kind of rule reads, those without a default first marked."""
    named = [
        heading(words, one.path) + ("*" if one.required else "")
        for one in headings
        if rule in one.rules and (one.path.endswith(".vi") or not _spoken(one.path))
    ]
    return ", ".join(named)


def _spoken(path: str) -> bool:
    return path.rpartition(".")[2] in LANGUAGE_NAMES


CHANGES: Final[Mapping[ChangeKind, str]] = {
    "added": N_("Added"),
    "removed": N_("Removed"),
    "moved": N_("Moved"),
    "renamed": N_("Other code"),
    "merged": N_("Joined from several"),
    "split": N_("Split off"),
    "maximum": N_("Maximum"),
    "rule": N_("Rule"),
    "other": N_("Wording or reference"),
}


def change_line(words: Words, change: Change) -> str:
    """Write a difference between two sets on one line."""
    name = "" if change.name is None else words.text(change.name)
    place = f"{change.code} {name}".strip()
    sides = f"{change_side(words, change, 'was')} → {change_side(words, change, 'now')}"
    told = f"{change_name(words, change)}: {sides}"
    return f"{place} · {told}" if place else told


def change_name(words: Words, change: Change) -> str:
    """Name what kind of difference it is, and which fact differs."""
    kind = words(CHANGES[change.kind])
    if not change.fact or change.kind == "maximum":
        return kind
    fact = fact_name(words, change.fact)
    return f"{kind}: {fact}" if change.kind == "rule" else fact


_NUMBERS: Final = frozenset(
    ["target", "floor", "points", "points_each", "cap", "at_least", "above", "full_at", "default"]
)


def change_side(words: Words, change: Change, side: Literal["was", "now"]) -> str:
    """Write how one side of a difference stood; a value that is a default says so."""
    text = change.was if side == "was" else change.now
    if not text:
        return numbers.ABSENT
    shown = _side(words, change, text)
    return words(N_("{value} (default)"), value=shown) if change.default == side else shown


def _side(words: Words, change: Change, text: str) -> str:
    plain = change.kind in {"maximum", "added", "removed"}
    if plain or change.fact.rpartition(".")[2] in _NUMBERS:
        return numbers.exact(Decimal(text), words.language)
    if change.fact.startswith("applies_to.groups"):
        return group_words(words, text)
    if text in {"true", "false"}:
        return words(N_("Yes") if text == "true" else N_("No"))
    return choice(words, text) if change.fact in _chosen() else text


@cache
def _chosen() -> frozenset[str]:
    """Name the facts whose values are chosen from a list."""
    columns = (*tree_layout().headings(), *whole_layout().headings())
    return frozenset(one.path for one in columns if one.kind == "choice")


def fact_name(words: Words, fact: str) -> str:
    """Name what changed; the place in a list stays a number."""
    parts = fact.split(".")
    numbered = next((place for place, part in enumerate(parts) if part.startswith("#")), None)
    if numbered is None:
        return heading(words, fact)
    inner = ".".join(parts[numbered + 1 :])
    named = f"{label(words, '.'.join(parts[:numbered]))} {parts[numbered]}"
    return f"{named} {heading(words, inner)}" if inner else named
