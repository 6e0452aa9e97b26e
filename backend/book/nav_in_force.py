"""The NAV at which something of a day is dealt: the latest one up to it, and whether a newer one should be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import named
from backend.book.nav_calendar import awaits_nav, is_stale
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.rebuild import FundKey
from backend.platform.errors import bad_input


@dataclass(frozen=True, slots=True)
class NavInForce:
    """A NAV as it counts on a day. date: of which day it is; stale: on the day asked for a newer one was overdue."""

    date: date
    unit: Decimal
    stale: bool


async def nav_in_force(session: AsyncSession, fund: FundKey, on: date) -> NavInForce | None:
    """The latest NAV of a fund, or of one of its classes, with a date not after `on`; None where there is none.

    Raises Refused(BAD_USER_INPUT) for a class that is not the fund's.
    """
    product = await named(session, Product, fund.product_id, "product")
    if fund.share_class_id is not None:
        own = await named(session, ShareClass, fund.share_class_id, "shareClass")
        if own.product_id != fund.product_id:
            raise bad_input("shareClass", "unknown")
    point = await session.scalar(
        select(NavPoint)
        .where(
            NavPoint.firm_id == session.info["firm_id"],
            NavPoint.product_id == fund.product_id,
            NavPoint.share_class_id.is_not_distinct_from(fund.share_class_id),
            NavPoint.superseded_at.is_(None),
            NavPoint.date <= on,
        )
        .order_by(NavPoint.date.desc())
        .limit(1)
    )
    if point is None:
        return None
    awaited = awaits_nav(product.valuation, product.status, product.terminated_on, on)
    late = awaited and is_stale(point.date, product.nav_interval, product.nav_lag_days, on)
    return NavInForce(point.date, point.unit, late)
