"""Fees by client, fund and period, computed from holdings and NAV: the management fee by days, the performance fee
above the high-water mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import RATIO, TenantRow, refers

KINDS: Final = ("management", "performance", "subscription", "redemption", "trail")
CENT = Decimal("0.01")


class FeeAccrual(TenantRow):
    """A fee of [period_from, period_to). base: CNY it was computed on; rate: ratio; amount: CNY."""

    __tablename__ = "fee_accrual"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        Index(
            "uq_fee_accrual_period",
            *("firm_id", "client_id", "product_id", "share_class_id", "kind", "period_from"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_fee_accrual_period", "firm_id", "period_from"),
    )
    audited = False

    client_id: Mapped[UUID]
    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    kind: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    base: Mapped[Decimal]
    rate: Mapped[Decimal] = mapped_column(RATIO)
    amount: Mapped[Decimal]
    computed_at: Mapped[datetime] = mapped_column(default=now)


def value_days(steps: Sequence[tuple[date, Decimal]], first: date, until: date) -> Decimal:
    """Values summed over the days of [first, until).

    steps: (day, value from that day on), oldest first; before the first step the value is 0.
    """
    total = Decimal(0)
    for (day, value), (following, _) in pairwise([*steps, (until, Decimal(0))]):
        begin, end = max(day, first), min(following, until)
        if end > begin:
            total += value * (end - begin).days
    return total


def management_fee(
    steps: Sequence[tuple[date, Decimal]], first: date, until: date, rate: Decimal, year_days: int = 365
) -> Decimal:
    """Fee of [first, until) on daily values, CNY: sum of value x rate / year_days.

    rate: a year, ratio; year_days: as the contract counts (360, 365 or 366).
    """
    return _cents(value_days(steps, first, until) * rate / year_days)


def performance_fee(
    units: Decimal,
    cumulative: Decimal,
    high_water: Decimal,
    rate: Decimal,
    *,
    per_unit: Decimal = Decimal(1),
    hurdle: Decimal = Decimal(0),
    days: int = 0,
) -> Decimal:
    """Fee on what a lot gained above its high-water mark, in the fund's currency, >= 0.

    units: held now; cumulative, high_water: cumulative NAV now and when the last fee was paid; per_unit: units that
    one first unit became by splits; hurdle: a year, ratio, simple, over `days` since the mark.
    """
    mark = high_water * (1 + hurdle * days / 365)
    return _cents(max(Decimal(0), cumulative - mark) * units / per_unit * rate)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
