"""Limits on failing log-ins by address and by password, in the memory of one process.

Accounts are guarded in PostgreSQL (tries.py); these slow down who tries many accounts, and a restart or a second
process forgetting them costs no more than doubling.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
import secrets
from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Final

from backend.platform.clock import now
from backend.platform.errors import Code, Refused

WINDOW_SECONDS: Final = 900.0
# An office of a few hundred people shares one address on a Monday morning.
FAILURES_OF_ADDRESS: Final = 100
# One password against many accounts: more than this many people rarely share a wrong password.
ACCOUNTS_OF_PASSWORD: Final = 10
REMEMBERED: Final = 20_000


class Window:
    """Marks per key within the last quarter of an hour; the least used keys are forgotten first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._marks: OrderedDict[Hashable, deque[tuple[float, Hashable]]] = OrderedDict()

    def wait(self, key: Hashable, at: float) -> float:
        """Seconds until the key is below its limit again; 0 when it is."""
        marks = self._marks.get(key)
        if marks is None:
            return 0.0
        while marks and marks[0][0] <= at - WINDOW_SECONDS:
            marks.popleft()
        distinct = {what for _, what in marks}
        return marks[0][0] + WINDOW_SECONDS - at if len(distinct) >= self._limit else 0.0

    def add(self, key: Hashable, what: Hashable, at: float) -> None:
        """Mark a key; the same `what` counts once."""
        marks = self._marks.setdefault(key, deque(maxlen=self._limit))
        self._marks.move_to_end(key)
        if all(known != what for _, known in marks):
            marks.append((at, what))
        while len(self._marks) > REMEMBERED:
            self._marks.popitem(last=False)


class LoginLimits:
    """What one process remembers of failed log-ins.

    Failures are counted when they are judged: who logs in rightly, be it a hundred at once, is never held up.
    """

    def __init__(self) -> None:
        self._addresses = Window(FAILURES_OF_ADDRESS)
        self._passwords = Window(ACCOUNTS_OF_PASSWORD)
        # Passwords are compared under a key that never leaves this process.
        self._key = secrets.token_bytes(32)

    def check(self, ip: str | None, password: str) -> None:
        """Raise Refused(RATE_LIMITED, retryAfter=seconds) for an address or a password that failed too often."""
        at = now().timestamp()
        wait = max(
            self._addresses.wait(network_of(ip), at), self._passwords.wait(self._mark_of(password), at)
        )
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))

    def failed(self, ip: str | None, account: bytes, password: str) -> None:
        """Count a failure; account: HMAC of the e-mail."""
        at = now().timestamp()
        self._addresses.add(network_of(ip), secrets.token_bytes(8), at)
        self._passwords.add(self._mark_of(password), account, at)

    def _mark_of(self, password: str) -> bytes:
        return hmac.digest(self._key, password.encode("utf-8", "replace"), hashlib.sha256)


def network_of(ip: str | None) -> str:
    """What is counted as one address: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
