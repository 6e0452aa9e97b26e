"""Publishing exchange rates: new and corrected ones, each as a version, and the AUM that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.exchange_rates import HOME, ExchangeRate
from backend.book.ledger import Holding
from backend.book.money_events import RatesPublished
from backend.book.product_fields import CURRENCIES, number_in
from backend.book.products import Product, ShareClass
from backend.book.rebuild import maintain_aum
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input
from backend.platform.events import emit


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate to be taken in."""

    currency: str
    on: date
    rate: Decimal


async def publish_rates(
    session: AsyncSession, rows: Sequence[RateRow], *, source: str = "manual", at: datetime | None = None
) -> int:
    """Take rates in; how many were new or corrected. Those that are there already change nothing.

    The AUM of who holds funds of these currencies follows.

    Raises Refused(BAD_USER_INPUT): unknown currency, CNY itself, a rate that is none, a future day.
    """
    moment = at or now()
    for row in rows:
        if row.currency not in CURRENCIES or row.currency == HOME:
            raise bad_input("currency", "choice")
        number_in("rate", row.rate, Decimal("0.00000001"), Decimal(1_000_000), 8)
        if row.on > business_date():
            raise bad_input("date", "future")
    wanted = {(row.currency, row.on): row.rate for row in rows}
    present = {
        (row.currency, row.date): row
        for row in await session.scalars(
            select(ExchangeRate)
            .where(
                ExchangeRate.firm_id == session.info["firm_id"],
                ExchangeRate.currency.in_({currency for currency, _ in wanted}),
                ExchangeRate.date.in_({day for _, day in wanted}),
                ExchangeRate.superseded_at.is_(None),
            )
            .with_for_update()
        )
    }
    changed = {key: rate for key, rate in wanted.items() if key not in present or present[key].rate != rate}
    for key in changed:
        if key in present:
            present[key].superseded_at = moment
    # The old version has to be closed before the new one is the present one.
    await session.flush()
    for (currency, day), rate in changed.items():
        before = present.get((currency, day))
        session.add(
            ExchangeRate(
                currency=currency,
                date=day,
                rate=rate,
                published_at=moment,
                restated_from_id=before.id if before else None,
                source=source,
            )
        )
    for currency in sorted({currency for currency, _ in changed}):
        days = sorted(day for other, day in changed if other == currency)
        emit(session, RatesPublished(currency, days[0].isoformat(), days[-1].isoformat()))
    await session.flush()
    if changed:
        await maintain_aum(session, await _holders(session, {currency for currency, _ in changed}))
    return len(changed)


async def _holders(session: AsyncSession, currencies: set[str]) -> list[UUID]:
    """Clients who hold funds or classes of a currency."""
    firm_id = session.info["firm_id"]
    fund = and_(Product.firm_id == firm_id, Product.id == Holding.product_id)
    own = and_(ShareClass.firm_id == firm_id, ShareClass.id == Holding.share_class_id)
    rows = await session.scalars(
        select(Holding.client_id)
        .join(Product, fund)
        .outerjoin(ShareClass, own)
        .where(
            Holding.firm_id == firm_id,
            Holding.valid_to.is_(None),
            func.coalesce(ShareClass.currency, Product.currency).in_(currencies),
        )
        .distinct()
    )
    return list(rows)
