"""AUM by which tiers are decided, as SQL: now, or on a day with the NAVs that were known then; own or the family's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, BigInteger, ColumnElement, and_, case, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from backend.book.assets import View, counted
from backend.book.clients import Client
from backend.book.exchange_rates import HOME, ExchangeRate
from backend.book.ledger import INFLOWS, Holding, Transaction
from backend.book.nav_points import nav_known
from backend.book.products import NavPoint, Product, ShareClass
from backend.platform.clock import business_date


@dataclass(frozen=True)
class Prices:
    """NAVs and rates of a day, as they were known at an instant (None: now)."""

    on: date
    known_at: datetime | None = None


def priced_at(known_at: datetime) -> Prices:
    """What was known at an instant."""
    return Prices(business_date(known_at), known_at)


def worth(name: str, firm_id: UUID, prices: Prices, *, held_on: date | None = None, whose: Any = None) -> CTE:
    """What clients' units are worth, as (client_id, cents); who holds nothing is absent.

    held_on: the units of that day, None: those held now; whose: a SELECT of clients' ids.
    """
    held = (
        [Holding.valid_to.is_(None)]
        if held_on is None
        else [Holding.valid_from <= held_on, or_(Holding.valid_to.is_(None), Holding.valid_to > held_on)]
    )
    if whose is not None:
        held.append(Holding.client_id.in_(whose))
    priced = _priced(firm_id, prices, Holding)
    found: CTE = (
        priced.joined(select(Holding.client_id, priced.cents.label("cents")))
        .where(Holding.firm_id == firm_id, *held)
        .group_by(Holding.client_id)
        .cte(name)
    )
    return found


def worth_then(firm_id: Any, view: View) -> Any:
    """What clients' units of a day are worth by what a view counts, as (client_id, cents, unpriced, rateless).

    unpriced: positions without a NAV, that add nothing; rateless: positions in a currency without a rate by then. It
    is `assets.worth_of` as SQL.
    """
    key = (Transaction.client_id, Transaction.product_id, Transaction.share_class_id)
    paid = case(
        (Transaction.kind.in_(INFLOWS), Transaction.gross),
        (Transaction.units < 0, -Transaction.net),
        else_=literal_column("0"),
    )
    units = func.sum(Transaction.units)
    held = (
        select(*key, units.label("units"), func.greatest(func.sum(paid), 0).label("cost"))
        .where(*counted(view, firm_id))
        .group_by(*key)
        .having(units > 0)
        .subquery()
        .c
    )
    priced = _priced(firm_id, Prices(view.on, view.known_at), held)
    by_nav = Product.valuation != "cost"
    return (
        priced.joined(
            select(
                held.client_id,
                priced.cents.label("cents"),
                func.count().filter(by_nav, priced.nav.is_(None)).label("unpriced"),
                func.count().filter(priced.rate.is_(None)).label("rateless"),
            )
        )
        .group_by(held.client_id)
        .subquery()
    )


@dataclass(frozen=True)
class _Priced:
    """Positions with the fund, the NAV and the rate of each beside them."""

    cents: Any
    nav: Any
    rate: Any
    joins: tuple[tuple[Any, Any], ...]

    def joined(self, statement: Any) -> Any:
        """A SELECT from the positions with what their worth needs."""
        (product, its), *others = self.joins
        statement = statement.join(product, its)
        for table, on in others:
            statement = statement.outerjoin(table, on)
        return statement


def _priced(firm_id: Any, prices: Prices, of: Any) -> _Priced:
    """of: what has client_id, product_id, share_class_id, units and cost."""
    navs = (
        select(NavPoint.product_id, NavPoint.share_class_id, NavPoint.unit)
        .where(NavPoint.firm_id == firm_id, NavPoint.date <= prices.on, nav_known(prices.known_at))
        .order_by(NavPoint.product_id, NavPoint.share_class_id, NavPoint.date.desc())
        .ext(distinct_on(NavPoint.product_id, NavPoint.share_class_id))
        .subquery()
    )
    rates = (
        select(ExchangeRate.currency, ExchangeRate.rate)
        .where(ExchangeRate.firm_id == firm_id, ExchangeRate.date <= prices.on, _rate_known(prices.known_at))
        .order_by(ExchangeRate.currency, ExchangeRate.date.desc())
        .ext(distinct_on(ExchangeRate.currency))
        .subquery()
    )
    classes = select(ShareClass.id, ShareClass.currency).where(ShareClass.firm_id == firm_id).subquery()
    currency = func.coalesce(classes.c.currency, Product.currency)
    rate = case((currency == HOME, literal_column("1")), else_=rates.c.rate)
    value = case(
        (Product.valuation == "cost", of.cost),
        else_=func.round(of.units * navs.c.unit * rate, 2),
    )
    its_nav = and_(
        navs.c.product_id == of.product_id, navs.c.share_class_id.is_not_distinct_from(of.share_class_id)
    )
    return _Priced(
        cast(func.coalesce(func.sum(value), 0) * 100, BigInteger),
        navs.c.unit,
        rate,
        (
            (Product, and_(Product.firm_id == firm_id, Product.id == of.product_id)),
            (classes, classes.c.id == of.share_class_id),
            (navs, its_nav),
            (rates, rates.c.currency == currency),
        ),
    )


def _rate_known(known_at: datetime | None) -> ColumnElement[bool]:
    if known_at is None:
        return ExchangeRate.superseded_at.is_(None)
    later = or_(ExchangeRate.superseded_at.is_(None), ExchangeRate.superseded_at > known_at)
    return and_(ExchangeRate.published_at <= known_at, later)


@dataclass(frozen=True)
class Basis:
    """The AUM a tier is decided by, over `Client`. cents: whole cents; joins: what has to be joined for it."""

    cents: Any
    joins: tuple[tuple[Any, Any], ...] = ()

    def joined(self, statement: Any) -> Any:
        """A SELECT from `Client` with what the amount needs."""
        for table, on in self.joins:
            statement = statement.outerjoin(table, on)
        return statement


def basis_of(basis: str, firm_id: UUID, own: CTE | None = None) -> Basis:
    """basis: `own` or `household`, of which the members' are added up. own: of `worth`; None: as kept on the client."""
    if basis == "own":
        if own is None:
            return Basis(Client.aum_order)
        return Basis(func.coalesce(own.c.cents, 0), ((own, own.c.client_id == Client.id),))
    member: Any = aliased(Client)
    summed = func.sum(member.aum_order if own is None else own.c.cents)
    families = select(member.household_id, cast(func.coalesce(summed, 0), BigInteger).label("cents"))
    if own is not None:
        families = families.outerjoin(own, own.c.client_id == member.id)
    found = (
        families.where(member.firm_id == firm_id, member.household_id.is_not(None))
        .group_by(member.household_id)
        .subquery()
    )
    alone = basis_of("own", firm_id, own)
    cents = case((Client.household_id.is_(None), alone.cents), else_=func.coalesce(found.c.cents, 0))
    return Basis(cents, (*alone.joins, (found, found.c.household_id == Client.household_id)))
