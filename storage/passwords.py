"""This module hashes and checks passwords with argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 1_024  # hashing a megabyte would be a gift to an attacker


class Passwords:
    """Hashes with the library's defaults (RFC 9106, low memory) unless a hasher is handed in."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Return the hash; ValueError for a password that is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise ValueError(f"a password has {SHORTEST} to {LONGEST} characters")
        return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Tell whether the password fits; without a stored hash it takes as long to say no."""
        if len(password) > LONGEST:
            return False
        try:
            self._hasher.verify(stored or self._hash_of_nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _hash_of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash("no such person")
        return self._nobody
