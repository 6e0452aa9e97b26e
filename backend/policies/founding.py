"""What every firm begins with beside the book: its policy, its journey templates, its rules of suitability."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from backend.policies import store
from backend.track.suitability_rules import ship_rules
from backend.track.templates import ship_templates


async def equip(session: AsyncSession) -> None:
    """Equip a firm that is being founded."""
    await store.seed(session)
    await ship_templates(session)
    await ship_rules(session)
