"""This package decides what may be shown of people's answers; nothing is shown around it.

``decide`` judges one number, ``release`` and ``release_all`` let numbers through as ``Shown`` or
hold them back as ``Withheld``, ``protect`` hides cells of tables so that sums give none away,
``telling_differences`` finds nested domains that do, and ``mask`` hides numbers and addresses that
name a person in a comment. ``docs/statistics.md`` states the rules and their sources.
"""

from scoring.disclosure.comments import MASKS, MaskedComment, mask
from scoring.disclosure.cross import WHOLE, Sum, Table, cross_table
from scoring.disclosure.decision import Decision, Measure, Reason, Verdict, decide
from scoring.disclosure.differences import Difference, telling_differences, without_differences
from scoring.disclosure.limits import DESK, MINIMUM, PUBLIC, Limits
from scoring.disclosure.protection import may_show, protect, to_hide
from scoring.disclosure.shown import (
    Released,
    Shown,
    Withheld,
    release,
    release_all,
    release_parts,
    release_weighted,
)

__all__ = [
    "DESK",
    "MASKS",
    "MINIMUM",
    "PUBLIC",
    "WHOLE",
    "Decision",
    "Difference",
    "Limits",
    "MaskedComment",
    "Measure",
    "Reason",
    "Released",
    "Shown",
    "Sum",
    "Table",
    "Verdict",
    "Withheld",
    "cross_table",
    "decide",
    "mask",
    "may_show",
    "protect",
    "release",
    "release_all",
    "release_parts",
    "release_weighted",
    "telling_differences",
    "to_hide",
    "without_differences",
]
