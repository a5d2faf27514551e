"""This module turns where a form came from into keys of one day that lead back to nobody."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import date

from survey_app.guard.signing import derived_key, signature

_IPV6_HOUSEHOLD = 8  # bytes; one subscriber changes the rest of an IPv6 address at will
_IPV4_MAPPED = bytes(10) + b"\xff\xff"
_KEPT = 16
# A door that knows no address may hand over something that is not even text.
_NONE = (OSError, ValueError, TypeError)


@dataclass(frozen=True)
class Origin:
    """The keys under which a browser at a counter, and an address, are counted today."""

    browser: bytes
    address: bytes


class Origins:
    """Makes the keys; tomorrow's are others, and without the secret nobody can make them again."""

    def __init__(self, secret: bytes) -> None:
        self._key = derived_key(secret, "throttle")
        self._today = (date.min, b"")

    def of(self, address: str, browser: str, *, code: str, day: date) -> Origin:
        """Give the keys of an address and of a browser there at a service point on a day."""
        place = network_of(address)
        known, today = self._today
        if known != day:
            today = signature(self._key, day.isoformat())
            self._today = (day, today)
        return Origin(
            browser=signature(today, "browser", code, place, browser[:400])[:_KEPT],
            address=signature(today, "address", place)[:_KEPT],
        )


def network_of(address: str) -> str:
    """Give the address of one household: IPv4 whole, IPv6 its /64; all unreadable ones together.

    >>> network_of("2001:db8:1:2:3:4:5:6"), network_of("::ffff:192.0.2.1"), network_of("unknown")
    ('2001:db8:1:2::', '192.0.2.1', '')
    """
    plain = address.strip().partition("%")[0]
    try:
        return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, plain))
    except _NONE:
        pass  # no IPv4 address
    try:
        read = socket.inet_pton(socket.AF_INET6, plain)
    except _NONE:
        return ""
    if read.startswith(_IPV4_MAPPED):
        return socket.inet_ntop(socket.AF_INET, read[len(_IPV4_MAPPED) :])
    return socket.inet_ntop(socket.AF_INET6, read[:_IPV6_HOUSEHOLD] + bytes(16 - _IPV6_HOUSEHOLD))
