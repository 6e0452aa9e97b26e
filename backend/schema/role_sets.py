"""The sets of roles by which somebody reads: what rules must not tell is judged for each of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.keys import ApiKey
from backend.book.staff import UserRole
from backend.policies.enforcement import Policy


async def role_sets_of(session: AsyncSession) -> set[tuple[str, ...]]:
    """The sets of roles that people and keys of the firm hold."""
    firm_id = session.info["firm_id"]
    held: dict[UUID, tuple[str, ...]] = {}
    for user_id, role in await session.execute(
        select(UserRole.user_id, UserRole.role)
        .where(UserRole.firm_id == firm_id)
        .order_by(UserRole.user_id, UserRole.role)
    ):
        held[user_id] = (*held.get(user_id, ()), role)
    keys = await session.scalars(select(ApiKey.role).where(ApiKey.firm_id == firm_id).distinct())
    return {*held.values(), *((role,) for role in keys)}


def readers(policy: Policy, held: set[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Sets of roles to be looked at: those that somebody holds, and each role alone that somebody could hold."""
    return sorted(held | {(rule.role,) for rule in policy.rules})
