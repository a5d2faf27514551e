"""This module proposes a kind of rule from the words of “cách tính”; a person confirms it.

A proposal is made only where its points fit the criterion's maximum, so that a draft is never wrong
in its sums by a guess.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from scoring.annex.table import bare

_AMOUNT = r"(\d+(?:[.,]\d{1,2})?)"
_TIER = re.compile(
    rf"(tren|tu|dat|>=|≥|>)\s*{_AMOUNT}\s*%[^:;\n=]*?[:=]\s*(?:duoc\s*)?{_AMOUNT}(?:\s*d|\b)"
)
_OPTION = re.compile(rf"^\s*[-+–•]?\s*([^:=\n]{{3,200}}?)\s*[:=]\s*{_AMOUNT}\s*(?:điểm|đ)?\.?\s*$")
_EACH = re.compile(
    rf"moi\s+[^.;:\n]{{2,120}}?\s*(tru|bi tru|cong|duoc cong|duoc|tinh)\s*{_AMOUNT}\s*d"
)
_RATIO: Final = ("ty le", "ti le", "/tong so", "chia cho tong", "so voi tong")
_PRODUCT = re.compile(r"(\d+\s*%|ty le[^.;\n]*)\s*[x×*]\s*(so )?diem|x\s*diem toi da|\bx\s*\d")
_SURVEY: Final = ("khao sat", "dieu tra xa hoi hoc", "dieu tra xhh", "muc do hai long", "sipas")
_OFFICIALS: Final = ("cong chuc", "can bo", "lanh dao", "vien chuc")
_MOST_OPTIONS: Final = 12


def propose_rule(how: str, maximum: Decimal) -> dict[str, Any] | None:
    """Propose a rule, as a definition file writes it; None where the words say nothing certain."""
    text = bare(how.replace("\n", " ; "))
    if not text:
        return None
    for attempt in (_tiers, _each):
        found = attempt(text, maximum)
        if found is not None:
            return found
    options = _options(how, maximum)
    if options is not None:
        return options
    if any(word in text for word in _SURVEY):
        asked = "officials" if any(word in text for word in _OFFICIALS) else "citizens"
        return {"type": "survey", "asked": asked}
    if any(word in text for word in _RATIO) and (_PRODUCT.search(text) or "/" in text):
        return {"type": "linear", "when_zero": "not_applicable"}
    return None


def _tiers(text: str, maximum: Decimal) -> dict[str, Any] | None:
    read = [(word in {"tren", ">"}, _number(bound), _number(points))
            for word, bound, points in _TIER.findall(text)]  # fmt: skip
    read = [one for one in read if one[2] > 0]
    bounds, points = [one[1] for one in read], [one[2] for one in read]
    falling = all(one == sorted(set(one), reverse=True) for one in (bounds, points))
    if len(read) < 2 or not falling or points[0] != maximum or bounds[0] > 100:
        return None
    found = [
        {("above" if over else "at_least"): bound, "points": earned} for over, bound, earned in read
    ]
    return {"type": "tiers", "by": "percent", "tiers": found}


def _each(text: str, maximum: Decimal) -> dict[str, Any] | None:
    match = _EACH.search(text)
    if match is None or not 0 < _number(match[2]) <= maximum:
        return None
    kind = "deduction" if "tru" in match[1] else "per_item"
    return {"type": kind, "points_each": _number(match[2])}


def _options(how: str, maximum: Decimal) -> dict[str, Any] | None:
    """Read lines such as “Ban hành đúng hạn: 1 điểm” as the outcomes of one choice."""
    lines = [line for line in re.split(r"[;\n]", how) if line.strip()]
    read = [_OPTION.match(line) for line in lines]
    found = [(one[1].strip(" -+–•"), _number(one[2])) for one in read if one is not None]
    if not 2 <= len(found) <= _MOST_OPTIONS or max(points for _, points in found) != maximum:
        return None
    if any("%" in label for label, _ in found):
        return None
    return {
        "type": "options",
        "options": [
            {"code": f"muc-{place}", "label": {"vi": label}, "points": points}
            for place, (label, points) in enumerate(found, start=1)
        ],
    }


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
