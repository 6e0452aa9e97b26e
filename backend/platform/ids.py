"""Identifiers: UUIDv7 made here, shown outside with the name of their type."""

from __future__ import annotations

import os
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.platform.errors import Code, Refused

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEX = re.compile("[0-9a-fA-F]{32}").fullmatch
_last = 0
# Random bytes in store: asking the system for ten at a time costs more than all else here.
_STORE = 4096
_store = bytearray()
_lock = threading.Lock()


def _forked() -> None:
    """Two processes of one store would make the same ids."""
    global _lock  # noqa: PLW0603  another thread may have held it
    _lock = threading.Lock()
    _store.clear()


os.register_at_fork(after_in_child=_forked)


def uuid7(at: datetime | None = None) -> UUID:
    """A UUIDv7 (RFC 9562); of one process each is greater than the one before, within a millisecond too.

    at: the instant to encode instead of now (imports, demo data); then only the millisecond orders.
    """
    value = _value(_milliseconds(at) << 12 | 0xFFF if at is not None else None)
    return UUID(int=value)


def uuid7_hex() -> str:
    """`uuid7` as 32 hex digits: for rows that are written in bulk and never spoken of."""
    return f"{_value(None):032x}"


def _value(stamp: int | None) -> int:
    """The bits of an id. stamp: milliseconds and twelve bits that random ones are cut to; None: now."""
    global _last  # noqa: PLW0603  one counter a process is the point
    with _lock:
        if len(_store) < 10:
            _store.extend(os.urandom(_STORE))
        chance = int.from_bytes(_store[-10:])
        del _store[-10:]
        if stamp is None:
            stamp = max((time.time_ns() // 1_000_000 << 12) | chance >> 64 & 0x7FF, _last + 1)
            _last = stamp
        else:
            stamp = stamp & ~0xFFF | chance >> 64 & 0xFFF
    return (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | chance & ((1 << 62) - 1)


def first_uuid7(at: datetime) -> UUID:
    """The smallest UUIDv7 of an instant: the lower bound of a time range over ids."""
    return UUID(int=_milliseconds(at) << 80 | 0x7 << 76 | 0b10 << 62)


def _milliseconds(at: datetime) -> int:
    """Since the epoch, rounded down; in whole numbers, since floats lose a millisecond now and then."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def public_id(noun: str, id: UUID) -> str:
    """`client`, id -> `client_0190…` (32 hex digits); what the API shows."""
    return f"{noun}_{id.hex}"


def split_id(text: str) -> tuple[str, UUID]:
    """The noun and UUID of a public id. Raises Refused(BAD_USER_INPUT) when it is not one."""
    noun, _, rest = text.rpartition("_")
    # Checked by hand: UUID() also takes blanks, signs and the digits of other scripts.
    if noun and HEX(rest):
        return noun, UUID(int=int(rest, 16))
    raise Refused(Code.BAD_USER_INPUT, field="id", problem="bad_id")


def own_id(noun: str, text: str) -> UUID:
    """The UUID of a public id of this noun. Raises Refused(BAD_USER_INPUT) for another noun."""
    found, id = split_id(text)
    if found != noun:
        raise Refused(Code.BAD_USER_INPUT, field="id", problem="bad_id", expected=noun)
    return id
