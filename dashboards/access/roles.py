"""This module names the five roles and the screens that each of them may open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNIT_OFFICER: Final = "unit_officer"
INSPECTOR: Final = "inspector"
SECRETARIAT: Final = "secretariat"
LEADER: Final = "leader"
OPERATOR: Final = "operator"

ROLES: Final = (UNIT_OFFICER, INSPECTOR, SECRETARIAT, LEADER, OPERATOR)

READERS: Final = frozenset({INSPECTOR, SECRETARIAT, LEADER})
"""Roles that read every unit's results."""

APPRAISERS: Final = frozenset({INSPECTOR})
"""Roles that may append an appraised figure."""

DECIDERS: Final = frozenset({INSPECTOR, SECRETARIAT})
"""Roles that may set doubtful answers aside or clear them."""

SET_KEEPERS: Final = frozenset({SECRETARIAT})
"""Roles that take criteria sets in, issue them, and open, close and publish rounds."""

EVERYONE: Final = frozenset(ROLES)

SCREEN_ROLES: Final[Mapping[str, frozenset[str]]] = {
    "ban-lam-viec": frozenset({UNIT_OFFICER, SECRETARIAT, OPERATOR}),
    "tong-quan": READERS,
    "xep-hang": READERS,
    "ho-so": READERS | {UNIT_OFFICER},
    "gia-dinh": READERS | {UNIT_OFFICER},
    "hai-long": READERS,
    "chi-so": READERS,
    "papi": EVERYONE,
    "kieu-papi": READERS,
    "dau-hieu": DECIDERS,
    "do-tin-cay": READERS,
    "cham-diem": APPRAISERS,
    "bo-tieu-chi": EVERYONE,
    "ky-danh-gia": SET_KEEPERS,
    "doi-chieu": READERS,
    "ma-qr": frozenset({SECRETARIAT, OPERATOR}),
    "may-tinh-bang": frozenset({SECRETARIAT, OPERATOR}),
    "phieu-den": frozenset({SECRETARIAT, OPERATOR}),
}
"""Which roles may open which screen, by its address. A census test holds the screens to it."""


class NotAllowed(Exception):
    """Says that a person's role does not carry the right asked for."""


def may_open(role: str, address: str) -> bool:
    """Tell whether a role may open the screen at an address; an unknown screen is closed to all."""
    return role in SCREEN_ROLES.get(address, frozenset())


def require_appraiser(role: str) -> None:
    """Stop anyone but an appraiser.

    Raises:
        NotAllowed: the role may not append appraised figures.
    """
    if role not in APPRAISERS:
        raise NotAllowed(role)


def require_decider(role: str) -> None:
    """Stop anyone who may not decide over doubtful answers.

    Raises:
        NotAllowed: the role may neither set answers aside nor clear them.
    """
    if role not in DECIDERS:
        raise NotAllowed(role)


def require_secretariat(role: str) -> None:
    """Stop anyone but the secretariat.

    Raises:
        NotAllowed: the role may not change criteria sets or rounds.
    """
    if role not in SET_KEEPERS:
        raise NotAllowed(role)


def may_attach(role: str, own_unit: str | None, unit_code: str) -> bool:
    """Tell whether a person may attach evidence for a unit: its own officer, nobody else."""
    return role == UNIT_OFFICER and own_unit is not None and own_unit == unit_code


def may_read_unit(role: str, own_unit: str | None, unit_code: str) -> bool:
    """Tell whether a person may read one unit's profile: an officer reads only the own unit."""
    if role in READERS:
        return True
    return role == UNIT_OFFICER and own_unit is not None and own_unit == unit_code
