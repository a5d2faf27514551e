"""This module attaches a made-up plan to a department, so that evidence can be tried."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.database import Database
from storage.evidence import Evidence, NewEvidence
from thuocdo.demo.people import DEPARTMENT_OFFICER
from thuocdo.demo.template_round import SIMULATED, TEMPLATE_ROUND
from ui.printing.sheet import Sheet

CRITERION: Final = "CDDH_KE_HOACH"
_NAME: Final = "Kế hoạch CCHC năm 2026 (dữ liệu mô phỏng).pdf"
_LINES: Final = (
    "Kế hoạch cải cách hành chính năm 2026",
    "Tệp mẫu để xem cách đính kèm và đối chiếu tài liệu kiểm chứng.",
    "Không phải văn bản của Sở Tư pháp.",
)


def attach_plan(database: Database, data_dir: Path, now: datetime) -> None:
    """Attach the plan as the department's officer would; the page itself says that it is made up.

    Raises StorageFault where the directory does not take the file.
    """
    Evidence(database, data_dir).attach(
        NewEvidence(
            TEMPLATE_ROUND,
            str(DEPARTMENT_OFFICER.unit_code),
            CRITERION,
            _NAME,
            DEPARTMENT_OFFICER.username,
            now,
        ),
        io.BytesIO(_plan()),
    )


def _plan() -> bytes:
    sheet = Sheet(title=_NAME, language="vi")
    sheet.add_page()
    sheet.say(SIMULATED, 20, 30, size=14, bold=True)
    for place, line in enumerate(_LINES):
        sheet.say(line, 20, 45 + 9 * place, size=12)
    return sheet.finished()
