"""What a holding is worth now, as SQL: its class's NAV where it has one, in CNY at the latest rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.exchange_rates import HOME, ExchangeRate
from backend.book.ledger import Holding
from backend.book.products import Product, ShareClass
from backend.graph.context import Context
from backend.graph.engine.objects import Place, constant, number
from backend.platform.callers import of_caller


@dataclass(frozen=True, slots=True)
class Priced:
    """value: CNY, None without a NAV or a rate; nav_date: the day of the NAV."""

    value: Decimal | None
    nav_date: date | None


def value_of(firm: Any, row: Any) -> Any:
    """CNY of a holding: units at the latest NAV, of a fund without NAVs its cost; null without a NAV or a rate.

    firm: the parameter; row: the holding.
    """
    factor = case((_currency(firm, row) == constant(HOME), number(1)), else_=_rate(firm, row))
    nav = case((row.share_class_id.is_(None), _of_fund(firm, row, "nav")), else_=_of_class(firm, row, "nav"))
    by_nav = func.round(row.units * nav * factor, number(2))
    return case((_of_fund(firm, row, "valuation") == constant("cost"), row.cost), else_=by_nav)


def nav_date_of(firm: Any, row: Any) -> Any:
    """The day of the NAV a holding is valued at."""
    of_class = _of_class(firm, row, "nav_date")
    return case((row.share_class_id.is_(None), _of_fund(firm, row, "nav_date")), else_=of_class)


def _of_fund(firm: Any, row: Any, name: str) -> Any:
    """A column of the holding's fund, seen or not: it is part of what the holding is worth."""
    return _told(firm, row, aliased(Product), row.product_id, name)


def _of_class(firm: Any, row: Any, name: str) -> Any:
    """A column of the class of its units; null where there is none."""
    return _told(firm, row, aliased(ShareClass), row.share_class_id, name)


def _told(firm: Any, row: Any, of: Any, id: Any, name: str) -> Any:
    found = select(getattr(of, name)).where(of.firm_id == firm, row.firm_id == firm, of.id == id)
    # The holding may stand further out than in the statement next around, where SQLAlchemy would not look.
    return found.correlate_except(of).scalar_subquery()


def _currency(firm: Any, row: Any) -> Any:
    return func.coalesce(_of_class(firm, row, "currency"), _of_fund(firm, row, "currency"))


def _rate(firm: Any, row: Any) -> Any:
    """CNY for one unit of the holding's currency, the latest."""
    told = aliased(ExchangeRate)
    latest = (
        select(told.rate)
        .where(
            told.firm_id == firm,
            row.firm_id == firm,
            told.currency == _currency(firm, row),
            told.superseded_at.is_(None),
        )
        .order_by(told.date.desc())
        .limit(number(1))
    )
    return latest.correlate_except(told).scalar_subquery()


def worth(place: Place) -> Any:
    """`value_of` for the compiled route."""
    return value_of(place.draft.firm, place.row)


def unrealised(place: Place) -> Any:
    """Value less cost of what is held."""
    return value_of(place.draft.firm, place.row) - place.row.cost


def nav_date(place: Place) -> Any:
    """`nav_date_of` for the compiled route."""
    return nav_date_of(place.draft.firm, place.row)


async def priced(session: AsyncSession, context: Context, holding_ids: Sequence[UUID]) -> dict[UUID, Priced]:
    """What holdings are worth, for the ordinary route."""
    firm = of_caller(context.principal, "firm_id")
    rows = await session.execute(
        select(Holding.id, value_of(firm, Holding), nav_date_of(firm, Holding)).where(
            Holding.firm_id == firm, Holding.id.in_(holding_ids)
        )
    )
    return {id: Priced(value, day) for id, value, day in rows}
