"""Assets under management on a day: as they were known then, or as they are known now (restated).

Units come from the transactions, prices from the NAVs, both with what was known when, so a past figure comes out the
same however much is corrected later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.exchange_rates import HOME, rates_at
from backend.book.ledger import INFLOWS, SUBSCRIPTIONS, Transaction
from backend.book.nav_calendar import is_stale
from backend.book.nav_points import latest_by_fund
from backend.book.products import Product, ShareClass
from backend.book.rebuild import FundKey, PositionKey
from backend.platform.clock import BUSINESS_ZONE

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class View:
    """What a figure counts: facts of days up to `on`; known_at: as known at that instant, None: as known now.

    Known now, a transaction that was reversed never was, whenever that happened.
    """

    on: date
    known_at: datetime | None = None


def as_of(on: date) -> View:
    """The figures of a day as they were known at its end, in Shanghai."""
    end = datetime.combine(on + timedelta(days=1), time(), BUSINESS_ZONE).astimezone(UTC)
    return View(on, end - timedelta(microseconds=1))


def restated(on: date) -> View:
    """The figures of a day as they are known now."""
    return View(on)


@dataclass(frozen=True, slots=True)
class Worth:
    """A position's worth. value: CNY, None without a NAV; stale: a newer NAV should be there; nav: of nav_date."""

    position: PositionKey
    units: Decimal
    nav: Decimal | None
    nav_date: date | None
    value: Decimal | None
    stale: bool


@dataclass(frozen=True, slots=True)
class Assets:
    """A sum of positions. value: CNY; unpriced: positions without a NAV, that add nothing; stale: with an old one."""

    value: Decimal = Decimal(0)
    positions: int = 0
    unpriced: int = 0
    stale: int = 0


def counted(view: View, firm_id: Any) -> list[ColumnElement[bool]]:
    """The transactions that a view counts, as conditions. Of a pair both known, units cancel out by their signs."""
    conditions = [Transaction.firm_id == firm_id, Transaction.date <= view.on]
    if view.known_at is not None:
        return [*conditions, Transaction.known_at <= view.known_at]
    reversal = aliased(Transaction)
    undone = select(reversal.reverses_id).where(
        reversal.firm_id == firm_id, reversal.reverses_id.is_not(None)
    )
    return [*conditions, Transaction.reverses_id.is_(None), Transaction.id.not_in(undone)]


async def worth_of(
    session: AsyncSession,
    view: View,
    *,
    client_ids: Sequence[UUID] | None = None,
    product_ids: Sequence[UUID] | None = None,
) -> list[Worth]:
    """What every position with units is worth; None: of all clients, of all funds.

    Raises Refused(rate_missing) for a currency without a rate by then.
    """
    firm_id = session.info["firm_id"]
    key = (Transaction.client_id, Transaction.product_id, Transaction.share_class_id)
    paid = case(
        (Transaction.kind.in_(INFLOWS), Transaction.gross),
        (Transaction.units < 0, -Transaction.net),
        else_=Decimal(0),
    )
    statement = (
        select(*key, func.sum(Transaction.units), func.sum(paid))
        .where(*counted(view, firm_id))
        .group_by(*key)
        .having(func.sum(Transaction.units) > 0)
    )
    if client_ids is not None:
        statement = statement.where(Transaction.client_id.in_(client_ids))
    if product_ids is not None:
        statement = statement.where(Transaction.product_id.in_(product_ids))
    rows = (await session.execute(statement)).all()
    funds = await pricing_of(session, {FundKey(row[1], row[2]) for row in rows})
    navs = await latest_by_fund(session, view.on, view.known_at)
    rates = await rates_at(session, {fund.currency for fund in funds.values()}, view.on, view.known_at)
    stale: dict[FundKey, bool] = {}
    found = []
    for client_id, product_id, class_id, units, cost in rows:
        fund = FundKey(product_id, class_id)
        told, nav = funds[fund], navs.get(fund)
        if fund not in stale:
            day = nav.on if nav else None
            stale[fund] = told.by_nav and is_stale(day, told.interval, told.lag_days, view.on)
        if told.by_nav:
            value = _cents(units * nav.unit * rates[told.currency]) if nav else None
        else:
            value = max(cost, Decimal(0))
        found.append(
            Worth(
                PositionKey(client_id, product_id, class_id),
                units,
                nav.unit if nav else None,
                nav.on if nav else None,
                value,
                stale[fund],
            )
        )
    return found


