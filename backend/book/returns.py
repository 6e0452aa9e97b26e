"""Returns of dated money: since purchase, time-weighted and money-weighted. Pure, Decimal, ratios (0.05 = 5 %).

A return that does not exist is None and shown as "—", never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise
from typing import Final

PLACES = Decimal("0.00000001")
DAYS_A_YEAR: Final = 365
# Yearly rates that are looked at: from -99.99 % to a hundredfold, in steps fine enough to part two roots.
NARROW, _BENT = Decimal("1e-12"), Decimal("0.25")
_LOWEST, _HIGHEST, _STEPS = Decimal("0.0001"), Decimal(100), 96


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money between a client and the funds. amount: CNY, > 0 what he received, < 0 what he paid."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Valuation:
    """A day's value in CNY before the day's flows, and what was put in (+) or taken out (-) that day."""

    on: date
    value: Decimal
    flow: Decimal = Decimal(0)


def since_purchase(gain: Decimal, invested: Decimal) -> Decimal | None:
    """Gain over what was ever paid in; None when nothing was."""
    return _rounded(gain / invested) if invested > 0 else None


def annualised(ratio: Decimal, days: int) -> Decimal | None:
    """A return of some days as one of a year; None for no days and for a loss of everything.

    Under a year nothing is extrapolated: the ratio is given back (GIPS 2020).
    """
    if days <= 0 or ratio <= -1:
        return None
    if days < DAYS_A_YEAR:
        return _rounded(ratio)
    with localcontext(prec=28):
        return _rounded((1 + ratio) ** (Decimal(DAYS_A_YEAR) / days) - 1)


def time_weighted(valuations: Sequence[Valuation]) -> Decimal | None:
    """Returns of the stretches between flows, chained (GIPS 2020): what the flows did is left out.

    valuations: oldest first, one a day. A stretch that begins without capital has no return and is left out; None
    when none is left. Raises ValueError when days are out of order.
    """
    growth, capital, any_ = Decimal(1), Decimal(0), False
    before: date | None = None
    for point in valuations:
        if before is not None and point.on <= before:
            raise ValueError("valuations are out of order")
        if capital > 0:
            growth, any_ = growth * point.value / capital, True
        capital, before = point.value + point.flow, point.on
    return _rounded(growth - 1) if any_ else None


def money_weighted(flows: Sequence[CashFlow]) -> Decimal | None:
    """XIRR: the yearly rate at which the flows, with the present value as the last one, are worth nothing.

    Act/365, as in spreadsheets. None when there is no such rate between -99.99 % and 9,900 %, or more than one, or
    all flows fall on one day.
    """
    dated = [flow for flow in flows if flow.amount]
    if len({flow.on for flow in dated}) < 2 or len({flow.amount > 0 for flow in dated}) < 2:
        return None
    start = min(flow.on for flow in dated)
    scale = max(abs(flow.amount) for flow in dated)
    terms = [(flow.amount / scale, Decimal((flow.on - start).days) / DAYS_A_YEAR) for flow in dated]
    with localcontext(prec=28):
        # x = ln(1 + rate): steps of equal width see small rates and large ones equally well.
        low, high = _LOWEST.ln(), _HIGHEST.ln()
        if _changes(dated) == 1:
            brackets = [(low, high)] if _worth(terms, low) * _worth(terms, high) <= 0 else []
        else:
            brackets = _brackets(terms, low, high)
        if len(brackets) != 1:
            return None
        return _rounded(_root(terms, *brackets[0]).exp() - 1)


def _changes(flows: Sequence[CashFlow]) -> int:
    """How often the sign changes from day to day: once means exactly one root (Descartes)."""
    days: dict[date, Decimal] = {}
    for flow in sorted(flows, key=lambda flow: flow.on):
        days[flow.on] = days.get(flow.on, Decimal(0)) + flow.amount
    signs = [total > 0 for total in days.values() if total]
    return sum(one != other for one, other in pairwise(signs))


def _worth(terms: Sequence[tuple[Decimal, Decimal]], x: Decimal) -> Decimal:
    return sum((amount * (-x * years).exp() for amount, years in terms), Decimal(0))


def _brackets(
    terms: Sequence[tuple[Decimal, Decimal]], low: Decimal, high: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """Intervals in which the worth changes its sign."""
    width = (high - low) / _STEPS
    places = [low + width * n for n in range(_STEPS + 1)]
    # Signs need few digits.
    with localcontext(prec=12):
        worths = [_worth(terms, place) for place in places]
    return [
        (places[n], places[n + 1]) for n in range(_STEPS) if worths[n] == 0 or worths[n] * worths[n + 1] < 0
    ]


def _root(terms: Sequence[tuple[Decimal, Decimal]], low: Decimal, high: Decimal) -> Decimal:
    """The root in an interval, to more digits than are kept, by the Illinois method.

    A chord's zero takes the place of one end; an end that stays twice counts half, so that both ends move.
    """
    at_low, at_high = _worth(terms, low), _worth(terms, high)
    stayed = 0
    while high - low > NARROW and at_low and at_high:
        # Far from the root the worth is so bent that a chord leads nowhere: there the interval is halved.
        wide = high - low > _BENT
        middle = (low + high) / 2 if wide else high - at_high * (high - low) / (at_high - at_low)
        at_middle = _worth(terms, middle)
        if abs(at_middle) < NARROW:
            return middle
        if (at_middle > 0) == (at_low > 0):
            low, at_low = middle, at_middle
            at_high, stayed = (at_high / 2, -1) if stayed == -1 else (at_high, -1)
        else:
            high, at_high = middle, at_middle
            at_low, stayed = (at_low / 2, 1) if stayed == 1 else (at_low, 1)
    return low if not at_low else high if not at_high else (low + high) / 2


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)
