"""Passwords: what is a good one, and argon2id beside the event loop."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from backend.platform.errors import Code, Refused, bad_input

# Source: OWASP Password Storage (argon2id, 19 MiB, 2 passes, 1 lane at least); 23 ms on the reference machine.
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
LANES: Final = 1
# Source: NIST SP 800-63B, OWASP ASVS: short ones only beside a second factor, long ones always.
SHORTEST: Final = 12
SHORTEST_WITH_TOTP: Final = 8
LONGEST: Final = 128
# Two hashes keep both cores of a small machine busy; who would wait longer is told to come again.
AT_ONCE: Final = 2
WAITING: Final = 200
_GENERATED: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_LEET: Final = str.maketrans("013457@$", "oieastas")
Result = TypeVar("Result")


def normal_password(text: str) -> str:
    """The password as it is hashed: NFC, so that every keyboard gives the same bytes.

    Raises Refused(BAD_USER_INPUT, field=password) when it is too long or cannot be written in UTF-8.
    """
    if len(text) > LONGEST:
        raise bad_input("password", "too_long", limit=LONGEST)
    normal = unicodedata.normalize("NFC", text)
    try:
        normal.encode()
    except UnicodeEncodeError as fault:
        raise bad_input("password", "bad_text") from fault
    return normal


def check_strength(password: str, *, with_totp: bool, personal: Iterable[str] = ()) -> str:
    """The normal form of a password somebody chose.

    personal: words that may not be most of it (e-mail, name, firm). Raises Refused(BAD_USER_INPUT,
    field=password, problem=password) with the least length in `low`.
    """
    normal = normal_password(password)
    low = SHORTEST_WITH_TOTP if with_totp else SHORTEST
    folded = normal.casefold()
    if len(normal) < low or len(set(folded)) < 5 or is_common(folded) or _is_about(folded, personal):
        raise bad_input("password", "password", low=low)
    return normal


def is_common(password: str) -> bool:
    """Whether a password is on the shipped list, also with digits and signs put around it or said twice."""
    folded = password.casefold()
    half = folded[: len(folded) // 2]
    bare = folded.strip("0123456789!@#$%^&*()-_=+.,?~ ")
    candidates = {folded, bare, folded.translate(_LEET), bare.translate(_LEET)}
    if half * 2 == folded:
        candidates.add(half)
    return not candidates.isdisjoint(_common())


def generate_password() -> str:
    """A one-time password of 20 characters in groups of five, 99 bits, without letters that look alike."""
    groups = ("".join(secrets.choice(_GENERATED) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


class Hasher:
    """argon2id in threads, at most two at once; one for a process."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        # Unknown users are verified against this, so that they cost the same.
        self.dummy = self._hasher.hash(secrets.token_urlsafe(24))

    async def hash(self, password: str) -> str:
        """The hash of a normal password. Raises Refused(UNAVAILABLE) when too many wait."""
        return await self._in_thread(lambda: self._hasher.hash(password))

    async def verify(self, hashed: str, password: str) -> bool:
        """Whether the password is the one of the hash. Raises Refused(UNAVAILABLE) when too many wait."""
        return await self._in_thread(lambda: self._verify(hashed, password))

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= WAITING:
            raise Refused(Code.UNAVAILABLE, retryAfter=2)
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


def _is_about(folded: str, personal: Iterable[str]) -> bool:
    """Whether a personal word makes up half of the password or more, or the password is part of one."""
    words = {word for text in personal for word in (text.casefold(), text.casefold().partition("@")[0])}
    long = [word for word in words if len(word) >= 4]
    return any(folded in word or (word in folded and len(word) * 2 >= len(folded)) for word in long)


@cache
def _common() -> frozenset[str]:
    text = (files("backend.auth") / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line and line[0] != "#")
