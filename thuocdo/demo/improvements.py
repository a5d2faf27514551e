"""This module tells, for the demonstration, what a few offices did after people had spoken."""

from __future__ import annotations

from datetime import date, timedelta

from scoring.types import Text
from storage.improvements import Improvement

# Unit, how many days ago it was published, what people said, what was done. All of it is made up.
_NOTES = (
    (
        "H21.227",
        9,
        Text("Chờ lâu vào sáng thứ Hai.", "Long waits on Monday mornings."),
        Text(
            "Mở thêm một quầy tiếp nhận vào sáng thứ Hai và thứ Ba.",
            "One more counter takes applications on Monday and Tuesday mornings.",
        ),
    ),
    (
        "H21.227",
        31,
        Text("Không biết còn thiếu giấy tờ gì.", "Nobody knew which papers were missing."),
        Text(
            "Niêm yết danh mục giấy tờ của 20 thủ tục thường gặp ngay tại bàn viết.",
            "Lists of papers for the 20 most common procedures now hang at the writing desk.",
        ),
    ),
    (
        "H21.227",
        58,
        Text("Người cao tuổi khó đọc chữ nhỏ.", "Small print is hard to read for older people."),
        Text(
            "In lại biểu mẫu với cỡ chữ lớn và đặt sẵn kính lão tại quầy.",
            "Forms are printed in large type, and reading glasses lie at the counter.",
        ),
    ),
)


def improvements(today: date) -> tuple[Improvement, ...]:
    """Give the notes, dated back from a day and marked as simulated."""
    return tuple(
        Improvement(unit, heard, done, today - timedelta(days=ago), simulated=True)
        for unit, ago, heard, done in _NOTES
    )
