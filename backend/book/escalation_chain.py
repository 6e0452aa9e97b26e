"""Who is told of what is late: the people of a firm as a chain of escalation finds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.service_content import OWNER
from backend.book.staff import Team, User, UserRole

LEAD: Final = "team_lead"


@dataclass(frozen=True)
class Chain:
    """The people of the firm as escalation needs them."""

    people: Mapping[UUID, User]
    roles: Mapping[str, Sequence[UUID]]
    teams: Mapping[UUID, Team]

    def of(self, role: str, about: UUID | None, team_id: UUID | None) -> UUID | None:
        """Who is told: whoever has it, the lead of his team, or of a role whoever stands nearest above; None: nobody.

        Nearest: a lead of the team or of one above it who holds the role, then a member of these, then anybody.
        """
        if role == OWNER:
            return about if about in self.people else None
        person = self.people.get(about) if about is not None else None
        above = self._above(team_id or (person.team_id if person else None))
        leads = [lead for lead in (self.teams[id].lead_id for id in above) if lead in self.people]
        if role == LEAD:
            # Of a lead's own task the lead above him is told.
            return next((lead for lead in leads if lead != about), leads[0] if leads else None)
        holders = [id for id in self.roles.get(role, ()) if id in self.people]
        near = [id for id in leads if id in holders]
        near += [id for team in above for id in holders if self.people[id].team_id == team]
        return next(iter([*near, *holders]), None)

    def _above(self, team_id: UUID | None) -> list[UUID]:
        found: list[UUID] = []
        while team_id is not None and team_id not in found and team_id in self.teams:
            found.append(team_id)
            team_id = self.teams[team_id].parent_id
        return found


async def chain_of(session: AsyncSession) -> Chain:
    """The active people, who holds which role, and the teams of the firm."""
    firm_id = session.info["firm_id"]
    people = await session.scalars(select(User).where(User.firm_id == firm_id, User.active).order_by(User.id))
    roles: defaultdict[str, list[UUID]] = defaultdict(list)
    held = await session.execute(
        select(UserRole.role, UserRole.user_id)
        .where(UserRole.firm_id == firm_id)
        .order_by(UserRole.role, UserRole.user_id)
    )
    for row in held:
        roles[row.role].append(row.user_id)
    teams = await session.scalars(select(Team).where(Team.firm_id == firm_id))
    return Chain({p.id: p for p in people}, roles, {team.id: team for team in teams})
