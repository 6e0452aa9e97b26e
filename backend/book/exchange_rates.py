"""Exchange rates to CNY, with what was known when. A missing rate is an error, never 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Index, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import NAV, TenantRow
from backend.platform.errors import Code, Refused

HOME: Final = "CNY"
# Rates are not struck on holidays; the longest without any is the Spring Festival with the weekends around it.
FLOW_RATE_DAYS: Final = 10


class ExchangeRate(TenantRow):
    """CNY for one unit of a currency on a day, as one version; the present one has no `superseded_at`."""

    __tablename__ = "exchange_rate"
    __table_args__ = (
        Index(
            "uq_exchange_rate_current",
            *("firm_id", "currency", "date"),
            unique=True,
            postgresql_where="superseded_at is null",
        ),
    )

    currency: Mapped[str]
    date: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(NAV)
    published_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    restated_from_id: Mapped[UUID | None]
    source: Mapped[str] = mapped_column(default="manual")


async def rates_at(
    session: AsyncSession, currencies: Iterable[str], on: date, known_at: datetime | None = None
) -> dict[str, Decimal]:
    """CNY for one unit of each currency, of the last day not after `on`; CNY itself is 1.

    known_at: as known then, default now. Raises Refused(BAD_USER_INPUT, problem=rate_missing) for a currency that has
    no rate by then.
    """
    foreign = sorted({currency for currency in currencies if currency != HOME})
    found = {HOME: Decimal(1)}
    if foreign:
        statement = (
            select(ExchangeRate)
            .where(
                ExchangeRate.firm_id == session.info["firm_id"],
                ExchangeRate.currency.in_(foreign),
                ExchangeRate.date <= on,
                _known(known_at),
            )
            .order_by(ExchangeRate.currency, ExchangeRate.date.desc())
            .ext(distinct_on(ExchangeRate.currency))
        )
        found |= {row.currency: row.rate for row in await session.scalars(statement)}
    for currency in foreign:
        if currency not in found:
            raise _missing(currency, on)
    return found


async def flow_rates(
    session: AsyncSession, wanted: Iterable[tuple[str, date]]
) -> Mapping[tuple[str, date], Decimal]:
    """The rate of each (currency, day): of that day or the last one before, at most ten days back.

    Raises Refused(BAD_USER_INPUT, problem=rate_missing).
    """
    pairs = set(wanted)
    foreign = sorted({(currency, day) for currency, day in pairs if currency != HOME})
    found = dict.fromkeys((pair for pair in pairs if pair[0] == HOME), Decimal(1))
    if not foreign:
        return found
    first = min(day for _, day in foreign) - timedelta(days=FLOW_RATE_DAYS)
    rows = await session.execute(
        select(ExchangeRate.currency, ExchangeRate.date, ExchangeRate.rate)
        .where(
            ExchangeRate.firm_id == session.info["firm_id"],
            ExchangeRate.superseded_at.is_(None),
            ExchangeRate.currency.in_({currency for currency, _ in foreign}),
            ExchangeRate.date.between(first, max(day for _, day in foreign)),
        )
        .order_by(ExchangeRate.date)
    )
    known: dict[str, list[tuple[date, Decimal]]] = {}
    for currency, day, rate in rows:
        known.setdefault(currency, []).append((day, rate))
    for currency, day in foreign:
        earliest = day - timedelta(days=FLOW_RATE_DAYS)
        fitting = [rate for on, rate in known.get(currency, ()) if earliest <= on <= day]
        if not fitting:
            raise _missing(currency, day)
        found[currency, day] = fitting[-1]
    return found


async def rate_series(
    session: AsyncSession, currencies: Iterable[str], until: date, known_at: datetime | None = None
) -> dict[str, list[tuple[date, Decimal]]]:
    """Rates of currencies up to a day as known at an instant, oldest first; CNY is absent."""
    foreign = sorted({currency for currency in currencies if currency != HOME})
    found: dict[str, list[tuple[date, Decimal]]] = {}
    if foreign:
        rows = await session.execute(
            select(ExchangeRate.currency, ExchangeRate.date, ExchangeRate.rate)
            .where(
                ExchangeRate.firm_id == session.info["firm_id"],
                ExchangeRate.currency.in_(foreign),
                ExchangeRate.date <= until,
                _known(known_at),
            )
            .order_by(ExchangeRate.date)
        )
        for currency, day, rate in rows:
            found.setdefault(currency, []).append((day, rate))
    return found


def _known(known_at: datetime | None) -> ColumnElement[bool]:
    if known_at is None:
        return ExchangeRate.superseded_at.is_(None)
    later = ExchangeRate.superseded_at.is_(None) | (ExchangeRate.superseded_at > known_at)
    return (ExchangeRate.published_at <= known_at) & later


def _missing(currency: str, on: date) -> Refused:
    return Refused(
        Code.BAD_USER_INPUT, field="currency", problem="rate_missing", value=f"{currency} {on.isoformat()}"
    )
