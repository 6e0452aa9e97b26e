"""How long it takes until journeys are won: Kaplan-Meier with censoring and late entry, and the shares that are won.

Source: Kaplan & Meier 1958; the shares by Aalen & Johansen 1978, with losses as the competing end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

WON, LOST, OPEN = "won", "lost", "open"
AT_START: Final = -1
"""When who is watched from his first day enters: before the first day on which anything can happen."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many journeys that are watched alike. entry, exit: days since their start, watched in (entry, exit]; end: WON,
    LOST or OPEN on the day `exit`.
    """

    entry: int
    exit: int
    end: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something ended. at_risk: journeys watched just before; open_share: of those who are watched, the
    share not won by its end (losses leave the watch); won_share: of all, the share that was won by then.
    """

    day: int
    at_risk: int
    won: int
    lost: int
    open_share: Fraction
    won_share: Fraction


@dataclass(frozen=True, slots=True)
class Curve:
    """The days in order, those on which nothing ended left out. last: until when anybody was watched, None: nobody."""

    days: tuple[Day, ...]
    last: int | None

    @property
    def median(self) -> int | None:
        """The first day by whose end at most half are not won yet; None: not reached."""
        return next((each.day for each in self.days if each.open_share <= Fraction(1, 2)), None)

    def won_by(self, day: int) -> Fraction | None:
        """The share that was won by the end of a day; None of a day beyond which nobody was watched."""
        if self.last is None or self.last < day:
            return None
        return next((each.won_share for each in reversed(self.days) if each.day <= day), Fraction(0))


def curve_of(spans: Iterable[Span]) -> Curve:
    """The curve of journeys. Who ends on a day was watched on it, whatever ended him; who enters on it was not yet."""
    won: Counter[int] = Counter()
    lost: Counter[int] = Counter()
    leaving: Counter[int] = Counter()
    coming: Counter[int] = Counter()
    for span in spans:
        if span.exit <= span.entry:
            continue
        coming[span.entry] += span.count
        leaving[span.exit] += span.count
        if span.end != OPEN:
            (won if span.end == WON else lost)[span.exit] += span.count
    watched, open_share, going, won_share = 0, Fraction(1), Fraction(1), Fraction(0)
    days = []
    for day in sorted({*coming, *leaving}):
        ended = won[day] + lost[day]
        if ended and watched:
            won_share += going * Fraction(won[day], watched)
            going *= 1 - Fraction(ended, watched)
            open_share *= 1 - Fraction(won[day], watched)
            # Sums of many fractions would grow without end; a millionth of a millionth is more than anybody reads.
            won_share, going, open_share = (_short(each) for each in (won_share, going, open_share))
            days.append(Day(day, watched, won[day], lost[day], open_share, won_share))
        watched += coming[day] - leaving[day]
    return Curve(tuple(days), max(leaving, default=None))


def median_of_won(spans: Iterable[Span]) -> tuple[Decimal, Decimal] | None:
    """(median, mean) of the days it took those who were won; biased short, for who takes long is not among them yet."""
    took = sorted((span.exit, span.count) for span in spans if span.end == WON and span.exit > span.entry)
    total = sum(count for _, count in took)
    if total == 0:
        return None
    mean = Decimal(sum(day * count for day, count in took)) / total
    low, high = (_at(took, place) for place in ((total - 1) // 2, total // 2))
    return Decimal(low + high) / 2, mean


def _at(took: list[tuple[int, int]], place: int) -> int:
    for day, count in took:
        if place < count:
            return day
        place -= count
    raise AssertionError


def _short(value: Fraction) -> Fraction:
    return value.limit_denominator(10**12)
