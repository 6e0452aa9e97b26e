"""The people of one firm as the gatekeeper keeps them in memory: roles, teams, who stands in for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from backend.book.staff import Team, User, UserRole
from backend.platform.database import Database
from backend.platform.principal import Scope


@dataclass(frozen=True)
class Member:
    """What decides about one user's rights."""

    id: UUID
    active: bool
    locale: str
    team_id: UUID | None
    roles: tuple[str, ...] = ()
    absent_from: date | None = None
    absent_until: date | None = None
    deputy_id: UUID | None = None

    def is_absent(self, day: date) -> bool:
        """Whether he is away on a business date."""
        return (
            self.absent_from is not None
            and self.absent_until is not None
            and self.absent_from <= day <= self.absent_until
        )


@dataclass(frozen=True)
class Roster:
    """One firm's members, and for each team itself with all teams below."""

    members: Mapping[UUID, Member]
    below: Mapping[UUID, frozenset[UUID]]

    def scope_of(self, user_id: UUID, day: date) -> Scope:
        """Whose rows are a user's own on a business date, and which teams' rows are his team's."""
        member = self.members[user_id]
        teams = self.below.get(member.team_id, frozenset()) if member.team_id else frozenset[UUID]()
        return Scope(user_ids=self._acting_for(user_id, day), team_ids=teams)

    def _acting_for(self, user_id: UUID, day: date) -> frozenset[UUID]:
        """The user, those who are absent and named him deputy, and whom these would act for in turn."""
        found, waiting = {user_id}, [user_id]
        while waiting:
            deputy = waiting.pop()
            for member in self.members.values():
                if member.deputy_id == deputy and member.id not in found and member.is_absent(day):
                    found.add(member.id)
                    waiting.append(member.id)
        return frozenset(found)


async def load_roster(database: Database, firm_id: UUID) -> Roster:
    """The present roster of a firm: three reads."""
    async with database.read(firm_id) as session:
        users = await session.execute(
            select(
                User.id,
                User.active,
                User.locale,
                User.team_id,
                User.absent_from,
                User.absent_until,
                User.deputy_id,
            ).where(User.firm_id == firm_id)
        )
        roles: dict[UUID, list[str]] = {}
        held = await session.execute(
            select(UserRole.user_id, UserRole.role).where(UserRole.firm_id == firm_id).order_by(UserRole.role)
        )
        for user_id, role in held:
            roles.setdefault(user_id, []).append(role)
        parents = await session.execute(select(Team.id, Team.parent_id).where(Team.firm_id == firm_id))
        return Roster(
            members={row.id: Member(**row._mapping, roles=tuple(roles.get(row.id, ()))) for row in users},
            below=teams_below({row.id: row.parent_id for row in parents}),
        )


def teams_below(parents: Mapping[UUID, UUID | None]) -> dict[UUID, frozenset[UUID]]:
    """For each team itself and all teams below. parents: team -> team above; circles are walked once."""
    below: dict[UUID, set[UUID]] = {team: {team} for team in parents}
    for team in parents:
        above, seen = parents[team], {team}
        while above is not None and above in below and above not in seen:
            below[above].add(team)
            seen.add(above)
            above = parents[above]
    return {team: frozenset(teams) for team, teams in below.items()}
