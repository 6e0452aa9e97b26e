"""Who acts for whom today: an absent person's deputy, and his deputy if he is absent, too."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.staff import User
from backend.platform.clock import business_date


async def acting_for(session: AsyncSession, firm_id: UUID, user_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who acts for each of these people: himself, or who stands in for him today."""
    today = business_date()
    rows = await session.execute(
        select(User.id, User.deputy_id).where(
            User.firm_id == firm_id,
            User.deputy_id.is_not(None),
            User.absent_from <= today,
            User.absent_until >= today,
        )
    )
    deputies = {row.id: row.deputy_id for row in rows}
    found = {}
    for user_id in user_ids:
        acting, seen = user_id, {user_id}
        while (next_one := deputies.get(acting)) is not None and next_one not in seen:
            seen.add(next_one)
            acting = next_one
        found[user_id] = acting
    return found
