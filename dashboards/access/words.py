"""This module says the roles and their tasks in words that an official uses."""

from __future__ import annotations

from typing import Final

from ui.words import N_

ROLE_NAMES: Final = {
    "unit_officer": N_("Unit officer"),
    "inspector": N_("Inspector"),
    "secretariat": N_("Secretariat"),
    "leader": N_("Leader"),
    "operator": N_("System operator"),
}
