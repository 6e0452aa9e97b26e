"""Tiers of the demo firm: led through a year of days, as a worker would have done it night by night."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tier_sweeps import backfill

MONTHS, WEEKS = 12, 8


def tier_days(as_of: date) -> list[date]:
    """Days on which tiers are looked at, oldest first: ends of the last months and weeks, and yesterday."""
    found = {as_of - timedelta(days=1)}
    first = as_of.replace(day=1)
    for _ in range(MONTHS):
        end = first - timedelta(days=1)
        found.add(end)
        first = end.replace(day=1)
    for week in range(1, WEEKS + 1):
        found.add(as_of - timedelta(days=7 * week))
    return sorted(found)


async def write_tiers(session: AsyncSession, as_of: date) -> int:
    """Put all clients into their tiers, with how they came there; how many moves."""
    timeout = await session.scalar(text("show statement_timeout"))
    await session.execute(text("set local statement_timeout = '0'"))
    # Of rows that were written a moment ago the planner knows no numbers.
    await session.execute(text("set local enable_nestloop = off"))
    moves = await backfill(session, tier_days(as_of))
    await session.execute(text("set local enable_nestloop = on"))
    await session.execute(text("select set_config('statement_timeout', :kept, true)"), {"kept": timeout})
    return moves
