"""Whom rules would concern by what is known now; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import as_json
from backend.book.ledger import Lot
from backend.platform.clock import business_date
from backend.retain.drawdown_paths import asked, legs_of
from backend.retain.drawdown_sweeps import FOUND, told
from backend.retain.signal_content import DrawdownRules, SilenceRules
from backend.retain.silence_sweeps import BASE
from backend.retain.silence_sweeps import asked as silence_asked

FALLING: Final = f"with {FOUND} select client_id, level, loss from found"  # noqa: S608  made of our own words
SILENT: Final = f"""
with {BASE} select n.client_id from silent n where n.silent_on <= cast(:today as date)
"""  # noqa: S608


async def falling(session: AsyncSession, rules: DrawdownRules) -> Sequence[Row[Any]]:
    """Open falls by these rules: client_id, level, loss (CNY)."""
    held = select(Lot.product_id).where(Lot.firm_id == session.info["firm_id"], Lot.closed_on.is_(None))
    products = list(await session.scalars(held.distinct()))
    legs = await legs_of(session, rules, products, None)
    given = {
        **asked(session, rules, products, None),
        "legs": as_json([told(rules, leg) for leg in legs if leg.is_open]),
    }
    return (await session.execute(text(FALLING), given)).all()


async def silent(session: AsyncSession, rules: SilenceRules) -> Sequence[UUID]:
    """Clients who would count as silent."""
    given = {**silence_asked(session, rules, None), "today": business_date()}
    return (await session.scalars(text(SILENT), given)).all()
