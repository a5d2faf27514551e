"""This package reads definitions (criteria sets, questionnaires): shape first, then meaning."""

from scoring.definitions.criteria_set import Area, Band, CriteriaSet, Criterion, Rounding
from scoring.definitions.criteria_sets import (
    criteria_directories,
    criteria_set_from_bytes,
    find_set,
    list_sets,
    load_criteria_set,
)
from scoring.definitions.load import Located, read_yaml

__all__ = [
    "Area",
    "Band",
    "CriteriaSet",
    "Criterion",
    "Located",
    "Rounding",
    "criteria_directories",
    "criteria_set_from_bytes",
    "find_set",
    "list_sets",
    "load_criteria_set",
    "read_yaml",
]
