"""This module turns where a form came from into keys of one day that lead back to nobody."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import date

from survey_app.guard.signing import derived_key, signature

_IPV6_HOUSEHOLD = 64  # one subscriber changes the rest of an IPv6 address at will
_KEPT = 16


@dataclass(frozen=True)
class Origin:
    """The keys under which a browser at a counter, and an address, are counted today."""

    browser: bytes
    address: bytes


class Origins:
    """Makes the keys; tomorrow's are others, and without the secret nobody can make them again."""

    def __init__(self, secret: bytes) -> None:
        self._key = derived_key(secret, "throttle")

    def of(self, address: str, browser: str, *, code: str, day: date) -> Origin:
        """Give the keys of an address and of a browser there at a service point on a day."""
        place = network_of(address)
        today = signature(self._key, day.isoformat())
        return Origin(
            browser=signature(today, "browser", code, place, browser[:400])[:_KEPT],
            address=signature(today, "address", place)[:_KEPT],
        )


def network_of(address: str) -> str:
    """Give the address of one household: IPv4 whole, IPv6 its /64; all unreadable ones together.

    >>> network_of("2001:db8:1:2:3:4:5:6"), network_of("::ffff:192.0.2.1"), network_of("unknown")
    ('2001:db8:1:2::', '192.0.2.1', '')
    """
    try:
        read = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, _IPV6_HOUSEHOLD), strict=False).network_address)
