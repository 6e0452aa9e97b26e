"""Falls of a NAV from its high: of the fund, since a client's purchase, and against what he paid.

Pure, ratios in [0, 1]. Source: white paper, Retain (alert strictly above 0.10); which of the three an alert uses is the
firm's setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

PLACES = Decimal("0.00000001")
NavDay = tuple[date, Decimal]
"""A day and its adjusted NAV."""


@dataclass(frozen=True, slots=True)
class Drawdowns:
    """of_product: from the fund's high; since_purchase: from the high since the oldest lot that is still held;
    against_cost: what is missing to the cost. None where it cannot be told.
    """

    of_product: Decimal | None
    since_purchase: Decimal | None
    against_cost: Decimal | None


def drawdown(navs: Sequence[Decimal]) -> Decimal:
    """The present fall from the highest NAV, a ratio in [0, 1].

    navs: adjusted NAV per unit, oldest first, all > 0. Raises ValueError when empty.
    """
    return _rounded(1 - navs[-1] / max(navs)) if navs else _none()


def deepest(navs: Sequence[Decimal]) -> Decimal:
    """The largest fall of a series from its running high, a ratio in [0, 1]. Raises ValueError when empty."""
    return max(drawdown_series(navs)) if navs else _none()


def drawdown_series(navs: Sequence[Decimal]) -> list[Decimal]:
    """The fall from the running high on each day."""
    return [_rounded(1 - nav / high) for nav, high in zip(navs, accumulate(navs, max), strict=True)]


def since(navs: Sequence[NavDay], opened_on: date) -> Decimal | None:
    """The present fall from the high since a purchase.

    The NAV that the purchase was made at counts: the last one of its day or before. None without a NAV by then.
    """
    before = [nav for on, nav in navs if on <= opened_on][-1:]
    held = before + [nav for on, nav in navs if on > opened_on]
    return drawdown(held) if held else None


def against_cost(value: Decimal, cost: Decimal) -> Decimal | None:
    """What is missing to the cost, 0 for a gain; None without a cost."""
    return max(Decimal(0), _rounded(1 - value / cost)) if cost > 0 else None


def drawdowns(
    navs: Sequence[NavDay], opened_on: date | None, value: Decimal | None, cost: Decimal
) -> Drawdowns:
    """All three of a position. opened_on: of the oldest lot still held; value, cost: CNY."""
    return Drawdowns(
        of_product=drawdown([nav for _, nav in navs]) if navs else None,
        since_purchase=since(navs, opened_on) if opened_on else None,
        against_cost=against_cost(value, cost) if value is not None else None,
    )


def _none() -> Decimal:
    raise ValueError("no NAV")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)
