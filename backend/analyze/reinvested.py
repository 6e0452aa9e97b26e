"""Whether money that was paid out comes back, and who adds to what he has: K-17.

An event is the day on which a position was given back as a whole, also of an ended fund, or a cash dividend. Only money
counts that is confirmed within FOLLOW days after it; switches are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Integer, Select, and_, case, cast, func, literal, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, entries, spans
from backend.analyze.credit import keyed, owned
from backend.analyze.presence import FOLLOW, positions
from backend.book.ledger import SUBSCRIPTIONS


@dataclass(frozen=True, slots=True)
class Again:
    """Clients of a window with an event. again: subscribed after one; immature: with less follow-up, in neither.

    paid, back: CNY paid out to the mature ones, and what they subscribed after it; existing, added: clients at the
    beginning, and those of them who subscribed in the window.
    """

    clients: int = 0
    again: int = 0
    immature: int = 0
    paid: Decimal = Decimal(0)
    back: Decimal = Decimal(0)
    existing: int = 0
    added: int = 0

    def __add__(self, other: Again) -> Again:
        return Again(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def events(asked: Asked) -> Any:
    """(nth, client_id, day, paid, ripe): each day on which a client was paid out, in each window."""
    of, window = entries(asked), spans(asked.windows)
    sold = and_(of.c.kind == "redemption", of.c.undone_on.is_(None))
    daily = (
        select(
            of.c.client_id,
            of.c.product_id,
            of.c.share_class_id,
            of.c.date.label("day"),
            func.sum(of.c.units).label("units"),
            func.sum(of.c.net).filter(sold).label("sold"),
            func.sum(of.c.net)
            .filter(and_(of.c.kind == "dividend", of.c.undone_on.is_(None)))
            .label("dividend"),
        )
        .where(of.c.undone_on.is_(None))
        .group_by(of.c.client_id, of.c.product_id, of.c.share_class_id, of.c.date)
        .subquery()
    )
    left = func.sum(daily.c.units).over(
        partition_by=(daily.c.client_id, daily.c.product_id, daily.c.share_class_id), order_by=daily.c.day
    )
    each = select(*daily.c, left.label("left")).subquery()
    whole = and_(each.c.sold.is_not(None), each.c.left <= 0)
    nothing: Any = literal_column("0")
    paid = func.coalesce(each.c.dividend, 0) + case((whole, each.c.sold), else_=nothing)
    return (
        select(
            window.c.nth,
            each.c.client_id,
            each.c.day,
            func.sum(paid).label("paid"),
            (each.c.day + FOLLOW < asked.today).label("ripe"),
        )
        .select_from(each)
        .join(window, and_(each.c.day >= window.c.first, each.c.day < window.c.until))
        .where(paid > 0)
        .group_by(window.c.nth, each.c.client_id, each.c.day)
        .subquery()
    )


def paid_out(asked: Asked) -> Any:
    """(nth, client_id, day, ripe, paid, back, owner_id, share, key): clients with an event; back: null of none.

    A day that paid out, and what was subscribed after it, count once, however many of the other they meet.
    """
    of, again = events(asked), entries(asked)
    follows = and_(
        of.c.ripe,
        again.c.client_id == of.c.client_id,
        again.c.kind.in_(SUBSCRIPTIONS),
        again.c.undone_on.is_(None),
        again.c.date > of.c.day,
        again.c.date <= of.c.day + cast(literal(FOLLOW), Integer()),
    )

    def place(*by: Any) -> Any:
        return func.row_number().over(partition_by=(of.c.nth, of.c.client_id, *by), order_by=of.c.day)

    # Numbered in one pass: joined to itself, the planner would take it for a few rows and go through it row by row.
    met = (
        select(*of.c, again.c.id.label("again"), again.c.net, place(of.c.day).label("nth_again"))
        .add_columns(place(again.c.id).label("nth_event"))
        .select_from(of)
        .outerjoin(again, follows)
        .subquery()
    )
    told = (
        select(
            met.c.nth,
            met.c.client_id,
            func.max(met.c.day).label("day"),
            func.bool_or(met.c.ripe, type_=Boolean()).label("ripe"),
            func.sum(met.c.paid).filter(and_(met.c.ripe, met.c.nth_again == 1)).label("paid"),
            func.sum(met.c.net).filter(and_(met.c.again.is_not(None), met.c.nth_event == 1)).label("back"),
        )
        .group_by(met.c.nth, met.c.client_id)
        .subquery()
    )
    return keyed(asked, owned(asked.firm_id, told))


def adders(asked: Asked) -> Any:
    """(nth, client_id, day, added, owner_id, share, key): who existed at the beginning; added: subscribed inside.

    day: the last one of the window.
    """
    of, window = positions(asked), spans(asked.windows)
    each = (
        select(of.c.nth, of.c.client_id, func.bool_or(of.c.adds, type_=Boolean()).label("added"))
        .group_by(of.c.nth, of.c.client_id)
        .having(func.bool_or(of.c.opens))
        .subquery()
    )
    told = (
        select(*each.c, (window.c.until - 1).label("day"))
        .select_from(each)
        .join(window, window.c.nth == each.c.nth)
        .subquery()
    )
    return keyed(asked, owned(asked.firm_id, told))


def statements(asked: Asked) -> tuple[Select[Any], Select[Any]]:
    """(nth, key, clients, again, immature, paid, back) and (nth, key, existing, added)."""
    of, those = paid_out(asked), adders(asked)
    count, ripe = func.count(), of.c.ripe
    first = select(
        of.c.nth,
        of.c.key,
        count.filter(ripe),
        count.filter(and_(ripe, of.c.back.is_not(None))),
        count.filter(~ripe),
        func.sum(of.c.paid),
        func.sum(of.c.back),
    ).group_by(of.c.nth, of.c.key)
    second = select(those.c.nth, those.c.key, count, count.filter(those.c.added)).group_by(
        those.c.nth, those.c.key
    )
    return first, second


async def reinvested(session: AsyncSession, asked: Asked) -> dict[int, dict[str | None, Again]]:
    """By window and key, in two statements."""
    found: dict[int, dict[str | None, Again]] = {}
    first, second = statements(asked)
    for nth, key, clients, again, immature, paid, back in await session.execute(first):
        row = Again(clients, again, immature, Decimal(paid or 0), Decimal(back or 0))
        found.setdefault(nth, {})[key] = row
    for nth, key, existing, added in await session.execute(second):
        own = found.setdefault(nth, {})
        own[key] = own.get(key, Again()) + Again(existing=existing, added=added)
    return found
