"""Who the clients of a day are, and with how much: K-12, and the AUM of a day.

A client counts who holds units of anything at the end of the day; his AUM is units x latest NAV up to it x rate. What
nobody has written down is a row of its own (`-`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Date

from backend.analyze.asking import Asked, end_of, entries
from backend.analyze.credit import keyed, owned
from backend.book.assets import View, worth_of
from backend.book.tier_worth import worth_then


@dataclass(frozen=True, slots=True)
class Share:
    """Clients of a key and their AUM, CNY; unpriced: positions without a NAV, that add nothing."""

    clients: int = 0
    aum: Decimal = Decimal(0)
    unpriced: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.clients + other.clients, self.aum + other.aum, self.unpriced + other.unpriced)


def view_of(asked: Asked, on: date) -> View:
    """What counts on a day: restated, what was reversed never was; else a reversal counts from its own day."""
    return View(on, None if asked.restated else asked.known_at or end_of(asked.today))


def holders(asked: Asked, on: date) -> Any:
    """(nth, client_id, day, cents, unpriced, rateless, owner_id, share, key): who holds at the end of a day."""
    worth = worth_then(asked.firm_id, view_of(asked, on))
    told = select(*worth.c, literal(1).label("nth"), cast(literal(on), Date()).label("day"))
    if "tenure" in asked.dimensions:
        came = entries(asked)
        first = (
            select(came.c.client_id, func.min(came.c.date).label("since"))
            .where(came.c.units > 0, came.c.undone_on.is_(None) | (came.c.undone_on > on))
            .group_by(came.c.client_id)
            .subquery()
        )
        told = told.add_columns(first.c.since).outerjoin(first, first.c.client_id == worth.c.client_id)
    of = told.subquery()
    return keyed(asked, owned(asked.firm_id, of))


def statement(asked: Asked, on: date) -> Select[Any]:
    """(key, clients, cents, unpriced, rateless) at the end of a day."""
    of = holders(asked, on)
    sums = [func.sum(of.c[name]) for name in ("cents", "unpriced", "rateless")]
    return select(of.c.key, func.count(), *sums).group_by(of.c.key)


async def portrait(session: AsyncSession, asked: Asked, on: date) -> dict[str | None, Share]:
    """By key, in one statement. Raises Refused(rate_missing), which names the currency."""
    rows = (await session.execute(statement(asked, on))).all()
    if any(row[4] for row in rows):
        # Slower, and says which currency has none.
        await worth_of(session, view_of(asked, on))
    return {key: Share(clients, Decimal(cents) / 100, int(blank)) for key, clients, cents, blank, _ in rows}