def by_client(worths: Iterable[Worth]) -> dict[UUID, Assets]:
    """Assets of each client."""
    return _summed((worth.position.client_id, worth) for worth in worths)


def by_product(worths: Iterable[Worth]) -> dict[UUID, Assets]:
    """Assets in each fund, all share classes together."""
    return _summed((worth.position.product_id, worth) for worth in worths)


def total(worths: Iterable[Worth]) -> Assets:
    """Assets of all."""
    return _summed((None, worth) for worth in worths).get(None, Assets())


def _summed(worths: Iterable[tuple[Any, Worth]]) -> dict[Any, Assets]:
    found: dict[Any, Assets] = {}
    for key, worth in worths:
        sum_ = found.get(key, Assets())
        found[key] = Assets(
            sum_.value + (worth.value or 0),
            sum_.positions + 1,
            sum_.unpriced + (worth.value is None),
            sum_.stale + worth.stale,
        )
    return found


@dataclass(frozen=True, slots=True)
class Raised:
    """Money of a window, CNY, by confirmation date. gross: subscriptions less their reversals; net: less redemptions.

    Switches, transfers, dividends and opening balances are no money raised.
    """

    gross: Decimal = Decimal(0)
    redeemed: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """Gross less redemptions."""
        return self.gross - self.redeemed


async def raised_by(
    session: AsyncSession,
    first: date,
    until: date,
    *,
    per: str,
    known_at: datetime | None = None,
    restated: bool = False,
    with_fee: bool = False,
) -> dict[UUID | None, Raised]:
    """Money raised in [first, until) per `client`, `product` or `firm` (key None); who raised nothing is absent.

    A reversal counts on its own date with the opposite sign, so an old window keeps its figure; restated leaves both
    out. known_at: only what was known by then. Amounts are without the subscription fee unless with_fee. Source: K-10.
    """
    firm_id = session.info["firm_id"]
    amount = Transaction.gross if with_fee else Transaction.net
    columns = {"client": Transaction.client_id, "product": Transaction.product_id}
    conditions = (
        counted(View(until - timedelta(days=1)), firm_id)
        if restated
        else [Transaction.firm_id == firm_id, Transaction.date < until]
    )
    if known_at is not None:
        conditions.append(Transaction.known_at <= known_at)
    gross = func.sum(case((Transaction.kind.in_(SUBSCRIPTIONS), amount), else_=Decimal(0)))
    redeemed = func.sum(case((Transaction.kind == "redemption", Transaction.gross), else_=Decimal(0)))
    kinds = Transaction.kind.in_((*SUBSCRIPTIONS, "redemption"))
    conditions += [Transaction.date >= first, kinds]
    if per == "firm":
        [row] = (await session.execute(select(gross, redeemed).where(*conditions))).all()
        return {None: Raised(row[0], row[1])} if row[0] is not None else {}
    key = columns[per]
    rows = await session.execute(select(key, gross, redeemed).where(*conditions).group_by(key))
    return {row[0]: Raised(row[1], row[2]) for row in rows}


@dataclass(frozen=True, slots=True)
class Priced:
    """What of a fund or class its positions' worth depends on."""

    currency: str
    by_nav: bool
    interval: str
    lag_days: int


async def pricing_of(session: AsyncSession, funds: Collection[FundKey]) -> dict[FundKey, Priced]:
    """How funds and classes are priced; a class without a currency of its own has the fund's."""
    firm_id, ids = session.info["firm_id"], {fund.product_id for fund in funds}
    products = {
        row.id: row
        for row in await session.scalars(
            select(Product).where(Product.firm_id == firm_id, Product.id.in_(ids))
        )
    }
    rows = await session.execute(
        select(ShareClass.id, ShareClass.currency).where(
            ShareClass.firm_id == firm_id, ShareClass.product_id.in_(ids)
        )
    )
    own: dict[UUID | None, str | None] = {row.id: row.currency for row in rows}
    return {
        fund: Priced(
            own.get(fund.share_class_id) or products[fund.product_id].currency or HOME,
            products[fund.product_id].valuation == "nav",
            products[fund.product_id].nav_interval,
            products[fund.product_id].nav_lag_days,
        )
        for fund in funds
    }


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
