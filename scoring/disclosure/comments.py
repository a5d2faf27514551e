"""This module masks what names a person in a comment: numbers, addresses, accounts, dossiers.

Only digits and addresses can be found; a name or a story that gives somebody away cannot. So a
comment is shown to staff only, masked, and to the public after a person has read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Final, Literal

from scoring.types import N_

Kind = Literal["phone", "identity", "email", "account", "dossier"]

MASKS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "phone": N_("[telephone number masked]"),
        "identity": N_("[identity number masked]"),
        "email": N_("[e-mail address masked]"),
        "account": N_("[account number masked]"),
        "dossier": N_("[dossier number masked]"),
    }
)
"""What stands in place of each kind, to be said in the reader's language."""

_SEAL: Final = object()


@dataclass(frozen=True, slots=True)
class MaskedComment:
    """A comment without what names a person, and which kinds were masked, in order.

    Made by ``mask`` only, so that a screen which takes it cannot show a comment as it was written.
    """

    text: str
    found: tuple[Kind, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        """Refuse with TypeError to be made anywhere else."""
        if seal is not _SEAL:
            raise TypeError("only scoring.disclosure masks comments")


# Written alike wherever they stand: these come first, so that their digits are not taken apart.
_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}\s?(?:@|[(\[](?:at|a|a còng)[)\]])\s?"
    r"(?:[\w-]{1,63}\s?(?:\.|[(\[](?:dot|chấm)[)\]])\s?){1,8}[a-z]{2,24}",
    re.IGNORECASE,
)
# Dossiers of the one-stop system: 000.00.01.H21-240115-0001, H21.33-240115-0001.
_DOSSIER: Final = re.compile(
    r"(?<![\w.])(?:\d{3}\.(?:\d{2}\.){1,3})?[HGK]\d{2}(?:\.\d{1,3})*[-–]\d{6,8}[-–]\d{3,6}(?!\w)"
)
_NAMED_DOSSIER: Final = re.compile(
    r"((?:mã\s+(?:số\s+)?hồ\s+sơ|số\s+hồ\s+sơ|hồ\s+sơ\s+(?:mã\s+)?số|biên\s+nhận\s+số|mã\s+biên\s+nhận)"
    r"\s*(?:là|:)?\s*)([A-ZĐ]{0,4}\d[\w./-]*\d)",
    re.IGNORECASE,
)
# Health insurance cards (two letters, 13 digits in groups) and passports (a letter, 7 or 8 digits).
_CARD: Final = re.compile(r"(?<!\w)(?:[A-Z]{2}(?:[ .-]?\d){13}|[A-Z]\d{7,8})(?!\w)")

