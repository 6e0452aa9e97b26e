"""Random draws that give the same result for the same seed, whatever else is drawn elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from math import exp
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

Value = TypeVar("Value")
# From this mean on a Poisson draw is rounded from a normal one; the difference is below what a demo shows.
_LARGE_MEAN = 30.0


@dataclass(frozen=True, slots=True)
class Weighted(Generic[Value]):
    """Values with the running sums of their weights, made once and drawn from often."""

    values: Sequence[Value]
    sums: Sequence[float]


def weighted(weights: Mapping[Value, float]) -> Weighted[Value]:
    """Values by weight; weights need not add up to anything. Raises ValueError when empty."""
    if not weights:
        raise ValueError("nothing to draw from")
    return Weighted(tuple(weights), tuple(accumulate(weights.values())))


class Draws(Random):
    """A stream of draws of its own; use `draws_of` to make one."""

    def chance(self, probability: float) -> bool:
        """True with this probability, 0 to 1."""
        return self.random() < probability

    def one_of(self, values: Sequence[Value]) -> Value:
        """One of the values, each as likely."""
        return values[int(self.random() * len(values))]

    def pick(self, table: Weighted[Value]) -> Value:
        """One of the values, as likely as its weight says."""
        return table.values[bisect_right(table.sums, self.random() * table.sums[-1])]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def poisson(self, mean: float) -> int:
        """How many events happen where `mean` are expected, >= 0."""
        if mean > _LARGE_MEAN:
            return max(0, round(self.gauss(mean, mean**0.5)))
        limit, product, count = exp(-mean), self.random(), 0
        while product > limit:
            product *= self.random()
            count += 1
        return count

    def normal_between(self, mean: float, deviation: float, low: float, high: float) -> float:
        """A normal draw, repeated until it lies inside [low, high]."""
        while not low <= (value := self.gauss(mean, deviation)) <= high:
            pass
        return value

    def id_at(self, at: datetime) -> UUID:
        """A UUIDv7 of an instant, from this stream instead of the system's randomness."""
        bits = self.getrandbits(74)
        stamp = int(at.timestamp() * 1000)
        return UUID(int=stamp << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & (1 << 62) - 1)


def draws_of(seed: int, noun: str) -> Draws:
    """The stream of one noun: what is drawn for others does not move it."""
    return Draws(f"{seed}:{noun}")


def shares_of(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total` (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts
