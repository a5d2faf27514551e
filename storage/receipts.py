"""This module makes and reads receipts: short codes that people can copy by hand.

A receipt is random, so it tells nothing about the answer and nobody can guess the next one. It is
stored with the key, so the same key always gets the same receipt.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
BODY_LENGTH = 10  # 50 bits
LENGTH = BODY_LENGTH + 1
_READ = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_receipt() -> str:
    """Return a fresh receipt of ten random characters and a check character."""
    bits = secrets.randbits(5 * BODY_LENGTH)  # at once: a call to the system for each is dear
    body = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(BODY_LENGTH))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that makes one wrong or two swapped neighbours show.

    Place weights 1, 3, 5, … are odd, so a single wrong character always changes the sum modulo 32;
    two neighbours swapped change it unless they differ by 16.
    """
    total = sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % 32]


def read_receipt(typed: str) -> str | None:
    """Return the receipt that somebody typed, with usual slips put right, or None if it is none."""
    receipt = typed.upper().translate(_READ)
    if len(receipt) != LENGTH or any(letter not in ALPHABET for letter in receipt):
        return None
    return receipt if check_character(receipt[:-1]) == receipt[-1] else None


def grouped(receipt: str) -> str:
    """Return the receipt in groups that are easier to copy: ABCD-EFGH-JKM."""
    return "-".join((receipt[:4], receipt[4:8], receipt[8:]))
