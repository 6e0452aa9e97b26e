"""What every firm begins with beside the book: its policy, journey templates, rules of suitability and orders."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from backend.policies import store
from backend.track import order_rules
from backend.track.suitability_rules import ship_rules
from backend.track.templates import ship_templates


async def equip(session: AsyncSession) -> None:
    """Equip a firm that is being founded."""
    await store.seed(session)
    await ship_templates(session)
    await ship_rules(session)
    await order_rules.ship_rules(session)
