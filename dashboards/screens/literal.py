"""This module makes stored text safe to stand inside Streamlit's Markdown."""

from __future__ import annotations

import re
from typing import Final

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")


def literal(text: str) -> str:
    """Escape what Markdown, Streamlit's colours and icons, or HTML would read as theirs."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
