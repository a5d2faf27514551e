"""This module makes, reads and hashes one-time tickets: short codes for one answer each.

A ticket is drawn by chance, or made from a dossier's number with the installation's secret: the
same dossier then always gets the same ticket, and nothing needs to be remembered for that.
"""

import hashlib
import hmac
import secrets
import unicodedata

from storage.receipts import ALPHABET, check_character

BODY_LENGTH = 12  # 60 bits: with a million tickets out, one guess in 2^40 hits
LENGTH = BODY_LENGTH + 1
LONGEST_REFERENCE = 100  # of a dossier; whatever is longer is another column or a whole row
_READ = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_ticket() -> str:
    """Return a fresh ticket of twelve random characters and a check character."""
    return _with_check(secrets.randbits(5 * BODY_LENGTH))


def ticket_for(secret: bytes, batch_id: int, reference: str) -> str:
    """Return the one ticket of a dossier in a batch; without the secret nobody can tell it."""
    plain = unicodedata.normalize("NFKC", reference).strip().upper()
    said = f"ticket\x00{batch_id}\x00{plain}".encode()
    digest = hmac.digest(secret, said, "sha256")
    return _with_check(int.from_bytes(digest[:8]) >> (64 - 5 * BODY_LENGTH))


def read_ticket(typed: str) -> str | None:
    """Return the ticket that somebody typed, with usual slips put right, or None if it is none."""
    ticket = typed.upper().translate(_READ)
    if len(ticket) != LENGTH or any(letter not in ALPHABET for letter in ticket):
        return None
    return ticket if check_character(ticket[:-1]) == ticket[-1] else None


def ticket_hash(ticket: str) -> str:
    """Return what is stored of a ticket: its SHA-256, set apart from hashes of other things."""
    return hashlib.sha256(f"thuocdo ticket {ticket}".encode()).hexdigest()


def grouped_ticket(ticket: str) -> str:
    """Return the ticket in groups that are easier to copy: ABCD-EFGH-JKMNP."""
    return "-".join((ticket[:4], ticket[4:8], ticket[8:]))


def _with_check(number: int) -> str:
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in range(BODY_LENGTH))
    return body + check_character(body)
