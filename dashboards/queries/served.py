"""This module tells how many each unit served, from the register or else from declared figures."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from storage import Database, Figures, Register, Rounds

Source = Literal["register", "figures"]
_ON_TIME: Final = "DOSSIER_ON_TIME"


@dataclass(frozen=True, slots=True)
class Served:
    """Transactions served by unit, the share of them that was late, and the days they cover."""

    by_unit: Mapping[str, int]
    late: Mapping[str, float]
    source: Source
    first: date
    last: date
    simulated: bool


def served(database: Database, unit_codes: Collection[str]) -> Served | None:
    """Read how many were served; None where neither the register nor a round's figures tell.

    The one-stop register comes first. Without it, a round of the 766 index declares the dossiers
    settled and those settled on time, over its year.
    """
    return _from_register(database, unit_codes) or _from_figures(database, unit_codes)


def _from_register(database: Database, unit_codes: Collection[str]) -> Served | None:
    found: dict[str, int] = {}
    late: dict[str, float] = {}
    months: list[str] = []
    simulated = False
    register = Register(database)
    for total in register.totals(("unit",)):
        unit, counts = total.domain["unit"], total.counts
        received = counts.get("received")
        if unit not in unit_codes or received is None:
            continue
        found[unit] = received
        simulated = simulated or total.simulated
        settled = [counts.get(name) for name in ("early", "on_time", "late")]
        known: list[int] = [n for n in settled if n is not None]
        whole = sum(known)
        if len(known) == len(settled) and whole > 0:
            late[unit] = known[-1] / whole
    if not found:
        return None
    months = sorted(
        total.domain["month"]
        for total in register.totals(("unit", "month"))
        if total.domain["unit"] in found
    )
    first, last = date.fromisoformat(f"{months[0]}-01"), date.fromisoformat(f"{months[-1]}-01")
    last = last.replace(day=monthrange(last.year, last.month)[1])
    return Served(found, late, "register", first, last, simulated)


def _from_figures(database: Database, unit_codes: Collection[str]) -> Served | None:
    found: dict[str, int] = {}
    late: dict[str, float] = {}
    year, simulated = 0, False
    for round_ in sorted(Rounds(database).all(), key=lambda one: -one.year):
        if found and round_.year != year:
            break
        for unit, criteria in Figures(database).effective(round_.id).items():
            figures = criteria.get(_ON_TIME, {})
            whole, on_time = figures.get("denominator"), figures.get("numerator")
            if unit in unit_codes and isinstance(whole, Decimal) and isinstance(on_time, Decimal):
                found[unit] = int(whole)
                year, simulated = round_.year, simulated or round_.simulated
                if whole > 0:
                    late[unit] = float(1 - min(Decimal(1), on_time / whole))
    if not found:
        return None
    return Served(found, late, "figures", date(year, 1, 1), date(year, 12, 31), simulated)
