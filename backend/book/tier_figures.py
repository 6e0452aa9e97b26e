"""Clients, their AUM and their days by tier, as SQL: what the figures about tiers are made of.

Source: K-01 and K-03. A client exists on a day on which he holds units of anything. Who exists and was in no tier yet
counts under `UNKNOWN`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Numeric, Select, Text, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import DATEMULTIRANGE, DATERANGE, distinct_on
from sqlalchemy.orm import aliased

from backend.book.assets import View
from backend.book.clients import Client
from backend.book.ledger import Holding
from backend.book.revenue import Revenue
from backend.book.tier_history import ClientTier
from backend.book.tier_past import known_on, present_on
from backend.book.tier_worth import worth_then

UNKNOWN: Final = "-"
"""In no tier yet: no key looks so."""


def tier_on(firm_id: Any, day: date) -> tuple[Any, Any]:
    """The moves that put clients into their tiers of a day, as known then, to be joined from outside; and the tier."""
    of = aliased(ClientTier)
    moved = known_on(firm_id, day, of).with_only_columns(of.client_id, of.to_tier).subquery()
    return moved, func.coalesce(moved.c.to_tier, literal(UNKNOWN, Text()))


def existing_in(firm_id: Any, view: View, tier: str) -> Select[Any]:
    """The clients who exist on a day in a tier, as it was known then."""
    there = present_on(view, firm_id).distinct().subquery()
    moved, present = tier_on(firm_id, view.on)
    return (
        select(there.c.client_id)
        .outerjoin(moved, moved.c.client_id == there.c.client_id)
        .where(present == literal(tier, Text()))
    )


def by_tier(firm_id: Any, view: View, *conditions: Any) -> Select[Any]:
    """(tier, clients, cents, unpriced, rateless) of a day, the tier as it was known then. conditions: over `Client`."""
    worth, (moved, tier) = worth_then(firm_id, view), tier_on(firm_id, view.on)
    return (
        select(
            tier,
            func.count(),
            func.sum(worth.c.cents),
            func.sum(worth.c.unpriced),
            func.sum(worth.c.rateless),
        )
        .select_from(Client)
        .join(worth, worth.c.client_id == Client.id)
        .outerjoin(moved, moved.c.client_id == Client.id)
        .where(Client.firm_id == firm_id, *conditions)
        .group_by(tier)
    )


def by_client(firm_id: Any, view: View, *conditions: Any) -> Select[Any]:
    """(client_id, cents, unpriced, rateless) of those who exist on a day. conditions: over `Client`."""
    worth = worth_then(firm_id, view)
    return (
        select(Client.id, worth.c.cents, worth.c.unpriced, worth.c.rateless)
        .join(worth, worth.c.client_id == Client.id)
        .where(Client.firm_id == firm_id, *conditions)
    )


def spans(firm_id: Any) -> Any:
    """(client_id, tier, span): from which day until which each client was in each tier; before his first, `UNKNOWN`.

    Of two moves that count from the same day the one that was found later holds.
    """
    last = (
        select(ClientTier.client_id, ClientTier.on, ClientTier.to_tier)
        .where(ClientTier.firm_id == firm_id)
        .order_by(ClientTier.client_id, ClientTier.on, ClientTier.known_at.desc(), ClientTier.id.desc())
        .ext(distinct_on(ClientTier.client_id, ClientTier.on))
        .subquery()
    )
    next_ = func.lead(last.c.on).over(partition_by=last.c.client_id, order_by=last.c.on)
    in_tiers = select(last.c.client_id, last.c.to_tier.label("tier"), _range(last.c.on, next_).label("span"))
    first = (
        select(ClientTier.client_id, func.min(ClientTier.on).label("on"))
        .where(ClientTier.firm_id == firm_id)
        .group_by(ClientTier.client_id)
        .subquery()
    )
    before = (
        select(
            Client.id.label("client_id"),
            literal(UNKNOWN, Text()).label("tier"),
            _range(None, first.c.on).label("span"),
        )
        .outerjoin(first, first.c.client_id == Client.id)
        .where(Client.firm_id == firm_id)
    )
    return union_all(in_tiers, before).subquery()


def days_held(firm_id: Any, first: date, until: date) -> Any:
    """(client_id, days): the days of [first, until) on which clients exist, as a multirange, by what is known now."""
    window = func.datemultirange(_range(first, until), type_=DATEMULTIRANGE)
    held = func.range_agg(_range(Holding.valid_from, Holding.valid_to), type_=DATEMULTIRANGE)
    return (
        select(Holding.client_id, held.op("*")(window).label("days"))
        .where(
            Holding.firm_id == firm_id,
            Holding.valid_from < until,
            or_(Holding.valid_to.is_(None), Holding.valid_to > first),
        )
        .group_by(Holding.client_id)
        .subquery()
    )


def client_days(firm_id: Any, first: date, until: date, *conditions: Any) -> Select[Any]:
    """(tier, days, clients) of [first, until): days spent in a tier while existing, and by how many clients."""
    held, tiers = days_held(firm_id, first, until), spans(firm_id)
    both = held.c.days.op("*")(func.datemultirange(tiers.c.span, type_=DATEMULTIRANGE))
    parts = (
        select(tiers.c.client_id, tiers.c.tier, func.unnest(both, type_=DATERANGE).label("part"))
        .select_from(Client)
        .join(held, held.c.client_id == Client.id)
        .join(tiers, tiers.c.client_id == Client.id)
        .where(Client.firm_id == firm_id, *conditions)
        .subquery()
    )
    length = func.upper(parts.c.part) - func.lower(parts.c.part)
    return select(parts.c.tier, func.sum(length), func.count(parts.c.client_id.distinct())).group_by(
        parts.c.tier
    )


def tiers_in(firm_id: Any, first: date, until: date, tier: str) -> Select[Any]:
    """The clients who existed in a tier on some day of [first, until)."""
    held, tiers = days_held(firm_id, first, until), spans(firm_id)
    return (
        select(held.c.client_id)
        .join(tiers, tiers.c.client_id == held.c.client_id)
        .where(tiers.c.tier == literal(tier, Text()), held.c.days.op("&&")(tiers.c.span))
    )


def revenue_days(firm_id: Any, first: date, until: date, *conditions: Any) -> Select[Any]:
    """(tier, CNY, last): revenue of [first, until) by the tier of each day, and until when it is recorded.

    What a period brought is spread evenly over its days. conditions: over `Revenue` and `Client`.
    """
    tiers = spans(firm_id)
    window = _range(first, until)
    period = _range(Revenue.period_from, Revenue.period_to)
    both = period.op("*", return_type=DATERANGE())(window).op("*", return_type=DATERANGE())(tiers.c.span)
    days = case((func.isempty(both), literal(0)), else_=func.upper(both) - func.lower(both))
    length = cast(Revenue.period_to - Revenue.period_from, Numeric)
    return (
        select(
            tiers.c.tier,
            func.sum(Revenue.amount * days / length),
            func.max(func.least(Revenue.period_to, until)),
        )
        .select_from(Revenue)
        .join(Client, and_(Client.firm_id == firm_id, Client.id == Revenue.client_id))
        .join(tiers, tiers.c.client_id == Revenue.client_id)
        .where(
            Revenue.firm_id == firm_id,
            Revenue.period_from < until,
            Revenue.period_to > first,
            tiers.c.span.op("&&")(period),
            *conditions,
        )
        .group_by(tiers.c.tier)
    )


def _range(first: Any, until: Any) -> Any:
    return func.daterange(first, until, type_=DATERANGE)
