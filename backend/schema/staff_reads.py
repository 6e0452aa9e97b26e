"""Batch reads behind people and teams: each takes ids and returns a dict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.credentials import Credential, second_factors_of
from backend.book.staff import User, UserRole
from backend.graph.context import Context
from backend.graph.engine.objects import Place
from backend.graph.nouns import Noun


def user_in(subject: str) -> UUID | None:
    """The user of an audit subject such as `user:<uuid>`; None for keys and the system."""
    kind, _, id = subject.partition(":")
    return UUID(id) if kind == "user" else None


async def members_of(
    session: AsyncSession, context: Context, team_ids: Sequence[UUID], user: Noun
) -> dict[UUID, list[Any]]:
    """Active people of teams, by name."""
    rows = await session.execute(
        user.rows(context.principal)
        .where(User.team_id.in_(team_ids), User.active)
        .order_by(User.name_sort, User.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0].team_id].append(user.made(row))
    return found


async def roles_of(
    session: AsyncSession, context: Context, user_ids: Sequence[UUID]
) -> dict[UUID, list[str]]:
    """Roles of users, by name."""
    rows = await session.execute(
        select(UserRole.user_id, UserRole.role)
        .where(UserRole.firm_id == context.principal.firm_id, UserRole.user_id.in_(user_ids))
        .order_by(UserRole.role)
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for user_id, role in rows:
        found[user_id].append(role)
    return found


def roles_sql(place: Place) -> Any:
    """The same in SQL."""
    firm, user = place.draft.firm, place.row
    listed = func.json_agg(aggregate_order_by(UserRole.role, UserRole.role))
    rows = select(func.coalesce(listed, func.json_build_array())).where(
        UserRole.firm_id == firm, user.firm_id == firm, UserRole.user_id == user.id
    )
    return rows.scalar_subquery()


def totp_sql(place: Place) -> Any:
    """Whether a user confirmed a second factor."""
    firm, user = place.draft.firm, place.row
    confirmed = select(Credential.id).where(
        Credential.firm_id == firm,
        user.firm_id == firm,
        Credential.user_id == user.id,
        Credential.totp_confirmed_at.is_not(None),
    )
    return confirmed.exists()


async def totp_of(session: AsyncSession, _context: Context, user_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Users who confirmed a second factor; the others are absent."""
    return dict.fromkeys(await second_factors_of(session, user_ids), True)
