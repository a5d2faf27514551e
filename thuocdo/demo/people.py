"""This module names the six people of a demonstration and the sign-ins that everyone may know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

# Known to everyone, printed and shown: it protects nothing, and only a demonstration has it.
PASSWORD = "thuocdo-demo"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to a demonstration."""

    username: str
    display_name: str
    role: str
    unit_code: str | None = None


DEPARTMENT_OFFICER = DemoPerson(
    "canboso", "Cán bộ đầu mối Sở Tư pháp (trình diễn)", "unit_officer", "H21.16"
)
PEOPLE = (
    DemoPerson("lanhdao", "Lãnh đạo (trình diễn)", "leader"),
    DemoPerson("thamdinh", "Người thẩm định (trình diễn)", "inspector"),
    DemoPerson("thuky", "Thư ký Sở Nội vụ (trình diễn)", "secretariat"),
    DemoPerson("canbo", "Cán bộ đầu mối UBND xã Vân Canh (trình diễn)", "unit_officer", "H21.227"),
    DEPARTMENT_OFFICER,
    DemoPerson("vanhanh", "Người vận hành (trình diễn)", "operator"),
)


def sign_ins(people: Iterable[DemoPerson] = PEOPLE) -> str:
    """Write the sign-ins as JSON for the sign-in page of the demonstration."""
    rows = [{"username": person.username, "password": PASSWORD} for person in people]
    return json.dumps(rows, ensure_ascii=False)
