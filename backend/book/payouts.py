"""What a fund pays out to its holders: a dividend in cash or in units, a split; one transaction for each of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.booking import book
from backend.book.booking_drafts import Booking
from backend.book.ledger import Holding
from backend.book.lookup import named
from backend.book.products import NavPoint, Product
from backend.book.rebuild import FundKey
from backend.book.taken import Taken
from backend.platform.errors import bad_input

CENT = Decimal("0.01")


async def pay_out(
    session: AsyncSession, fund: FundKey, on: date, *, reinvesting: Collection[UUID] = ()
) -> Taken:
    """Book the dividend and the split that the NAV of a day tells for everybody who held units before that day.

    reinvesting: clients whose dividend buys units at the day's NAV. What is booked already changes nothing, so it
    can be run again after a late transaction. Raises Refused(BAD_USER_INPUT): no NAV of that day, or nothing in it.
    """
    product = await named(session, Product, fund.product_id, "product")
    point: NavPoint | None = await session.scalar(
        select(NavPoint).where(
            NavPoint.firm_id == session.info["firm_id"],
            NavPoint.product_id == fund.product_id,
            NavPoint.share_class_id.is_not_distinct_from(fund.share_class_id),
            NavPoint.date == on,
            NavPoint.superseded_at.is_(None),
        )
    )
    if point is None or (not point.dividend and point.split == 1):
        raise bad_input("date", "unknown")
    rows = await session.scalars(
        select(Holding)
        .where(
            Holding.firm_id == session.info["firm_id"],
            Holding.product_id == fund.product_id,
            Holding.share_class_id.is_not_distinct_from(fund.share_class_id),
            Holding.valid_from < on,
            or_(Holding.valid_to.is_(None), Holding.valid_to >= on),
        )
        .order_by(Holding.client_id)
        .execution_options(populate_existing=True)
    )
    bookings: list[Booking] = []
    for held in rows:
        bookings += _bookings(held, point, product.units_places, reinvests=held.client_id in reinvesting)
    return await book(session, bookings, source="manual")


def _bookings(held: Holding, point: NavPoint, places: int, *, reinvests: bool) -> list[Booking]:
    """The transactions of one holder; a dividend is of the units before the split."""
    smallest = Decimal(1).scaleb(-places)
    gross = (held.units * point.dividend).quantize(CENT, ROUND_HALF_UP)
    # Units that a dividend buys are bought at the NAV after the split.
    bought = (gross / point.unit).quantize(smallest, ROUND_HALF_UP) if reinvests else Decimal(0)
    added = (held.units * point.split).quantize(smallest, ROUND_HALF_UP) - held.units
    found = []
    if gross:
        kind = "dividend_reinvested" if bought else "dividend"
        found.append(_booking(held, point, kind, bought, gross))
    if added:
        found.append(_booking(held, point, "split", added, Decimal(0)))
    return found


def _booking(held: Holding, point: NavPoint, kind: str, units: Decimal, gross: Decimal) -> Booking:
    return Booking(
        held.client_id,
        held.product_id,
        kind,
        point.date,
        units,
        point.unit,
        gross,
        reference=f"payout {kind.partition('_')[0]} {point.date.isoformat()} {held.client_id.hex} "
        f"{(held.share_class_id or held.product_id).hex}",
        share_class_id=held.share_class_id,
    )
