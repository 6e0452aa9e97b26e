"""Ids that come out the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

_VERSION, _VARIANT = 0x7 << 76, 0b10 << 62
_LOW = (1 << 62) - 1


def id_maker(draws: Random) -> Callable[[int], UUID]:
    """A maker of UUIDv7 of a millisecond since the epoch, from this stream of draws."""
    bits = draws.getrandbits

    def make(milliseconds: int) -> UUID:
        drawn = bits(74)
        return UUID(int=milliseconds << 80 | _VERSION | drawn >> 62 << 64 | _VARIANT | drawn & _LOW)

    return make
