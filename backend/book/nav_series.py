"""Cumulative and adjusted NAV from what was published: pure.

A day of the series has the facts unit NAV, dividend a unit and split (units for one); the dividend is of the units
before the split. cumulative (累计净值): what one first unit became, its dividends kept as cash. adjusted (复权净值):
its dividends reinvested at the NAV of the day, the series that every return and drawdown is measured on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

PLACES = Decimal("0.00000001")
# Administrators publish four decimals; less than half of the last one is no difference.
AGREES = Decimal("0.00005")


@dataclass(frozen=True, slots=True)
class NavFact:
    """What is published of one day. published_cumulative: the administrator's own, if he gives one."""

    on: date
    unit: Decimal
    dividend: Decimal = Decimal(0)
    split: Decimal = Decimal(1)
    published_cumulative: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NavValue:
    """What follows for one day, 8 decimals; agrees: False when the administrator publishes another cumulative NAV."""

    on: date
    cumulative: Decimal
    adjusted: Decimal
    agrees: bool = True


def series_of(facts: Sequence[NavFact]) -> list[NavValue]:
    """The values of each day, in the order of the facts (oldest first, a day once, all units > 0).

    The first day's published cumulative NAV, if there is one, says what was paid before the series begins. Each
    step is rounded, so the same facts always give the same digits.
    Raises ValueError when days are out of order or a NAV is not positive.
    """
    values: list[NavValue] = []
    units, paid, adjusted = Decimal(1), Decimal(0), Decimal(0)
    before: NavFact | None = None
    for fact in facts:
        if fact.unit <= 0 or fact.split <= 0 or (before is not None and fact.on <= before.on):
            raise ValueError(f"no NAV series: {fact}")
        if before is None:
            start = fact.published_cumulative
            paid = fact.dividend if start is None else start - fact.unit
            adjusted = fact.unit if start is None else start
        else:
            paid += fact.dividend * units
            units *= fact.split
            adjusted = _rounded(adjusted * (fact.unit * fact.split + fact.dividend) / before.unit)
        cumulative = _rounded(fact.unit * units + paid)
        told = fact.published_cumulative
        agrees = told is None or abs(told - cumulative) < AGREES
        values.append(NavValue(fact.on, cumulative, _rounded(adjusted), agrees))
        before = fact
    return values


def paid_out(facts: Iterable[NavFact]) -> list[NavFact]:
    """The days with a dividend or a split."""
    return [fact for fact in facts if fact.dividend or fact.split != 1]


class Steps:
    """Dated values, asked for day by day in order: the last one not after the day."""

    def __init__(self, values: Sequence[tuple[date, Decimal]]) -> None:
        """values: oldest first."""
        self._values, self._next = values, 0
        self._last: Decimal | None = None

    def at(self, day: date) -> Decimal | None:
        """The value of a day that is not before those asked for; None before the first."""
        while self._next < len(self._values) and self._values[self._next][0] <= day:
            self._last = self._values[self._next][1]
            self._next += 1
        return self._last


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)
