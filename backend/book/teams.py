"""Teams: making and changing the tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.access_marks import mark
from backend.book.lookup import active_user
from backend.book.staff import Team
from backend.book.staff_events import TeamChanged
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text

FIELDS: Final = frozenset({"name", "parentId", "leadId"})


async def create_team(
    session: AsyncSession, *, name: str, parent_id: UUID | None = None, lead_id: UUID | None = None
) -> Team:
    """Make a team below another one or at the top. Raises Refused(BAD_USER_INPUT) naming the field."""
    team = Team(name="")
    await _apply(session, team, {"name": name, "parentId": parent_id, "leadId": lead_id})
    session.add(team)
    await _save(session, team)
    return team


async def update_team(session: AsyncSession, id: UUID, version: int, changes: Mapping[str, Any]) -> Team:
    """Change name, parentId or leadId of a team.

    Raises Refused(NOT_FOUND, CONFLICT, BAD_USER_INPUT); problem=cycle when a team would stand above itself.
    """
    team = await locked_at(session, Team, id, version)
    await _apply(session, team, changes)
    if session.is_modified(team):
        await _save(session, team)
    return team


async def _apply(session: AsyncSession, team: Team, changes: Mapping[str, Any]) -> None:
    # Nothing is written before `_save`, which knows what a taken name looks like.
    with session.no_autoflush:
        if "name" in changes:
            team.name = clean_text(changes["name"] or "", "name", limit=100, required=True) or ""
        if "parentId" in changes:
            await _check_parent(session, team.id, changes["parentId"])
            team.parent_id = changes["parentId"]
        if "leadId" in changes:
            lead = changes["leadId"]
            team.lead_id = (await active_user(session, lead, "leadId")).id if lead else None


async def _check_parent(session: AsyncSession, id: UUID | None, parent_id: UUID | None) -> None:
    if parent_id is None:
        return
    # All teams of the firm, locked in one order: two moves at once could close a circle that neither sees.
    rows = await session.execute(
        select(Team.id, Team.parent_id)
        .where(Team.firm_id == session.info["firm_id"])
        .order_by(Team.id)
        .with_for_update()
    )
    parents = {row.id: row.parent_id for row in rows}
    if parent_id not in parents:
        raise bad_input("parentId", "unknown")
    above: UUID | None = parent_id
    while above is not None:
        if above == id:
            raise bad_input("parentId", "cycle")
        above = parents[above]


async def _save(session: AsyncSession, team: Team) -> None:
    try:
        await session.flush()
    except IntegrityError as fault:
        if "uq_team" in str(fault.orig):
            raise bad_input("name", "taken") from fault
        raise
    emit(session, TeamChanged(team_id=team.id))
    await mark(session, "staff")
