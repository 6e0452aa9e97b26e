"""Money raised, gross and net, by whom and of what: K-10.

Gross are confirmed subscriptions (认购 and 申购, and what is paid into a fund at cost) without their fees; net is gross
less redemptions and what ended funds pay out. Switches, transfers, dividends, also reinvested ones, splits, performance
fees and opening balances are no money raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, entries, spans
from backend.analyze.credit import keyed, owned, parts
from backend.book.ledger import SUBSCRIPTIONS

SPLIT = ("person", "team")


@dataclass(frozen=True, slots=True)
class Raised:
    """Money of a window, CNY. key: None: of all; clients: with any of it."""

    nth: int
    key: str | None
    clients: int
    gross: Decimal
    redeemed: Decimal

    @property
    def net(self) -> Decimal:
        """Gross less redemptions."""
        return self.gross - self.redeemed


def flows(asked: Asked) -> Any:
    """(nth, id, client_id, product_id, day, gross, redeemed, owner_id, share, key): what counts, once a person."""
    of, window = entries(asked), spans(asked.windows)
    nothing: Any = literal_column("0")
    counted = (
        select(
            window.c.nth,
            of.c.id,
            of.c.client_id,
            of.c.product_id,
            of.c.date.label("day"),
            case((of.c.kind.in_(SUBSCRIPTIONS), of.c.net), else_=nothing).label("gross"),
            case((of.c.kind == "redemption", of.c.gross), else_=nothing).label("redeemed"),
        )
        .select_from(of)
        .join(window, and_(of.c.date >= window.c.first, of.c.date < window.c.until))
        .where(of.c.kind.in_((*SUBSCRIPTIONS, "redemption")))
        .subquery()
    )
    split = (
        any(each in SPLIT for each in asked.dimensions)
        or asked.standing.owner_id is not None
        or asked.standing.team_id is not None
    )
    return keyed(asked, (parts if split else owned)(asked.firm_id, counted))


def statement(asked: Asked) -> Select[Any]:
    """(nth, key, whole, clients, gross, redeemed) by window and, where it is split, by key; whole: 1 of all keys."""
    of = flows(asked)
    sums = (
        func.count(of.c.client_id.distinct()),
        func.sum(of.c.gross * of.c.share),
        func.sum(of.c.redeemed * of.c.share),
    )
    if asked.by is None:
        return select(of.c.nth, of.c.key, literal_column("1"), *sums).group_by(of.c.nth, of.c.key)
    sets = func.grouping_sets(tuple_(of.c.nth), tuple_(of.c.nth, of.c.key))
    return select(of.c.nth, of.c.key, func.grouping(of.c.key), *sums).group_by(sets)


async def raised(session: AsyncSession, asked: Asked) -> list[Raised]:
    """The sums of each window, and of each key in it, in one statement; a window without any flow is absent."""
    rows = await session.execute(statement(asked))
    return [
        Raised(nth, None if whole else key, clients, Decimal(gross), Decimal(redeemed))
        for nth, key, whole, clients, gross, redeemed in rows
    ]