# Digits that name nobody: dates, money, decisions, service numbers. They are left alone.
# "Đồng chí", "đồng nghiệp" and "đ/c" are people, and the number before them may be theirs.
_CURRENCIES: Final = (
    r"đồng(?!\s+(?:chí|nghiệp|ý|bào|hương|đội|thời))", "đ(?!/c)", "vnđ", "vnd", "triệu", "tỷ", "tỉ",
    "nghìn", "ngàn", "usd", "%",
)  # fmt: skip
_HARMLESS_FORMS: Final = (
    r"(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d",  # 15/01/2024
    r"(?:19|20)\d\d[/.-](?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12]\d|3[01])",  # 2024-01-15
    rf"(?<!\d[ .,-])(?<!\+)[1-9][\d., ]{{0,20}}\s?(?:{'|'.join(_CURRENCIES)})(?!\w)",  # 1.500.000đ
    r"(?<!\d[ .,-])[1-9]\d{0,2}(?:[., ]\d{3}){0,4}[., ]000(?![ .,-]?\d)",  # 150.000.000
    r"(?<!\d/)\d{1,5}/(?:19|20)\d\d(?:/[A-ZĐ][\w-]*)?(?!/?\d)",  # 61/2018/NĐ-CP
    r"(?<!\d/)\d{1,2}/\d{1,2}(?!/?\d)",  # 30/4, 5/5
    r"(?<!\d[ .-])\d+/[A-ZĐ][A-ZĐ-]*",  # 766/QĐ-TTg
    r"(?<!\d:)(?:[01]?\d|2[0-3]):[0-5]\d(?!:?\d)",  # 07:30
    r"(?<!\d[ .-])1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?",  # 1900 1234
)
_HARMLESS: Final = re.compile(rf"(?<!\d)(?:{'|'.join(_HARMLESS_FORMS)})(?!\d)", re.IGNORECASE)
# A run of digits with up to three marks between them; "o" is often typed for nought. Pages and
# telephones put in blanks and marks of their own when a number is pasted.
_RUN: Final = re.compile(
    r"(?<!\d)[+(]{0,2}(?:\d|(?<!\w)[oO](?![^\W\d_]))"
    r"(?:[\s.,:;/\\_*|…·~=+'’‐-―−()-]{0,3}(?:\d|(?<![^\W\d_])[oO](?![^\W\d_])))*(?!\d)"
)
_PIECE: Final = re.compile(r"[+(]{0,2}[\doO]+")
_SHORTEST, _FEWEST_OF_ACCOUNT, _DIGITS_OF_CARD, _LONGEST = 6, 10, 16, 19
_PARTS: Final = re.compile(r"[\s.‐-―-]+")
_NAMES_ACCOUNT: Final = re.compile(
    r"(?:stk|tài\s+khoản|tk|account|acc|số\s+thẻ)\W*(?:\w+\W+){0,3}$", re.IGNORECASE
)
_NAMES_IDENTITY: Final = re.compile(
    r"(?:cccd|cmnd|cmt|căn\s+cước(?:\s+công\s+dân)?|chứng\s+minh(?:\s+(?:thư|nhân\s+dân))?|định\s+danh)"
    r"\W*(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LOOK_BACK: Final = 40


def mask(comment: str, labels: Mapping[Kind, str] = MASKS) -> MaskedComment:
    """Mask telephone, identity and account numbers, e-mail addresses and dossier numbers.

    ``labels`` are the words that stand in their place. Numbers are found as people write them,
    with spaces, dots, hyphens, +84, or "o" for nought; dates, money and decisions stay.

    >>> mask("Gọi 0905 123.456, lệ phí 1.500.000đ").text
    'Gọi [telephone number masked], lệ phí 1.500.000đ'
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", comment))
    spans: list[tuple[int, int, Kind]] = []
    plain = _take(text, _EMAIL, "email", spans=spans)
    plain = _take(plain, _DOSSIER, "dossier", spans=spans)
    plain = _take(plain, _NAMED_DOSSIER, "dossier", spans=spans, group=2)
    plain = _take(plain, _CARD, "identity", spans=spans)
    plain = _HARMLESS.sub(_keep_named, plain)
    for run in _RUN.finditer(plain):
        spans += _named(plain, *run.span())
    pieces: list[str] = []
    end = 0
    spans.sort()
    for start, stop, kind in spans:
        pieces += [text[end:start], labels[kind]]
        end = stop
    return MaskedComment("".join([*pieces, text[end:]]), tuple(kind for _, _, kind in spans), _SEAL)


def _named(text: str, start: int, stop: int) -> Iterator[tuple[int, int, Kind]]:
    """Find in a run of digits what names somebody: all of it, or numbers that follow each other."""
    pieces = [piece.span() for piece in _PIECE.finditer(text, start, stop)]
    digits = [_digits(text[begin:end]) for begin, end in pieces]
    ends = [0, *accumulate(map(len, digits))]
    at = 0
    while at < len(pieces):
        begin = pieces[at][0]
        before = text[max(0, begin - _LOOK_BACK) : begin]
        names = _NAMES_ACCOUNT.search(before), _NAMES_IDENTITY.search(before)
        # Only telephones (0, 84, +), identity numbers (0) and what is named come in many pieces.
        many = any(names) or text[begin] in "+(" or digits[at][0] in "08"
        for last in range(min(len(pieces), at + (_LONGEST if many else 4)) - 1, at - 1, -1):
            if _SHORTEST <= ends[last + 1] - ends[at] <= _LONGEST:
                end = pieces[last][1]
                kind = _kind(text[begin:end], "".join(digits[at : last + 1]), names=names)
                if kind is not None:
                    yield begin, end, kind
                    at = last
                    break
        at += 1


def _take(
    text: str,
    pattern: re.Pattern[str],
    kind: Kind,
    *,
    spans: list[tuple[int, int, Kind]],
    group: int = 0,
) -> str:
    """Note every match and blank it, so that nothing else is found in it."""
    for match in pattern.finditer(text):
        spans.append((*match.span(group), kind))
        text = _blank(text, *match.span(group))
    return text


def _blank(text: str, start: int, stop: int) -> str:
    return text[:start] + "\x00" * (stop - start) + text[stop:]


def _keep_named(match: re.Match[str]) -> str:
    """Blank what names nobody, unless the words before it say that it is somebody's number."""
    before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
    if _NAMES_ACCOUNT.search(before) or _NAMES_IDENTITY.search(before):
        return match.group()
    return "\x00" * len(match.group())


def _digits(piece: str) -> str:
    return "".join(
        "0" if letter in "oO" else str(unicodedata.decimal(letter, ""))
        for letter in piece
        if letter.isalnum()
    )


def _kind(
    run: str, digits: str, *, names: tuple[re.Match[str] | None, re.Match[str] | None]
) -> Kind | None:
    """Tell what digits are by their number, their beginning and the words before them."""
    account, identity = names
    size = len(digits)
    whole = run.isdecimal()
    if account:
        return "account"
    if identity and size in {9, 12}:
        return "identity"
    if _is_phone(digits, plus=run.startswith(("+", "(+"))):
        return "phone"
    if (size == 12 and digits.startswith("0")) or (size == 9 and (whole or _in_threes(run))):
        return "identity"
    return "account" if (whole and size >= _FEWEST_OF_ACCOUNT) or _is_card(run, digits) else None


def _is_phone(digits: str, *, plus: bool) -> bool:
    """Tell a number of Viet Nam: 0 or 84 and nine or ten digits; any country's after a plus."""
    if digits.startswith("84") and len(digits) in {11, 12}:
        return digits[2] in "123456789"
    if digits.startswith("0084"):
        return len(digits) in {13, 14}
    if plus:
        return 9 <= len(digits) <= 15
    return len(digits) in {10, 11} and digits.startswith("0") and digits[1] != "0"


def _is_card(run: str, digits: str) -> bool:
    """Tell a bank's card as it is printed: four times four digits, which are not years."""
    if len(digits) != _DIGITS_OF_CARD or digits.startswith(("19", "20")):
        return False
    return [len(part) for part in _PARTS.split(run)] == [4, 4, 4, 4]


def _in_threes(run: str) -> bool:
    return [len(part) for part in _PARTS.split(run)] == [3, 3, 3]
