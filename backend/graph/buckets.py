"""Allowances over time: each caller has a bucket of cost that fills up again, in the memory of the process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

MOST_BUCKETS: Final = 10_000
# Of an allowance that never comes back.
SLOWEST: Final = 1e-9
Clock = Callable[[], float]


@dataclass(frozen=True)
class Allowance:
    """burst: the most that can be saved up; rate: what comes back a second. Both in points of cost."""

    burst: int
    rate: float

    @classmethod
    @lru_cache(1_000)
    def a_minute(cls, points: int) -> Allowance:
        """So many points a minute, all of which may be spent at once."""
        return cls(points, points / 60)


class Balance(NamedTuple):
    """A bucket after a request. retry_after: whole seconds until the refused cost is there, 0 when it was given.

    `impossible`: the cost is more than the bucket can ever hold.
    """

    limit: int
    remaining: int
    reset: int
    retry_after: int = 0
    impossible: bool = False

    @property
    def refused(self) -> bool:
        """Whether the cost was not there."""
        return self.impossible or self.retry_after > 0

    @property
    def headers(self) -> dict[str, str]:
        """`RateLimit-*` as HTTP headers; reset: seconds until the bucket is full."""
        told = {
            "ratelimit-limit": str(self.limit),
            "ratelimit-remaining": str(self.remaining),
            "ratelimit-reset": str(self.reset),
        }
        return told | ({"retry-after": str(self.retry_after)} if self.retry_after else {})

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """The same as bytes, of a request that was not refused."""
        return [
            (b"ratelimit-limit", b"%d" % self.limit),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % self.reset),
        ]


@dataclass
class _Bucket:
    points: float
    at: float


class Buckets:
    """The buckets of one process; clock: seconds, never set back."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[Hashable, _Bucket] = {}

    def take(self, who: Hashable, cost: int, allowance: Allowance, *, paid: int = 0) -> Balance:
        """Take a cost out of a caller's bucket, all of it or nothing.

        paid: what was taken before for the same request, and will be needed again when it is tried again.
        """
        bucket = self._filled(who, allowance)
        if cost + paid > allowance.burst:
            return self._balance(bucket, allowance, impossible=True)
        if cost > bucket.points:
            return self._balance(bucket, allowance, lacking=cost + paid - bucket.points)
        bucket.points -= cost
        return self._balance(bucket, allowance)

    def give(self, who: Hashable, cost: int) -> None:
        """Put back what was taken for something that will be charged again."""
        bucket = self._buckets.get(who)
        if bucket is not None:
            bucket.points += cost

    def __len__(self) -> int:
        return len(self._buckets)

    def _filled(self, who: Hashable, allowance: Allowance) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(who)
        if bucket is None:
            if len(self._buckets) >= MOST_BUCKETS:
                self._drop_oldest()
            bucket = self._buckets[who] = _Bucket(allowance.burst, now)
        points = bucket.points + (now - bucket.at) * allowance.rate
        bucket.points = min(allowance.burst, points)
        bucket.at = now
        return bucket

    def _drop_oldest(self) -> None:
        """Forget the half that was not used for the longest time: most of them are full again."""
        by_age = sorted(self._buckets, key=lambda who: self._buckets[who].at)
        for who in by_age[: len(by_age) // 2]:
            del self._buckets[who]

    @staticmethod
    def _balance(
        bucket: _Bucket, allowance: Allowance, *, lacking: float = 0, impossible: bool = False
    ) -> Balance:
        burst, points = allowance.burst, bucket.points
        rate = allowance.rate or SLOWEST
        wait = math.ceil(lacking / rate) if lacking else 0
        return Balance(burst, int(points), math.ceil((burst - points) / rate), wait, impossible)
