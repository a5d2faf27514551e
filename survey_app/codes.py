"""This module makes and reads the codes of service points, short enough to type from a poster."""

from __future__ import annotations

import secrets
import unicodedata

from storage.receipts import ALPHABET, check_character

BODY_LENGTH = 6
LENGTH = BODY_LENGTH + 1
# What people type for a character that the alphabet leaves out, and what separates groups.
_SLIPS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = frozenset(" -_.·–—")


def new_code(entropy: bytes | None = None) -> str:
    """Make a code from the first 30 bits of `entropy`, by default random ones.

    >>> new_code(bytes([0, 1, 2, 3])), new_code(bytes([0, 1, 2, 7]))
    ('000G40M', '000G41Z')
    """
    number = int.from_bytes((secrets.token_bytes(4) if entropy is None else entropy)[:4]) >> 2
    letters = []
    for _ in range(BODY_LENGTH):
        number, place = divmod(number, 32)
        letters.append(ALPHABET[place])
    body = "".join(reversed(letters))
    return body + check_character(body)


def tidied(typed: str) -> str:
    """Give what was typed in capitals, without separators, O and I read as 0 and 1.

    >>> tidied(" zg6-sjjf ")
    'ZG6SJJF'
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter not in _SEPARATORS).translate(_SLIPS)


def foreign_letters(typed: str) -> list[str]:
    """Give the typed characters that stand in no code, each once; spaces and hyphens are fine.

    >>> foreign_letters("zu6-sj?f")
    ['U', '?']
    """
    kept = (letter for letter in tidied(typed) if letter not in ALPHABET)
    return list(dict.fromkeys(letter for letter in kept if letter.isprintable()))


def read(typed: str) -> str | None:
    """Give the code that was typed, or None where its check character does not fit."""
    code = tidied(typed)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None
