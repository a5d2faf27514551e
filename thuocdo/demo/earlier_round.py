"""This module opens an earlier round, of units that have merged since: its figures are made up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from scoring.definitions.criteria_sets import criteria_directories, find_set
from scoring.types import Text, Unit
from storage.database import Database
from storage.figures import Figures
from storage.records import NewRound, UnitLink, UnitRecord
from storage.rounds import Rounds
from storage.units import Units
from thuocdo.demo import province
from thuocdo.demo.rounds import PUBLISHED, Note
from thuocdo.demo.template_round import TEMPLATE_SET, made_up_figures

EARLIER_YEAR: Final = 2024
EARLIER_ROUND: Final = f"cchc-{EARLIER_YEAR}-so"
_SEED: Final = 2024
_BEGAN: Final = date(2004, 1, 1)  # that they stood in 2024 is what counts
# On 1 July 2025 each of these departments was made of those of the two old provinces.
MERGED: Final = ("Sở Tư pháp", "Sở Y tế", "Sở Xây dựng")
OLD_PROVINCES: Final = {"GL": "Gia Lai cũ", "BD": "Bình Định cũ"}
_TITLE: Final = Text(
    f"Chỉ số CCHC năm {EARLIER_YEAR}: sở, ban, ngành (bộ tiêu chí mẫu)",
    f"PAR index {EARLIER_YEAR}: departments (template set)",
)


def old_units() -> dict[UnitRecord, str]:
    """Name the departments of the old provinces, each with the code of what it became."""
    today = {unit.name: unit for unit in province.official_units()}
    return {
        UnitRecord(
            code=f"{mark}.{today[name].code}",
            name=f"{name} ({old})",
            kind=today[name].kind,
            group=province.AGENCIES,
            valid_from=_BEGAN,
            valid_to=province.UNITS_BEGAN - timedelta(days=1),
        ): today[name].code
        for name in MERGED
        for mark, old in OLD_PROVINCES.items()
    }


def open_earlier_round(database: Database, *, author: str, now: datetime, note: Note) -> int:
    """Store the old departments with their lineage and a closed round of theirs; count figures."""
    units = old_units()
    Units(database).add_many(list(units))
    Units(database).link_many(
        [UnitLink(old.code, new, province.UNITS_BEGAN, "merged") for old, new in units.items()]
    )
    criteria_set = find_set(TEMPLATE_SET, directories=criteria_directories())
    Rounds(database).open(
        NewRound(
            id=EARLIER_ROUND,
            title=_TITLE,
            year=EARLIER_YEAR,
            group=province.AGENCIES,
            set_id=criteria_set.id,
            set_sha256=criteria_set.sha256,
            set_content=criteria_set.raw,
            opened_at=now,
            simulated=True,
        )
    )
    asked = [Unit(unit.code, unit.name, unit.group, unit.kind) for unit in units]
    figures = list(
        made_up_figures(criteria_set, asked, EARLIER_ROUND, seed=_SEED, author=author, now=now)
    )
    Figures(database).declare(*figures)
    Rounds(database).set_stage(EARLIER_ROUND, PUBLISHED)
    note("round.opened", EARLIER_ROUND, set=criteria_set.id, figures=len(figures), seed=_SEED)
    return len(figures)
