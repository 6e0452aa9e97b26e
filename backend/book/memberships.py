"""Who was in which team when; a move takes the clients along."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.staff import Team, TeamMembership, User
from backend.platform.audit import record
from backend.platform.clock import business_date, now


async def join_team(session: AsyncSession, user: User, team: Team | None) -> int:
    """Move a user to a team (None: to none) from today on; returns how many of his clients moved with him."""
    before = user.team_id
    after = team.id if team else None
    await _end_present(session, user)
    moved = await _move_clients(session, user, before, after)
    if after is not None:
        session.add(TeamMembership(user_id=user.id, team_id=after))
    user.team_id = after
    return moved


async def _end_present(session: AsyncSession, user: User) -> None:
    present = await session.scalar(
        select(TeamMembership)
        .where(
            TeamMembership.firm_id == user.firm_id,
            TeamMembership.user_id == user.id,
            TeamMembership.valid_to.is_(None),
        )
        .with_for_update()
    )
    if present is None:
        return
    today = business_date()
    if present.valid_from >= today:
        # A stretch of no days would say nothing; the day belongs to the team he ends it in.
        await session.delete(present)
    else:
        present.valid_to = today
    # Before the new stretch: only one may be open at a time.
    await session.flush()


async def _move_clients(session: AsyncSession, user: User, before: UUID | None, after: UUID | None) -> int:
    moved = await session.execute(
        update(Client)
        .where(
            Client.firm_id == user.firm_id,
            Client.owner_id == user.id,
            Client.team_id.is_distinct_from(after),
        )
        .values(team_id=after, updated_at=now())
        .execution_options(synchronize_session=False)
    )
    count = int(getattr(moved, "rowcount", 0))
    if count:
        changes = {
            "team_id": [str(before) if before else None, str(after) if after else None],
            "clients": [None, count],
        }
        record(session, "move_clients", "user_account", user.id, changes=changes)
    return count
