"""This module words what a questionnaire cannot take from an XLSForm."""

from __future__ import annotations

from scoring.types import N_

_EMPTY = N_("Empty the cell.")
_CORRECT = N_("Correct the cell.")

# name -> what was expected, what to do
REFUSALS = {
    "end-missing": (N_("an end_group for every begin_group"), N_("Add the row end_group.")),
    "begin-missing": (N_("a begin_group before it"), N_("Delete the row.")),
    "group-appearance": (N_("table-list or nothing"), _EMPTY),
    "nested": (
        N_("groups side by side; only a table (table-list) may stand in a group"),
        N_("End the group above first."),
    ),
    "empty": (N_("an empty cell"), _EMPTY),
    "table-required": (
        N_("the same in every row of the table"),
        N_("Mark every row as required, or none."),
    ),
    "table-list": (
        N_("the same list in every row of the table"),
        N_("Give every row the same list."),
    ),
    "table-places": (
        N_("as many choices as places"),
        N_("Correct the names on the sheet choices."),
    ),
    "table-row": (
        N_("rows of type select_one, without relevant and hint, in a table"),
        N_("Move the row below the table."),
    ),
    "table-empty": (N_("rows of type select_one in the table"), N_("Add what is missing.")),
    "required": (N_("yes, no or nothing"), _CORRECT),
    "type": (N_("one of the types {types}"), N_("Take another type, or delete the row.")),
    "kind": (N_("one of {expected}"), _CORRECT),
    "appearance": (
        N_("an appearance of this subset: likert, minimal, multiline or table-list"),
        _EMPTY,
    ),
    "scale": (
        N_("a list with the names {names}, in this order"),
        N_("Correct the names on the sheet choices."),
    ),
    "range": (N_("for a range: start, end and a step of 1, 0.1, 0.01 …"), _CORRECT),
    "list": (N_("a list of the sheet choices after the type"), N_("Name a list that is there.")),
    "wording": (N_("a Vietnamese wording"), N_("Write the text.")),
    "expression": (
        N_("an expression of the subset that docs/xlsform.md lists"),
        N_("Write it with simpler means, or say it in the YAML file after the import."),
    ),
}
